"""/who: everything on one person or organisation. /compare: what two people said, topic by topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .address import Address
from .facts import Deal, Event, Position, Record
from .options import Entity
from .options import Person as PersonName
from .refusal import Refusal
from .store import Store
from .view import by_date, by_topic, effects, occasions, only


@dataclass(frozen=True)
class Mentions:
    """A person or organisation, and the records that name it, by kind in the order of `MENTIONED`.

    Among them what its agreements are said to bring, though such a note may name the agreement alone.
    """

    subject: Record
    mentions: tuple[tuple[str, tuple[Record, ...]], ...]
    events: Mapping[str, Event]
    related: tuple[Address, ...]


MENTIONED = ("event", "deal", "figure", "position", "note", "person", "organisation")


async def who(store: Store, today: date, *, name: Entity) -> Mentions:
    subject = await store.fact(name)
    assert subject  # the option resolves to nothing but ids of the store
    found = await _naming(store, name)
    kinds = ((kind, tuple(r for r in found if r.kind == kind)) for kind in MENTIONED)
    shown = tuple((kind, records) for kind, records in kinds if records)
    company = any(n.id == name for n in store.names.kinds["company"])
    roles = [r.name for r in store.meta.roles if any(n.id == name for n in store.names.kinds[r.role])]
    related = [Address("deals", (("company", name),))] * company + [Address(r, (("name", name),)) for r in roles]
    return Mentions(subject, shown, await occasions(store, found), tuple(related))


async def _naming(store: Store, name: str) -> list[Record]:
    """The records that name someone, and what the agreements among them are said to bring; events by date."""
    found = {r.id: r for r in await store.mentions(name) if r.id != name}
    brought = await effects(store, only(Deal, found.values()))
    found |= {note.id: note for notes in brought.values() for note in notes}
    events = sorted(only(Event, found.values()), key=by_date)
    return [*events, *(r for r in found.values() if not isinstance(r, Event))]


@dataclass(frozen=True)
class Comparison:
    """Statements of two people by topic, first the topics on which both are on record."""

    people: tuple[str, str]
    topics: tuple[tuple[str, tuple[Position, ...], tuple[Position, ...]], ...]
    events: Mapping[str, Event]
    related: tuple[Address, ...]


async def compare(store: Store, today: date, *, a: PersonName, b: PersonName) -> Comparison:
    if a == b:
        raise Refusal("compare_same", name=a)
    spoken_by = {p: only(Position, await store.facts("position", speaker=p)) for p in (a, b)}
    said = {p: dict(by_topic(positions)) for p, positions in spoken_by.items()}

    def on(person: str, topic: str) -> tuple[Position, ...]:
        """Under its first topic each; where there is none, whatever touches the topic: "nothing" must be true."""
        return said[person].get(topic) or tuple(p for p in spoken_by[person] if topic in p.topics)

    found = [(t, on(a, t), on(b, t)) for t in dict.fromkeys([*said[a], *said[b]])]
    rows = tuple(sorted(found, key=lambda row: not (row[1] and row[2])))
    spoken = [p for _, first, second in rows for p in (*first, *second)]
    related = tuple(Address("who", (("name", p),)) for p in (a, b))
    return Comparison((a, b), rows, await occasions(store, spoken), related)
