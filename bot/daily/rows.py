"""Rows of state.db and the records they stand for. Moments are whole seconds, dates and clock times are text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

import aiosqlite

from .records import Delivery, Subscription
from .schedule import Rule
from .state import Value

FIELDS = (
    *("id", "guild", "channel", "clock", "zone", "days", "topics", "role", "when_quiet", "publish", "language"),
    *("since", "next_day", "next_due", "paused", "paused_until"),
)


def key(delivery: Delivery) -> tuple[str, str]:
    return delivery.subscription, delivery.day.isoformat()


def seconds(at: datetime | None) -> int | None:
    return int(at.timestamp()) if at else None


def moment(since_1970: int) -> datetime:
    return datetime.fromtimestamp(since_1970, UTC)


def perhaps(since_1970: int | None) -> datetime | None:
    return None if since_1970 is None else moment(since_1970)


def text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def row_of(s: Subscription) -> Iterable[Value]:
    """The values of a subscription in the order of `FIELDS`."""
    yield from (s.id, s.guild, s.channel)
    yield from (s.rule.clock.isoformat("minutes"), s.rule.zone, "".join(map(str, s.rule.days)))
    yield from (" ".join(s.topics), s.role, s.when_quiet, int(s.publish), s.language, seconds(s.since))
    yield from (text(s.next_day), seconds(s.next_due), s.paused, text(s.paused_until))


def subscription_of(row: aiosqlite.Row) -> Subscription:
    return Subscription(
        id=row["id"],
        guild=row["guild"],
        channel=row["channel"],
        rule=Rule(time.fromisoformat(row["clock"]), row["zone"], tuple(map(int, row["days"]))),
        language=row["language"],
        since=moment(row["since"]),
        topics=tuple(row["topics"].split()),
        role=row["role"],
        when_quiet=row["when_quiet"],
        publish=bool(row["publish"]),
        next_day=_day(row["next_day"]),
        paused=row["paused"],
        paused_until=_day(row["paused_until"]),
    )


def delivery_of(row: aiosqlite.Row) -> Delivery:
    return Delivery(
        subscription=row["subscription"],
        day=date.fromisoformat(row["day"]),
        channel=row["channel"],
        due=moment(row["due"]),
        start=moment(row["window_start"]),
        end=moment(row["window_end"]),
        base=row["base"],
        state=row["state"],
        reason=row["reason"],
        tries=row["tries"],
        tried=perhaps(row["tried"]),
        again=perhaps(row["again"]),
        message=row["message"],
        revision=row["revision"],
        publishing=row["publishing"],
    )
