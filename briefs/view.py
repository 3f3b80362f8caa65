"""What several briefs ask of the store in the same way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from .facts import Deal, Event, Note, Position, Record
from .store import Store
from .when import When

R = TypeVar("R", bound=Record)


def only(kind: type[R], records: Iterable[Record]) -> tuple[R, ...]:
    """The records of one kind."""
    return tuple(r for r in records if isinstance(r, kind))


def gaps(store: Store, topics: Iterable[str]) -> tuple[str, ...]:
    """What the pack says that no source states, under any of the topics."""
    wanted = set(topics)
    return tuple(gap.says for gap in store.meta.not_held if wanted & set(gap.topics))


async def occasions(store: Store, records: Iterable[Record]) -> dict[str, Event]:
    """The events at which these records' statements were made, by id."""
    ids = {r.at for r in records if isinstance(r, Position) and r.at}
    return {e.id: e for e in only(Event, await store.facts("event")) if e.id in ids} if ids else {}


async def effects(store: Store, deals: Iterable[Deal]) -> dict[str, tuple[Note, ...]]:
    """What each of these agreements is said to bring, by the agreement's id."""
    ids = [deal.id for deal in deals]
    notes = [note for note in only(Note, await store.facts("note", about=ids)) if note.form == "effect"]
    return {deal: tuple(note for note in notes if deal in note.about) for deal in ids}


def by_date(record: Event) -> tuple[When, int]:
    """By earliest possible day, the coarser first; what was by a day, what was on it, what was from it on.

    Of what is known only to have been by a day, that day counts. A stable sort keeps the sources' order.
    """
    date = record.date
    assert date.sort_key  # Dated has at least one bound
    return date.sort_key, 1 if date.on else 2 if date.not_before else 0


def by_topic(positions: tuple[Position, ...]) -> tuple[tuple[str, tuple[Position, ...]], ...]:
    """Statements under their first topic, in the order in which the topics first come up."""
    topics = dict.fromkeys(p.topics[0] if p.topics else "" for p in positions)
    return tuple((t, tuple(p for p in positions if (p.topics[0] if p.topics else "") == t)) for t in topics)
