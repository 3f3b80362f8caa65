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
    """`dated` by earliest possible day; `undated` carry bounds only."""

    dated: tuple[Event, ...]
    undated: tuple[Event, ...]
    narrowed: bool


async def timeline(
    store: Store,
    today: date,
    *,
    from_: From | None = None,
    to: To | None = None,
    who: Entity | None = None,
    topic: EventTopic | None = None,
) -> Timeline:
    """A range matches by overlap: an event of which only the month is known may lie in it. Raises Refusal if empty."""
    if from_ and to and to.last < from_.first:
        raise Refusal("range_backwards", first=from_, last=to)
    wanted = {"who": who, "topics": topic}
    events = only(Event, await store.facts("event", **{field: value for field, value in wanted.items() if value}))
    begin = min((e.date.on for e in events if e.date.on), default=None)  # nothing of the pack lies before it
    publications = topic == "sources"  # the days of publication stand only where they are asked for
    found = sorted(
        (e for e in events if (e.type == "publication") == publications and _within(e, from_, to, begin)), key=by_date
    )
    return Timeline(
        dated=tuple(e for e in found if e.date.on),
        undated=tuple(e for e in found if not e.date.on),
        narrowed=bool(from_ or to or who or topic),
    )


def _within(event: Event, first: When | None, last: When | None, begin: When | None) -> bool:
    date = event.date
    earliest, latest = date.on or date.not_before or begin, date.on or date.not_after
    after = not first or not latest or latest.last >= first.first
    before = not last or not earliest or earliest.first <= last.last
    return after and before
