"""Read a pack: a folder of TOML files, each record a table such as `[deals.north-ferries]`.

Every fault of every record is reported at once, as `file:line: id: field: what is wrong`, for which each
table is parsed by itself: a slip in one record hides nothing in the next.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .facts import KINDS, Computation, Deal, Discrepancy, Figure, Record, Source
from .fields import Model, Ref, references
from .meta import Meta

_HEADER = re.compile(r"^\[([a-z]+)\.([^\]]+)\]\s*(?:#.*)?$")
_KEY = re.compile(r"^([\w-]+)\s*=")
_PAGE_HEADER = re.compile(r"^(\[\[?)([a-z_]+)\]")


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
    """A pack that cannot be used. `faults` holds every one that was found, each once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True)
class Pack:
    """A pack without faults. `revision`: the first 8 hex digits of the hash of its files."""

    meta: Meta
    records: tuple[Record, ...]
    revision: str
    checks: int  # how many proofs were run to call it faultless
    places: Mapping[str, tuple[str, Mapping[str, int]]]  # id -> file, line of each key; "" is the header's

    def fault(self, record_id: str, key: str, message: str) -> Fault:
        """What is wrong with a record, at the line of the key."""
        return fault_at(self.places[record_id], record_id, key, message)


def fault_at(place: tuple[str, Mapping[str, int]], record_id: str, key: str, message: str) -> Fault:
    file, lines = place
    parts = key.split(".")
    line = next(lines[k] for n in range(len(parts), -1, -1) if (k := ".".join(parts[:n])) in lines)
    return Fault(file, line, record_id, key or "record", message)


@dataclass
class _Reading:
    """A pack being read: what was found, where it stands, and what is wrong with it."""

    faults: list[Fault] = field(default_factory=list)
    places: dict[str, tuple[str, dict[str, int]]] = field(default_factory=dict)  # id -> file, line of each key or path
    unread: set[str] = field(default_factory=set)  # files that are no text, whose ids are therefore not known
    checks: int = 0

    def expect(self, holds: object, record_id: str, key: str, message: str) -> bool:
        self.checks += 1
        if not holds:
            self.faults.append(fault_at(self.places[record_id], record_id, key, message))
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
    whole = meta is not None and not reading.faults
    if not reading.unread:
        kinds = {rid: KINDS[table].model_fields["kind"].default for rid, (table, _) in raw.items() if table in KINDS}
        kinds = dict.fromkeys(reading.places) | kinds | {f"topic {t}": "topic" for t in (meta.topics if meta else ())}
        records = {rid: _computed(reading, records, record) for rid, record in records.items()}
        _prove(reading, meta, records, kinds)
    if whole and meta:
        _prove_use(reading, meta, records)
    if reading.faults or not meta:
        raise PackError(reading.faults)
    return Pack(meta, tuple(records.values()), revision(folder), reading.checks, reading.places)


def _meta(reading: _Reading, file: Path) -> Meta | None:
    text = _text(reading, file)
    reading.places["pack"] = (file.name, _page_lines(text.split("\n")))
    try:
        return Meta.model_validate(tomllib.loads(text)) if file.name not in reading.unread else None
    except tomllib.TOMLDecodeError as error:
        _slip(reading, "pack", error)
    except ValidationError as error:
        _report(reading, "pack", error)
    return None


