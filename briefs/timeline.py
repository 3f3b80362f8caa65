"""/timeline: every event in order, with the precision of its date and whether it is stated or inferred."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .facts import Event
from .options import Entity, EventTopic, From, To
from .refusal import Refusal
from .store import Store
from .view import by_date, only
from .when import When


@dataclass(frozen=True)
class Timeline:
    """What surely lies in the range asked for: `dated`, and `undated` with bounds only. `possible`: what only may."""

    dated: tuple[Event, ...]
    undated: tuple[Event, ...]
    possible: tuple[Event, ...]


async def timeline(
    store: Store,
    today: date,
    *,
    from_: From | None = None,
    to: To | None = None,
    who: Entity | None = None,
    topic: EventTopic | None = None,
) -> Timeline:
    """Each part by earliest possible day. Raises Refusal for a range that ends before it begins."""
    if from_ and to and to.last < from_.first:
        raise Refusal("range_backwards", first=from_, last=to)
    wanted = {"who": who, "topics": topic}
    events = only(Event, await store.facts("event", **{field: value for field, value in wanted.items() if value}))
    begin = min((e.date.on for e in events if e.date.on), default=None)  # nothing of the pack lies before it
    found = sorted((e for e in events if _may_lie(e, from_, to, begin)), key=by_date)
    surely = [e for e in found if _lies(e, from_, to)]
    return Timeline(
        dated=tuple(e for e in surely if e.date.on),
        undated=tuple(e for e in surely if not e.date.on),
        possible=tuple(e for e in found if e not in surely),
    )


def _may_lie(event: Event, first: When | None, last: When | None, begin: When | None) -> bool:
    """Whether an event touches a range, or may: only its month is known, or a day by which it was."""
    date = event.date
    earliest, latest = date.on or date.not_before or begin, date.on or date.not_after
    after = not first or not latest or latest.last >= first.first
    before = not last or not earliest or earliest.first <= last.last
    return after and before


def _lies(event: Event, first: When | None, last: When | None) -> bool:
    """Whether an event that may lie in a range does, whatever its day was. What went on for a time need only touch."""
    date = event.date
    if date.on and date.on.precision == "period":
        return True
    earliest, latest = date.on or date.not_before, date.on or date.not_after
    after = not first or bool(earliest and earliest.first >= first.first)
    before = not last or bool(latest and latest.last <= last.last)
    return after and before
