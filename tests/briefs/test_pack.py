"""What a curator reads when a pack is wrong: every fault at once, each on one line that says where."""

import shutil
from pathlib import Path

import pytest

from briefs.pack import PackError, read_pack, revision
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


# ---- One fault, one line: each case is a change of one file and the line that it must be met with ----

ONE_FAULT = {
    "a fact that cites nothing": (
        "deals", 'cite     = "gazette 6, 14"\n', "", "[deals.ferry-engines]", "ferry-engines: cite: is missing"
    ),
    "a citation that says nothing": (
        "deals", 'cite     = "gazette 6, 14"', 'cite     = ""', "cite     =",
        "ferry-engines: cite: cannot read the citation at ''",
    ),
    "a citation without its source": (
        "deals", "gazette 6, 14", "6, 14", "cite     =", "ferry-engines: cite: cannot read the citation at '6, 14'"
    ),
    "a citation of paragraphs backwards": (
        "deals", "gazette 6, 14", "gazette 14-6", "cite     =", "cannot read the paragraphs 14-6 of gazette"
    ),
    "a citation of paragraph 0": (
        "deals", "gazette 6, 14", "gazette 0", "cite     =", "cite.0.paragraph: Input should be greater than"
    ),
    "a field that records of the kind do not have": (
        "deals", "quantity = 3", "quantity = 3\nprice    = 5", "price    =",
        "ferry-engines: price: is no field of this kind of record",
    ),
    "a field inside a record that it does not have": (
        "events", '{ on = "2019-05-03" }\nwho', '{ on = "2019-05-03", hour = 5 }\nwho', "date   =",
        "signing: date.hour: is no field of this kind of record",
    ),
    "a reference to nothing": (
        "events", '"northline", "baltic-marine"', '"nordline", "baltic-marine"', "who    =",
        "signing: who: there is no person or organisation 'nordline'",
    ),
    "a reference to a record of the wrong kind": (
        "events", '"northline", "baltic-marine"', '"fleet", "baltic-marine"', "who    =",
        "signing: who: 'fleet' is a figure",
    ),
    "a topic that pack.toml does not list": (
        "notes", '"ferries"', '"ferrys"', "topics =", "fog: topics: there is no topic 'ferrys'"
    ),
    "a record named as if it were a topic": (
        "notes", '"ferries"', '"northline"', "topics =", "fog: topics: there is no topic 'northline'"
    ),
    "an occasion that is no event": (
        "positions", '"signing"', '"fog"', "at      =", "borg-thanks: at: 'fog' is a note"
    ),
    "an organisation in an office that is a person": (
        "people", 'of = "northline"', 'of = "dag-dorn"', "offices =", "ana-borg: offices.of: 'dag-dorn' is a person"
    ),
    "a day that no February has": (
        "deals", "2019-05-03", "2026-02-30", "signed   =",
        "ferry-engines: signed.on: '2026-02-30' is no day of the calendar",
    ),
    "a month that no year has": (
        "deals", "2019-05-03", "2026-13", "signed   =", "ferry-engines: signed.on: '2026-13' is no day of the calendar"
    ),
    "a period that ends before it begins": (
        "deals", "2019-05-03", "2019-05-05/2019-05-03", "signed   =", "signed.on: '2019-05-05/2019-05-03' ends before"
    ),
    "a year written as a number": (
        "deals", '"2019-05-03"', "2019", "signed   =", "signed.on: a date is text in quotes: a year (2026)"
    ),
    "a day written as TOML's own date": (
        "deals", '"2019-05-03"', "2019-05-03", "signed   =", "signed.on: a date is text in quotes: a year (2026)"
    ),
    "a date in words": (
        "deals", "2019-05-03", "May 2019", "signed   =", "signed.on: 'May 2019' is not a date: use a year (2026)"
    ),
    "bounds that cross": (
        "events", 'not_before = "2019-06"', 'not_before = "2019-06", not_after = "2019-05"', '"2019-06"',
        "harbour-works: date: `not_after` lies before `not_before`",
    ),
    "a day and a bound at once": (
        "events", 'not_before = "2019-06"', 'not_before = "2019-06", on = "2019-07"', '"2019-06"',
        "harbour-works: date: give either `on`, or `not_before` and/or `not_after`",
    ),
    "a private-use character": (
        "notes", "wait in fog", "wait in fog\ue000", "says   =",
        "fog: says: holds the invisible or private character U+E000"
    ),
    "a zero-width character": (
        "notes", "wait in fog", "wait\u200b in fog", "says   =",
        "fog: says: holds the invisible or private character U+200B"
    ),
    "a table that is no kind of record": (
        "notes", "[notes.fog]", "[weather.fog]", "[weather.fog]", "fog: record: [weather.…] is no kind of record"
    ),
    "an id that is no slug": (
        "notes", "[notes.fog]", "[notes.Fog_1]", "[notes.Fog_1]", "Fog_1: id: String should match pattern"
    ),
    "an id of more than 24 letters": (
        "notes", "[notes.fog]", f"[notes.{'fog-' * 6}x]", "[notes.fog-", "id: String should have at most 24 characters"
    ),
    "a kind given beside the header": (
        "notes", "form ", 'kind = "note"\nform ', "kind =", "fog: kind: the header gives kind and id"
    ),
    "a paragraph beyond the end of its source": (
        "notes", "courier 7", "courier 10", "cite   =", "fog: cite: courier has 9 paragraphs, not 10"
    ),
    "a paragraph beyond the end in an office": (
        "people", 'on = "2019-05-03", cite = "courier 2"', 'on = "2019-05-03", cite = "courier 10"', "offices =",
        "ana-borg: offices: courier has 9 paragraphs, not 10",
    ),
    "a source that is not there": (
        "notes", "courier 7", "herald 7", "cite   =", "fog: cite.source: there is no source 'herald'"
    ),
    "page furniture cited by a fact": (
        "notes", "courier 7", "gazette 19", "cite   =", "fog: cite: gazette 19 is marked as page furniture"
    ),
    "an anchor of nine words": (
        "notes", '"courier 7"', "'courier 7 \"one two three four five six seven eight nine\"'", "cite   =",
        "fog: cite: the anchor 'one two three four five six seven eight nine' is longer than 8 words",
    ),
    "an anchor over several paragraphs": (
        "notes", '"courier 7"', "'courier 6-7 \"one\"'", "cite   =",
        "fog: cite: cannot read the paragraphs 6-7 of courier"
    ),
    "a gap of a record that counts": (
        "deals", '"delivery dates"', '"the date of 2 deliveries"', "not_held =",
        "ferry-engines: not_held.1: String should match pattern",
    ),
    "a word that the schema does not know": (
        "notes", '"report"', '"rumour"', "form   =", "fog: form: Input should be 'report', "
    ),
    "a number written as text": (
        "deals", "quantity = 3", 'quantity = "3"', "quantity =",
        "ferry-engines: quantity: Input should be a valid integer"
    ),
    "an amount that is no plain digits": (
        "figures", 'value   = "7"', 'value   = "7 or 8"', "value   =",
        "fleet: value: an amount is plain digits in quotes"
    ),
    "an amount written as a float": (
        "figures", 'value   = "7"', "value   = 7.5", "value   =", "fleet: value: an amount is plain digits in quotes"
    ),
    "a figure without a value": (
        "figures", 'value   = "7"\n', "", "[figures.fleet]", "fleet: record: give either `value` or `computed`"
    ),
    "a text too long for a line": (
        "notes", "wait in fog", "wait in fog" * 60, "says   =", "fog: says: String should have at most 600 characters"
    ),
    "a discrepancy that prefers nothing though it is settled": (
        "discrepancies", ', preferred = "the engine count in the same paper"', "", "[discrepancies.ferry-count]",
        "ferry-count: record: one reading is `preferred` with its reason, unless `settled` is open",
    ),
    "an open discrepancy that prefers something": (
        "discrepancies", '"documents"', '"open"', "[discrepancies.ferry-count]",
        "ferry-count: record: one reading is `preferred` with its reason, unless `settled` is open",
    ),
    "a discrepancy that prefers two readings": (
        "discrepancies", 'cite = "courier 2"', 'cite = "courier 2", preferred = "it too"',
        "[discrepancies.ferry-count]", "ferry-count: record: one reading is `preferred` with its reason",
    ),
    "a discrepancy that misleads and says nothing inline": (
        "discrepancies", 'inline   = "thirty in one paper, a misprint"\n', "", "[discrepancies.ferry-count]",
        "ferry-count: record: `inline` stands where the weight is meaning or misleads, and only there",
    ),
    "a difference of wording with an inline reading": (
        "discrepancies", '"meaning"', '"wording"', "[discrepancies.ferry-count]",
        "ferry-count: record: `inline` stands where the weight is meaning or misleads, and only there",
    ),
    "a reading that neither cites nor is silent": (
        "discrepancies", ', cite = "courier 2"', "", "readings =",
        "ferry-count: readings.1: a reading needs `cite`, or `silent` with the sources that do not report it",
    ),
    "a weight that the schema does not know": (
        "discrepancies", '"meaning"', '"grave"', "weight   =", "ferry-count: weight: Input should be 'meaning', "
    ),
    "a quotation mark that is not closed": (
        "notes", 'fog."', "fog.", "says   =", "fog: toml: Illegal character"
    ),
    "a key given twice": (
        "notes", "form ", 'says = "x"\nform ', "says   =", "fog: toml: Cannot overwrite a value"
    ),
    "a line before the first record": (
        "notes", "[notes.fog]", 'says = "x"\n[notes.fog]', "says = ",
        "file: record: stands before the first [kind.id] header",
    ),
    "a topic that no record carries": (
        "pack", 'sources = "The papers"', 'sources = "The papers"\nwhales  = "Whales"', "whales  =",
        "pack: topics.whales: no record carries this topic",
    ),
    "a bottom line that is no record": (
        "pack", '["ferry-engines"]', '["no-engines"]', "bottom_line =",
        "pack: bottom_line: there is no record 'no-engines'"
    ),
    "a section on a topic that is not there": (
        "pack", 'topics = ["harbour"]', 'topics = ["harbor"]', "sections ",
        "pack: briefs.0.sections.topics: there is no topic 'harbor'",
    ),
    "a gap of the pack that counts": (
        "pack", "gives a price.", "gives 1 price.", 'says   = "No paper gives 1',
        "pack: not_held.0.says: String should match pattern",
    ),
    "a slip in pack.toml": (
        "pack", 'accent      = "#336699"', 'accent      = "#336699', "accent", "pack: toml: Illegal character"
    ),
    "a field that pack.toml lacks": ("pack", 'accent      = "#336699"\n', "", "id  ", "pack: accent: is missing"),
}  # fmt: skip


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
