"""A pytest plugin: `pytest_plugins = ["bot.mock.fixtures"]`, or import the fixture into a conftest."""

from collections.abc import AsyncIterator

import pytest_asyncio

from .server import MockDiscord


@pytest_asyncio.fixture
async def mock_discord() -> AsyncIterator[MockDiscord]:
    """A small Discord of this test's own, started and patched in."""
    async with MockDiscord() as mock:
        yield mock
