"""What a pack is proved against: the paragraphs of its source texts, each with the words and names it prints."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .facts import Event, Organisation, Person, Position, Record, Source
from .pack import Fault, Pack
from .words import Day, Words, lower, read, unmarked


@dataclass(frozen=True)
class Paragraph:
    """A numbered paragraph of a source. `names`: the people and organisations it names, by any spelling of theirs.

    `posting`: it is the line that says when the article was posted, so its date is the article's, not the events'.
    """

    source: str
    number: int
    text: str
    plain: str
    words: Words
    names: frozenset[str]
    posting: bool


@dataclass(frozen=True)
class Spellings:
    """Every name and alias of a pack's people and organisations, without marks.

    `alike`: for a person all people, for a company all companies: those whom one could be mistaken for.
    """

    of: Mapping[str, tuple[str, ...]]
    people: frozenset[str]
    alike: Mapping[str, frozenset[str]]
    owner: Mapping[str, str]
    any: re.Pattern[str]

    @classmethod
    def gather(cls, records: Iterable[Record]) -> Spellings:
        named = [r for r in records if isinstance(r, Person | Organisation)]
        of = {r.id: tuple(dict.fromkeys(map(unmarked, (r.name, *r.aliases)))) for r in named}
        owner = {spelling: each for each, spellings in of.items() for spelling in spellings}
        longest = sorted(owner, key=len, reverse=True)
        pattern = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?![A-Za-z])")
        people = frozenset(r.id for r in named if isinstance(r, Person))
        firms = frozenset(r.id for r in named if isinstance(r, Organisation) and r.type in ("company", "hospital"))
        return cls(of, people, {each: group for group in (people, firms) for each in group}, owner, pattern)

    def named_in(self, text: str) -> frozenset[str]:
        """Who is named: case counts only where a spelling is all capitals (`US` is not "us")."""
        plain = unmarked(text)
        return frozenset(i for i, spellings in self.of.items() if any(_stands(s, plain) for s in spellings))

    def mentions(self, text: str) -> tuple[tuple[tuple[str, str], ...], str]:
        """(spelling, id) of each name in a text of ours, the longest first, and the text without them."""
        plain = unmarked(text)
        found = dict.fromkeys((match[0], self.owner[match[0]]) for match in self.any.finditer(plain))
        return tuple(found), self.any.sub(" ", plain)

    def told(self, text: str) -> frozenset[str]:
        """Who a text of ours names."""
        return frozenset(entity for _, entity in self.mentions(text)[0])


def _stands(spelling: str, text: str) -> bool:
    flags = re.NOFLAG if spelling.isupper() else re.IGNORECASE
    return bool(re.search(rf"(?<![A-Za-z]){re.escape(spelling)}(?![A-Za-z])", text, flags))


@dataclass(frozen=True)
class Ground:
    """The paragraphs by (source, number), and what else of the pack a proof looks up."""

    paragraphs: Mapping[tuple[str, int], Paragraph]
    sources: Mapping[str, Source]
    taking_part: Mapping[str, frozenset[str]]  # record -> who: of an event, or who speaks and is spoken to
    principals: Mapping[str, frozenset[str]]  # the same, of an event only those whom its own words name
    spellings: Spellings
    common: frozenset[str]  # words that the pack or a source also writes small: no proper names

    @property
    def labels(self) -> Mapping[str, str]:
        """Label -> id of the sources."""
        return {s.label: s.id for s in self.sources.values()}

    def of(self, source: str) -> tuple[Paragraph, ...]:
        return tuple(p for (owner, _), p in self.paragraphs.items() if owner == source)


def paragraphs(text: str) -> tuple[str, ...]:
    """House rule: paragraph n is the n-th line (`split("\\n")`) that is not empty after `strip()`."""
    return tuple(line for line in text.split("\n") if line.strip())


def lay_ground(pack: Pack, folder: Path, statements: Iterable[str]) -> tuple[Ground, tuple[Fault, ...], int]:
    """Read the texts of a pack's sources. Also the faults of the files (missing, other hash, other count), and
    the number of checks."""
    bare = bare_ground(pack)
    texts = {i: _text(folder / s.file) for i, s in bare.sources.items()}
    faults = [fault for i, s in bare.sources.items() for fault in _file_faults(pack, s, texts[i])]
    found = {
        (i, n): _paragraph(bare.sources[i], n, line, bare.spellings)
        for i, text in texts.items()
        for n, line in enumerate(paragraphs((text or b"").decode("utf-8", "replace")), 1)
    }
    common = lower("\n".join([*statements, *(p.text for p in found.values())]))
    return replace(bare, paragraphs=found, common=common), tuple(faults), 3 * len(texts)


def bare_ground(pack: Pack) -> Ground:
    """What a proof looks up of the pack itself, where no text is at hand."""
    sources = {r.id: r for r in pack.records if isinstance(r, Source)}
    spellings = Spellings.gather(pack.records)
    events = {r.id: frozenset(r.who) for r in pack.records if isinstance(r, Event)}
    talks = {r.id: frozenset((r.speaker, *r.to)) for r in pack.records if isinstance(r, Position)}
    principals = {r.id: events[r.id] & spellings.told(r.says) for r in pack.records if isinstance(r, Event)}
    return Ground({}, sources, events | talks, principals | talks, spellings, frozenset())


def _text(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _file_faults(pack: Pack, source: Source, text: bytes | None) -> Iterable[Fault]:
    if text is None:
        yield pack.fault(source.id, "file", f"there is no {source.file} in the folder of texts")
        return
    if (digest := hashlib.sha256(text).hexdigest()) != source.sha256:
        yield pack.fault(source.id, "sha256", f"{source.file} has the hash {digest}: it is another text")
    if (count := len(paragraphs(text.decode("utf-8", "replace")))) != source.paragraphs:
        yield pack.fault(source.id, "paragraphs", f"{source.file} has {count} paragraphs")


def _paragraph(source: Source, number: int, text: str, spellings: Spellings) -> Paragraph:
    words, published = read(text), source.published
    posting = source.posted is not None and any(c.paragraph == number for c in source.posted.cite)
    if published and published.precision == "day":
        first = published.first
        posting = posting or Day(first.year, first.month, first.day) in words.dates
    return Paragraph(source.id, number, text, unmarked(text), words, spellings.named_in(text), posting)
