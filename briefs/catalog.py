"""The catalog: every brief of a pack. Another pack brings other commands, with no Python."""

from __future__ import annotations

from collections.abc import Iterator

from .brief import Brief, brief
from .deals import deals
from .entities import compare, who
from .meta import Meta
from .overview import overview
from .people import people
from .subject import subject
from .timeline import timeline
from .verify import discrepancies, fact, sources


def catalog(meta: Meta) -> dict[str, Brief]:
    """The briefs of a pack by name: those of every pack, a people brief a role, a subject brief a row."""
    return {each.name: each for each in _briefs(meta)}


def _briefs(meta: Meta) -> Iterator[Brief]:
    yield brief(overview, "brief", "One screen: bottom line, key points, where sources differ, what is not known")
    yield brief(deals, "deals", "The agreements: parties, quantities, and what is not stated", pictures=("agreements",))
    for role in meta.roles:
        yield brief(people(role), role.name, role.description, template="people.md")
    yield brief(timeline, "timeline", "Every event in order, with the precision of its date", pictures=("timeline",))
    for row in meta.briefs:
        yield brief(
            subject(row), row.name, row.description, template="subject.md", group="subject", pictures=row.pictures
        )
    yield brief(who, "who", "Everything on a person or organisation: offices by date, every mention", group="check")
    yield brief(compare, "compare", "What two people said, topic by topic", group="check")
    yield brief(
        discrepancies,
        "discrepancies",
        "Where the articles differ or mislead, which reading is used, and how one knows",
        group="check",
    )
    yield brief(
        sources,
        "sources",
        "The articles: what each prints about itself, and what is wrong with the copy",
        group="check",
    )
    yield brief(fact, "fact", "One record with its citations and what disputes it", group="check")
