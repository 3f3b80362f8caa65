"""What a curator reads when a pack is wrong: every fault at once, each on one line that says where."""

import shutil
from pathlib import Path

import pytest

from briefs.pack import PackError, read_pack, revision
from tests.briefs.pack_faults import ONE_FAULT
from tests.briefs.packs import (
    DEALS,
    DISCREPANCIES,
    EVENTS,
    FIGURES,
    PACK,
    PEOPLE,
    SOURCES,
    edit,
    edited,
    faults,
    line_of,
    tiny,
)


def test_a_pack_without_fault_is_read_whole_and_says_how_much_was_proved(tmp_path):
    pack = read_pack(tiny(tmp_path))
    assert [r.id for r in pack.records][:2] == ["ferry-engines", "ferry-count"]  # the order of files, then of records
    assert len(pack.records) == 16
    assert pack.checks > 16
    assert pack.revision == revision(tmp_path / "pack")


# ---- One fault, one line ----


@pytest.mark.parametrize("case", ONE_FAULT)
def test_one_fault_is_met_with_exactly_one_line_that_says_where_and_what(case, tmp_path):
    file, old, new, stands, message = ONE_FAULT[case]
    folder = tiny(tmp_path)
    place = folder / f"{file}.toml"
    edit(place, old, new, first=True)
    found = faults(folder)
    assert len(found) == 1, f"{case}: {found}"
    assert found[0].startswith(f"{file}.toml:{line_of(place.read_text(), stands)}: "), f"{case}: {found}"
    assert message in found[0], f"{case}: {found}"


def test_an_id_taken_twice_is_told_at_the_second_place_with_the_file_of_the_first(tmp_path):
    twice = edited(FIGURES, "[figures.harbours]", "[figures.fleet]")
    other = '[notes.signing]\nform = "report"\nsays = "A note."\ncite = "courier 7"\n'
    found = faults(tiny(tmp_path, figures=twice, more=other))
    assert found == [
        f"figures.toml:{line_of(FIGURES, '[figures.harbours]')}: fleet: id: this id is already taken in figures.toml",
        "more.toml:1: signing: id: this id is already taken in events.toml",
    ]


def test_every_fault_of_every_record_is_told_at_once(tmp_path):
    """Faults of shape hide no fault of reference, in the same record or in another."""
    folder = tiny(tmp_path)
    edit(folder / "deals.toml", 'cite     = "gazette 6, 14"\n', "")
    edit(folder / "deals.toml", "quantity = 3", "quantity = 3\nprice    = 5")
    edit(folder / "events.toml", '"northline", "baltic-marine"', '"nordline", "baltic-marine"')
    edit(folder / "events.toml", 'not_before = "2019-06"', 'not_before = "2019-13"')
    edit(folder / "figures.toml", 'value   = "7"', "value   = ")
    edit(folder / "notes.toml", "courier 7", "courier 70")
    edit(folder / "people.toml", 'of = "northline"', 'of = "signing"')
    assert [(line.split(": ")[1], line.split(": ")[2]) for line in faults(folder)] == [
        ("ferry-engines", "cite"),
        ("ferry-engines", "price"),
        ("signing", "who"),
        ("harbour-works", "date.not_before"),
        ("fleet", "toml"),
        ("fog", "cite"),
        ("ana-borg", "offices.of"),
    ]


def test_naming_a_faulty_record_is_no_fault_of_the_record_that_names_it(tmp_path):
    folder = tiny(tmp_path)
    edit(folder / "organisations.toml", 'name   = "Northline"', "name   = Northline")
    assert [line.split(": ")[1] for line in faults(folder)] == ["northline"]


def test_a_slip_in_one_record_hides_nothing_in_the_next(tmp_path):
    slip = edited(PEOPLE, 'aliases = ["Captain Borg"]', 'aliases = ["Captain Borg"')
    slip = edited(slip, 'cite    = "courier 3"', 'cite    = "courier 30"')
    assert [line.split(": ")[1:3] for line in faults(tiny(tmp_path, people=slip))] == [
        ["ana-borg", "toml"],
        ["dag-dorn", "cite"],
    ]


def test_a_source_that_no_fact_cites_is_a_fault_even_if_it_cites_itself(tmp_path):
    idle = edited(SOURCES.partition("[sources.courier]")[0], "[sources.gazette]", "[sources.herald]")
    idle = idle.replace("gazette 1", "herald 1").replace('"GZ"', '"HR"')
    found = faults(tiny(tmp_path, zz_more=idle))
    assert found == ["zz_more.toml:1: herald: record: no fact cites this source"]


