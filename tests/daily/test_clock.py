"""Six zones through the clock changes of a year, two whole years in the long form.

The scheduler, the ledger and the courier are the real ones; the wire takes everything.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

import discord
import pytest

from bot.daily.delivery import Courier
from bot.daily.ledger import Ledger
from bot.daily.limiter import Limiter
from bot.daily.post import Post
from bot.daily.records import Delivery, Subscription
from bot.daily.schedule import Rule
from bot.daily.scheduler import Scheduler
from bot.daily.wire import Sent
from briefs.document import Page
from briefs.edition import Issue
from tests.daily.desk import Moments, silent, subscription
from tests.daily.test_schedule import ZONES

DAY = timedelta(days=1)
CLOCKS = {"Africa/Cairo": time(0), "America/Santiago": time(0), "Australia/Lord_Howe": time(2, 15)}  # each is skipped
START = "2026-01-01T11:00:00"


@dataclass
class Taker:
    """A wire, and editions, that do nothing but note what was delivered."""

    sent: dict[str, list[Delivery]] = field(default_factory=lambda: defaultdict(list))

    async def send(self, delivery: Delivery, post: Post, role: int | None) -> Sent:
        self.sent[delivery.subscription].append(delivery)
        return Sent(len(self.sent))

    async def issue(self, subscription: Subscription, delivery: Delivery, *, late: bool = False) -> Issue:
        return Issue(None, False, ("f",), "0badcafe", {"f": "1"})  # type: ignore[arg-type]

    def post(self, *given: Any) -> Post:
        return Post(discord.ui.LayoutView(), "", Page(()))


async def desk(ledger: Ledger, moments: Moments) -> tuple[Taker, Scheduler]:
    await ledger.state.writer.execute("PRAGMA synchronous = OFF")  # a test survives no power cut
    taker = Taker()
    courier = Courier(ledger, taker, taker, moments.clock, Limiter(moments.clock))  # type: ignore[arg-type]
    return taker, Scheduler(ledger, courier, taker, moments.clock, silent)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("begin", "days"),
    [
        ("2026-03-01T11:00:00", 70),  # the spring changes of the north, the autumn changes of the south
        ("2026-09-01T11:00:00", 70),
        pytest.param(START, 731, marks=pytest.mark.long),
    ],
)
async def test_six_zones_through_their_clock_changes(ledger: Ledger, begin: str, days: int) -> None:
    """One delivery each local date, at its moment, and windows that follow each other without gap or overlap."""
    moments = Moments(begin)
    taker, scheduler = await desk(ledger, moments)
    start, end = moments.moment, moments.moment + days * DAY
    made = {
        zone: replace(subscription(n, start, id=zone, guild=1), rule=Rule(CLOCKS.get(zone, time(2, 30)), zone))
        for n, zone in enumerate(ZONES)
    }
    for each in made.values():
        await ledger.save(replace(each, next_day=each.rule.next_from(start)))
    while (due := await ledger.next_due()) and due < end:
        moments.moment = max(moments.moment, due)
        await scheduler.tick()
        await scheduler.drain()
    for zone, each in made.items():
        sent = taker.sent[zone]
        first = sent[0].day
        assert [d.day for d in sent] == [first + n * DAY for n in range(len(sent))]
        assert len(sent) in (days - 1, days)
        assert all(d.due == each.rule.due(d.day) for d in sent)
        assert sent[0].start == start
        assert all(before.end == after.start for before, after in pairwise(sent))
        assert all(d.end == d.due for d in sent)


@pytest.mark.parametrize("zone", ZONES)
async def test_a_clock_change_during_downtime(ledger: Ledger, zone: str) -> None:
    """Down over both changes of a year, a restart every few days: never two posts of a date, and windows still tile."""
    moments = Moments(START)
    taker, scheduler = await desk(ledger, moments)
    made = replace(subscription(1, moments.moment, id=zone), rule=Rule(CLOCKS.get(zone, time(2, 30)), zone))
    await ledger.save(replace(made, next_day=made.rule.next_from(moments.moment)))
    for n in range(100):
        moments.moment += timedelta(days=3, hours=7 * n % 24, minutes=13)
        await scheduler.tick()
        await scheduler.drain()
    days = [d.day for d in taker.sent[zone]]
    assert days == sorted(set(days))
    assert all(a.end == b.start for a, b in pairwise(taker.sent[zone]))
    rows = await ledger.deliveries(made, 999)
    dates = [d.day for d in reversed(rows)]
    assert dates == [dates[0] + n * DAY for n in range(len(dates))], "a date that was missed is recorded"
    assert {d.state for d in rows} <= {"sent", "late", "missed"}


async def test_a_clock_that_goes_back_posts_nothing_twice(ledger: Ledger) -> None:
    moments = Moments(START)
    taker, scheduler = await desk(ledger, moments)
    await ledger.save(subscription(1, moments.moment))
    for step in (2 * DAY, -DAY, -3 * DAY, 4 * DAY, timedelta()):
        moments.moment += step
        await scheduler.tick()
        await scheduler.drain()
    days = [d.day for d in taker.sent["ab12cd34"]]
    assert len(days) == len(set(days))


def test_the_zones_of_the_proof_change_their_clocks() -> None:
    """Else the proof would prove nothing: all but one of them change, and each of the chosen times is skipped once."""
    for zone in ZONES:
        rule = Rule(CLOCKS.get(zone, time(2, 30)), zone)
        moments = [rule.due(date(2026, 1, 1) + n * DAY) for n in range(731)]
        steps = {b - a for a, b in pairwise(moments)}
        assert (steps == {DAY}) == (zone == "Asia/Ho_Chi_Minh")
