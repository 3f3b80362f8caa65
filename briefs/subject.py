"""A subject brief: a row in pack.toml, drawn from the facts that carry its topics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .brief import Function
from .facts import Event, Record
from .options import Topic
from .pack import Section, Subject
from .refusal import Refusal
from .store import Store
from .view import by_date, gaps, occasions, only


@dataclass(frozen=True)
class SubjectView:
    title: str
    sections: tuple[tuple[str, tuple[Record, ...]], ...]
    events: Mapping[str, Event]
    gaps: tuple[str, ...]


def subject(row: Subject) -> Function:
    """The function of the brief that a row of pack.toml asks for."""

    async def ask(store: Store, today: date, *, topic: Topic | None = None) -> SubjectView:
        if topic and topic not in row.topics:
            raise Refusal("topic_elsewhere", brief=row.name, topic=topic, topics=row.topics)
        shown, sections = set[str](), list[tuple[str, tuple[Record, ...]]]()
        for section in row.sections:
            found = [r for r in await _section(store, section, topic) if r.id not in shown]
            shown |= {r.id for r in found}
            sections.append((section.title, tuple(found)))
        everything = [r for _, records in sections for r in records]
        topics = (topic,) if topic else row.topics
        return SubjectView(row.title, tuple(sections), await occasions(store, everything), gaps(store, topics))

    return ask


async def _section(store: Store, section: Section, topic: str | None) -> list[Record]:
    """Events by date first, then the rest in the pack's order."""
    kinds = section.kinds or ("event", "deal", "figure", "position", "note", "person", "organisation")
    topics = [t for t in section.topics if topic in (None, t)]
    if not topics:
        return []
    found = await store.facts(*kinds, topics=topics)
    events = sorted(only(Event, found), key=by_date)
    return [*events, *(r for r in found if not isinstance(r, Event))]
