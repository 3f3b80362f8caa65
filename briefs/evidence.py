"""The paragraphs that a part of a record cites, and what they are good for: numbers, dates, names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .facts import Dated, Discrepancy, Figure, Record, Source
from .fields import Citation, Model, references
from .ground import Ground, Paragraph
from .words import WEEKDAYS, Day

# The fields whose text a reader sees as what the sources say; `inferred` says from which paragraphs a date follows.
TEXTS = frozenset({
    "title", "name", "says", "item", "purpose", "place", "party", "state", "measure", "inline", "how", "is_", "at",
    "inferred",
})  # fmt: skip
PLACE = re.compile(r"\b([A-Z][A-Z0-9-]*)¶(\d+)")


@dataclass(frozen=True)
class Part:
    """A record, or a part of one with citations of its own: an office, a reading, what a source prints of itself."""

    path: str
    model: Model
    cite: tuple[Citation, ...]

    def field(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def parts(record: Record) -> Iterator[Part]:
    """The record first, then its parts."""
    yield Part("", record, tuple(getattr(record, "cite", ())))
    for name in type(record).model_fields:
        value = getattr(record, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Model) and "cite" in type(each).model_fields:
                cite = each.cite or getattr(record, "cite", ())  # type: ignore[attr-defined]  # silence cites nothing
                yield Part(name, each, tuple(cite))


def statements(model: Model, path: str = "") -> Iterator[tuple[str, str]]:
    """(field, text) of everything a model states in words, without the parts that have citations of their own."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        where = f"{path}.{name}" if path else name
        if isinstance(value, str) and (name in TEXTS or (name == "about" and isinstance(model, Source))):
            yield where, value
        elif isinstance(value, Dated):
            yield from statements(value, where)


