"""The ledger: one winner a claim, whole transactions, migrations that come whole or not at all."""

import asyncio
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.daily.ledger import Ledger, open_ledger
from bot.daily.records import OUTCOMES, Receipt
from bot.daily.state import migrate, migrations, open_state
from tests.daily.desk import Moments, day, subscription

RECEIPT = Receipt("0badcafe", "x", ("a", "b"))


async def test_one_of_many_claims_wins(tmp_path: Path) -> None:
    """Also between processes: each ledger here has connections of its own."""
    moments = Moments("2026-02-19T00:00:00")
    async with open_ledger(tmp_path) as one, open_ledger(tmp_path) as two:
        await one.save(subscription(1, moments.moment))
        moments.set("2026-02-19T01:00:00")
        claims = [ledger.claim("ab12cd34", moments.moment) for ledger in (one, two) for _ in range(10)]
        won = [claim for claim in await asyncio.gather(*claims) if claim]
        assert [w.day for w in won] == [day("2026-02-19")]


async def test_what_one_undoes_takes_nothing_of_another(ledger: Ledger) -> None:
    """Coroutines that shared a connection would share its transaction too."""
    moments = Moments("2026-02-19T00:00:00")
    began, done = asyncio.Event(), asyncio.Event()

    async def fails() -> None:
        async with ledger.state.writing() as to:
            await to.run("INSERT INTO holding VALUES ($1, $2, $3)", "r", "undone", "h")
            began.set()
            await asyncio.sleep(0.02)
            raise RuntimeError("undo")

    async def succeeds() -> None:
        await began.wait()
        await ledger.save(subscription(1, moments.moment))
        done.set()

    results = await asyncio.gather(fails(), succeeds(), return_exceptions=True)
    assert isinstance(results[0], RuntimeError)
    assert await ledger.held("r") == {}
    assert await ledger.subscription("ab12cd34")


async def test_readers_do_not_see_half_of_it(ledger: Ledger) -> None:
    async with ledger.state.writing() as to:
        await to.run("INSERT INTO holding VALUES ($1, $2, $3)", "r", "half", "h")
        assert await ledger.held("r") == {}
    assert await ledger.held("r") == {"half": "h"}


async def test_a_migration_comes_whole_or_not_at_all(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        broken = (*migrations(), "CREATE TABLE more (a TEXT); INSERT INTO nowhere VALUES (1);")
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            await migrate(state.writer, broken)
    async with open_state(tmp_path) as state:
        tables = await state.read("SELECT name FROM sqlite_master WHERE name = 'more'")
        assert tables == []
        assert (await state.read("PRAGMA user_version"))[0][0] == len(migrations())


async def test_what_was_saved_comes_back(ledger: Ledger) -> None:
    moments = Moments("2026-02-19T00:00:00")
    made = subscription(
        5, moments.moment, topics=("trade", "deals"), role=7, when_quiet="skip", publish=True, paused="asked",
        paused_until=day("2026-03-01"),
    )  # fmt: skip
    await ledger.save(made)
    assert await ledger.subscription(made.id) == made


async def test_a_row_that_moved_on_is_not_sent_again(ledger: Ledger) -> None:
    """Whoever holds an old reading of a delivery may not send it."""
    moments = Moments("2026-02-19T00:00:00")
    await ledger.save(subscription(1, moments.moment))
    moments.set("2026-02-19T01:00:00")
    old = await ledger.claim("ab12cd34", moments.moment)
    assert old
    tried = await ledger.trying(old, moments.moment, RECEIPT, {})
    assert tried
    assert await ledger.trying(old, moments.moment, RECEIPT, {}) is None
    await ledger.confirm(tried, "sent", 99)
    assert await ledger.trying(tried, moments.moment, RECEIPT, {}) is None
    await ledger.finish(tried, "missed")
    assert (await ledger.deliveries("ab12cd34"))[0].state == "sent", "an outcome stays"


async def test_pausing_and_removing_stop_what_is_not_sent(ledger: Ledger) -> None:
    moments = Moments("2026-02-19T00:00:00")
    made = subscription(1, moments.moment)
    await ledger.save(made)
    moments.set("2026-02-19T01:00:00")
    claimed = await ledger.claim(made.id, moments.moment)
    assert claimed
    await ledger.pause(made, "asked", None, moments.moment)
    assert (await ledger.deliveries(made.id))[0].state == "paused"
    assert await ledger.trying(claimed, moments.moment, RECEIPT, {}) is None
    await ledger.remove(made.id)
    assert await ledger.deliveries(made.id) == ()


async def test_another_channel_begins_anew(ledger: Ledger) -> None:
    """Its readers have seen nothing yet: a first edition, from the moment of the move on."""
    moments = Moments("2026-02-19T00:00:00")
    made = subscription(1, moments.moment)
    await ledger.save(made)
    moments.set("2026-02-19T01:00:00")
    claimed = await ledger.claim(made.id, moments.moment)
    assert claimed
    tried = await ledger.trying(claimed, moments.moment, RECEIPT, {"a": "1"})
    assert tried
    await ledger.confirm(tried, "sent", 99)
    same = await ledger.window(made, day("2026-02-20"), moments.moment + timedelta(days=1))
    assert (same.start, same.base) == (claimed.end, "0badcafe")
    moved = replace(made, channel=2, since=moments.moment)
    new = await ledger.window(moved, day("2026-02-20"), moments.moment + timedelta(days=1))
    assert (new.start, new.base) == (moments.moment, None)
    assert new.nonce != same.nonce


def test_the_outcomes_are_closed() -> None:
    assert OUTCOMES == ("sent", "late", "skipped-quiet", "missed", "paused", "refused", "unverified", "will-retry")
