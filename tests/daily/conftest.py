"""Fixtures of the daily posts."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.daily.ledger import Ledger
from bot.daily.state import open_state
from bot.mock import MockDiscord
from briefs.compose import Composer
from tests.daily.desk import Desk, desk_of


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[Ledger]:
    async with open_state(tmp_path) as state:
        yield Ledger(state)


@pytest.fixture
async def desk(composer: Composer, ledger: Ledger) -> AsyncIterator[Desk]:
    """The daily posts over the pack that comes with Readout; it is half past seven in Hanoi."""
    async with MockDiscord() as mock:
        mock.clock.set(datetime.fromisoformat("2026-02-19T00:30:00+00:00"))
        async with desk_of(mock, composer, ledger) as desk:
            yield desk
