"""The real bot inside the mock Discord: started as `readout try` starts it, and started anew between two clicks."""

import logging
import sys
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from jsonschema import Draft202012Validator

from bot.client import Readout
from bot.mock import MockDiscord, Reply, Request
from bot.mock.fixtures import mock_discord as mock_discord
from bot.settings import Settings
from briefs.compose import Composer, open_composer

pytest.register_assert_rewrite("drive")
ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests" / "mock"))  # its reading of Discord's schema serves here too
from test_mock_schema import relaxed as relaxed  # noqa: E402
from test_mock_schema import schema_of  # noqa: E402

NOW = datetime(2026, 2, 24, 12, tzinfo=UTC)
COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4  # interaction types (interactions/receiving-and-responding)
CALLBACK = "POST /interactions/{interaction}/{token}/callback"


class Host:
    """The machine on which the bot runs. `start` begins a process on its data folder and ends the one before.

    Whatever a test did, afterwards Discord has refused nothing, and the log holds no error but those in `expected`.
    """

    def __init__(self, mock: MockDiscord, pack: Path, data: Path, opened: Composer) -> None:
        self.mock, self.pack, self.data = mock, pack, data
        self._opened = opened
        self.expected: list[str] = []  # words of the errors that the log may hold
        self.bot: Readout
        self._process = AsyncExitStack()

    async def start(
        self, *, fresh: bool = False, change: Callable[[Composer], Composer] = lambda same: same, **settings: str
    ) -> Readout:
        """A new process. `settings` by their variables; `change` puts another composer in place of the one opened.

        `fresh` reads everything from the data folder, as a process does; else the store and the templates of all tests
        serve, with nothing composed yet.
        """
        await self.stop()
        composer = replace(self._opened, kept=OrderedDict())
        if fresh:
            composer = await self._process.enter_async_context(open_composer(self.pack, self.data))
        values = {"READOUT_COOLDOWN": "off"} | settings
        self.bot = Readout(change(composer), self.mock.clock.now, Settings.model_validate(values))
        await self._process.enter_async_context(self.mock.running(self.bot))
        return self.bot

    async def stop(self) -> None:
        await self._process.aclose()

    @property
    def answers(self) -> list[Request]:
        """Every first answer to an interaction so far."""
        return [request for request in self.mock.requests if request.route == CALLBACK]

    async def forge(self, data: dict[str, Any], *, kind: int = COMMAND, user: str = "nobody") -> Reply:
        """An interaction that Discord's client would not send: a command, or a completion."""
        asked = self.mock._open(kind, self.mock.user(user), self.mock.channel("#general"))
        asked.option = 3
        return await self.mock._call(asked, data, "en-US")

    async def forge_control(self, message: Any, custom_id: str, values: list[str] | None = None) -> Reply:
        """A press of a button, or a choice in a select, that the message does not have."""
        data = {"component_type": 3 if values else 2, "custom_id": custom_id} | ({"values": values} if values else {})
        asked = self.mock._open(COMPONENT, self.mock.user("nobody"), message.channel, source=message)
        return await self.mock._call(asked, data, "en-US")

    def command(self, name: str) -> dict[str, Any]:
        """The command as Discord has it, for a forgery."""
        found = next(c for c in self.mock.world.commands[None] if c["name"] == name)
        return {field: found.get(field) for field in ("id", "name", "type", "guild_id")} | {"options": []}


def shape(body: Any) -> Any:
    """A body with nothing left of its words but how long they are, as far as a schema cares; of equal parts one."""
    if isinstance(body, dict):
        return tuple((key, shape(body[key])) for key in sorted(body))
    if isinstance(body, list):
        return tuple(dict.fromkeys(map(shape, body)))
    if isinstance(body, str) and not body.isdecimal():
        return f"up to {next(most for most in (0, 100, 4000, 10**6) if len(body) <= most)}"
    return body


@pytest.fixture(scope="session")
def misfits(request: pytest.FixtureRequest) -> Callable[[Request], list[str]]:
    """What of a request does not fit Discord's schema, one of each shape; nothing on a machine without it."""
    try:
        schema = deepcopy(request.getfixturevalue("relaxed"))
    except pytest.skip.Exception:
        return lambda request: []
    schema["components"]["schemas"]["ChannelTypes"]["oneOf"].append({"const": 16})  # media: only documented
    validators: dict[str, Draft202012Validator] = {}
    known: dict[str, list[str]] = {}

    def find(request: Request) -> list[str]:
        if request.body is None or request.status == 0:
            return []
        if request.route not in validators:
            body = schema_of(schema, request) or {}
            validators[request.route] = Draft202012Validator({**body, "components": schema["components"]})
        key = f"{request.route} {shape(request.body)}"
        if key not in known:
            errors = validators[request.route].iter_errors(request.body)
            known[key] = [f"{request.route}: {error.message[:300]}" for error in errors]
        return known[key]

    return find


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def opened(data: Path) -> AsyncIterator[Composer]:
    """The store, the templates and the pictures for all tests: opening and drawing takes longer than most of them."""
    async with open_composer(ROOT / "seeds", data) as composer:
        yield composer


@pytest.fixture
async def host(
    mock_discord: MockDiscord, seeds: Path, data: Path, opened, misfits, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Host]:
    """A machine with nothing started on it."""
    mock_discord.clock.set(NOW)
    host = Host(mock_discord, seeds, data, opened)
    yield host
    await host.stop()
    assert mock_discord.violations == []
    assert [misfit for request in mock_discord.requests for misfit in misfits(request)] == []
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert [e for e in errors if not any(word in e for word in host.expected)] == []


@pytest.fixture
async def mock(host: Host) -> MockDiscord:
    """The mock Discord with the bot in it."""
    await host.start()
    return host.mock