def _text(reading: _Reading, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        reading.faults.append(Fault(file.name, line, "file", "encoding", f"not UTF-8 at byte {error.start}"))
        reading.unread.add(file.name)
        return ""


def _tables(reading: _Reading, file: Path) -> Iterator[tuple[str, tuple[str, dict[str, Any]]]]:
    lines = _text(reading, file).split("\n")
    starts = [i for i, line in enumerate(lines) if _HEADER.match(line)]
    for i, line in enumerate(lines[: starts[0] if starts else None]):
        if line.strip() and not line.lstrip().startswith("#"):
            reading.faults.append(Fault(file.name, i + 1, "file", "record", "stands before the first [kind.id] header"))
    for start, end in zip(starts, [*starts, len(lines)][1:], strict=True):
        header = _HEADER.match(lines[start])
        assert header
        table, record_id = header.groups()
        if record_id in reading.places:
            message = f"this id is already taken in {reading.places[record_id][0]}"
            reading.faults.append(Fault(file.name, start + 1, record_id, "id", message))
            continue
        reading.places[record_id] = (file.name, _key_lines(lines[start:end], start + 1))
        try:
            body = tomllib.loads("\n".join(["", *lines[start + 1 : end]]))
        except tomllib.TOMLDecodeError as error:
            _slip(reading, record_id, error)
        else:
            yield record_id, (table, body)


def _slip(reading: _Reading, record_id: str, error: tomllib.TOMLDecodeError) -> None:
    """A slip in the writing, on the line where the parser met it; its own line numbers count from the header."""
    message, _, at = str(error).partition(" (at ")
    file, lines = reading.places[record_id]
    line = int(match[1]) - 1 if (match := re.match(r"line (\d+)", at)) else 0
    message = message if match else f"{message} at the end of the record"
    reading.checks += 1
    reading.faults.append(Fault(file, lines[""] + line, record_id, "toml", message))


def _key_lines(lines: list[str], first: int) -> dict[str, int]:
    keys = {match[1]: first + i for i, line in reversed(list(enumerate(lines))) if (match := _KEY.match(line))}
    return {"": first} | keys


def _page_lines(lines: list[str]) -> dict[str, int]:
    """Of pack.toml: its keys, its tables, their rows (`briefs.0`) and the keys in these."""
    found, table, rows = {"": 1}, "", Counter[str]()
    for number, line in enumerate(lines, 1):
        if header := _PAGE_HEADER.match(line):
            name = header[2]
            table = f"{name}.{rows[name]}" if header[1] == "[[" else name
            rows[name] += 1
            found[table] = number
        elif key := _KEY.match(line):
            found[f"{table}.{key[1]}" if table else key[1]] = number
    return found


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
    alike = {_likeness(r) for r in inputs}
    values = [r.value if isinstance(r, Figure) else r.quantity for r in inputs if isinstance(r, Figure | Deal)]
    numbers = [Decimal(v) for v in values if v is not None]
    if not reading.expect(
        len(alike) == 1 and len(numbers) == len(how.of),
        figure.id, "computed", "unlike things are never added: unit, currency, period or type of deal differ",
    ):  # fmt: skip
        return None
    return sum(numbers[1:], numbers[0]) if how.op == "sum" else numbers[0] - sum(numbers[1:])


def _likeness(record: Record) -> tuple[str | None, ...]:
    """What two records have in common whose numbers may be added."""
    if isinstance(record, Figure):
        return record.unit, record.currency, str(record.period)
    return (record.type, record.unit) if isinstance(record, Deal) else (record.kind,)


def _prove(
    reading: _Reading, meta: Meta | None, records: Mapping[str, Record], kinds: Mapping[str, str | None]
) -> None:
    """Every reference and every paragraph. `kinds` holds faulty records too: nothing is blamed for naming one."""
    sources = {r.id: r for r in records.values() if isinstance(r, Source)}
    gone = {rid for rid, r in records.items() if not isinstance(r, Source) and r.withdrawn}
    for owner, record in [*([("pack", meta)] if meta else []), *records.items()]:
        inputs = _inputs(records, record)
        proved = {reference for each in inputs for reference in references(each)}
        for key, target, ref in _references(record):
            if (ref.kinds == ("topic",) and not meta) or (key, target, ref) in proved:
                continue
            name = f"topic {target}" if ref.kinds == ("topic",) else target
            wanted = " or ".join(ref.kinds) or "record"
            reading.expect(name in kinds, owner, key, f"there is no {wanted} {target!r}")
            found = kinds.get(name)
            reading.expect(not ref.kinds or found in (None, *ref.kinds), owner, key, f"{target!r} is a {found}")
            reading.expect(name not in gone or owner in gone, owner, key, f"{target!r} is withdrawn")
        if not isinstance(record, Meta):
            _prove_paragraphs(reading, sources, record, {cited for each in inputs for cited in _cited(each)})


def _inputs(records: Mapping[str, Record], record: Model) -> list[Record]:
    """What a computed figure is worked out of. It has their citations, and a fault in these is theirs alone."""
    computed = record.computed if isinstance(record, Figure) else None
    return [records[i] for i in computed.of if i in records] if computed else []


def _references(record: Model) -> Iterator[tuple[str, str, Ref]]:
    """The references of a record; those of pack.toml with the number of the row that makes them."""
    if not isinstance(record, Meta):
        yield from references(record)
        return
    for name in ("bottom_line", "key_points"):
        yield from ((name, target, Ref()) for target in getattr(record, name))
    for name in ("roles", "briefs", "not_held"):
        for row, each in enumerate(getattr(record, name)):
            yield from ((f"{name}.{row}.{key}", target, ref) for key, target, ref in references(each))


def _prove_use(reading: _Reading, meta: Meta, records: Mapping[str, Record]) -> None:
    """That no source and no topic stands idle; said only of a pack that could be read whole."""
    facts = [r for r in records.values() if not isinstance(r, Source)]
    cited = {source for fact in facts for _, source, _ in _cited(fact)}
    for source in (r.id for r in records.values() if isinstance(r, Source)):
        reading.expect(source in cited, source, "", "no fact cites this source")
    carried = {target for fact in facts for _, target, ref in references(fact) if ref.kinds == ("topic",)}
    for topic in meta.topics:
        reading.expect(topic in carried, "pack", f"topics.{topic}", "no record carries this topic")


def _prove_paragraphs(
    reading: _Reading, sources: Mapping[str, Source], record: Record, proved: Collection[tuple[str, str, int]]
) -> None:
    for key, source_id, paragraph in _cited(record):
        if not (source := sources.get(source_id)) or (key, source_id, paragraph) in proved:
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
