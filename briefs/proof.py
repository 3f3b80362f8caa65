"""The proof of a pack against its source texts: every claim of every record, and the use of every paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .claims import Claim, agreeing, claims
from .evidence import Evidence, parts, statements
from .facts import Exemption, Flaw, Record, Source
from .ground import Ground, bare_ground, lay_ground
from .pack import Fault, Pack
from .words import number, unmarked


@dataclass(frozen=True)
class Excused:
    """An exemption that was needed: what no cited paragraph prints, and why the record may say it all the same."""

    record: str
    term: str
    why: str

    def __str__(self) -> str:
        return f"{self.record}: {self.term}: {self.why}"


@dataclass(frozen=True)
class Use:
    """What a paragraph is used for: the records that cite it, or the reason why it is no part of the article."""

    source: str
    paragraph: int
    records: tuple[str, ...]
    furniture: str | None

    @property
    def hole(self) -> bool:
        return not self.records and not self.furniture

    def __str__(self) -> str:
        aside = [f"furniture: {self.furniture}"] if self.furniture else []
        return f"{self.source} {self.paragraph}  {'; '.join([*aside, ', '.join(self.records)]).strip('; ') or 'HOLE'}"


@dataclass(frozen=True)
class Proof:
    """Without `faults` the pack is proved. `checks` counts what was looked up."""

    faults: tuple[Fault, ...]
    checks: int
    excused: tuple[Excused, ...]
    uses: tuple[Use, ...]


def prove(pack: Pack, folder: Path) -> Proof:
    """Prove a pack against the texts in a folder. Every fault is reported, none is raised."""
    ground, faults, checks = ground_of(pack, folder)
    found, excused = list(faults), list[Excused]()
    for record in _standing(pack):
        unproved, used, run = prove_record(record, ground)
        found += [pack.fault(record.id, claim.field, claim.message) for claim in unproved]
        excused += [Excused(record.id, e.term, e.why) for e in used]
        checks += run
    uses = tuple(_uses(pack, ground))
    found += [_hole(pack, use) for use in uses if use.hole]
    return Proof(tuple(sorted(set(found))), checks + len(uses), tuple(excused), uses)


def prove_alone(pack: Pack) -> tuple[tuple[Fault, ...], int]:
    """What can be proved of a pack without its texts: that its records agree. The faults, the number of checks."""
    ground, found, checks = bare_ground(pack), list[Fault](), 0
    for record in _standing(pack):
        every = tuple(agreeing(record, Evidence.of(next(parts(record)), record, ground)))
        open_ = [c for c in every if not c.holds and not any(_excuses(e, c) for e in _given(record))]
        found += [pack.fault(record.id, claim.field, claim.message) for claim in open_]
        checks += len(every)
    return tuple(sorted(set(found))), checks


def ground_of(pack: Pack, folder: Path) -> tuple[Ground, tuple[Fault, ...], int]:
    """The texts, the faults of their files, the number of checks."""
    words = (text for record in pack.records for part in parts(record) for _, text in statements(part.model))
    return lay_ground(pack, folder, words)


def prove_record(record: Record, ground: Ground) -> tuple[tuple[Claim, ...], tuple[Exemption, ...], int]:
    """The claims of a record that do not hold, the exemptions that it needed, and the number of checks.

    An exemption that excuses nothing is among the claims that do not hold.
    """
    every = tuple(claims(record, ground))
    given = _given(record)
    failing = [claim for claim in every if not claim.holds]
    used = tuple(e for e in given if any(_excuses(e, claim) for claim in failing))
    open_ = [claim for claim in failing if not any(_excuses(e, claim) for e in used)]
    idle = [Claim("exempt", e.term, False, f"“{e.term}” excuses nothing") for e in given if e not in used]
    return tuple(open_ + idle), used, len(every) + len(given)


def _given(record: Record) -> tuple[Exemption, ...]:
    return tuple(e for part in parts(record) for e in getattr(part.model, "exempt", ()))


def _excuses(exemption: Exemption, claim: Claim) -> bool:
    """Whether the exempt term holds the claimed one: the words themselves, or the number that they spell."""
    if claim.field.endswith("cite"):
        return False
    words = _words(exemption.term)
    return f" {_words(claim.term).strip()} " in words or claim.term in {number(word) for word in words.split()}


def _words(text: str) -> str:
    return f" {' '.join(unmarked(text).lower().replace(',', ' ').split())} "


def _standing(pack: Pack) -> Iterator[Record]:
    """The records without the tombstones of withdrawn ones."""
    return (r for r in pack.records if isinstance(r, Source) or not r.withdrawn)


def _uses(pack: Pack, ground: Ground) -> Iterator[Use]:
    citing: dict[tuple[str, int], dict[str, None]] = {}
    for record in _standing(pack):
        for part in parts(record):
            for c in part.cite if not isinstance(part.model, Flaw) else ():  # a flaw of the copy is no use of it
                citing.setdefault((c.source, c.paragraph), {})[record.id] = None
    for source in ground.sources.values():
        aside = {n: f.why for f in source.furniture for n in f.paragraphs}
        for n in range(1, source.paragraphs + 1):
            yield Use(source.id, n, tuple(citing.get((source.id, n), ())), aside.get(n))


def _hole(pack: Pack, use: Use) -> Fault:
    message = f"no record cites {use.source} {use.paragraph}, and it is not marked as furniture"
    return pack.fault(use.source, "furniture", message)


def show(pack: Pack, folder: Path, place: str) -> str:
    """The paragraph at `ht:6`, by id or label of its source, with its number. Raises LookupError with what there is."""
    name, _, n = place.partition(":")
    sources = {key: r for r in pack.records if isinstance(r, Source) for key in (r.id, r.label)}
    if name not in sources:
        raise LookupError(f"no source {name!r}; the sources: {', '.join(s for s in sources if s.islower())}")
    ground, _, _ = ground_of(pack, folder)
    there = {p.number: p.text for p in ground.of(sources[name].id)}
    if not n.isdecimal() or int(n) not in there:
        raise LookupError(f"{name} has the paragraphs 1 to {len(there)}, not {n or 'none'}")
    return f"{sources[name].id} {n}  {there[int(n)].strip()}"
