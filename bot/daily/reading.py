"""What managers type, as values. Each function raises Refusal for what cannot be meant."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from briefs.names import CHOICES, Names
from briefs.refusal import Refusal

from . import zones
from .schedule import ALL_DAYS

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMED = {"daily": ALL_DAYS, "all": ALL_DAYS, "weekdays": (1, 2, 3, 4, 5), "weekends": (6, 7)}
ALL = "all"


def clock(text: str) -> time:
    """`08:00`, `8`, `8am`, `20.30`, `8:30 pm`."""
    match = _CLOCK.fullmatch(text.strip())
    if match:
        hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + 12 * (half == "pm")
        elif half:
            hour = 24
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise Refusal("daily_bad_time", text=text)


def days(text: str) -> tuple[int, ...]:
    """`daily`, `weekdays`, `mon, wed`, `mon-fri`: ISO weekdays."""
    text = text.strip().lower()
    if text in _NAMED:
        return _NAMED[text]
    found = set[int]()
    for part in re.split(r"[,\s]+", re.sub(r"\s*[-–]\s*", "-", text)):
        first, _, last = part.partition("-")
        ends = [_weekday(first), _weekday(last or first)]
        if None in ends:
            raise Refusal("daily_bad_days", text=text)
        start, end = (n for n in ends if n)
        found |= {(n - 1) % 7 + 1 for n in range(start, end + (7 if end < start else 0) + 1)}
    return tuple(sorted(found))


def _weekday(text: str) -> int | None:
    return next((n for n, name in enumerate(_DAYS, 1) if len(text) >= 3 and text.startswith(name)), None)


def until(text: str, today: date) -> date:
    """A date after today."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        found = today
    if found <= today:
        raise Refusal("daily_bad_until", text=text)
    return found


def topics(text: str, names: Names) -> tuple[str, ...]:
    """Topics with commas between; `all`, or every one of them: none named."""
    if text.strip().lower() == ALL:
        return ()
    parts = [part for part in (part.strip() for part in text.split(",")) if part]
    return tuple(dict.fromkeys(names.resolve("topic", part) for part in parts))


def complete_topics(text: str, names: Names) -> list[tuple[str, str]]:
    """Completions of the last topic of the list, each with what stands before it."""
    before, comma, last = text.rpartition(",")
    chosen = [part.strip() for part in before.split(",") if part.strip()]
    kept = "".join(f"{part}, " for part in chosen)
    found = [(f"{kept}{label}", f"{kept}{label}") for label, _ in names.complete("topic", last) if label not in chosen]
    return found if comma else [(ALL, ALL), *found][:CHOICES] if ALL.startswith(last.lower()) else found


def zone(text: str, now: datetime) -> str:
    """The zone that a city, a country or a name means."""
    found = zones.resolve(text)
    if not found:
        raise Refusal("daily_bad_zone", text=text, near=zones.near(text, now))
    return found
