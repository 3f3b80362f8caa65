"""What a curator learns when a pack is held against its texts: everything that they do not print, and where."""

import re

import pytest

from briefs.pack import read_pack
from briefs.proof import prove, show
from tests.briefs.proofs import COURIER, FILES, GAZETTE, proof_of


def test_a_pack_that_its_texts_carry_has_no_fault(tmp_path):
    proof = proof_of(tmp_path)
    assert [str(f) for f in proof.faults] == []
    assert proof.checks > 80
    assert proof.excused == ()


# ---- What is caught: the file, what stood there, what stands there now, and what the curator reads ----

CAUGHT = {
    "an anchor that is not in the paragraph": (
        "deals", '"for three engines"', '"for four engines"', "engines: cite: “for four engines” does not stand"
    ),
    "an anchor with another case": ("deals", '"for three', '"For three', "“For three engines” does not stand"),
    "a citation without an anchor": ("deals", 'gazette 3 "for three engines"', "gazette 3", "gazette 3 has no anchor"),
    "a citation one paragraph off": ("figures", "gazette 3", "gazette 4", "does not stand in gazette 4"),
    "another number": ("organisations", "1409", "1408", "northline: says: no cited paragraph has the number 1408"),
    "another ordinal": ("organisations", "8th", "7th", "no cited paragraph has the number 7"),
    "an ordinal that is none": ("organisations", "8th", "8rd", "no cited paragraph has the number 8rd"),
    "another number word": ("discrepancies", '"three engines", cite', '"four engines", cite', "the number 4"),
    "the number of the other reading": ("discrepancies", '"thirty engines"', '"three engines"', "the number 3"),
    "another quantity": ("deals", "quantity = 3", "quantity = 4", "quantity: no cited paragraph has the quantity 4"),
    "a quantity of which the words say nothing": (
        "deals", "bought three engines", "bought engines", "`says` does not tell the quantity 3"
    ),
    "a number in the title alone": ("deals", "orders 3 engines", "orders 5 engines", "title: the title has"),
    "another value": ("figures", '"4.5"', '"4.6"', "value: no cited paragraph has the value 4.6"),
    "a bound that the words do not give": (
        "figures", '"4.5"', '"4.5"\nbound = "nearly"', "bound: `says` does not tell the bound nearly"
    ),
    "another unit of money": ("figures", '"million"', '"billion"', "unit: no cited paragraph has 4.5 billion"),
    "another day in words": ("events", "2 May 2019", "3 May 2019", "says: no cited paragraph gives the date 3 May"),
    "another month in words": ("events", "2 May 2019", "2 June 2019", "the date 2 June 2019"),
    "another year in words": ("events", "2 May 2019", "2 May 2018", "the date 2 May 2018"),
    "another year than that of the month in another paragraph": (
        "positions", "3 May 2019", "3 May 2018", "praise: says: no cited paragraph gives the date 3 May 2018"
    ),
    "another day in the field": ("events", 'on = "2019-05-02"', 'on = "2019-05-03"', "date: no cited paragraph"),
    "another year in the field": ("events", 'on = "2019-05-02"', 'on = "2018-05-02"', "date: no cited paragraph"),
    "another day of an office": ("people", 'on = "2019-05-02"', 'on = "2019-05-03"', "ada-berg: offices.on: no cited"),
    "a day that no text prints and no paragraph is named for": (
        "deals", "CR¶1 gives", "somebody knows", "signed: no cited paragraph gives 2 May 2019"
    ),
    "a reason that names a paragraph that is not there": ("deals", "CR¶1", "CR¶9", "there is no paragraph CR¶9"),
    "the day of posting for the day of the event": (
        "positions", "on 2 May 2019\"\ncite    = 'gazette 4 ", "on 4 May 2019\"\ncite    = 'gazette 2 \"May 4\", 4 ",
        "the date 4 May 2019",
    ),
    "another day of posting": ("sources", '"2019-05-04"', '"2019-05-05"', "gazette: published: no cited"),
    "a person whom no paragraph names": ("positions", "thanked Olof Strand", "thanked Ivo Falk", "names Ivo Falk"),
    "a speaker whom no paragraph names": ("positions", '"ada-berg"', '"ivo-falk"', "speaker: no cited paragraph names"),
    "a speaker who took no part": ("positions", '"ada-berg"', '"ivo-falk"', "at: ivo-falk did not take part in talks"),
    "a speaker who speaks to himself": ("positions", '"ada-berg"', '"olof-strand"', "speaks to himself"),
    "a speaker who is named again": ("positions", "says    = \"thanked", "says    = \"Ada Berg thanked", "who speaks"),
    "a participant of whom the words say nothing": (
        "events", '"ada-berg", "olof', '"ada-berg", "ivo-falk", "olof', "neither `says` nor an anchor names ivo-falk"
    ),
    "someone with himself": ("events", "with Olof Strand", "with Ada Berg", "names Ada Berg twice in a row"),
    "someone who stands among others": (
        "people", "cite = 'courier 3 \"Captain Ivo Falk\"'", "cite = 'courier 3 \"Thirty engines\"'",
        "Ivo Falk stands among others in the cited paragraphs: an anchor must say who is meant",
    ),
    "a name that is no record's": ("events", "in Hanoi", "in Oslo", "no cited paragraph prints Oslo"),
    "a name that opens a sentence": ("organisations", "Baltic Marine sells", "Oslo sells", "prints Oslo"),
    "quoted words that differ": ("events", "in a 6th round", "“in a 6th round”", "prints “in a 6th round”"),
    "the preferred reading quoted as the other": (
        "discrepancies", "CR prints thirty", "CR prints “three engines”", "not preferred prints “three engines”"
    ),
    "a reason from outside that does not say so": (
        "discrepancies", "the price fits", "Oslo sells three", "readings.preferred: no cited paragraph prints Oslo"
    ),
    "an organisation that its own line does not name": (
        "organisations", "Northline, a company", "A company", "`says` does not name Northline"
    ),
    "a weekday": ("events", "met Olof Strand in", "met Olof Strand on Monday in", "no cited paragraph prints Monday"),
    "an article that is spoken of and not cited": ("events", "in a 6th round", "in a round of GZ", "GZ is spoken of"),
    "an exemption that excuses nothing": (
        "events", "cite   =", 'exempt = [{ term = "Hanoi", why = "so called" }]\ncite   =', "“Hanoi” excuses nothing"
    ),
    "a flaw that counts wrong": ("sources", "Paragraph 3 has", "Paragraph 2 has", "paragraph 2 is spoken of"),
    "a paragraph without use": ("sources", "furniture  =", "# furniture =", "no record cites gazette 5"),
    "another count of paragraphs": ("sources", "paragraphs = 5", "paragraphs = 6", "gazette.txt has 5 paragraphs"),
    "another file": ("sources", '"courier.txt"', '"harbour.txt"', "courier: file: there is no harbour.txt"),
}  # fmt: skip


