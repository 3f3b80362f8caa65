"""Editions by hand: printed, and sent through a webhook."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.daily.byhand import HandError, Webhook, posted, printed, report
from bot.daily.clock import Clock
from bot.mock import MockDiscord

POST = "POST /webhooks/"


class Cron:
    """Who calls `readout post`, as often as a test wants."""

    def __init__(self, mock: MockDiscord, pack: Path, data: Path) -> None:
        self.mock, self.pack, self.data = mock, pack, data
        id_, token = mock.webhook("#news")
        self.webhook = Webhook.parse(f"{mock.url}/webhooks/{id_}/{token}?thread_id=7")

    async def calls(self, again: bool = False) -> tuple[int, str]:
        clock = Clock(self.mock.clock.now, self._sleep)
        return report(*await posted(self.pack, self.data, "all", "hanoi", self.webhook, again=again, clock=clock))

    async def _sleep(self, seconds: float) -> None:
        self.mock.clock.advance(seconds)

    @property
    def there(self) -> int:
        return len(self.mock.messages("#news"))


@pytest.fixture
async def cron(seeds: Path, tmp_path: Path) -> AsyncIterator[Cron]:
    async with MockDiscord() as mock:
        mock.clock.set(datetime.fromisoformat("2026-02-19T01:00:00+00:00"))
        yield Cron(mock, seeds, tmp_path)
        assert mock.violations == []


async def test_once_a_date(cron: Cron) -> None:
    assert await cron.calls() == (0, "edition of 2026-02-19 posted")
    code, said = await cron.calls()
    assert (code, cron.there) == (1, 1)
    assert "--again repeats it" in said
    assert (await cron.calls(again=True))[0] == 0
    assert cron.there == 2
    cron.mock.clock.advance(86400)
    assert (await cron.calls())[0] == 0
    first, last = cron.mock.messages("#news")[0], cron.mock.messages("#news")[-1]
    assert "first edition" in cron.mock.text(first)
    assert "Quiet" in cron.mock.text(last)


@pytest.mark.parametrize("done", [True, False])
async def test_a_lost_reply_is_never_sent_again(cron: Cron, done: bool) -> None:
    cron.mock.faults.drop(POST, done=done)
    code, said = await cron.calls()
    assert (code, cron.there) == (3, int(done))
    assert "it may be there" in said
    assert (await cron.calls())[0] == 3
    assert cron.there == int(done)
    assert (await cron.calls(again=True))[0] == 0, "unless it is told to"


async def test_a_server_error_is_a_lost_reply_too(cron: Cron) -> None:
    cron.mock.faults.fail(POST, 503)
    assert (await cron.calls())[0] == 3
    assert len([r for r in cron.mock.requests if r.method == "POST"]) == 1


async def test_a_busy_discord_is_waited_for(cron: Cron) -> None:
    cron.mock.faults.limit(POST, 7)
    assert (await cron.calls())[0] == 0
    cron.mock.clock.advance(86400)
    cron.mock.faults.limit(POST, 900)
    code, said = await cron.calls()
    assert code == 3
    assert "Discord asks for fewer requests" in said
    cron.mock.clock.advance(900)
    assert (await cron.calls())[0] == 0
    assert cron.there == 2


async def test_a_webhook_that_is_gone(cron: Cron) -> None:
    cron.mock.world.webhooks.clear()
    assert await cron.calls() == (3, "edition of 2026-02-19: not sent, refused (gone)")


@pytest.mark.parametrize(
    "url",
    [
        "https://discord.com/channels/1/2",
        "ftp://127.0.0.1/webhooks/1/t",
        "webhooks/1/t",
        "https://example.com/api/webhooks/1/t",
        "https://discord.com.example.com/api/webhooks/1/t",
        "https://discord.com@example.com/api/webhooks/1/t",
        "http://discord.com/api/webhooks/1/t",
    ],
)
def test_an_address_that_is_no_webhook_of_discord(url: str) -> None:
    with pytest.raises(ValueError, match="no webhook address"):
        Webhook.parse(url)


@pytest.mark.parametrize("host", ["discord.com", "discordapp.com", "ptb.discord.com", "canary.discord.com"])
def test_an_address_as_discord_shows_it(host: str) -> None:
    assert Webhook.parse(f"https://{host}/api/v10/webhooks/7/to-ken_1").id == 7


async def test_a_discord_out_of_reach_is_not_a_busy_one(seeds: Path, tmp_path: Path) -> None:
    async with MockDiscord() as mock:
        cron = Cron(mock, seeds, tmp_path)
    code, said = await cron.calls()  # nobody listens there any more
    assert code == 3
    assert "not sent, Discord cannot be reached; the next call tries again" in said


async def test_printed(seeds: Path, tmp_path: Path) -> None:
    text = await printed(seeds, tmp_path, "deals", "hanoi", date(2026, 2, 19), first=False)
    assert text.startswith("Daily readout · 19 Feb 2026\n")
    assert "Covers 18 Feb 2026 08:00 to 19 Feb 2026 08:00, Asia/Ho_Chi_Minh\n" in text
    assert "In focus: Agreements" in text
    assert "<t:" not in text
    assert text == await printed(seeds, tmp_path, "Agreements", "vietnam", date(2026, 2, 19), first=False)
    with pytest.raises(HandError, match=r"“hanoy” does not name one time zone\. Did you mean Asia/Ho_Chi_Minh\?"):
        await printed(seeds, tmp_path, "all", "hanoy", None, first=False)
