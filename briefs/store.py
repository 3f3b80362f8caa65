"""facts.db: the facts of a pack in SQLite, derived and read-only. The only SQL on facts stands here.

The file is named by the hash of the pack and of the code that shapes it. It is built beside its place and
moved there whole, so a broken pack, a full disk or a crash leaves the one before untouched.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import aiosqlite
from pydantic import TypeAdapter

from .facts import AnyRecord, Discrepancy, Record, Source
from .fields import references
from .meta import Meta
from .names import Names
from .pack import Pack, read_pack, revision

_SHAPING = ("schema.sql", "facts.py", "fields.py", "fold.py", "meta.py", "names.py", "pack.py", "store.py", "when.py")
_TITLES = """
SELECT id, COALESCE(json_extract(record, '$.says'), json_extract(record, '$.title'), json_extract(record, '$.name'))
FROM fact WHERE kind <> 'source' ORDER BY seq
"""
_TOPICS = """
SELECT DISTINCT kind, value FROM fact JOIN tag ON fact = id WHERE field = 'topics'
UNION SELECT 'sector', value FROM tag WHERE field = 'sector'
"""
_DATES = "SELECT DISTINCT json_extract(record, '$.date.on') AS date FROM fact WHERE kind = 'event' AND date IS NOT NULL"
_ADAPTER: TypeAdapter[Record] = TypeAdapter(AnyRecord)


def build(folder: Path, data: Path) -> Path:
    """The facts.db of a pack, built in `data` unless it is there. Raises PackError, then nothing is written."""
    digest = hashlib.sha256(revision(folder).encode())
    for name in _SHAPING:
        digest.update(files("briefs").joinpath(name).read_bytes())
    place = data / f"facts-{digest.hexdigest()[:12]}.db"
    if not place.exists():
        pack = read_pack(folder)
        data.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=data, prefix="facts-", suffix=".new")
        os.close(handle)
        try:
            _fill(Path(temporary), pack)
            os.replace(temporary, place)
        except BaseException:
            os.unlink(temporary)
            raise
    return place


def _fill(place: Path, pack: Pack) -> None:
    with closing(sqlite3.connect(place)) as db, db:
        db.executescript(files("briefs").joinpath("schema.sql").read_text(encoding="utf-8"))
        topics = {record.id: getattr(record, "topics", ()) for record in pack.records}
        for seq, record in enumerate(pack.records):
            row = (record.id, record.kind, seq, record.model_dump_json(by_alias=True, exclude_defaults=False))
            db.execute("INSERT INTO fact VALUES (?, ?, ?, ?)", row)
            tags = {(field, value) for field, value, _ in references(record)}
            if isinstance(record, Discrepancy):  # who reads of a topic meets it, whatever topics it has itself
                tags |= {("topics", topic) for about in record.about for topic in topics[about]}
            db.executemany("INSERT INTO tag VALUES (?, ?, ?)", [(*tag, record.id) for tag in sorted(tags)])
        meta = (("meta", pack.meta.model_dump_json()), ("revision", pack.revision))
        db.executemany("INSERT INTO meta VALUES (?, ?)", meta)


@dataclass(frozen=True)
class Store:
    """The facts, and in memory what every answer needs: the pack's own page, names, sources, discrepancies."""

    db: aiosqlite.Connection
    meta: Meta
    revision: str
    names: Names
    sources: tuple[Source, ...]
    discrepancies: tuple[Discrepancy, ...]

    async def fact(self, fact_id: str) -> Record | None:
        """The record of this id, a withdrawn one too."""
        found = await self._records("SELECT record FROM fact WHERE id = $1", [fact_id])
        return found[0] if found else None

    async def facts(self, *kinds: str, **tags: str | Iterable[str]) -> tuple[Record, ...]:
        """The records of these kinds (none: of all) that carry, for each field, one of the values; in pack order.

        Withdrawn records are left out.
        """
        where, values = ["1"], list[str]()
        if kinds:
            where.append(f"kind IN ({_marks(kinds, values)})")
        for field, wanted in tags.items():
            values.append(field)
            marks = _marks([wanted] if isinstance(wanted, str) else list(wanted), values, field=len(values))
            where.append(marks)
        query = f"SELECT record FROM fact WHERE {' AND '.join(where)} ORDER BY seq"
        return tuple(r for r in await self._records(query, values) if isinstance(r, Source) or not r.withdrawn)

    async def everything(self) -> tuple[Record, ...]:
        """Every record in pack order, the withdrawn ones too."""
        return tuple(await self._records("SELECT record FROM fact ORDER BY seq", []))

    async def mentions(self, entity: str) -> tuple[Record, ...]:
        """Every record that names the entity in any field, in pack order; a topic of the same id is no mention."""
        named = "SELECT fact FROM tag WHERE value = $1 AND field NOT IN ('topics', 'sector')"
        query = f"SELECT record FROM fact WHERE id IN ({named}) ORDER BY seq"
        return tuple(r for r in await self._records(query, [entity]) if isinstance(r, Source) or not r.withdrawn)

    async def _records(self, query: str, values: Sequence[str]) -> list[Record]:
        named = {str(i + 1): value for i, value in enumerate(values)}
        rows = await self.db.execute_fetchall(query, named)
        return [_ADAPTER.validate_json(row[0]) for row in rows]


def _marks(wanted: Sequence[str], values: list[str], field: int = 0) -> str:
    """Placeholders for `wanted`, which is added to `values`; with `field`, the whole condition on a tag."""
    first = len(values) + 1
    values.extend(wanted)
    marks = ", ".join(f"${n}" for n in range(first, len(values) + 1))
    return f"id IN (SELECT fact FROM tag WHERE field = ${field} AND value IN ({marks}))" if field else marks


@asynccontextmanager
async def open_store(place: Path) -> AsyncIterator[Store]:
    """Open a built facts.db read-only."""
    async with aiosqlite.connect(f"file:{quote(str(place))}?mode=ro", uri=True) as db:
        rows = await db.execute_fetchall("SELECT name, value FROM meta")
        meta = {str(name): str(value) for name, value in rows}
        kinds = ("person", "organisation", "source", "discrepancy")
        query = f"SELECT record FROM fact WHERE kind IN {kinds} ORDER BY seq"
        records = [_ADAPTER.validate_json(row[0]) for row in await db.execute_fetchall(query)]
        titles = await db.execute_fetchall(_TITLES)
        dates = [str(row[0]) for row in await db.execute_fetchall(_DATES)]
        topics = dict[str, set[str]]()
        for kind, topic in await db.execute_fetchall(_TOPICS):
            topics.setdefault(kind, set()).add(topic)
        page = Meta.model_validate_json(meta["meta"])
        yield Store(
            db=db,
            meta=page,
            revision=meta["revision"],
            names=Names.of(page, records, [(row[0], row[1]) for row in titles], topics, dates),
            sources=tuple(r for r in records if isinstance(r, Source)),
            discrepancies=tuple(r for r in records if isinstance(r, Discrepancy) and not r.withdrawn),
        )
