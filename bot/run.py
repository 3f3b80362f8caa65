"""`readout run` and `readout sync`: the bot against the real Discord."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import discord

from briefs.compose import open_composer

from .client import Readout
from .commands import Unregistrable
from .daily.ledger import open_ledger
from .daily.state import StateError
from .lock import locked
from .settings import Settings

log = logging.getLogger("readout")


class RunError(Exception):
    """Why the bot cannot run, in words for the operator."""


async def run_bot(settings: Settings, pack: Path, token: str) -> None:
    """Answer until SIGTERM or Ctrl-C. Raises RunError, HeldError, PackError."""
    with locked(settings.data), explained():
        async with _opened(settings, pack) as bot:
            _end_on_signal(bot)
            warming = asyncio.create_task(bot.composer.warm(now().date()))  # beside the connecting
            try:
                await bot.start(token)
            finally:
                warming.cancel()
                with suppress(asyncio.CancelledError):
                    await warming


@asynccontextmanager
async def _opened(settings: Settings, pack: Path) -> AsyncIterator[Readout]:
    async with (
        open_composer(pack, settings.data) as composer,
        open_ledger(settings.data) as ledger,
        Readout(composer, now, settings, ledger) as bot,
    ):
        yield bot


async def sync(settings: Settings, pack: Path, token: str) -> bool:
    """Register the commands globally and leave. Returns whether anything had to be sent."""
    async with _opened(settings, pack) as bot:
        with explained():
            await bot.login(token)
        return bot.sent


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what keeps the bot from starting into a RunError."""
    try:
        yield
    except StateError as error:
        raise RunError(str(error)) from None
    except discord.LoginFailure:
        refused = "Discord refuses the token: copy it anew from the developer portal into DISCORD_TOKEN"
        raise RunError(refused) from None
    except Unregistrable as faults:
        raise RunError(f"Discord would refuse the commands:\n{faults}") from None
    except aiohttp.ClientConnectionError as error:
        raise RunError(f"Discord cannot be reached: {error}") from None


def _end_on_signal(bot: Readout) -> None:
    def end(name: str) -> None:
        log.info("%s: ending", name)
        ending.append(asyncio.ensure_future(bot.close()))

    ending: list[asyncio.Future[None]] = []  # asyncio keeps only weak references to its tasks
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, end, each.name)
