"""Read a pack: a folder of TOML files, each record a table such as `[deals.north-ferries]`.

Every fault of every record is reported at once, as `file:line: id: field: what is wrong`, for which each
table is parsed by itself: a slip in one record hides nothing in the next.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StrictBool, StringConstraints, ValidationError

from .facts import KINDS, Computation, Deal, Discrepancy, Figure, Record, Source
from .fields import Fact_, Model, Phrase, Slug, Text, Topic_, references
from .when import Edtf

_HEADER = re.compile(r"^\[([a-z]+)\.([^\]]+)\]\s*(?:#.*)?$")
_KEY = re.compile(r"^([A-Za-z_]+)\s*=")


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong, and where a curator finds it."""

    file: str
    line: int
    id: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.id}: {self.field}: {self.message}"


class PackError(Exception):
    """A pack that cannot be used. `faults` holds every one that was found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))


class Section(Model):
    """A part of a subject brief: the facts that carry one of the topics, of the kinds named (none: of all)."""

    title: Phrase
    topics: tuple[Topic_, ...]
    kinds: tuple[str, ...] = ()


CommandName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{1,31}$")]
Description = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Role(Model):
    """Makes a people brief: `/senators` is the people of the role `senator`."""

    role: Slug
    name: CommandName
    title: Phrase
    description: Description


class Subject(Model):
    """A subject brief, drawn by the one subject template."""

    name: CommandName
    title: Phrase
    description: Description
    sections: tuple[Section, ...] = Field(min_length=1)

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(topic for section in self.sections for topic in section.topics))


class Gap(Model):
    """What readers ask and no source says. `says` is a sentence without digits."""

    topics: tuple[Topic_, ...]
    says: Annotated[Text, StringConstraints(pattern=r"^\D+$")]
    main: StrictBool = False  # whether /brief shows it


class Meta(Model):
    """pack.toml: what the pack is, as of when, its topics and the briefs that it brings."""

    id: Slug
    title: Phrase
    about: Text
    as_of: Edtf
    review_by: Edtf
    accent: Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
    bottom_line: tuple[Fact_, ...] = ()
    key_points: tuple[Fact_, ...] = ()
    topics: dict[Slug, Phrase]
    roles: tuple[Role, ...] = ()
    briefs: tuple[Subject, ...] = ()
    not_held: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class Pack:
    """A pack without faults. `revision`: the first 8 hex digits of the hash of its files."""

    meta: Meta
    records: tuple[Record, ...]
    revision: str
    checks: int  # how many proofs were run to call it faultless


@dataclass
class _Reading:
    """A pack being read: what was found, where it stands, and what is wrong with it."""

    faults: list[Fault] = field(default_factory=list)
    places: dict[str, tuple[str, dict[str, int]]] = field(default_factory=dict)  # id -> file, line of each key
    checks: int = 0

    def expect(self, holds: object, record_id: str, key: str, message: str) -> bool:
        self.checks += 1
        if not holds:
            file, lines = self.places[record_id]
            line = lines.get(key.partition(".")[0], lines[""])
            self.faults.append(Fault(file, line, record_id, key or "record", message))
        return bool(holds)


def pack_files(folder: Path) -> tuple[Path, ...]:
    """The TOML files of a pack in a fixed order. Raises PackError where there are none."""
    files = tuple(sorted(folder.glob("*.toml")))
    if (folder / "pack.toml") not in files:
        raise PackError([Fault(str(folder), 0, "pack", "pack.toml", "no such file: a pack is a folder that holds one")])
    return files


def revision(folder: Path) -> str:
    """The first 8 hex digits of the hash over names and bytes of the pack's files."""
    digest = hashlib.sha256()
    for file in pack_files(folder):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:8]


def read_pack(folder: Path) -> Pack:
    """Read and prove a pack. Raises PackError with every fault found."""
    reading = _Reading()
    meta, raw = None, dict[str, tuple[str, dict[str, Any]]]()
    for file in pack_files(folder):
        if file.name == "pack.toml":
            meta = _meta(reading, file)
        else:
            raw |= dict(_tables(reading, file))
    records = {rid: r for rid, (table, body) in raw.items() if (r := _record(reading, raw, rid, table, body))}
    if meta and not reading.faults:
        records = {rid: _computed(reading, records, record) for rid, record in records.items()}
        _prove(reading, meta, records)
    if reading.faults or not meta:
        raise PackError(reading.faults)
    return Pack(meta, tuple(records.values()), revision(folder), reading.checks)


def _meta(reading: _Reading, file: Path) -> Meta | None:
    text = _text(reading, file)
    reading.places["pack"] = (file.name, _key_lines(text.split("\n"), 1))
    try:
        return Meta.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        reading.expect(False, "pack", "toml", str(error))
    except ValidationError as error:
        _report(reading, "pack", error)
    return None


