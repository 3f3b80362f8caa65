"""HTTP as the bot speaks it: reads a request, lets it go wrong if asked to, finds its handler, answers, remembers."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from . import limits
from .errors import ApiError, Invalid, Problem
from .faults import Answer, Faults, Rates
from .world import TOKEN, World

API: Final = "/api/v10"


@dataclass(frozen=True)
class Call:
    """One request: what the path names, the query, the JSON body, and files by their number."""

    params: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    files: Mapping[int, tuple[str, bytes]] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """A request that the mock has seen, for tests to look at. `path` begins after `/api/v10`; status 0: dropped."""

    method: str
    path: str
    route: str
    body: Any
    files: tuple[str, ...]
    status: int
    at: datetime


@dataclass(frozen=True)
class Violation:
    """A body that Discord would refuse."""

    method: str
    path: str
    status: int
    code: int
    reason: str

    def __str__(self) -> str:
        return f"{self.method} {self.path} refused with {self.status} (code {self.code}): {self.reason}"


Handler = Callable[[World, Call], Any]
"""What one route does. Returns the JSON to send, or None for 204. Raises ApiError."""


class Wire:
    """All the routes, behind one door."""

    def __init__(self, world: World, routes: Mapping[str, Handler]) -> None:
        self.faults, self.rates = Faults(), Rates(world.clock)
        self.requests: list[Request] = []
        self.violations: list[Violation] = []
        self._world = world
        self.app = web.Application(client_max_size=2 * limits.REQUEST_SIZE)
        for route, handler in routes.items():
            method, path = route.split()
            self.app.router.add_route(method, API + path, self._door(route, handler))
        self.app.router.add_route("*", API + "/{path:.*}", self._door("* *", _unknown))

    def _door(self, route: str, handler: Handler) -> Callable[[web.Request], Any]:
        async def serve(request: web.Request) -> web.StreamResponse:
            path, at = request.path.removeprefix(API), self._world.clock.now()
            call = await _read(request)
            answer = await self._answer(request, route, lambda: self._handle(request, route, handler, call))
            seen = [name for name, _ in call.files.values()]
            status = 0 if answer.drop else answer.status
            self.requests.append(Request(request.method, path, route, call.body, tuple(seen), status, at))
            if answer.drop and request.transport:
                request.transport.close()
            body = b"" if answer.body is None else json.dumps(answer.body, ensure_ascii=False).encode()
            # exactly this type: with a charset behind it discord.py takes the body for text
            kind = {"Content-Type": "application/json"} if body else {}
            return web.Response(status=answer.status or 500, body=body, headers=kind | answer.headers)

        return serve

    async def _answer(self, request: web.Request, route: str, go: Callable[[], Answer]) -> Answer:
        path = request.path.removeprefix(API)
        exempt = path.startswith(("/interactions/", "/webhooks/"))
        refused, headers = self.rates.take(f"{route} {_major(request)}", exempt=exempt)
        if refused:
            return Answer(refused.status, refused.body, headers | refused.headers)
        fault = self.faults.next(f"{request.method} {path}")
        answer = go() if fault is None or fault.done else None
        if fault:
            await asyncio.sleep(fault.seconds)
            answer = fault.answer or answer
        assert answer
        return replace(answer, headers=headers | answer.headers)

    def _handle(self, request: web.Request, route: str, handler: Handler, call: Call) -> Answer:
        open_route = any(part in route for part in ("/interactions/", "/webhooks/", "/gateway", "* *"))
        if not open_route and request.headers.get("Authorization") != f"Bot {TOKEN}":
            return Answer(401, {"message": "401: Unauthorized", "code": 0})
        try:
            body = handler(self._world, call)
        except Invalid as refused:
            path = request.path.removeprefix(API)
            self.violations.append(Violation(request.method, path, refused.status, refused.code, str(refused)))
            return Answer(refused.status, refused.body())
        except ApiError as refused:
            return Answer(refused.status, refused.body())
        return Answer(204) if body is None else Answer(200, body)


def _major(request: web.Request) -> str:
    named = request.match_info
    return " ".join(named.get(name, "") for name in ("channel", "guild", "webhook", "token"))


def _unknown(world: World, call: Call) -> None:
    raise Invalid(Problem((), "", "the mock does not know this route"), status=404, code=0, message="404: Not Found")


async def _read(request: web.Request) -> Call:
    params, query = dict(request.match_info), dict(request.query)
    if request.content_type != "multipart/form-data":
        text = await request.text()
        return Call(params, query, json.loads(text) if text else None)
    body, files = None, {}
    async for part in await request.multipart():
        data = await part.read(decode=True)  # type: ignore[union-attr]
        name = part.name or ""  # type: ignore[union-attr]
        if name == "payload_json":
            body = json.loads(data)
        elif name.startswith("files["):
            files[int(name[6:-1])] = (part.filename or "", bytes(data))  # type: ignore[union-attr]
    return Call(params, query, body or {}, files)