@dataclass(frozen=True)
class Evidence:
    """What a part may lean on.

    `cited`: the paragraphs it cites, for everything. `named`: those that its reasons name (`KM¶4`), for dates.
    `beside`: those that the rest of its record cites, for the year of a date, and in a discrepancy for names.
    """

    cited: tuple[Paragraph, ...]
    named: tuple[Paragraph, ...]
    beside: tuple[Paragraph, ...]
    anchored: frozenset[str]  # people and organisations that an anchor names
    cast: frozenset[str]  # everyone the record names
    company: frozenset[str]  # everyone its fields refer to, and who took part in what they refer to
    sources: frozenset[str]  # articles that the record may speak of
    record: Record
    ground: Ground

    @classmethod
    def of(cls, part: Part, record: Record, ground: Ground) -> Evidence:
        at = {(c.source, c.paragraph) for c in part.cite}
        if isinstance(part.model, Source):  # what it reports is proved by the whole of it
            at = {(p.source, p.number) for p in ground.of(part.model.id)}
        places = (m for _, text in statements(part.model) for m in PLACE.finditer(text))
        named = {(ground.labels.get(m[1], ""), int(m[2])) for m in places}
        beside = {(c.source, c.paragraph) for each in parts(record) for c in each.cite} - at
        if isinstance(record, Source):  # an article that prints no year has it from the others
            beside = set(ground.paragraphs) - at
        cited, further, rest = (
            tuple(ground.paragraphs[k] for k in sorted(keys) if k in ground.paragraphs) for keys in (at, named, beside)
        )
        sources = frozenset(p.source for p in cited) | _speaks_of(record)
        anchoring = parts(record) if isinstance(record, Discrepancy) else (part,)
        anchored = ground.spellings.named_in(" | ".join(c.anchor for each in anchoring for c in each.cite if c.anchor))
        cast, company = _cast(record, ground), _company(record, ground)
        return cls(cited, further, rest, anchored, cast, company, sources, record, ground)

    def has_number(self, number: str) -> bool:
        return any(number in p.words.numbers for p in self.cited)

    def names(self, entity: str) -> bool:
        """Whether a cited paragraph names it."""
        return any(entity in p.names for p in self._naming)

    def means(self, entity: str, *, told: bool) -> bool:
        """Whether it is sure who is meant, of the people (or companies) that the cited paragraphs name.

        An anchor names it, or a paragraph names no other; for a company, or one that a field refers to, none that is
        foreign to the record. Who is `told` of in words is also known by what the fields of the record refer to.
        """
        alike = self.ground.spellings.alike.get(entity, frozenset())
        others = frozenset() if told and entity in self.ground.spellings.people else self.cast
        alone = any(entity in p.names and p.names & alike <= {entity} | others for p in self._naming)
        return alone or entity in self.anchored or (told and entity in self.company)

    @property
    def _naming(self) -> tuple[Paragraph, ...]:
        return self.cited + self.beside if isinstance(self.record, Discrepancy) else self.cited

    def has_word(self, word: str) -> bool:
        """Whether a cited paragraph prints it or, from 4 letters, a form of it: Vietnam, Vietnamese, Senators."""
        spoken = {
            w for p in self._naming for n in p.names for s in self.ground.spellings.of[n] for w in s.lower().split()
        }
        printed = spoken.union(*(p.words.words for p in self._naming))
        return word in printed or any(_forms(word, each) for each in printed)

    def has_day(self, day: Day, *, posted: bool = False) -> bool:
        """Whether a paragraph gives this date. Its year may stand elsewhere: see `_year`.

        The line that says when an article was posted dates the article. It dates what the article reports only
        where the article prints that weekday; and `posted` asks for no other line.
        """
        if not day.month:
            return any(day.year == d.year and not d.month for p in self.cited + self.named for d in p.words.dates)
        if posted and day.day:
            lines = [p for s in self.sources for p in self.ground.of(s) if p.posting]
        else:
            lines = [p for p in self.cited + self.named if not p.posting or self._weekday(p)]
        return any(
            d.month == day.month and day.day in (None, d.day) and self._year(day, d, p)
            for p in lines
            for d in p.words.dates
        )

    def _year(self, day: Day, printed: Day, paragraph: Paragraph) -> bool:
        """Beside the day; else in its paragraph; else that of the posting; else beside the month in another paragraph,
        or in one that the reason names."""
        years = {d.year for d in paragraph.words.dates if d.year and not d.month}
        published = self.ground.sources[paragraph.source].published
        if day.year is None or printed.year:
            return day.year in (None, printed.year)
        if years or published:
            return day.year in years or (published is not None and day.year == published.first.year)
        around = {d.year for p in self.cited + self.named + self.beside for d in p.words.dates if d.month == day.month}
        reasons = {d.year for p in self.named for d in p.words.dates if d.month}
        return day.year in (around - {None} or reasons)

    def _weekday(self, posting: Paragraph) -> bool:
        published = self.ground.sources[posting.source].published
        printed = {w for p in self.ground.of(posting.source) if not p.posting for w in p.words.words}
        return published is not None and WEEKDAYS[published.first.weekday()].lower() in printed


def _cast(record: Record, ground: Ground) -> frozenset[str]:
    """Everyone the record names, in its words or in its fields."""
    told = (who for part in parts(record) for _, text in statements(part.model) for who in ground.spellings.told(text))
    return frozenset(told) | {target for _, target, _ in references(record) if target in ground.spellings.of}


def _company(record: Record, ground: Ground) -> frozenset[str]:
    direct = {target for _, target, _ in references(record)}
    return frozenset(direct.union(*(ground.principals.get(each, frozenset()) for each in direct)))


def _speaks_of(record: Record) -> frozenset[str]:
    """Sources that a record may speak of without citing them: those it says are silent, or that it counts."""
    silent = {s for r in record.readings for s in r.silent} if isinstance(record, Discrepancy) else set()
    counted = set(record.computed.of) if isinstance(record, Figure) and record.computed else set()
    return frozenset(silent | counted | ({record.id} if isinstance(record, Source) else set()))


def _forms(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= 4 and long.startswith(short) and len(long) - len(short) <= 3
