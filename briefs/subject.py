"""A subject brief: a row in pack.toml, drawn from the facts that carry its topics."""

# No `from __future__ import annotations` here: an option's type is made for each subject, in a closure.
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from .address import Address
from .brief import Function
from .facts import Event, Record
from .meta import Section, Subject
from .options import Suggest
from .store import Store
from .view import by_date, gaps, occasions, only


@dataclass(frozen=True)
class SubjectView:
    title: str
    sections: tuple[tuple[str, tuple[Record, ...]], ...]
    events: Mapping[str, Event]
    gaps: tuple[str, ...]
    related: tuple[Address, ...]


def subject(row: Subject) -> Function:
    """The function of the brief that a row of pack.toml asks for."""

    own = Annotated[str, Field(description="Only one of its topics", max_length=80), Suggest(f"topic:{row.name}")]

    async def ask(store: Store, today: date, *, topic: own | None = None) -> SubjectView:
        shown, sections = set[str](), list[tuple[str, tuple[Record, ...]]]()
        for section in row.sections:
            found = [r for r in await _section(store, section, topic) if r.id not in shown]
            shown |= {r.id for r in found}
            sections.append((section.title, tuple(found)))
        everything = [r for _, records in sections for r in records]
        topics = (topic,) if topic else row.topics
        narrowed = ("topic", topic) if topic else ("subject", row.name)
        disputed = await store.facts("discrepancy", topics=topics)
        return SubjectView(
            title=row.title,
            sections=tuple(sections),
            events=await occasions(store, everything),
            gaps=gaps(store, topics),
            related=(Address("discrepancies", (narrowed,)),) if disputed else (),
        )

    return ask


async def _section(store: Store, section: Section, topic: str | None) -> list[Record]:
    """The kinds in the order in which the section names them; events by date, the rest in the pack's order."""
    kinds = section.kinds or ("event", "deal", "figure", "position", "note", "person", "organisation")
    topics = [t for t in section.topics if topic in (None, t)]
    if not topics:
        return []
    found = await store.facts(*kinds, topics=topics)
    events = sorted(only(Event, found), key=by_date)
    return sorted([*events, *(r for r in found if not isinstance(r, Event))], key=lambda r: kinds.index(r.kind))
