"""The edition: the daily readout of one local date.

It follows from what it is asked for and from the pack alone: the same order over the same revision gives the
same bytes. What changed is told by comparing the pack with what the post before in this channel held; where
there is no such record, by the days that the records' own histories give.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from .address import Address
from .compose import Composer, Readout
from .document import lines
from .facts import Change, Deal, Discrepancy, Event, Figure, Note, Organisation, Person, Position, Record, Source
from .fields import Citation
from .meta import Meta
from .rota import APART, share, turn
from .verify import Difference
from .view import by_date
from .when import When

FOCUS = 4  # facts of the day's topic
NOTES = 1  # of them, how the papers put it, where the topic has enough else; in a first edition none
SOON = timedelta(days=60)  # what falls due in this time is named each day; of the rest one a day
ADDRESS = "edition"
Held = Mapping[str, str]  # id -> hash
Known = Person | Organisation | Deal | Event | Position | Figure | Note | Discrepancy  # any record but a source


@dataclass(frozen=True)
class Order:
    """What an edition is asked for with. `due` is its moment; `base` the revision that the post before showed."""

    day: date
    due: datetime
    start: datetime
    end: datetime
    topics: tuple[str, ...] = ()  # none: all
    base: str | None = None
    first: bool = False
    late: bool = False

    @property
    def when(self) -> When:
        """The local date, as templates write dates."""
        return When.parse(self.day.isoformat())


@dataclass(frozen=True)
class Changed:
    """A fact that is not as it was, and what its history says of that."""

    how: Literal["withdrawn", "corrected", "changed", "new"]
    record: Known
    entry: Change | None

    @property
    def cite(self) -> tuple[Citation, ...]:
        """What the record cites; a line on a change shows no differences, those stand on the fact's own line."""
        return self.record.cite


@dataclass(frozen=True)
class Edition:
    """What the template needs. `events`: the occasions of the statements shown."""

    order: Order
    stale: bool
    changes: tuple[Changed, ...]
    bottom_line: tuple[Record, ...]
    topic: str | None
    focus: tuple[Record, ...]
    difference: Difference | None
    on_this_day: tuple[Event, ...]
    ahead: tuple[Event, ...]
    events: Mapping[str, Event]

    @property
    def quiet(self) -> bool:
        """Nothing changed, in a channel that has seen the pack before."""
        return not self.changes and not self.order.first

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of the facts shown."""
        records = [c.record for c in self.changes] + [*self.bottom_line, *self.focus, *self.on_this_day, *self.ahead]
        records += [self.difference.discrepancy] if self.difference else []
        return tuple(dict.fromkeys(r.id for r in records))


@dataclass(frozen=True)
class Issue:
    """An edition as it is posted: the readout, whether it is quiet, and what the pack holds at this revision."""

    readout: Readout
    quiet: bool
    facts: tuple[str, ...]
    revision: str | None  # None: the store could not be read
    held: Held


async def issue(composer: Composer, order: Order, held: Held | None, language: str, address: Address) -> Issue:
    """Compose an edition. `held`: what the post before held; None where there is no record of it."""
    records = [r for r in await composer.store.everything() if not isinstance(r, Source)]
    view = edition(composer.store.meta, records, order, held)
    readout = _readout(composer, "edition.md", language, address, view)
    return Issue(readout, view.quiet, view.facts, composer.store.revision, hashes(records))


def blind(composer: Composer, order: Order, language: str, address: Address) -> Issue:
    """What is posted when the store could not be read: only that."""
    return Issue(_readout(composer, "edition_blind.md", language, address, order), False, (), None, {})


def _readout(composer: Composer, template: str, language: str, address: Address, view: object) -> Readout:
    renderer = composer.renderer(language)
    labels = {source.id: source.label for source in composer.store.sources}
    return Readout(
        address, lines(renderer.render(template, view=view), labels), renderer.feet, renderer.message("continued")
    )


def edition(meta: Meta, records: Sequence[Known], order: Order, held: Held | None) -> Edition:
    """What there is to say on a date."""
    wanted = [r for r in records if not order.topics or set(order.topics) & set(r.topics)]
    changes = () if order.first else tuple(_changes(wanted, order, held))
    there = [r for r in wanted if not r.withdrawn]
    shown = {c.record.id for c in changes}
    bottom_line = _bottom_line(meta, there, order, shown)
    anniversaries = _on_this_day(there, order.day, shown)
    room = max(1, FOCUS - len(anniversaries) // 2)  # a day full of anniversaries still makes one page
    topic, focus = _focus(meta, there, order, shown, room)
    ahead = _ahead(there, order.day, shown)
    return Edition(
        order=order,
        stale=order.day > meta.review_by.last,
        changes=changes,
        bottom_line=bottom_line,
        topic=topic,
        focus=focus,
        difference=_difference(there, order.day, shown),
        on_this_day=anniversaries,
        ahead=ahead,
        events={r.id: r for r in records if isinstance(r, Event)},  # a withdrawn one is still when something was said
    )


# ---- what changed ----


def hashes(records: Iterable[Known]) -> dict[str, str]:
    """Each fact's id and the hash of what it states: a change to its history, anchors or topics alone is none.

    Defaults are left out, so that a new field in the code does not make every fact look changed.
    """
    unsaid = {"history", "exempt", "topics"}
    return {r.id: _hash(r.model_dump(mode="json", exclude=unsaid, exclude_defaults=True), r.withdrawn) for r in records}


def _hash(stated: dict[str, Any], withdrawn: bool) -> str:
    text = json.dumps([_without_anchors(stated), withdrawn], sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:16]


def _without_anchors(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_anchors(each) for name, each in value.items() if name != "anchor"}
    return [_without_anchors(each) for each in value] if isinstance(value, list) else value


def vanished(kept: Iterable[str], records: Iterable[Record]) -> tuple[str, ...]:
    """Ids that a post has shown and the pack no longer has: a record is withdrawn, never taken out."""
    there = {r.id for r in records}
    return tuple(sorted(i for i in kept if i not in there))


def _changes(records: Iterable[Known], order: Order, held: Held | None) -> list[Changed]:
    """The withdrawn first, then corrected, changed and new; each in the pack's order."""
    records = list(records)
    now = hashes(records)
    found = [c for r in records if (c := _by_history(r, order) if held is None else _by_hash(r, now[r.id], held))]
    order_ = ("withdrawn", "corrected", "changed", "new")
    return sorted(found, key=lambda c: order_.index(c.how))


