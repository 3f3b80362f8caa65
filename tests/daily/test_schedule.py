"""The clock: local times through clock changes, doubled and skipped hours, and dates that never were."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.daily.schedule import Rule

ZONES = (
    "Asia/Ho_Chi_Minh",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Santiago",
)
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "clock", "day", "due"),
    [
        ("Asia/Ho_Chi_Minh", "08:00", "2026-02-19", "2026-02-19T01:00"),
        ("America/New_York", "09:00", "2026-03-07", "2026-03-07T14:00"),
        ("America/New_York", "09:00", "2026-03-08", "2026-03-08T13:00"),  # an hour earlier in UTC, at nine all the same
        ("America/New_York", "02:30", "2026-03-08", "2026-03-08T07:30"),  # skipped: at 03:30
        ("America/New_York", "01:30", "2026-11-01", "2026-11-01T05:30"),  # doubled: the first
        ("Africa/Cairo", "00:00", "2026-04-24", "2026-04-23T22:00"),  # midnight is skipped: at 01:00
        ("America/Santiago", "00:00", "2026-09-06", "2026-09-06T04:00"),
        ("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-03T15:45"),  # half an hour is skipped: at 02:45
    ],
)
def test_due_follows_the_local_clock(zone: str, clock: str, day: str, due: str) -> None:
    assert Rule(time.fromisoformat(clock), zone).due(date.fromisoformat(day)) == at(due)


def test_a_date_that_a_zone_leaves_out_has_no_post() -> None:
    samoa = Rule(time(8), "Pacific/Apia")
    assert samoa.next_day(date(2011, 12, 29)) == date(2011, 12, 31)
    assert len(samoa.fallen_due(date(2011, 12, 28), at("2012-01-02T00:00"))) == 5  # the 28th, 29th, 31st, 1st and 2nd


def test_weekdays() -> None:
    rule = Rule(time(8), "UTC", (1, 5))
    assert [rule.next_day(date(2026, 2, d)) for d in (16, 18, 20)] == [
        date(2026, 2, 20),
        date(2026, 2, 20),
        date(2026, 2, 23),
    ]


def test_next_from_is_today_until_the_moment_has_come() -> None:
    rule = Rule(time(8), "Asia/Ho_Chi_Minh")
    assert rule.next_from(at("2026-02-19T00:59")) == date(2026, 2, 19)
    assert rule.next_from(at("2026-02-19T01:00")) == date(2026, 2, 20)
    assert rule.next_from(at("2026-02-19T00:59"), after=date(2026, 2, 19)) == date(2026, 2, 20)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("clock", ["00:00", "00:30", "01:30", "02:00", "02:30", "08:00", "23:45"])
def test_two_years_have_one_moment_a_local_date(zone: str, clock: str) -> None:
    """Stepping from each post to the next gives every date once, in order, on the clock or shifted by the gap."""
    rule, now = Rule(time.fromisoformat(clock), zone), at("2026-01-01T12:00")
    day, dates, shifted = rule.next_from(now), [], 0
    while day < date(2028, 1, 3):
        due = rule.due(day)
        assert due > now
        assert rule.fallen_due(day, due) == (day,)
        assert rule.fallen_due(day, due - timedelta(seconds=1)) == ()
        shifted += due.astimezone(ZoneInfo(zone)).time() != rule.clock
        dates.append(day)
        now, day = due, rule.next_from(due, day)
    assert dates == [dates[0] + n * DAY for n in range(len(dates))]
    assert len(dates) >= 731
    assert shifted <= 2  # at most the one day each spring on which the time is skipped
