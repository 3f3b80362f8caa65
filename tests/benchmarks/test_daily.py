"""What a daily post costs, against something known that is measured in the same run. `pytest -m benchmark -s`."""

import sqlite3
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.daily.ledger import Ledger, open_ledger
from bot.daily.records import Receipt
from bot.daily.zones import complete
from briefs.address import Address
from briefs.compose import Composer
from briefs.edition import Order, hashes, issue
from briefs.facts import Source
from tests.daily.desk import subscription

pytestmark = pytest.mark.benchmark
START = datetime(2026, 2, 19, tzinfo=UTC)


async def each(work: Callable[[], Awaitable[object]], times: int) -> float:
    """Microseconds for one, the best of five rounds."""
    rounds = list[float]()
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(times):
            await work()
        rounds.append((time.perf_counter() - began) / times)
    return min(rounds) * 1e6


def said(what: str, cost: float, known: str, baseline: float) -> float:
    print(f"\n{what}: {cost:,.0f} µs, {cost / baseline:.1f} × {known} ({baseline:,.0f} µs)")
    return cost / baseline


async def test_an_edition_against_reading_the_facts(composer: Composer) -> None:
    """Composing is a small multiple of reading every record, which it has to do."""
    due = datetime(2026, 3, 1, 1, tzinfo=UTC)
    order = Order(date(2026, 3, 1), due, due - timedelta(days=1), due)
    held = hashes([r for r in await composer.store.everything() if not isinstance(r, Source)])
    cost = await each(lambda: issue(composer, order, held, "en", Address("edition")), 5)
    assert said("composing an edition", cost, "reading all facts", await each(composer.store.everything, 5)) < 12


async def test_a_delivery_against_bare_commits(tmp_path: Path) -> None:
    """Claim, try and confirm are three transactions; the ledger around them stays cheaper than the disk."""
    bare = sqlite3.connect(tmp_path / "bare.db", isolation_level=None)
    bare.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (a);")

    async def commits() -> None:
        for _ in range(3):
            bare.execute("INSERT INTO t VALUES (1)")

    async with open_ledger(tmp_path) as ledger:
        await ledger.save(subscription(1, START))
        day = iter(range(1, 10_000))
        cost = await each(lambda: _delivery(ledger, START + timedelta(days=next(day))), 20)
    assert said("a delivery in the ledger", cost, "three bare commits", await each(commits, 50)) < 60
    bare.close()


async def _delivery(ledger: Ledger, now: datetime) -> None:
    claimed = await ledger.claim("ab12cd34", now + timedelta(hours=2))
    assert claimed
    tried = await ledger.trying(claimed, now, Receipt("0badcafe", "x", ("a",)), {"a": "1"})
    assert tried
    await ledger.confirm(tried, "sent", 1)


async def test_completing_a_zone_against_completing_a_name(composer: Composer) -> None:
    async def zone() -> None:
        complete("han", START)

    async def name() -> None:
        composer.store.names.complete("entity", "han")

    zone_cost = await each(zone, 20)
    assert said("completing a zone", zone_cost, "completing a name", await each(name, 20)) < 60
