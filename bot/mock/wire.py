"""HTTP as the bot speaks it: reads a request, lets it go wrong if asked to, finds its handler, answers, remembers."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from aiohttp import BodyPartReader, web

from . import limits
from .errors import ApiError, Invalid, Problem
from .faults import Answer, Faults, Rates
from .messages import Attachment, Files, Message
from .places import Channel
from .world import TOKEN, World

API: Final = "/api/v10"
GARBLED: Final = object()  # a body that is no JSON


@dataclass(frozen=True)
class Call:
    """One request: what the path names, the query, the JSON body, and files by their number."""

    world: World
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    files: Files

    def channel(self, needs: int = 0) -> Channel:
        """The channel that the path names. Raises as `World.channel`."""
        return self.world.channel(self.params["channel"], needs)

    def message(self, needs: int = 0) -> Message:
        """The message that the path names. Raises as `World.message`."""
        return self.world.message(self.channel(needs), self.params["message"])

    def says(self, word: str) -> bool:
        """The query switches that on."""
        return self.query.get(word) in ("1", "true")


@dataclass(frozen=True)
class Request:
    """A request that the mock has seen. `path` begins after `/api/v10`; `status` 0: dropped without an answer.

    `reason`: why Discord would refuse the body, if it would.
    """

    method: str
    path: str
    route: str
    body: Any
    files: tuple[str, ...]
    at: datetime
    status: int
    reason: str

    def __str__(self) -> str:
        return f"{self.method} {self.path} refused with {self.status}: {self.reason}"


Handler = Callable[[Call], Any]
"""What one route does. Returns the JSON to send, or None for 204. Raises ApiError."""


class Wire:
    """All the routes, behind one door."""

    def __init__(self, world: World, routes: Mapping[str, Handler]) -> None:
        self.faults, self.rates = Faults(), Rates(world.clock)
        self.requests: list[Request] = []
        self.violations: list[Request] = []
        self._world = world
        self.app = web.Application(client_max_size=2 * limits.REQUEST_SIZE)
        for route, handler in (*routes.items(), ("* /{path:.*}", _unknown)):
            method, path = route.split()
            self.app.router.add_route(method, API + path, partial(self._serve, route, handler))

    async def _serve(self, route: str, handler: Handler, request: web.Request) -> web.StreamResponse:
        at, call = self._world.clock.now(), await _read(self._world, request)
        handler = handler if call.body is not GARBLED else _garbled
        method, path = request.method, request.path.removeprefix(API)
        family = [route, *(call.params.get(name, "") for name in ("channel", "guild", "webhook", "token"))]
        answered = path.startswith(("/interactions/", "/webhooks/"))
        refused, headers = self.rates.take(" ".join(family), exempt=answered)
        known = answered or request.headers.get("Authorization") == f"Bot {TOKEN}"
        answer = refused or await self._answer(f"{method} {path}", partial(_do, handler if known else _stranger, call))
        names = tuple(file.name for file in call.files.values())
        sent = None if call.body is GARBLED else call.body
        self.requests.append(Request(method, path, route, sent, names, at, answer.status, answer.reason))
        if answer.reason:
            self.violations.append(self.requests[-1])
        if not answer.status and request.transport:
            request.transport.close()
        body = b"" if answer.body is None else json.dumps(answer.body, ensure_ascii=False).encode()
        # exactly this type: with a charset behind it discord.py takes the body for text
        kind = {"Content-Type": "application/json"} if body else {}
        return web.Response(status=answer.status or 500, body=body, headers=kind | headers | answer.headers)

    async def _answer(self, what: str, do: Callable[[], Answer]) -> Answer:
        fault = self.faults.next(what)
        if fault is None:
            return do()
        answer = do() if fault.done else None
        await asyncio.sleep(fault.seconds)
        return fault.answer or answer or Answer(0)


def _do(handler: Handler, call: Call) -> Answer:
    try:
        body = handler(call)
    except Invalid as refused:
        return Answer(refused.status, refused.body(), reason=f"(code {refused.code}) {refused}")
    except ApiError as refused:
        return Answer(refused.status, refused.body())
    except Exception as error:  # a value of a kind that no shape foresees: Discord has an answer to that too
        unread = Invalid(Problem((), "", f"the mock cannot read this body: {error!r}"))
        return Answer(unread.status, unread.body(), reason=f"(code {unread.code}) {unread}")
    return Answer(204) if body is None else Answer(200, body)


def _stranger(call: Call) -> None:
    raise ApiError(0)


def _unknown(call: Call) -> None:
    raise Invalid(Problem((), "", "the mock does not know this route"), status=404, code=0, message="404: Not Found")


def _garbled(call: Call) -> None:
    raise Invalid(Problem((), "", "this is no JSON"), code=50109, message="The request body contains invalid JSON.")


async def _read(world: World, request: web.Request) -> Call:
    """The request taken apart; its body is `GARBLED` where it cannot be."""
    files, body, text = dict[int, Attachment](), None, ""
    try:
        if request.content_type != "multipart/form-data":
            text = await request.text()
        else:
            async for part in await request.multipart():
                assert isinstance(part, BodyPartReader)
                data, name = await part.read(decode=True), part.name or ""
                if name == "payload_json":
                    text = data.decode()
                elif name.startswith("files["):
                    files[int(name[6:-1])] = world.file(part.filename or "", bytes(data))
        body = json.loads(text) if text else {} if files else None
        json.dumps(body, ensure_ascii=False).encode()  # half of a surrogate pair is no character
    except (ValueError, LookupError, RecursionError):
        body = GARBLED
    return Call(world, dict(request.match_info), dict(request.query), body, files)
