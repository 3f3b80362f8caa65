"""Names: what a reader types finds who is meant, without diacritics, in part, or misspelt."""

import pytest

from briefs.fold import fold
from briefs.ground import Spellings
from briefs.names import Names
from briefs.pack import read_pack
from briefs.refusal import Refusal
from tests.briefs.packs import ORGANISATIONS, tiny


def named(folder, *facts) -> Names:
    pack = read_pack(folder)
    return Names.of(pack.meta, pack.records, facts, {"sector": {"ferries"}}, ["2019-05-03", "2018/2019-06"])


@pytest.fixture
def names(tmp_path) -> Names:
    return named(tiny(tmp_path))


@pytest.mark.parametrize("typed", ["Tô Lâm", "to lam", "TO LAM", "TÔ LÂM", "To\u0302 La\u0302m", "to  lam", "to-lam"])
async def test_a_person_is_found_with_and_without_diacritics(typed, composer):
    assert composer.store.names.resolve("person", typed) == "to-lam"


def test_the_letters_with_a_bar_fold_too():
    assert fold("Đặng Đình ĐỨC") == "dang dinh duc"


@pytest.mark.parametrize("typed", ["dag dorn", "Đag Dorn", "DAG  DORN", "dag-dorn", "dorn"])
def test_a_name_is_found_by_its_letters_its_id_and_a_part_that_is_its_alone(typed, names):
    assert names.resolve("person", typed) == "dag-dorn"


def test_an_alias_names_the_same_person(names):
    assert names.resolve("captain", "captain borg") == "ana-borg"


def said(names: Names, kind: str, typed: str) -> tuple[str, dict]:
    """The one message with which a name is refused."""
    with pytest.raises(Refusal) as refused:
        names.resolve(kind, typed)
    [message] = refused.value.messages
    return message


def test_a_part_that_fits_several_names_is_refused_with_them(names):
    code, values = said(names, "person", "or")
    assert code == "several_names"
    assert values["names"] == ["Ána Borg", "Đag Dorn"]


async def test_a_part_that_fits_several_names_names_them_all(composer):
    code, values = said(composer.store.names, "entity", "nguyen")
    assert (code, values["more"]) == ("several_names", 0)
    assert values["names"] == ["Nguyen Quoc Dung", "Nguyen Duy Ngoc", "Nguyen Van Thang", "Nguyen Thi Hong"]
    text = composer.renderer("en").refusal(Refusal(code, **values))
    assert text == (
        "“nguyen” can mean several: Nguyen Quoc Dung, Nguyen Duy Ngoc, Nguyen Van Thang or Nguyen Thi Hong. Say which."
    )


async def test_of_very_many_names_25_are_listed_and_the_rest_counted(composer):
    _, values = said(composer.store.names, "fact", "lam")
    assert len(values["names"]) == 25
    assert values["more"] > 25


async def test_a_whole_word_means_the_name_that_has_it_before_names_that_only_hold_its_letters(composer):
    """The letters stand in `senator` too."""
    assert composer.store.names.resolve("entity", "Tô") == "to-lam"


@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        ("person", "daines steve", "steve-daines"),
        ("person", "Hung Le Manh", "le-manh-hung"),
        ("company", "pratt and whitney", "pratt-whitney"),
        ("company", "Pratt&Whitney", "pratt-whitney"),
        ("entity", "USA", "united-states"),
        ("entity", "america", "united-states"),
        ("entity", "Hoa Kỳ", "united-states"),
        ("source", "hanoi times", "ht"),
        ("source", "The Hanoi Times", "ht"),
    ],
)
async def test_what_readers_type_finds_who_is_meant(kind, typed, meant, composer):
    assert composer.store.names.resolve(kind, typed) == meant
    assert composer.store.names.complete(kind, typed)[0][1] == meant


async def test_what_only_readers_type_is_no_spelling_that_a_proof_leans_on(seeds):
    """No article prints it, so no paragraph may vouch for a fact by it."""
    spellings = Spellings.gather(read_pack(seeds).records)
    assert spellings.named_in("America and Hoa Kỳ") == frozenset()


@pytest.mark.parametrize(
    "typed",
    [
        "Elon Musk",
        "Joe Biden",
        "President Biden",
        "China",
        "Xi Jinping",
        "Lockheed Martin",
        "Apple",
        "World Bank",
        "xy",
    ],
)
async def test_who_is_not_held_is_answered_plainly_and_without_an_absurd_guess(typed, composer):
    code, values = said(composer.store.names, "entity", typed)
    text = composer.renderer("en").refusal(Refusal(code, **values))
    assert text == f"No person or organisation “{typed}” stands in this pack: nothing is held on that."


async def test_an_article_is_not_guessed_by_the_agency_that_several_share(composer):
    code, values = said(composer.store.names, "source", "vns")
    assert (code, values["names"]) == ("several_names", ["VNS-C", "VNS-D", "VNS-H"])