def _text(reading: _Reading, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        reading.faults.append(Fault(file.name, 1, "file", "encoding", f"not UTF-8 at byte {error.start}"))
        return ""


def _tables(reading: _Reading, file: Path) -> Iterator[tuple[str, tuple[str, dict[str, Any]]]]:
    lines = _text(reading, file).split("\n")
    starts = [i for i, line in enumerate(lines) if _HEADER.match(line)]
    for i, line in enumerate(lines[: starts[0] if starts else None]):
        if line.strip() and not line.lstrip().startswith("#"):
            reading.faults.append(Fault(file.name, i + 1, "file", "record", "stands before the first [kind.id] header"))
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        header = _HEADER.match(lines[start])
        assert header
        table, record_id = header.groups()
        if record_id in reading.places:
            message = f"this id is already taken in {reading.places[record_id][0]}"
            reading.faults.append(Fault(file.name, start + 1, record_id, "id", message))
            continue
        reading.places[record_id] = (file.name, _key_lines(lines[start:end], start + 1))
        try:
            body = tomllib.loads("\n".join(lines[start + 1 : end]))
        except tomllib.TOMLDecodeError as error:
            reading.expect(False, record_id, "toml", f"{error} of the record")
        else:
            yield record_id, (table, body)


def _key_lines(lines: list[str], first: int) -> dict[str, int]:
    keys = {match[1]: first + i for i, line in reversed(list(enumerate(lines))) if (match := _KEY.match(line))}
    return {"": first} | keys


def _record(reading: _Reading, raw: Mapping[str, Any], rid: str, table: str, body: dict[str, Any]) -> Record | None:
    if not reading.expect(table in KINDS, rid, "", f"[{table}.…] is no kind of record; the kinds: {', '.join(KINDS)}"):
        return None
    if not reading.expect("kind" not in body and "id" not in body, rid, "kind", "the header gives kind and id"):
        return None
    if isinstance(of := body.get("computed"), dict):
        reading.expect("value" not in body, rid, "value", "is computed; give either `value` or `computed`")
        inputs = [raw[i][1].get("cite") for i in of.get("of", ()) if i in raw]
        body = body | {"cite": "; ".join(dict.fromkeys(c for c in [body.get("cite"), *inputs] if isinstance(c, str)))}
    try:
        record: Record = KINDS[table].model_validate(body | {"id": rid})
    except ValidationError as error:
        _report(reading, rid, error)
        return None
    reading.checks += len(type(record).model_fields)
    return record


def _report(reading: _Reading, rid: str, error: ValidationError) -> None:
    for each in error.errors(include_url=False, include_input=False):
        message = each["msg"].removeprefix("Value error, ")
        if each["type"] == "missing":
            message = "is missing"
        elif each["type"] == "extra_forbidden":
            message = "is no field of this kind of record"
        reading.expect(False, rid, ".".join(str(part) for part in each["loc"]), message)


def _computed(reading: _Reading, records: Mapping[str, Record], record: Record) -> Record:
    """A computed figure with its value worked out from its inputs; any other record as it is."""
    if not isinstance(record, Figure) or not record.computed:
        return record
    value = _compute(reading, records, record, record.computed)
    if value is None:
        return record
    return record.model_copy(update={"value": value, "says": record.says.replace("{value}", f"{value:,}")})


def _compute(reading: _Reading, records: Mapping[str, Record], figure: Figure, how: Computation) -> Decimal | None:
    inputs = [records[i] for i in how.of if i in records]
    if how.op == "count" or len(inputs) < len(how.of):
        return Decimal(len(how.of))
    alike = {(type(r), r.unit, r.currency, str(r.period)) if isinstance(r, Figure) else type(r) for r in inputs}
    values = [r.value if isinstance(r, Figure) else r.quantity for r in inputs if isinstance(r, Figure | Deal)]
    numbers = [Decimal(v) for v in values if v is not None]
    if not reading.expect(
        len(alike) == 1 and len(numbers) == len(how.of),
        figure.id, "computed", "unlike things are never added: unit, currency and period must agree",
    ):  # fmt: skip
        return None
    return sum(numbers[1:], numbers[0]) if how.op == "sum" else numbers[0] - sum(numbers[1:])


def _prove(reading: _Reading, meta: Meta, records: Mapping[str, Record]) -> None:
    sources = {r.id: r for r in records.values() if isinstance(r, Source)}
    kinds = {rid: r.kind for rid, r in records.items()} | {f"topic {t}": "topic" for t in meta.topics}
    used: set[str] = set()
    for owner, record in [("pack", meta), *records.items()]:
        for key, target, ref in references(record):
            name = f"topic {target}" if ref.kinds == ("topic",) else target
            wanted = " or ".join(ref.kinds) or "record"
            reading.expect(name in kinds, owner, key, f"there is no {wanted} {target!r}")
            found = kinds.get(name)
            reading.expect(not ref.kinds or found in (None, *ref.kinds), owner, key, f"{target!r} is a {found}")
            used.add(name)
        if not isinstance(record, Meta):
            _prove_paragraphs(reading, sources, record)
    for source in sources:
        reading.expect(source in used, source, "", "no fact cites this source")
    for topic in meta.topics:
        reading.expect(f"topic {topic}" in used, "pack", "topics", f"no record carries the topic {topic!r}")


def _prove_paragraphs(reading: _Reading, sources: Mapping[str, Source], record: Record) -> None:
    for key, source_id, paragraph in _cited(record):
        if not (source := sources.get(source_id)):
            continue
        there = paragraph <= source.paragraphs
        reading.expect(there, record.id, key, f"{source_id} has {source.paragraphs} paragraphs, not {paragraph}")
        if not isinstance(record, Discrepancy | Source):
            furniture = any(paragraph in f.paragraphs for f in source.furniture)
            reading.expect(not furniture, record.id, key, f"{source_id} {paragraph} is marked as page furniture")


def _cited(record: Model, path: str = "") -> Iterator[tuple[str, str, int]]:
    """Every citation of a record, nested ones too: (field, source, paragraph)."""
    for name in type(record).model_fields:
        value = getattr(record, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Model):
                if hasattr(each, "paragraph"):
                    yield path or name, each.source, each.paragraph  # type: ignore[attr-defined]
                else:
                    yield from _cited(each, path or name)


if __name__ == "__main__":  # pragma: no cover
    import sys

    try:
        pack = read_pack(Path(sys.argv[1]))
    except PackError as error:
        print(error)
        sys.exit(1)
    print(f"{len(pack.records)} records, {pack.checks} checks, revision {pack.revision}")
