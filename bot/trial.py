"""`readout try`: the real bot inside the mock Discord, with a user at the keyboard."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from briefs.compose import open_composer

from .client import Readout
from .daily.ledger import open_ledger
from .daily.scheduler import Scheduler
from .mock import MockDiscord, Reply
from .mock.client.play import Seat, play, script
from .reply import REFUSED
from .run import explained
from .settings import Settings

PICTURES = Path("readout-pictures")  # beside the user, so that they are found


def refused(reply: Reply) -> bool:
    """Whether the bot refused: its refusals begin with the one sign."""
    return reply.text.startswith(REFUSED)


@dataclass
class Attended(Seat):
    """A seat at which setting the clock makes the daily posts that are due then, before the next step."""

    refused: Callable[[Reply], bool] = refused
    save_to: Path | None = PICTURES
    scheduler: Scheduler | None = None

    async def do(self, step: str) -> Reply | str:
        before = self.mock.clock.ahead
        done = await super().do(step)
        if self.scheduler and self.mock.clock.ahead != before:
            await self.scheduler.catch_up()
        return done


async def trial(
    settings: Settings, pack: Path, steps: Sequence[str], seat: Attended, at: datetime | None, as_json: bool
) -> int:
    """Take the steps; none given: those on standard input, or a prompt at a terminal. Returns the exit code."""
    if at:
        seat.mock.clock.set(at)
    async with seat.mock, _bot(settings, pack, seat.mock) as bot:
        seat.scheduler = bot.daily.scheduler if bot.daily else None
        if not steps and sys.stdin.isatty():
            from .mock.client.prompt import converse  # the prompt costs 0.1 s of import

            return await converse(seat)
        return await play(seat, steps or script(sys.stdin.read()), as_json=as_json)


@asynccontextmanager
async def _bot(settings: Settings, pack: Path, mock: MockDiscord) -> AsyncIterator[Readout]:
    """The bot, started and answering; `on_ready` comes 2 s later by design and is not waited for.

    Its facts may be kept where the settings say; its subscriptions are this trial's own: to a real state.db the mock's
    server would be a stranger, and every subscription of another server one that was removed.
    """
    with explained(), tempfile.TemporaryDirectory(prefix="readout-") as own:
        async with (
            open_composer(pack, settings.data if "data" in settings.model_fields_set else Path(own)) as composer,
            open_ledger(Path(own)) as ledger,
            Readout(composer, mock.clock.now, settings, ledger) as bot,
            mock.running(bot),
        ):
            yield bot
