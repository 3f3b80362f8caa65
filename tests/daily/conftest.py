"""Fixtures of the daily posts."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.client import Readout
from bot.daily.ledger import Ledger, open_ledger
from bot.daily.state import open_state
from bot.mock import MockDiscord
from bot.settings import Settings
from briefs.compose import Composer
from tests.daily.desk import MORNING, Desk, Server, desk_of, running


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[Ledger]:
    async with open_state(tmp_path) as state:
        yield Ledger(state)


@pytest.fixture
async def desk(composer: Composer, ledger: Ledger) -> AsyncIterator[Desk]:
    """The daily posts over the pack that comes with Readout; it is half past seven in Hanoi."""
    async with MockDiscord() as mock:
        mock.clock.set(datetime.fromisoformat(MORNING))
        async with desk_of(mock, composer, ledger) as desk:
            yield desk


@pytest.fixture
async def server(composer: Composer, tmp_path: Path) -> AsyncIterator[Server]:
    async with MockDiscord() as mock, open_ledger(tmp_path) as ledger:
        mock.clock.set(datetime.fromisoformat(MORNING))
        settings = Settings.model_validate({"READOUT_COOLDOWN": "off", "READOUT_DATA": str(tmp_path)})
        async with running(Readout(composer, mock.clock.now, settings, ledger)) as bot:
            yield Server(mock, bot, ledger)
        assert mock.violations == []
