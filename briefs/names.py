"""What a reader may name: people, organisations, topics, sources, facts. Held in memory, matched folded.

Completion and resolving never ask the store: 2,000 names take well under a millisecond.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from .facts import KINDS, Organisation, Person, Source
from .fold import fold
from .meta import Meta
from .refusal import Refusal

COMPARED = 32  # letters of what is typed in which a slip is looked for: comparing more takes over 5 ms of 2,000 names
CHOICES = 25  # Discord shows at most 25 completions (application-commands: option choices)


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
            "person": [_name(p.id, p.name, *p.aliases) for p in people],
            "organisation": [_name(o.id, o.name, *o.aliases) for o in organisations],
            "company": [_name(o.id, o.name, *o.aliases) for o in companies],
            "topic": [_name(i, label) for i, label in meta.topics.items()],
            "source": [_name(s.id, s.label, s.about, *([s.title.is_] if s.title else [])) for s in sources],
            "date": [_name(point, point) for point in sorted(points)],
            "fact": [_name(i, f"{i}: {says}", i) for i, says in facts],
        }
        kinds["entity"] = kinds["person"] + kinds["organisation"]
        none: dict[str, Collection[str]] = {kind.model_fields["kind"].default: () for kind in KINDS.values()}
        listed = none | {"sector": ()} | dict(topics)  # a pack that holds no deal has no sector, and is none the worse
        carried = {kind if kind == "sector" else f"topic:{kind}": ids for kind, ids in listed.items()}
        carried |= {f"topic:{row.name}": row.topics for row in meta.briefs}
        kinds |= {kind: [n for n in kinds["topic"] if n.id in ids] for kind, ids in carried.items()}
        kinds |= {r.role: [_name(p.id, p.name, *p.aliases) for p in people if p.role == r.role] for r in meta.roles}
        return cls({kind: tuple(names) for kind, names in kinds.items()})

    def label(self, name_id: str) -> str:
        """The label of a person, organisation, topic or source; the id itself for anything else."""
        wanted = (n.label for k in ("entity", "source", "topic") for n in self.kinds[k] if n.id == name_id)
        return next(wanted, name_id)

    def resolve(self, kind: str, text: str) -> str:
        """The id that `text` means. Raises Refusal with the nearest names where it means none, or more than one."""
        names, wanted = self.kinds[kind], fold(text)
        for exact in (lambda n: n.id == text, lambda n: wanted in n.spellings):
            found = {n.id for n in names if exact(n)}
            if len(found) == 1:
                return found.pop()
        found = {n.id for n in names if wanted and any(wanted in s for s in n.spellings)}
        if len(found) == 1:
            return found.pop()
        raise Refusal(
            "unknown_name",
            kind=kind.partition(":")[0],
            text=text,
            near=[label for label, _ in self.complete(kind, text)[:3]],
        )

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
        spellings = [(s, n) for n in names for s in n.spellings]
        scored = process.extract(
            wanted, [s[: 2 * COMPARED] for s, _ in spellings], scorer=fuzz.WRatio, score_cutoff=70, limit=CHOICES
        )
        return list(dict.fromkeys(spellings[index][1] for _, _, index in scored))


def _name(name_id: str, label: str, *more: str) -> Name:
    return Name(name_id, label, tuple(dict.fromkeys(fold(s) for s in (label, *more, name_id.replace("-", " ")))))


def _rank(wanted: str, name: Name) -> int:
    holding = [s for s in name.spellings if wanted in s]
    if not holding:
        return 3
    if any(s.startswith(wanted) for s in holding):
        return 0
    return 1 if any(f" {wanted}" in s for s in holding) else 2
