"""What a reader checks: /discrepancies, /sources and /fact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from . import options
from .facts import STATED, Discrepancy, Event, Reading, Record, Source, Stated, Weight
from .fields import Citation, Citing
from .store import Store
from .view import gaps, occasions, only


@dataclass(frozen=True)
class Difference:
    """A discrepancy and the readings in the order in which they are shown: the one that is used first."""

    discrepancy: Discrepancy
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Differences:
    """Discrepancies by weight, the gravest first, and what they were narrowed to."""

    weights: tuple[tuple[str, tuple[Difference, ...]], ...]
    topic: str | None
    subject: str | None


async def discrepancies(
    store: Store,
    today: date,
    *,
    weight: options.Weight | None = None,
    topic: options.DifferenceTopic | None = None,
    subject: options.SubjectName | None = None,
) -> Differences:
    """Those that carry the topic, or are about a record that does; a subject is the topics of its brief."""
    rows = {row.name: row for row in store.meta.briefs}
    wanted = [*([(topic,)] if topic else []), *([rows[subject].topics] if subject else [])]
    found = [d for d in store.discrepancies if weight in (None, d.weight)]
    for topics in wanted:
        carrying = {d.id for d in await store.facts("discrepancy", topics=topics)}
        found = [d for d in found if d.id in carrying]
    weights = ((w, tuple(_difference(d) for d in found if d.weight == w)) for w in get_args(Weight))
    shown = tuple((w, differences) for w, differences in weights if differences)
    return Differences(shown, topic, rows[subject].title if subject else None)


def _difference(discrepancy: Discrepancy) -> Difference:
    return Difference(discrepancy, tuple(sorted(discrepancy.readings, key=lambda r: not r.preferred)))


@dataclass(frozen=True)
class Document:
    """A source, what it prints about itself, and how many records cite it."""

    source: Source
    stated: tuple[tuple[str, Stated], ...]
    records: int


@dataclass(frozen=True)
class Documents:
    """The sources; over all of them, what they carry between them."""

    documents: tuple[Document, ...]
    coverage: tuple[Record, ...]
    gaps: tuple[str, ...]


async def sources(store: Store, today: date, *, source: options.Source | None = None) -> Documents:
    documents = []
    for each in store.sources:
        if source in (None, each.id):
            stated = tuple((name, value) for name in STATED if (value := getattr(each, name)))
            records = await store.facts(**{"cite.source": each.id})
            documents.append(Document(each, stated, len(records)))
    coverage = () if source else await store.facts("figure", "note", topics="sources")
    return Documents(tuple(documents), coverage, gaps(store, ["sources"]))


@dataclass(frozen=True)
class Checked:
    """One record, its readings if it is a discrepancy, what disputes it, and the records that name it."""

    record: Record
    dating: Citing  # of the reason for an inferred date, with the paragraphs that it names itself
    difference: Difference | None
    disputed_by: tuple[Difference, ...]
    named_by: tuple[Record, ...]
    events: Mapping[str, Event]


def _named(text: str | None, sources: tuple[Source, ...]) -> tuple[Citation, ...]:
    """The paragraphs that a text names, as in `the year is printed in KM¶4`."""
    ids = {source.label: source.id for source in sources}
    found = re.findall(r"([A-Z0-9-]+)¶(\d+)", text or "")
    return tuple(Citation(source=ids[label], paragraph=int(n)) for label, n in found if label in ids)


async def fact(store: Store, today: date, *, id: options.FactId) -> Checked:  # noqa: A002  the option's name
    record = await store.fact(id)
    assert record
    assert not isinstance(record, Source)  # the option resolves to nothing but ids of facts
    named_by = [r for r in await store.mentions(id) if r.id != id]
    return Checked(
        record=record,
        dating=Citing((*record.cite, *_named(record.date.inferred, store.sources)))
        if isinstance(record, Event)
        else Citing(()),
        difference=_difference(record) if isinstance(record, Discrepancy) else None,
        disputed_by=tuple(_difference(d) for d in only(Discrepancy, named_by)),
        named_by=tuple(r for r in named_by if not isinstance(r, Discrepancy)),
        events=await occasions(store, [record]),
    )