def test_a_record_may_not_lean_on_a_withdrawn_one(tmp_path):
    gone = 'history = [{ on = "2019-05-04", change = "withdrawn", why = "it never was" }]\n'
    withdrawn = edited(EVENTS, "\n[events.harbour", gone + "\n[events.harbour")
    found = faults(tiny(tmp_path, events=withdrawn, pack=edited(PACK, '"ferry-engines"', '"ferry-engines", "signing"')))
    assert [line.split(": ", 1)[1] for line in found] == [
        "pack: bottom_line: 'signing' is withdrawn",
        "pack: key_points: 'signing' is withdrawn",
        "borg-thanks: at: 'signing' is withdrawn",
    ]


def test_a_citation_of_nothing_is_told_once_and_not_again_for_what_is_worked_out_of_it(tmp_path):
    """The figure has its inputs' citations, and an input may cite one source twice."""
    count = edited(edited(SUM, '"sum"', '"count"'), '["fleet", "harbours"]', '["ferry-engines", "fleet"]')
    slip = edited(DEALS, '"gazette 6, 14"', '"gazete 6, 14"')
    assert [line.split(": ", 1)[1] for line in faults(tiny(tmp_path, deals=slip, figures=FIGURES + count))] == [
        "ferry-engines: cite.source: there is no source 'gazete'"
    ]
    far = edited(DEALS, '"gazette 6, 14"', '"gazette 6, 140"')
    assert [line.split(": ")[1] for line in faults(tiny(tmp_path, deals=far, figures=FIGURES + count))] == [
        "ferry-engines"
    ]
    own = edited(count, 'topics   = ["ferries"]', 'topics   = ["ferries"]\ncite = "gazete 1"')
    assert [line.split(": ")[1] for line in faults(tiny(tmp_path, figures=FIGURES + own))] == ["both"]


# ---- Figures of our own ----

SUM = """
[figures.both]
measure  = "fleet and harbours"
says     = "{value} ferries and harbours are named."
computed = { op = "sum", of = ["fleet", "harbours"] }
unit     = "ferries"
topics   = ["ferries"]
"""


def test_unlike_things_are_never_added_up(tmp_path):
    found = faults(tiny(tmp_path, figures=FIGURES + SUM))
    assert len(found) == 1
    assert ": both: computed: unlike things are never added" in found[0]


@pytest.mark.parametrize(
    ("change", "by"),
    [("unit", 'unit    = "boats"'), ("period", 'unit = "ferries"\nperiod = { on = "2018" }')],
)
def test_a_sum_over_figures_that_differ_in_unit_or_period_is_refused(change, by, tmp_path):
    like = edited(FIGURES, 'unit    = "harbours"', by)
    assert "unlike things are never added" in faults(tiny(tmp_path, figures=like + SUM))[0], change


def test_a_sum_over_agreements_of_different_kinds_is_refused(tmp_path):
    bought = edited(edited(DEALS, "[deals.ferry-engines]", "[deals.ferries]"), "engines and services", "purchase")
    total = SUM.replace('"fleet", "harbours"', '"ferry-engines", "ferries"')
    found = faults(tiny(tmp_path, deals=DEALS + "\n" + bought, figures=FIGURES + total))
    assert [line.split(": ")[1] for line in found] == ["both"]
    assert "unlike things are never added" in found[0]
    alike = bought.replace("purchase", "engines and services")
    boats = edited(alike, 'unit     = "ferries"', 'unit     = "boats"')
    assert "unlike things" in faults(tiny(tmp_path, deals=DEALS + "\n" + boats, figures=FIGURES + total))[0]
    assert read_pack(tiny(tmp_path, deals=DEALS + "\n" + alike, figures=FIGURES + total)).checks


def test_like_things_are_added_and_the_result_cites_every_input(tmp_path):
    like = edited(FIGURES, 'unit    = "harbours"', 'unit    = "ferries"')
    pack = read_pack(tiny(tmp_path, figures=like + SUM))
    both = next(r for r in pack.records if r.id == "both")
    assert both.says == "11 ferries and harbours are named."
    assert [(c.source, c.paragraph) for c in both.cite] == [("courier", 6)]


def test_a_difference_and_a_count_are_worked_out(tmp_path):
    like = edited(FIGURES, 'unit    = "harbours"', 'unit    = "ferries"')
    pack = read_pack(
        tiny(
            tmp_path,
            figures=like
            + edited(SUM, '"sum"', '"difference"')
            + edited(edited(SUM, '"sum"', '"count"'), "figures.both", "figures.count"),
        )
    )
    values = {r.id: r.says for r in pack.records if r.id in ("both", "count")}
    assert values == {"both": "3 ferries and harbours are named.", "count": "2 ferries and harbours are named."}


