"""What a reader may name: people, organisations, topics, sources, facts. Held in memory, matched folded.

Completion and resolving never ask the store: 2,000 names take well under a millisecond. Completion is generous, it
costs a glance; a refusal suggests only what is one slip away, since a wrong guess there reads like an answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from rapidfuzz import fuzz, process

from .facts import KINDS, Organisation, Person, Source, Weight
from .fold import fold
from .meta import Meta
from .refusal import Refusal

COMPARED = 32  # letters of what is typed in which a slip is looked for: comparing more takes over 5 ms of 2,000 names
CHOICES = 25  # Discord shows at most 25 completions (application-commands: option choices)
SHORT = 4  # letters; what is shorter is like anything: `us` lies within `elon musk`
ALIKE = 76  # of 100: `hagarty` is hagerty to 86, `prat whitney x` to 77; `president biden` is `president` to 75
SUGGESTED = 3  # names after "did you mean"
CLOSED = ("topic", "weight", "subject")  # kinds of which a command has so few that a refusal names them all


@dataclass(frozen=True)
class Name:
    """One thing that can be named: its id, its label, and every folded spelling it answers to."""

    id: str
    label: str
    spellings: tuple[str, ...]


@dataclass(frozen=True)
class Names:
    """The names of a pack by what they name: `person`, `organisation`, `entity`, `sector`, `topic`, … and each role."""

    kinds: Mapping[str, tuple[Name, ...]]

    @classmethod
    def of(
        cls,
        meta: Meta,
        records: Iterable[Any],
        facts: Iterable[tuple[str, str]],
        topics: Mapping[str, Collection[str]],
        dates: Iterable[str],
    ) -> Names:
        """`facts`: ids and what they say; `topics`: which topics the records of a kind carry, and deals as `sector`.

        `dates`: the days, months, years and periods of events; each is offered with the month and year it lies in.
        """
        points = {point[:n] for date in dates for point in date.split("/") for n in (4, 7, 10)}
        records = [r for r in records if not getattr(r, "withdrawn", False)]
        people = [r for r in records if isinstance(r, Person)]
        organisations = [r for r in records if isinstance(r, Organisation)]
        sources = [r for r in records if isinstance(r, Source)]
        companies = [o for o in organisations if o.type in ("company", "hospital")]
        kinds = {
            "person": [_known(p) for p in people],
            "organisation": [_known(o) for o in organisations],
            "company": [_known(o) for o in companies],
            "topic": [_name(i, label) for i, label in meta.topics.items()],
            "subject": [_name(row.name, row.title) for row in meta.briefs],
            "weight": [_name(word, word) for word in get_args(Weight)],
            "source": [_name(s.id, s.label, s.about, *_printed(s)) for s in sources],
            "date": [_name(point, point) for point in sorted(points)],
            "fact": [_name(i, f"{i}: {says}", i) for i, says in facts],
        }
        kinds["entity"] = kinds["person"] + kinds["organisation"]
        none: dict[str, Collection[str]] = {kind.model_fields["kind"].default: () for kind in KINDS.values()}
        listed = none | {"sector": ()} | dict(topics)  # a pack that holds no deal has no sector, and is none the worse
        carried = {kind if kind == "sector" else f"topic:{kind}": ids for kind, ids in listed.items()}
        carried |= {f"topic:{row.name}": row.topics for row in meta.briefs}
        kinds |= {kind: [n for n in kinds["topic"] if n.id in ids] for kind, ids in carried.items()}
        kinds |= {r.role: [_known(p) for p in people if p.role == r.role] for r in meta.roles}
        return cls({kind: tuple(names) for kind, names in kinds.items()})

    def label(self, name_id: str) -> str:
        """The label of a person, organisation, source, topic or subject; the id itself for anything else."""
        wanted = (n.label for k in ("entity", "source", "topic", "subject") for n in self.kinds[k] if n.id == name_id)
        return next(wanted, name_id)

    def resolve(self, kind: str, text: str) -> str:
        """The id that `text` means. Raises Refusal: with every name it is a part of, or with those nearest to it."""
        names, wanted = self.kinds[kind], fold(text)
        for exact in (
            lambda n: n.id == text,
            lambda n: wanted in n.spellings,
            lambda n: _turned(wanted) in map(_turned, n.spellings),
        ):
            found = [n for n in names if exact(n)]
            if len(found) == 1:
                return found[0].id
        found = _holding(names, wanted)
        if len(found) == 1:
            return found[0].id
        raise _refusal(kind, text, names, found)

    def complete(self, kind: str, text: str) -> list[tuple[str, str]]:
        """At most 25 (label, id) for what has been typed: beginnings first, then parts, then misspellings."""
        names, wanted = self.kinds[kind], fold(text)
        if not wanted:
            return [(n.label, n.id) for n in names[:CHOICES]]
        ranked = [(rank, n) for n in names if (rank := _rank(wanted, n)) < 3]
        found = [n for _, n in sorted(ranked, key=lambda r: r[0])]
        if len(found) < CHOICES and len(wanted) > 1:
            found += [n for n in self._near(names, wanted[:COMPARED]) if n not in found]
        return [(n.label, n.id) for n in found[:CHOICES]]

    def _near(self, names: tuple[Name, ...], wanted: str) -> list[Name]:
        spellings = [(s, n) for n in names for s in n.spellings if len(s) >= SHORT]
        scored = process.extract(
            wanted, [s[: 2 * COMPARED] for s, _ in spellings], scorer=fuzz.WRatio, score_cutoff=70, limit=CHOICES
        )
        return list(dict.fromkeys(spellings[index][1] for _, _, index in scored))


def _refusal(kind: str, text: str, names: tuple[Name, ...], found: list[Name]) -> Refusal:
    """What to say of a text that means several names, or none."""
    called = [n.id if kind == "fact" else n.label for n in found]  # the label of a fact is a whole sentence
    if called:
        return Refusal("several_names", text=text, names=called[:CHOICES], more=max(len(called) - CHOICES, 0))
    near = [n.id if kind == "fact" else n.label for n in _alike(names, fold(text))]
    what = kind.partition(":")[0]
    if what in CLOSED:
        return Refusal("not_offered", kind=what, text=text, near=near, names=[n.label for n in names])
    return Refusal("unknown_name", kind=what, text=text, near=near)


def _holding(names: tuple[Name, ...], wanted: str) -> list[Name]:
    """The names of which `wanted` is a part: as whole words, else as beginnings of words, else anywhere."""
    for part in (f" {wanted} ", f" {wanted}", wanted) if wanted else ():
        if found := [n for n in names if any(part in f" {s} " for s in n.spellings)]:
            return found
    return []


def _alike(names: tuple[Name, ...], wanted: str) -> list[Name]:
    """The few names of which a spelling, or a word of one, is `wanted` but for a slip, in whatever order of words."""
    parts = [(p[: 2 * COMPARED], n) for n in names for s in n.spellings for p in (s, *s.split()) if len(p) >= SHORT]
    scored = list[tuple[float, int]]()
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio) if len(wanted) >= SHORT else ():
        found = process.extract(
            wanted[:COMPARED], [p for p, _ in parts], scorer=scorer, score_cutoff=ALIKE, limit=CHOICES
        )
        scored += [(-score, index) for _, score, index in found]
    return list(dict.fromkeys(parts[index][1] for _, index in sorted(scored)))[:SUGGESTED]


def _turned(spelling: str) -> list[str]:
    """The words of a spelling in whatever order: `daines steve` is steve daines."""
    return sorted(spelling.split())


def _known(who: Person | Organisation) -> Name:
    return _name(who.id, who.name, *who.aliases, *who.typed)


def _printed(source: Source) -> list[str]:
    """What a source prints that readers call it by. Not its agency, which several share."""
    return [stated.is_ for stated in (source.title, source.publisher) if stated]


def _name(name_id: str, label: str, *more: str) -> Name:
    return Name(name_id, label, tuple(dict.fromkeys(fold(s) for s in (label, *more, name_id.replace("-", " ")))))


def _rank(wanted: str, name: Name) -> int:
    holding = [s for s in name.spellings if wanted in s]
    if not holding:
        return 3
    if any(s.startswith(wanted) for s in holding):
        return 0
    return 1 if any(f" {wanted}" in s for s in holding) else 2
