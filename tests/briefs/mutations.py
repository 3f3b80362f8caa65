"""Records with one thing made wrong, to learn what the proof of a pack would let pass."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from briefs.evidence import PLACE, TEXTS
from briefs.facts import KINDS, Record, Source
from briefs.ground import Ground
from briefs.proof import prove_record
from briefs.words import MONTHS, unmarked

TYPES = {model.model_fields["kind"].default: model for model in KINDS.values()}
DATES = ("on", "not_before", "not_after", "published")
REFERENCES = {"speaker", "to", "who", "parties", "about", "by"}
# Flaws and furniture count paragraphs of the copy; reasons, exemptions and histories are the pack's own words.
LEFT_OUT = {"id", "faults", "furniture", "exempt", "history", "not_held", "topics", "aliases", "typed", "preferred"}
COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

Path = tuple[Any, ...]


@dataclass(frozen=True)
class Mutant:
    """One change of a record: its class, where it was made, what stood there and what stands there now.

    `near`: the name put in stands in a paragraph that the record cites, which makes it the harder to notice.
    """

    kind: str
    record: Record
    path: Path
    was: Any
    now: Any
    near: bool = False

    def __str__(self) -> str:
        return f"{self.kind}: {self.record.id}.{'.'.join(map(str, self.path))}: {self.was!r} -> {self.now!r}"

    def made(self) -> Record | None:
        """The changed record; None where the record types refuse it."""
        try:
            body = _replaced(self.record.model_dump(by_alias=True), self.path, self.now)
            made: Record = TYPES[self.record.kind].model_validate(body)
        except ValidationError:
            return None
        return made


def survives(mutant: Mutant, ground: Ground, *, anchors: bool = True) -> bool:
    """Whether the proof finds nothing wrong with it; without `anchors`, nothing beside its anchors."""
    made = mutant.made()
    return made is not None and not [
        c for c in prove_record(made, ground)[0] if anchors or not c.field.endswith("cite")
    ]


def mutants(record: Record, ground: Ground) -> Iterator[Mutant]:
    """Every mutant of a record: digits, number words, dates, months, people, organisations, paragraphs."""
    body = record.model_dump(by_alias=True)
    near = {n for c in _citations(body) if c in ground.paragraphs for n in ground.paragraphs[c].names}
    for path, value in _leaves(body):
        for kind, now in _changes(record, body, path, value, ground):
            now, other = now if isinstance(now, tuple) else (now, None)
            if now != value:
                yield Mutant(kind, record, path, value, now, other in near)


def _replaced(value: Any, path: Path, now: Any) -> Any:
    if not path:
        return now
    if isinstance(value, dict):
        return value | {path[0]: _replaced(value[path[0]], path[1:], now)}
    return [_replaced(each, path[1:], now) if i == path[0] else each for i, each in enumerate(value)]


def _leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if path and path[-1] in LEFT_OUT:
        return
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, (*path, key))
    elif isinstance(value, list | tuple):
        for i, each in enumerate(value):
            yield from _leaves(each, (*path, i))
    elif value is not None:
        yield path, value


def _citations(body: dict[str, Any]) -> Iterator[tuple[str, int]]:
    found = dict(_leaves(body))
    for path, value in found.items():
        if path[-1] == "paragraph":
            yield found[*path[:-1], "source"], value


def _changes(record: Record, body: Any, path: Path, value: Any, ground: Ground) -> Iterator[tuple[str, Any]]:
    keys = [key for key in path if isinstance(key, str)]
    if keys[-1] == "paragraph":
        source = dict(_leaves(body))[*path[:-1], "source"]
        yield from (("paragraph", n) for n in (value - 1, value + 1) if (source, n) in ground.paragraphs)
    elif keys[-1] in DATES:
        yield from (("date", now) for _, now in _digits(value))
        yield from (("month", now) for now in _edtf_months(value))
    elif keys[-1] in ("value", "quantity") and not getattr(record, "computed", None):
        yield from (("digit", type(value)(now)) for _, now in _digits(str(value)))
    elif keys[-1] in TEXTS | {"is"} or (keys[-1] == "about" and isinstance(record, Source)):
        yield from _reworded(value, ground)
    elif keys[0] in REFERENCES and value in ground.spellings.of:
        yield from ((kind, (other, other)) for kind, other in _others(value, ground))


def _digits(text: str) -> Iterator[tuple[int, str]]:
    """The text with each digit changed to each other one."""
    for i, digit in enumerate(text):
        if digit.isdecimal():
            yield from ((i, text[:i] + other + text[i + 1 :]) for other in "0123456789" if other != digit)


def _edtf_months(text: str) -> Iterator[str]:
    for match in re.finditer(r"(?<=\d{4}-)\d{2}", text):
        for month in range(1, 13):
            yield f"{text[: match.start()]}{month:02}{text[match.end() :]}"


def _reworded(text: str, ground: Ground) -> Iterator[tuple[str, Any]]:
    places = [range(*match.span()) for match in PLACE.finditer(text)]  # HT¶6 is a citation, not a number
    yield from (("digit", now) for i, now in _digits(text) if not any(i in place for place in places))
    for match in re.finditer(rf"\b(?:{'|'.join(COUNTS)})\b", text):
        other = COUNTS[(COUNTS.index(match[0]) + 1) % len(COUNTS)]
        yield "number word", text[: match.start()] + other + text[match.end() :]
    for match in re.finditer("|".join(MONTHS), text):
        yield from (("month", text[: match.start()] + other + text[match.end() :]) for other in MONTHS)
    for match in ground.spellings.any.finditer(unmarked(text)):
        for kind, other in _others(ground.spellings.owner[match[0]], ground):
            name = ground.spellings.of[other][0]
            yield kind, (text[: match.start()] + name + text[match.end() :], other)


def _others(entity: str, ground: Ground) -> Iterator[tuple[str, str]]:
    people = ground.spellings.people
    kind = "person" if entity in people else "organisation"
    yield from (
        (kind, other) for other in ground.spellings.of if other != entity and (other in people) == (entity in people)
    )