def test_a_computed_figure_says_where_its_result_goes_and_gives_no_value_of_its_own(tmp_path):
    like = edited(FIGURES, 'unit    = "harbours"', 'unit    = "ferries"')
    without = edited(SUM, "{value} ferries", "Eleven ferries")
    valued = edited(edited(SUM, "unit     =", 'value = "12"\nunit     ='), "figures.both", "figures.valued")
    found = faults(tiny(tmp_path, figures=like + without + valued))
    assert [line.split(": ", 1)[1] for line in found] == [
        "both: record: `says` of a computed figure holds {value} where the result goes",
        "valued: value: is computed; give either `value` or `computed`",
    ]


# ---- Files and folders ----


def test_a_folder_without_pack_toml_is_no_pack(tmp_path):
    (tmp_path / "deals.toml").write_text(DEALS)
    found = faults(tmp_path)
    assert len(found) == 1
    assert "pack.toml: no such file" in found[0]


@pytest.mark.parametrize("file", ["notes.toml", "pack.toml"])
def test_a_file_that_is_not_utf8_is_told_once_with_its_line(file, tmp_path):
    folder = tiny(tmp_path)
    text = (folder / file).read_text()
    (folder / file).write_bytes(text.encode().replace(b"topics", b"# caf\xe9\ntopics", 1))
    assert faults(folder) == [
        f"{file}:{line_of(text, 'topics')}: file: encoding: not UTF-8 at byte {text.encode().index(b'topics') + 5}"
    ]


def test_an_empty_pack_toml_lacks_everything_it_must_say(tmp_path):
    (tmp_path / "pack.toml").write_text("")
    missing = {line.split(": ")[2] for line in faults(tmp_path)}
    assert missing == {"id", "title", "about", "as_of", "review_by", "accent", "topics"}


def test_the_revision_changes_with_any_byte_of_any_file_and_with_nothing_else(tmp_path):
    before = revision(tiny(tmp_path))
    assert before == revision(tiny(tmp_path))
    folder = tiny(tmp_path)
    edit(folder / "notes.toml", "fog.", "mist.")
    assert revision(folder) != before
    assert len(before) == 8


# ---- The pack that comes with Readout, a mutated copy at a time ----


@pytest.fixture
def copy(seeds: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(seeds, tmp_path / "seeds"))


def test_a_mutated_copy_of_the_real_pack_is_refused_with_one_clear_line_for_each_fault(copy):
    deals, events = copy / "deals.toml", copy / "events.toml"
    text = deals.read_text()
    cite = next(line for line in text.split("\n") if line.startswith("cite"))
    first = line_of(text, "[deals.")
    deals.write_text(text.replace(cite + "\n", "", 1).replace("\nquantity", "\nprice = 1\nquantity", 1))
    own = events.read_text()
    third = [line for line in own.split("\n") if line.startswith("[events.")][2]
    events.write_text(
        own.replace(third, third[:-1] + "-x]", 1).replace("who ", 'part_of = "no-such-event"\nwho ', 1)
        + "\n"
        + text[text.index("[deals.") :].split("\n\n")[0]
    )
    people = copy / "people.toml"
    edit(people, 'on = "2025-03-20"', 'on = "2025-02-30"', first=True)
    found = faults(copy)
    assert f"deals.toml:{first}: " in found[0]
    assert any(line.endswith(": cite: is missing") for line in found)
    assert any(": price: is no field of this kind of record" in line for line in found)
    assert any(": id: this id is already taken in deals.toml" in line for line in found)
    assert any("'2025-02-30' is no day of the calendar" in line for line in found)
    assert any("part_of: there is no event 'no-such-event'" in line for line in found)
    assert all(line.count(": ") >= 3 for line in found), found


def test_no_record_of_the_real_pack_can_lose_its_citation_unnoticed(copy):
    """Every `cite` of every record is taken away in turn, as a group a file: each record is then named."""
    for file in sorted(copy.glob("*.toml")):
        if file.name in ("pack.toml", "sources.toml", "discrepancies.toml", "figures.toml"):
            continue
        text = file.read_text()
        kept = [line for line in text.split("\n") if not line.startswith("cite ")]
        ids = {line[line.index(".") + 1 : -1] for line in kept if line.startswith("[")}
        file.write_text("\n".join(kept))
        with pytest.raises(PackError) as refused:
            read_pack(copy)
        uncited = {f.id for f in refused.value.faults if f.file == file.name and f.field == "cite"}
        assert uncited == ids, file.name
        file.write_text(text)


def test_the_tiny_pack_of_these_tests_shows_a_discrepancy(tmp_path):
    """The cases above change it; without this they might prove nothing."""
    assert "[discrepancies.ferry-count]" in DISCREPANCIES
    assert read_pack(tiny(tmp_path)).records[1].id == "ferry-count"
