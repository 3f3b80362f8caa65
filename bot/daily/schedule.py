"""When a daily post is due: pure arithmetic on the local clock. Nothing here reads the time.

A rule is a clock time and an IANA zone, never an offset, so 08:00 stays 08:00 when clocks change. A time that
is skipped runs at the shifted one (02:30 becomes 03:30), a doubled one runs once, the first time; a date that
a zone leaves out altogether (Samoa, 30 December 2011) is no local date and has no post.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
ALL_DAYS = (1, 2, 3, 4, 5, 6, 7)  # ISO: Monday is 1
LATE_AFTER = timedelta(minutes=15)  # a post later than this says that it is late
MISSED_AFTER = timedelta(hours=6)  # one later than this is not posted


@dataclass(frozen=True)
class Rule:
    """A clock time of some weekdays in a zone."""

    clock: time
    zone: str
    days: tuple[int, ...] = ALL_DAYS

    @property
    def at(self) -> str:
        """The clock time as it is read: 08:00."""
        return f"{self.clock:%H:%M}"

    def due(self, day: date) -> datetime:
        """The moment, in UTC, at which the post of a local date falls due."""
        return _moment(day, self.clock, self.zone)

    def holds(self, day: date) -> bool:
        """Whether the date is one of the rule's weekdays and stands in the zone's calendar."""
        there = _moment(day, time(), self.zone) < _moment(day + DAY, time(), self.zone)
        return day.isoweekday() in self.days and there

    def next_day(self, after: date) -> date:
        """The first date of the rule later than `after`."""
        return next(day for day in _days(after + DAY) if self.holds(day))

    def next_from(self, now: datetime, after: date | None = None) -> date:
        """The first date later than `after` whose post is still to come at `now`."""
        start = self.today(now) - DAY  # a shifted time may fall due on the next date
        if after and after >= start:
            start = after + DAY
        return next(day for day in _days(start) if self.holds(day) and self.due(day) > now)

    def fallen_due(self, first: date, now: datetime) -> tuple[date, ...]:
        """The dates from `first` on whose post has fallen due at `now`; the last of them is the one to post."""
        last = self.today(now)
        count = max((last - first).days + 1, 0)
        days = (first + n * DAY for n in range(count))
        return tuple(day for day in days if self.holds(day) and self.due(day) <= now)

    def today(self, now: datetime) -> date:
        """The local date."""
        return now.astimezone(ZoneInfo(self.zone)).date()


def _moment(day: date, clock: time, zone: str) -> datetime:
    """fold=0: the first of a doubled time; of a skipped one, the offset from before, which shifts it forward."""
    return datetime.combine(day, clock, ZoneInfo(zone)).replace(fold=0).astimezone(UTC)


def _days(first: date) -> Iterator[date]:
    while True:
        yield first
        first += DAY
