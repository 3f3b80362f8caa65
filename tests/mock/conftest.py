import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from barebot import Bare

from bot.mock import MockDiscord
from bot.mock.fixtures import mock_discord as mock_discord

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def bot(mock_discord: MockDiscord) -> AsyncIterator[Bare]:
    client = Bare()
    async with mock_discord.running(client):
        yield client


class Rest:
    """Speaks to the mock as a bot's HTTP client would, with no library between."""

    def __init__(self, mock: MockDiscord, session: aiohttp.ClientSession) -> None:
        self.mock, self.session = mock, session

    async def __call__(self, method: str, path: str, body=None, files=(), **query) -> tuple[int, dict]:
        data = {"json": body}
        if files:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", json.dumps(body))
            for number, (name, content) in enumerate(files):
                form.add_field(f"files[{number}]", io.BytesIO(content), filename=name)
            data = {"data": form}
        headers = {"Authorization": "Bot mock"}
        async with self.session.request(method, self.mock.url + path, headers=headers, params=query, **data) as answer:
            return answer.status, await answer.json() if answer.status != 204 else {}

    async def post(self, body, files=(), channel: str = "#general") -> tuple[int, dict]:
        return await self("POST", f"/channels/{self.mock.channel(channel).id}/messages", body, files)


@pytest.fixture
async def rest(mock_discord: MockDiscord) -> AsyncIterator[Rest]:
    async with aiohttp.ClientSession() as session:
        yield Rest(mock_discord, session)