def _by_hash(record: Known, digest: str, held: Held) -> Changed | None:
    before, entry = held.get(record.id), record.history[-1] if record.history else None
    if before == digest or (before is None and record.withdrawn):
        return None
    if before is None:
        return Changed("new", record, None)
    how = entry.change if entry and entry.change != "new" else "changed"
    return Changed(how, record, entry)


def _by_history(record: Known, order: Order) -> Changed | None:
    """The last change of a day after the window's first and not after its last."""
    entries = [e for e in record.history if order.start.date() < e.on.first <= order.end.date()]
    return Changed(entries[-1].change, record, entries[-1]) if entries else None


# ---- what a day brings ----


def _bottom_line(meta: Meta, records: Iterable[Record], order: Order, shown: set[str]) -> tuple[Record, ...]:
    """The pack's bottom line in a first edition; later on, of it and of the key points one a day."""
    there = {r.id: r for r in records if r.id not in shown and not _over(r, order.day)}
    points = [there[i] for i in (*meta.bottom_line, *meta.key_points) if i in there]
    one = turn(points, order.day.toordinal())
    whole = tuple(there[i] for i in meta.bottom_line if i in there)
    chosen = whole if order.first else (one,) if one else ()
    shown |= {r.id for r in chosen}
    return chosen


def _focus(
    meta: Meta, records: Iterable[Record], order: Order, shown: set[str], room: int
) -> tuple[str | None, tuple[Record, ...]]:
    """The topic whose turn it is, and another part of its facts each time it comes round."""
    facts = [r for r in records if isinstance(r, _FOCUSED)]
    topics = [t for t in order.topics or meta.topics if any(t in r.topics for r in facts)]
    if not topics:
        return None, ()
    number = order.day.toordinal()
    topic = turn(topics, number) if len(topics) > 1 else topics[0]
    assert topic
    about = [r for r in facts if topic in r.topics]
    chosen = _part(about, None if order.first else number // len(topics), lambda r: r.id in shown)[:room]
    shown |= {r.id for r in chosen}
    return topic, tuple(sorted(chosen, key=_reading))


def _part(records: Sequence[Record], visit: int | None, without: Callable[[Record], bool]) -> tuple[Record, ...]:
    """A part of a topic's facts, another with each visit; in a first edition what happened and was agreed comes first.

    Agreements, figures and statements before notes: an assessment takes no place that one of them could have.
    """
    notes = [r for r in records if isinstance(r, Note)]
    facts = [r for r in records if not isinstance(r, Note)]
    ordered = sorted(facts, key=_kind) if visit is None else _mixed(facts)
    spare = 0 if visit is None else min(NOTES, len(notes))
    chosen = share(ordered, visit or 0, FOCUS - spare, without)
    return *chosen, *share(notes, visit or 0, FOCUS - len(chosen), without)


def _mixed(records: Sequence[Record]) -> list[Record]:
    """Each kind spread evenly over the whole, so that every part has its share of what there is."""
    kinds: dict[str, list[Record]] = {}
    for record in records:
        kinds.setdefault(record.kind, []).append(record)
    spread = [((n + 0.5) / len(ks), _kind(r), r) for ks in kinds.values() for n, r in enumerate(ks)]
    return [record for *_, record in sorted(spread, key=lambda s: s[:2])]


def _kind(record: Record) -> int:
    return _KINDS.index(record.kind)


def _reading(record: Record) -> tuple[Any, ...]:
    """In which order facts are read: kind by kind, events by date."""
    return (_kind(record), by_date(record)) if isinstance(record, Event) else (_kind(record),)


def _on_this_day(records: Iterable[Record], day: date, shown: set[str]) -> tuple[Event, ...]:
    found = tuple(r for r in records if isinstance(r, Event) and r.id not in shown and _anniversary(r, day))
    shown |= {r.id for r in found}
    return found


def _anniversary(event: Event, day: date) -> bool:
    """Whether the event was on this day of a year, or in a week that held it. Only days that are known count."""
    on = event.date.on
    if not on or event.type == "publication" or event.status != "happened" or (on.last - on.first).days > 6:
        return False
    days = (on.first + timedelta(days=n) for n in range((on.last - on.first).days + 1))
    return on.first <= day and any((d.month, d.day) == (day.month, day.day) for d in days)


def _ahead(records: Iterable[Record], day: date, shown: set[str]) -> tuple[Event, ...]:
    """What is due soon, and one of what lies further off."""
    coming = [r for r in records if isinstance(r, Event) and r.status != "happened" and r.id not in shown]
    coming = [r for r in coming if not _over(r, day)]
    soon = [r for r in coming if (end := _end(r)) and end.last <= day + SOON]
    one = turn([r for r in coming if r not in soon], day.toordinal())
    found = (*soon, *([one] if one else []))
    shown |= {r.id for r in found}
    return found


def _difference(records: Iterable[Record], day: date, shown: set[str]) -> Difference | None:
    """The one whose turn it is of those that change the meaning or mislead, settled or not.

    Where they are too few for one not to come back within `APART` days, as many open ones of wording fill the days.
    """
    found = [r for r in records if isinstance(r, Discrepancy) and r.id not in shown]
    serious = [d for d in found if d.weight != "wording"]
    wording = [d for d in found if d.weight == "wording" and d.settled == "open"]
    one = turn([*serious, *wording[: max(0, APART + 1 - len(serious))]], day.toordinal())
    return Difference(one, tuple(sorted(one.readings, key=lambda r: not r.preferred))) if one else None


def _over(record: Record, day: date) -> bool:
    """Whether something that the sources report as still to come is no longer, whatever came of it."""
    if not isinstance(record, Event) or record.status == "happened":
        return False
    end = _end(record)
    return bool(end and end.last < day)


def _end(event: Event) -> When | None:
    return event.date.on or event.date.not_after


_KINDS = ("event", "deal", "figure", "position", "note", "organisation", "person", "discrepancy", "source")
_FOCUSED = Event | Deal | Figure | Position | Note  # who someone is, is no news
