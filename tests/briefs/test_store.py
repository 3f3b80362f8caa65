"""The store: which facts are found by what they carry, and what becomes of facts.db when a pack is broken."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from briefs import store as store_module
from briefs.pack import PackError
from briefs.store import Store, build, open_store
from tests.briefs.packs import EVENTS, NOTES, edit, edited, tiny

GONE = 'history = [{ on = "2019-05-04", change = "withdrawn", why = "it never was" }]\n'


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    folder = tiny(tmp_path, notes=NOTES + GONE)
    async with open_store(build(folder, tmp_path / "data")) as store:
        yield store


async def ids(records) -> list[str]:
    return [r.id for r in await records]


async def test_facts_are_found_by_kind_in_the_order_of_the_pack(store):
    assert await ids(store.facts("event")) == ["signing", "harbour-works", "gazette-day"]
    assert await ids(store.facts("figure", "position")) == ["fleet", "harbours", "borg-thanks"]


async def test_facts_are_found_by_any_reference_they_make(store):
    assert await ids(store.facts("event", who="port-office")) == ["harbour-works"]
    assert await ids(store.facts(speaker="ana-borg")) == ["borg-thanks"]
    assert await ids(store.facts("deal", parties="baltic-marine")) == ["ferry-engines"]
    assert await ids(store.facts(**{"cite.source": "courier"}, topics="harbour")) == ["harbour-works", "harbours"]
    assert await ids(store.facts("event", topics=["harbour", "sources"])) == ["harbour-works", "gazette-day"]
    assert await ids(store.facts("event", topics="whales")) == []


async def test_a_value_that_looks_like_sql_finds_nothing(store):
    assert await ids(store.facts("event", topics="' OR 1=1 --")) == []
    assert await store.fact("' OR 1=1 --") is None


async def test_mentions_are_every_record_that_names_someone_in_any_field(store):
    assert set(await ids(store.mentions("northline"))) == {"ferry-engines", "signing", "ana-borg", "borg-thanks"}
    assert await ids(store.mentions("port-office")) == ["harbour-works"]
    assert await ids(store.mentions("nobody")) == []


async def test_a_topic_of_the_same_word_is_no_mention(tmp_path):
    folder = tiny(tmp_path, events=edited(EVENTS, "[events.signing]", "[events.ferries]"))
    for file in ("positions.toml", "pack.toml"):
        edit(folder / file, '"signing"', '"ferries"')
    async with open_store(build(folder, tmp_path / "data")) as store:
        assert await ids(store.mentions("ferries")) == ["borg-thanks"]


async def test_a_withdrawn_record_stays_as_a_tombstone_that_no_question_finds(store):
    assert await ids(store.facts("note")) == []
    assert await ids(store.facts(topics="ferries", about="northline")) == []
    assert "fog" not in await ids(store.mentions("northline"))
    assert (await store.fact("fog")).withdrawn


async def test_the_store_cannot_be_written(store):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await store.db.execute("DELETE FROM fact")


async def test_a_store_knows_its_pack_its_sources_and_its_revision(store):
    assert store.meta.title == "Ferries of the north"
    assert [s.id for s in store.sources] == ["gazette", "courier"]
    assert [d.id for d in store.discrepancies] == ["ferry-count"]
    assert len(store.revision) == 8


# ---- Building ----


def test_the_same_pack_is_not_built_again(tmp_path):
    folder, data = tiny(tmp_path), tmp_path / "data"
    first = build(folder, data)
    before = first.stat()
    assert build(folder, data) == first
    assert first.stat().st_ino == before.st_ino
    assert first.stat().st_mtime_ns == before.st_mtime_ns


def test_a_changed_pack_gets_a_file_of_its_own(tmp_path):
    folder, data = tiny(tmp_path), tmp_path / "data"
    first = build(folder, data)
    edit(folder / "notes.toml", "fog.", "mist.")
    assert build(folder, data) != first
    assert first.exists()


def test_a_broken_pack_leaves_the_old_facts_as_they_were_and_nothing_behind(tmp_path):
    folder, data = tiny(tmp_path), tmp_path / "data"
    first = build(folder, data)
    before = first.read_bytes()
    edit(folder / "notes.toml", "courier 7", "courier 70")
    with pytest.raises(PackError):
        build(folder, data)
    assert list(data.iterdir()) == [first]
    assert first.read_bytes() == before


def test_a_failure_while_building_leaves_the_old_facts_as_they_were_and_nothing_behind(tmp_path, monkeypatch):
    folder, data = tiny(tmp_path), tmp_path / "data"
    first = build(folder, data)
    before = first.read_bytes()
    edit(folder / "notes.toml", "fog.", "mist.")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store_module.os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        build(folder, data)
    assert list(data.iterdir()) == [first]
    assert first.read_bytes() == before


async def test_a_store_opens_from_a_folder_with_signs_that_mean_something_in_an_address(tmp_path):
    async with open_store(build(tiny(tmp_path), tmp_path / "a?b#c %20")) as store:
        assert await store.fact("signing")
