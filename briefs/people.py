"""The people brief for a role that the pack names, such as /senators."""

# No `from __future__ import annotations` here: an option's type is made for each role, in a closure.
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from .address import Address
from .brief import Function
from .facts import Event, Person, Position
from .meta import Role
from .options import SaidTopic, Suggest
from .store import Store
from .view import by_date, by_topic, occasions, only


@dataclass(frozen=True)
class Portrait:
    """A person, the contacts on record, and what was said by or to them, by topic."""

    person: Person
    contacts: tuple[Event, ...]
    said: tuple[tuple[str, tuple[Position, ...]], ...]


@dataclass(frozen=True)
class People:
    title: str
    portraits: tuple[Portrait, ...]
    events: Mapping[str, Event]
    topic: str | None
    related: tuple[Address, ...]


def people(role: Role) -> Function:
    """The function of the brief that `role` asks for."""
    named = Annotated[str, Field(description="Only one of them, by name", max_length=80), Suggest(role.role)]

    async def ask(store: Store, today: date, *, name: named | None = None, topic: SaidTopic | None = None) -> People:
        everyone = [p for p in only(Person, await store.facts("person")) if p.role == role.role]
        shown = [p for p in everyone if name in (None, p.id)]
        portraits = [await _portrait(store, p, topic) for p in shown]
        said = [s for portrait in portraits for _, positions in portrait.said for s in positions]
        ids = [p.id for p in everyone]
        pair = (Address("compare", (("a", ids[0]), ("b", ids[1]))),) if len(ids) > 1 else ()
        related = (Address("who", (("name", name),)), *pair) if name else pair
        return People(role.title, tuple(portraits), await occasions(store, said), topic, related)

    return ask


async def _portrait(store: Store, person: Person, topic: str | None) -> Portrait:
    spoken = await store.facts("position", speaker=person.id, **({"topics": topic} if topic else {}))
    heard = await store.facts("position", to=person.id, **({"topics": topic} if topic else {}))
    events = only(Event, await store.facts("event", who=person.id))
    return Portrait(person, tuple(sorted(events, key=by_date)), by_topic(only(Position, (*spoken, *heard))))
