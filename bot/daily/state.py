"""state.db as such: opened, migrated, written in transactions by one connection, read by another.

Coroutines that share a connection share its transaction, so there is one writer behind a lock. `synchronous` is
FULL: a claim that a power cut undoes would let a post appear twice.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import aiosqlite

Value = str | int | None
NAME = "state.db"


class StateError(Exception):
    """state.db cannot be used, in one line for the operator."""


@dataclass(frozen=True)
class State:
    """An open state.db."""

    writer: aiosqlite.Connection
    reader: aiosqlite.Connection
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        """A transaction: all of it, or none."""
        async with self.lock:
            await self.writer.execute("BEGIN IMMEDIATE")
            try:
                yield Transaction(self.writer)
            except BaseException:
                await self.writer.rollback()
                raise
            await self.writer.commit()

    async def read(self, query: str, *values: Value) -> list[aiosqlite.Row]:
        """The rows of one query."""
        return list(await self.reader.execute_fetchall(query, _named(values)))


@dataclass(frozen=True)
class Transaction:
    """What can be done in a transaction of the writer."""

    db: aiosqlite.Connection

    async def run(self, statement: str, *values: Value) -> list[aiosqlite.Row]:
        """Execute one statement; the rows that it returns."""
        return list(await self.db.execute_fetchall(statement, _named(values)))


def _named(values: tuple[Value, ...]) -> dict[str, Value]:
    """SQLite reads `$1` as a name; PostgreSQL would take the values as they come."""
    return {str(n): value for n, value in enumerate(values, 1)}


@asynccontextmanager
async def open_state(data: Path) -> AsyncIterator[State]:
    """Open the state.db of a data folder, made and migrated as needed. Raises StateError on one from newer code."""
    data.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240  once, before anything runs
    async with _connected(data / NAME) as writer:
        await writer.execute("PRAGMA journal_mode = WAL")
        await writer.execute("PRAGMA synchronous = FULL")
        await writer.execute("PRAGMA foreign_keys = ON")
        await migrate(writer)
        async with _connected(data / NAME) as reader:
            yield State(writer, reader)


@asynccontextmanager
async def _connected(place: Path) -> AsyncIterator[aiosqlite.Connection]:
    async with aiosqlite.connect(place, isolation_level=None, timeout=10) as db:
        db.row_factory = aiosqlite.Row
        yield db


def migrations() -> tuple[str, ...]:
    """The statements of each version, from version 1."""
    text = files(__package__).joinpath("state.sql").read_text(encoding="utf-8")
    return tuple(re.split(r"^-- version \d+.*\n", text, flags=re.MULTILINE)[1:])


async def migrate(db: aiosqlite.Connection, steps: tuple[str, ...] | None = None) -> None:
    """Bring a database to the newest version, each step in a transaction. Raises StateError on a newer one."""
    steps = migrations() if steps is None else steps
    rows = list(await db.execute_fetchall("PRAGMA user_version"))
    version = int(rows[0][0])
    if version > len(steps):
        raise StateError(f"state.db is of version {version}, this readout knows {len(steps)}: install a newer one")
    for number, step in enumerate(steps[version:], version + 1):
        # one script, one transaction: executescript would commit what is open before it begins
        await db.executescript(f"BEGIN IMMEDIATE;\n{step}\nPRAGMA user_version = {number};\nCOMMIT;")
