"""The catalog: every brief of a pack. Another pack brings other commands, with no Python."""

from __future__ import annotations

from collections.abc import Iterator

from .brief import Brief, brief
from .deals import deals
from .pack import Meta
from .people import people
from .subject import subject
from .timeline import timeline


def catalog(meta: Meta) -> dict[str, Brief]:
    """The briefs of a pack by name: those of every pack, a people brief a role, a subject brief a row."""
    return {each.name: each for each in _briefs(meta)}


def _briefs(meta: Meta) -> Iterator[Brief]:
    yield brief(deals, "deals", "The agreements: parties, quantities, and what is not stated")
    yield brief(timeline, "timeline", "Every event in order, with the precision of its date")
    for role in meta.roles:
        yield brief(people(role), role.name, role.description, template="people.md")
    for row in meta.briefs:
        yield brief(subject(row), row.name, row.description, template="subject.md")