@pytest.mark.parametrize(("table", "old", "new", "message"), CAUGHT.values(), ids=CAUGHT)
def test_what_the_texts_do_not_print_is_a_fault(tmp_path, table, old, new, message):
    faults = [str(f) for f in proof_of(tmp_path, table, old, new).faults]
    assert [f for f in faults if message in f], faults
    assert all(re.match(r"[a-z]+\.toml:\d+: [a-z0-9-]+: [\w.]+: ", f) for f in faults)


def test_a_fault_names_the_line_of_its_field(tmp_path):
    [fault] = proof_of(tmp_path, "events", "in Hanoi", "in Oslo").faults
    line = (
        FILES["events.toml"]
        .split("\n")
        .index('says   = "Ada Berg met Olof Strand in Hanoi on 2 May 2019, in a 6th round."')
    )
    assert str(fault) == f"events.toml:{line + 1}: talks: says: no cited paragraph prints Oslo"


def test_a_text_that_was_changed_is_another_text(tmp_path):
    faults = proof_of(tmp_path, texts={"courier.txt": COURIER.replace("harbour", "port")}).faults
    assert [f for f in map(str, faults) if "courier: sha256: courier.txt has the hash" in f]


# ---- What is allowed ----

ALLOWED = {
    "a number as digits for a number word": ("discrepancies", '"three engines", cite', '"3 engines", cite'),
    "a number word for an ordinal in digits": ("organisations", "is 8th", "ranks eighth"),
    "digits with the comma": ("organisations", "1409", "1,409"),
    "an alias for the name": ("events", "met Olof Strand in", "met Strand in"),
    "a name without its marks, or in one word": ("events", "in Hanoi", "in Ha Noi"),
    "a word that opens a sentence": ("organisations", "Baltic Marine sells", "What sells: Baltic Marine has"),
    "the day of posting as such": ("figures", "US$4.5 million is", "As posted on 4 May 2019, US$4.5 million is"),
    "a month by itself": ("events", "on 2 May 2019", "in May 2019"),
    "a reason from outside that says so": (
        "discrepancies",
        """the price fits" },
  { says = "thirty engines", cite = 'courier 3 "Thirty engines"' },
]
settled  = "documents\"""",
        """Oslo sells three" },
  { says = "thirty engines", cite = 'courier 3 "Thirty engines"' },
]
settled  = "common knowledge\"""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("table", "old", "new"), ALLOWED.values(), ids=ALLOWED)
def test_what_the_texts_print_in_another_form_is_no_fault(tmp_path, table, old, new):
    assert [str(f) for f in proof_of(tmp_path, table, old, new).faults] == []


def test_the_day_of_posting_dates_an_event_where_the_article_prints_its_weekday(tmp_path):
    old, new = "on 2 May 2019\"\ncite    = 'gazette 4 ", 'on 4 May 2019"\ncite    = \'gazette 2 "May 4", 4 '
    saturday = {"gazette.txt": GAZETTE.replace("Friday", "Saturday")}  # 4 May 2019 was one
    faults = map(str, proof_of(tmp_path, "positions", old, new, saturday).faults)
    assert [f for f in faults if "positions.toml" in f] == []


def test_an_exempted_word_is_no_fault_and_is_reported_with_its_reason(tmp_path):
    old = 'in Hanoi on 2 May 2019, in a 6th round."'
    new = 'in Oslo on 2 May 2019, in a 6th round."\nexempt = [{ term = "Oslo", why = "the old name" }]'
    proof = proof_of(tmp_path, "events", old, new)
    assert proof.faults == ()
    assert [str(e) for e in proof.excused] == ["talks: Oslo: the old name"]


def test_each_paragraph_has_its_use(tmp_path):
    uses = [str(use) for use in proof_of(tmp_path).uses]
    assert "gazette 5  furniture: a sponsor's photo" in uses
    assert "courier 2  northline, praise" in uses
    assert len(uses) == 8


def test_the_fault_of_a_copy_is_no_use_of_the_paragraph(tmp_path):
    proof = proof_of(tmp_path, "sources", "says = \"Paragraph 3 has another number.\", cite = \"courier 3\"",
                     "says = \"Paragraph 2 is long.\", cite = \"courier 2\"")  # fmt: skip
    assert "courier 2  northline, praise" in map(str, proof.uses)


def test_a_paragraph_is_shown_by_id_and_by_label(tmp_path):
    proof_of(tmp_path)
    pack = read_pack(tmp_path / "pack")
    assert show(pack, tmp_path, "gazette:4").startswith("gazette 4  She thanked Minister")
    assert show(pack, tmp_path, "GZ:2") == "gazette 2  May 4, 2019 - 21:38"
    for place, answer in {"gazette:9": "1 to 5", "gazette": "1 to 5", "herald:1": "gazette, courier"}.items():
        with pytest.raises(LookupError, match=answer):
            show(pack, tmp_path, place)


# ---- The pack that comes with Readout ----


def test_the_pack_that_comes_with_readout_says_nothing_that_its_articles_do_not_print(seeds, texts):
    proof = prove(read_pack(seeds), texts)
    assert [str(f) for f in proof.faults] == []
    assert proof.checks > 5000
    assert [str(use) for use in proof.uses if use.hole] == []
