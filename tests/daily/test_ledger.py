"""The ledger: one winner a claim, whole transactions, migrations that come whole or not at all."""

import asyncio
import sqlite3
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import aiosqlite
import pytest

from bot.daily.ledger import Ledger, open_ledger
from bot.daily.records import OUTCOMES, Delivery, Receipt, Subscription
from bot.daily.rows import FIELDS, row_of
from bot.daily.schedule import Rule
from bot.daily.state import NAME, migrate, migrations, open_state
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
    await ledger.save(made := subscription(1, moments.moment))
    moments.set("2026-02-19T01:00:00")
    old = await ledger.claim("ab12cd34", moments.moment)
    assert old
    tried = await ledger.trying(old, moments.moment, RECEIPT, {})
    assert tried
    assert await ledger.trying(old, moments.moment, RECEIPT, {}) is None
    await ledger.confirm(tried, "sent", 99)
    assert await ledger.trying(tried, moments.moment, RECEIPT, {}) is None
    await ledger.finish(tried, "missed")
    assert (await ledger.deliveries(made))[0].state == "sent", "an outcome stays"


async def test_pausing_and_removing_stop_what_is_not_sent(ledger: Ledger) -> None:
    moments = Moments("2026-02-19T00:00:00")
    made = subscription(1, moments.moment)
    await ledger.save(made)
    moments.set("2026-02-19T01:00:00")
    claimed = await ledger.claim(made.id, moments.moment)
    assert claimed
    await ledger.pause(made, "asked", None, moments.moment)
    assert (await ledger.deliveries(made))[0].state == "paused"
    assert await ledger.trying(claimed, moments.moment, RECEIPT, {}) is None
    await ledger.remove(made.id, moments.moment)
    assert await ledger.subscription(made.id) is None
    assert await ledger.deliveries(made) == ()
    await ledger.save(made)  # by someone who read it before
    await ledger.take(made, moments.moment)
    await ledger.pause(made, "asked", day("2026-02-22"), moments.moment)
    assert await ledger.next_due() is None
    assert await ledger.of_guild(made.guild) == ()


async def test_what_is_removed_before_it_is_sent_is_not_sent(ledger: Ledger) -> None:
    moments = Moments("2026-02-19T01:00:00")
    await ledger.save(made := subscription(1, moments.moment - timedelta(hours=1)))
    claimed = await ledger.claim(made.id, moments.moment)
    assert claimed
    await ledger.remove(made.id, moments.moment)
    assert await ledger.trying(claimed, moments.moment, RECEIPT, {}) is None
    assert await ledger.deliveries(made) == (), "so its channel has not had that date"


async def posted(ledger: Ledger, made: Subscription, now: datetime) -> Delivery:
    """What has fallen due, as if it had been sent."""
    claimed = await ledger.claim(made.id, now)
    assert claimed
    tried = await ledger.trying(claimed, now, RECEIPT, {})
    assert tried
    await ledger.confirm(tried, "sent", 99)
    return tried


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "Pacific/Honolulu"])
async def test_what_a_removed_one_posted_counts_for_its_channel(ledger: Ledger, zone: str) -> None:
    """The same date, or one before it in another zone, is not claimed again. After 30 days it is forgotten."""
    moments = Moments("2026-02-19T00:00:00")
    await ledger.save(old := subscription(1, moments.moment))
    moments.set("2026-02-19T01:00:00")
    had = await posted(ledger, old, moments.moment)
    await ledger.remove(old.id, moments.moment)
    rule = Rule(time(15), zone)
    new = replace(old, id="0000beef", rule=rule, next_day=rule.today(moments.moment))
    assert await ledger.add(new) is None
    assert (await ledger.take(new, moments.moment))[0].edition == had.edition
    assert await ledger.claim(new.id, rule.due(rule.today(moments.moment))) is None
    assert await ledger.claim(new.id, rule.due(day("2026-02-20"))), "the next is"
    assert [d.day.day for d in await ledger.deliveries(new, 9)] == [20, 19]
    await ledger.forget(moments.moment + timedelta(days=29))
    assert len(await ledger.deliveries(new, 9)) == 2
    await ledger.forget(moments.moment + timedelta(days=30))
    assert len(await ledger.deliveries(new, 9)) == 1


async def test_a_date_far_ahead_is_a_clock_that_was_wrong(ledger: Ledger) -> None:
    """It holds up nothing of today."""
    moments = Moments("2027-02-19T00:00:00")
    await ledger.save(made := subscription(1, moments.moment))
    moments.set("2027-02-19T01:00:00")
    await posted(ledger, made, moments.moment)
    moments.set("2026-02-19T01:00:00")
    assert (await ledger.take(made, moments.moment))[1] == "claimed"
    assert await ledger.last_day(made, day("2026-02-19")) == day("2026-02-19")


async def test_one_of_many_wins_a_channel(tmp_path: Path) -> None:
    moments = Moments("2026-02-19T00:00:00")
    async with open_ledger(tmp_path) as one, open_ledger(tmp_path) as two:
        made = [subscription(1, moments.moment, id=f"{n:08x}") for n in range(6)]
        added = await asyncio.gather(*[ledger.add(each) for ledger, each in zip([one, two] * 3, made, strict=True)])
        assert sorted(added, key=str) == [None, *["taken"] * 5]
        assert len(await one.of_guild(1)) == 1


async def test_a_channel_that_had_several_keeps_the_oldest_that_goes_on(tmp_path: Path) -> None:
    """A state.db from before that rule, and its server is told."""
    moments = Moments("2026-02-19T00:00:00")
    async with aiosqlite.connect(tmp_path / NAME, isolation_level=None) as db:
        await migrate(db, migrations()[:1])
        for n, (channel, paused) in enumerate([(1, "asked"), (1, None), (1, None), (2, "asked")]):
            made = subscription(channel, moments.moment + timedelta(n), id=f"{n:08x}", paused=paused)
            marks = ", ".join("?" * len(FIELDS))
            await db.execute(f"INSERT INTO subscription ({', '.join(FIELDS)}) VALUES ({marks})", [*row_of(made)])
    async with open_ledger(tmp_path) as ledger:
        assert [s.id for s in await ledger.of_guild(1)] == ["00000001", "00000003"]
        assert len(await ledger.due(moments.moment + timedelta(9))) == 2, "the others fall due no more"
        assert [(n.channel, n.reason) for n in await ledger.notices(1)] == [(1, "second")]


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
