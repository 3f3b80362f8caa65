"""Many channels at the same minute: the delivering process by itself, the mock with Discord's rate limits on."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.daily.ledger import open_ledger
from bot.daily.limiter import A_SECOND
from bot.mock import MockDiscord, places
from tests.briefs.packs import tiny
from tests.daily.desk import subscription
from tests.daily.lives import Life, Nursery

DUE = datetime(2026, 2, 19, 1, tzinfo=UTC)
STALLS = 10  # answers 429: one where this machine stood still for a moment and the turns of that moment came together
POST = "POST /channels/{channel}/messages"


@dataclass(frozen=True)
class Load:
    """What was seen: posts in each channel, seconds from the first to the last, answers by status, MiB on the way."""

    posts: Counter[int]
    seconds: float
    statuses: Counter[int]
    memory: tuple[float, ...]


async def load(count: int, tmp_path: Path) -> Load:
    """`count` subscriptions fall due at once."""
    pack = tiny(tmp_path / "pack")
    async with MockDiscord() as mock, Nursery() as nursery:
        channels = [mock.world.add_channel(f"c{n}", places.TEXT).id for n in range(count)]
        async with open_ledger(tmp_path) as ledger:
            await ledger.state.writer.execute("PRAGMA synchronous = OFF")
            for n, channel in enumerate(channels):
                since = DUE - timedelta(hours=1)
                await ledger.save(subscription(channel, since, id=f"{n:08x}", guild=mock.world.guild.id))  # type: ignore[union-attr]
        mock.clock.set(DUE)
        mock.rates.on()
        ahead = (mock.clock.now() - datetime.now(UTC)).total_seconds()
        memory = list[float]()

        def watch() -> bool:
            if len(mock.world.messages) > (len(memory) + 1) * count / 20:
                memory.append(_resident(nursery.process))
            return False

        life = Life(str(tmp_path), str(pack), mock.url, mock.gateway_url, ahead)
        assert await nursery.live(life, watch) == 0
        posts = [r for r in mock.requests if r.route == POST]
        assert mock.violations == []
        return Load(
            Counter(m.channel.id for m in mock.world.messages.values()),
            (posts[-1].at - posts[0].at).total_seconds(),
            Counter(r.status for r in posts),
            tuple(memory),
        )


def _resident(process: int) -> float:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * 4096 / 2**20


async def test_a_hundred_and_fifty_in_a_minute(tmp_path: Path) -> None:
    """All posted, each once, and hardly a request too many for Discord."""
    seen = await load(150, tmp_path)
    assert len(seen.posts) == 150
    assert set(seen.posts.values()) == {1}
    assert seen.statuses[200] == 150
    assert seen.statuses.total() - 150 <= STALLS


@pytest.mark.long
async def test_ten_thousand_in_a_minute(tmp_path: Path) -> None:
    """`pytest -m long tests/daily/test_load.py -s` prints what was measured."""
    seen = await load(10_000, tmp_path)
    quarter, end = seen.memory[4], seen.memory[-1]
    print(f"\n10,000 posts in {seen.seconds:.1f} s; answers {dict(seen.statuses)}")
    print(f"{quarter:.0f} MiB after a quarter of them, {end:.0f} at the end")
    assert len(seen.posts) == 10_000
    assert set(seen.posts.values()) == {1}
    assert seen.statuses[200] == 10_000
    assert seen.statuses.total() - 10_000 <= STALLS
    assert seen.seconds <= 1.1 * 10_000 / A_SECOND
    assert end < quarter * 1.2