async def test_a_fact_that_is_none_is_refused_with_ids_alone(composer):
    code, values = said(composer.store.names, "fact", "deal-starlink")
    assert code == "unknown_name"
    assert "starlink-licence" in values["near"]
    ids = {n.id for n in composer.store.names.kinds["fact"]}
    assert set(values["near"]) <= ids
    assert set(said(composer.store.names, "fact", "boeing 7")[1]["names"]) <= ids


@pytest.mark.parametrize(("kind", "typed"), [("topic:trade", "dioxin"), ("topic:event", "dioxin"), ("weight", "grave")])
async def test_of_what_a_command_has_few_a_refusal_names_them_all_and_denies_nothing_of_the_pack(kind, typed, composer):
    names = composer.store.names
    code, values = said(names, kind, typed)
    text = composer.renderer("en").refusal(Refusal(code, **values))
    assert text.startswith(f"This command has no {kind.partition(':')[0]} “{typed}”. It has: ")
    assert all(name.label in text for name in names.kinds[kind])
    assert "pack" not in text


@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        ("company", "prat whitney", "Pratt & Whitney"),
        ("company", "boing", "Boeing"),
        ("company", "vietjett", "Vietjet"),
        ("person", "hagarty", "Bill Hagerty"),
        ("person", "steve danes", "Steve Daines"),
        ("sector", "aviaton", "Aviation"),
    ],
)
async def test_a_misspelt_name_is_completed_and_a_refusal_names_the_nearest(kind, typed, meant, composer):
    names = composer.store.names
    assert names.complete(kind, typed)[0][0] == meant
    with pytest.raises(Refusal) as refused:
        names.resolve(kind, typed)
    assert meant in composer.renderer("en").refusal(refused.value)


async def test_what_is_nothing_like_a_name_is_refused_without_a_guess(composer):
    with pytest.raises(Refusal) as refused:
        composer.store.names.resolve("company", "zzzzqqqq")
    text = composer.renderer("en").refusal(refused.value)
    assert "zzzzqqqq" in text
    assert "Did you mean" not in text


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "''", "\u0301"])
def test_nothing_typed_means_nobody(typed, names):
    with pytest.raises(Refusal):
        names.resolve("person", typed)


def test_an_organisation_is_no_person_and_a_person_no_company(names):
    for kind, typed in [("person", "northline"), ("company", "dag dorn"), ("company", "port office")]:
        with pytest.raises(Refusal):
            names.resolve(kind, typed)
    assert names.resolve("entity", "port office") == "port-office"


def test_completion_shows_beginnings_before_parts_and_parts_before_misspellings(tmp_path):
    rows = {"marina": "Marina", "ferry-mar": "Ferry Marshal", "admar": "Admar", "marnia": "Marnia"}
    more = "\n".join(
        f'[organisations.{i}]\nname = "{n}"\ntype = "company"\nsays = "It is."\ncite = "courier 1"\n'
        for i, n in rows.items()
    )
    names = named(tiny(tmp_path, organisations=ORGANISATIONS + more))
    found = [i for _, i in names.complete("company", "mar")]
    assert found[:2] == ["marina", "marnia"]
    assert found.index("ferry-mar") < found.index("admar")


def test_completion_never_offers_more_than_discord_shows(tmp_path):
    more = "\n".join(
        f'[organisations.line-{n}]\nname = "Line {n}"\ntype = "company"\nsays = "It is."\ncite = "courier 1"\n'
        for n in range(60)
    )
    names = named(tiny(tmp_path, organisations=ORGANISATIONS + more))
    for typed in ("", "l", "line", "ine", "lien"):
        found = names.complete("company", typed)
        assert 0 < len(found) <= 25, typed
        assert len({i for _, i in found}) == len(found), typed


async def test_every_completion_of_the_real_pack_resolves_to_itself(composer):
    """Whatever a reader picks from the list is accepted: the id, and the label where it is one name's alone."""
    names, wrong = composer.store.names, []
    for kind, listed in names.kinds.items():
        for name in listed:
            if names.resolve(kind, name.id) != name.id:
                wrong.append((kind, name.id))
            if kind != "fact" and names.complete(kind, name.label)[0][1] != name.id:
                wrong.append((kind, name.label))
    assert not wrong


async def test_a_withdrawn_person_is_no_longer_offered(tmp_path):
    folder = tiny(tmp_path)
    people = (folder / "people.toml").read_text()
    gone = 'history = [{ on = "2019-05-04", change = "withdrawn" }]\n'
    (folder / "people.toml").write_text(people + gone)
    assert [i for _, i in named(folder).complete("captain", "")] == ["ana-borg"]


def test_dates_of_events_are_offered_with_the_month_and_year_they_lie_in(names):
    offered = [text for text, _ in names.complete("date", "")]
    assert offered == ["2018", "2019", "2019-05", "2019-05-03", "2019-06"]
    assert next(text for text, _ in names.complete("date", "2019-05-0")) == "2019-05-03"
