"""What a reader checks: /discrepancies, /sources and /fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from .facts import STATED, Discrepancy, Event, Reading, Record, Source, Stated, Weight
from .fields import Citation
from .options import DifferenceTopic, FactId
from .options import Source as SourceName
from .store import Store
from .view import gaps, occasions, only


@dataclass(frozen=True)
class Difference:
    """A discrepancy and the readings in the order in which they are shown: the one that is used first."""

    discrepancy: Discrepancy
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Differences:
    weights: tuple[tuple[str, tuple[Difference, ...]], ...]
    topic: str | None


async def discrepancies(store: Store, today: date, *, topic: DifferenceTopic | None = None) -> Differences:
    found = [d for d in store.discrepancies if topic is None or topic in d.topics]
    weights = ((w, tuple(_difference(d) for d in found if d.weight == w)) for w in get_args(Weight))
    return Differences(tuple((w, ds) for w, ds in weights if ds), topic)


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
    documents: tuple[Document, ...]
    gaps: tuple[str, ...]


async def sources(store: Store, today: date, *, source: SourceName | None = None) -> Documents:
    documents = []
    for each in store.sources:
        if source in (None, each.id):
            stated = tuple((name, value) for name in STATED if (value := getattr(each, name)))
            records = await store.facts(cite_source=each.id)
            documents.append(Document(each, stated, len(records)))
    return Documents(tuple(documents), gaps(store, ["sources"]))


@dataclass(frozen=True)
class Evidence:
    """The citations of a record without its discrepancies, for lines that are about the record."""

    cite: tuple[Citation, ...]


@dataclass(frozen=True)
class Checked:
    """One record, its readings if it is a discrepancy, what disputes it, and the records that name it."""

    record: Record
    evidence: Evidence
    difference: Difference | None
    disputed_by: tuple[Difference, ...]
    named_by: tuple[Record, ...]
    events: Mapping[str, Event]


async def fact(store: Store, today: date, *, id: FactId) -> Checked:  # noqa: A002  the option's name
    record = await store.fact(id)
    assert record
    assert not isinstance(record, Source)  # the option resolves to nothing but ids of facts
    named_by = [r for r in await store.mentions(id) if r.id != id]
    return Checked(
        record=record,
        evidence=Evidence(record.cite),
        difference=_difference(record) if isinstance(record, Discrepancy) else None,
        disputed_by=tuple(_difference(d) for d in only(Discrepancy, named_by)),
        named_by=tuple(r for r in named_by if not isinstance(r, Discrepancy)),
        events=await occasions(store, [record]),
    )
