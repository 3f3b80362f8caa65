"""Each brief: what a reader asks of it, and what it answers when there is nothing."""

import re
from datetime import timedelta
from itertools import permutations

import pytest

from bot import limits
from briefs.address import Address
from briefs.compose import open_composer
from briefs.facts import Deal, Event, Figure
from briefs.refusal import Refusal
from tests.briefs.asking import ask, refusal, text
from tests.briefs.packs import DEALS, DISCREPANCIES, NOTES, POSITIONS, edited, tiny
from tests.conftest import TODAY

# ---- /deals ----


async def test_the_agreements_fit_one_page(composer):
    assert len((await ask(composer, "deals")).pages(limits.PAGE)) == 1


async def test_the_agreements_begin_with_the_combined_total_and_say_that_no_single_value_is_given(composer):
    shown = await text(composer, "deals")
    assert "US$37.2 billion" in shown.split("\n")[1]
    assert "No article gives the value of any single agreement." in shown


async def test_every_agreement_is_shown_with_its_parties_quantity_and_kind(composer):
    shown = await text(composer, "deals")
    missing = []
    for deal in await composer.store.facts("deal"):
        assert isinstance(deal, Deal)
        line = next(line for line in shown.split("\n") if deal.says.rstrip(".") in line)
        names = [composer.store.names.label(p) for role in deal.parties.values() for p in role]
        wanted = [deal.type.capitalize(), *([str(deal.quantity)] if deal.quantity else [])]
        short = {"6": "six"}
        missing += [(deal.id, w) for w in wanted if w not in line and short.get(w, w) not in line]
        missing += [
            (deal.id, name) for name in names if not any(word in line for word in name.split() if len(word) > 3)
        ]
    assert not missing


async def test_unlike_things_are_never_added_up(composer):
    """Aircraft bought, serviced and financed come to 140; nobody may read that, and no sum mixes kinds."""
    records = {r.id: r for r in await composer.store.everything()}
    shown = await text(composer, "deals")
    quantities = [deal.quantity for deal in records.values() if isinstance(deal, Deal) and deal.quantity]
    assert str(sum(quantities)) not in shown
    for figure in records.values():
        if isinstance(figure, Figure) and figure.computed and figure.computed.op != "count":
            inputs = [records[i] for i in figure.computed.of]
            kinds = {
                (r.kind, r.type) if isinstance(r, Deal) else (r.kind, r.unit, r.currency, r.period) for r in inputs
            }
            assert len(kinds) == 1, figure.id


async def test_what_we_worked_out_ourselves_says_so(composer):
    for figure in await composer.store.facts("figure"):
        if figure.computed:
            assert "Computed by us." in await text(composer, "fact", id=figure.id), figure.id


async def test_a_sector_shows_its_agreements_alone(composer):
    shown = await text(composer, "deals", sector="Healthcare")
    assert "Tam Anh" in shown
    assert "Boeing" not in shown


async def test_a_company_with_an_agreement_shows_each_agreement_it_is_party_to(composer):
    shown = await text(composer, "deals", company="vietjet")
    assert "Pratt & Whitney" in shown
    assert "Griffin" in shown
    assert "Starlink" not in shown


async def test_a_company_named_in_what_others_agreed_on_is_shown_that_and_not_as_a_party(composer):
    """HT names Boeing in the 787-9 and the 737-8, and does not say that it sold or signed for them."""
    shown = await text(composer, "deals", company="boeing")
    party, named = shown.split("## Naming Boeing, but not as a party")
    assert "50 Boeing 737 MAX" in party
    assert "40 Boeing 787-9" in named
    assert "six Boeing 737-8" in named
    assert not re.search("787-9|737-8", party)
    for deal in await composer.store.facts("deal", concerns="boeing"):
        assert deal.says.rstrip(".") in await text(composer, "who", name="boeing")
    assert "Naming Vietjet" not in await text(composer, "deals", company="vietjet")


async def test_whoever_asks_for_a_few_agreements_reads_what_each_is_said_to_bring(composer):
    """All together make one page, without it."""
    everything, missing = plain(await text(composer, "deals")), []
    companies = {n.id for n in composer.store.names.kinds["company"]}
    for note in [n for n in await composer.store.facts("note") if n.form == "effect"]:
        assert plain(note.says) not in everything
        for deal in [await composer.store.fact(about) for about in note.about]:
            parties = {p for role in deal.parties.values() for p in role}
            asked = [("deals", {"sector": deal.sector}), *(("deals", {"company": p}) for p in parties & companies)]
            for brief, typed in [*asked, *(("who", {"name": p}) for p in parties)]:
                missing += [(note.id, typed)] * (plain(note.says) not in plain(await text(composer, brief, **typed)))
    assert not missing


@pytest.mark.parametrize("typed", [{"sector": "healthcare"}, {"company": "mevion"}])
async def test_a_claim_of_what_an_agreement_brings_stands_with_what_is_to_be_said_against_it(typed, composer):
    shown = (await text(composer, "deals", **typed)).split("\n")
    assert "≠ HT's own claim" in next(line for line in shown if "first country in Asia" in line)


async def test_a_company_that_is_named_but_has_no_agreement_is_answered_so(composer):
    deals = await composer.store.facts("deal")
    party = {p for d in deals for role in (*d.parties.values(), d.concerns) for p in role}
    without = [n for n in composer.store.names.kinds["company"] if n.id not in party]
    assert without
    for name in without:
        shown = await text(composer, "deals", company=name.id)
        assert "holds no agreement" in shown, name
        assert name.label in shown, name


# ---- The people of a role ----


async def test_each_senator_is_shown_with_party_state_and_dated_committees(composer):
    shown = await text(composer, "senators")
    for words in ("**Steve Daines** · Republican · Montana", "**Bill Hagerty** · Republican · Tennessee"):
        assert words in shown
    committee = next(line for line in shown.split("\n") if "Committee on Appropriations" in line)
    assert "Bill Hagerty" in committee
    assert "as of 18 Feb 2026" in committee


async def test_every_contact_of_a_senator_is_shown_with_kind_date_and_place_where_stated(composer):
    missing = []
    for name in composer.store.names.kinds["senator"]:
        shown = (await text(composer, "senators", name=name.id)).split("\n")
        for event in await composer.store.facts("event", who=name.id):
            assert isinstance(event, Event)
            line = next((line for line in shown if event.says.rstrip(".") in line), "")
            date = composer.renderer("en").date(event.date)
            wanted = [event.type, date, *([re.split("[,;]", event.place)[0]] if event.place else [])]
            missing += [(event.id, w) for w in wanted if w not in line]
    assert not missing


async def test_every_statement_by_or_to_a_senator_is_shown_with_speaker_hearer_and_occasion(composer):
    names, wrong = composer.store.names, []
    for name in names.kinds["senator"]:
        shown = (await text(composer, "senators", name=name.id)).split("\n")
        said = {r.id: r for way in ("speaker", "to") for r in await composer.store.facts("position", **{way: name.id})}
        for position in said.values():
            line = next((line for line in shown if position.says.rstrip(".") in line), "")
            wrong += [position.id] * (f"**{names.label(position.speaker)}**" not in line)
            wrong += [position.id for to in position.to if names.label(to) not in line]
    assert not wrong


async def test_a_topic_on_which_nothing_was_said_is_answered_so(composer):
    topics = [n.id for n in composer.store.names.kinds["topic:position"]]
    silent = [t for t in topics if not await composer.store.facts("position", topics=t, speaker="bill-hagerty")]
    shown = [await text(composer, "senators", name="hagerty", topic=t) for t in silent]
    assert any("The pack holds no statement by or to Bill Hagerty" in each for each in shown)


# ---- The others ----


async def test_the_overview_is_one_screen_with_the_bottom_line_first(composer):
    readout = await ask(composer, "brief")
    [page] = readout.pages(limits.PAGE)
    headings = [line.text for line in page.lines if line.text.startswith("## ")]
    assert headings == ["## Bottom line", "## Key points", "## Where the sources differ", "## What is not known"]


async def test_everyone_can_be_asked_about_and_is_named(composer):
    wrong = []
    for name in composer.store.names.kinds["entity"]:
        shown = await text(composer, "who", name=name.label)
        wrong += [name.id] * (not shown.startswith(f"# {name.label}"))
    assert not wrong


async def test_two_people_are_compared_topic_by_topic_one_after_the_other(composer):
    shown = (await text(composer, "compare", a="Daines", b="Hagerty")).split("\n")
    assert shown[0] == "# Steve Daines and Bill Hagerty, by topic"
    for heading in (i for i, line in enumerate(shown) if line.startswith("## ")):
        speakers = []
        for line in shown[heading + 1 :]:
            if line.startswith("## "):
                break
            speakers += ["Steve Daines"] * ("**Steve Daines**" in line or "Steve Daines said" in line)
            speakers += ["Bill Hagerty"] * ("**Bill Hagerty**" in line or "Bill Hagerty said" in line)
        assert speakers == sorted(speakers, reverse=True), shown[heading]


async def test_nothing_is_called_unsaid_that_someone_said(composer):
    """A statement stands under its first topic; "nothing on that" must hold for all its topics."""
    names, wrong = composer.store.names, []
    topics = {n.label: n.id for n in names.kinds["topic"]}
    for a, b in permutations(names.kinds["person"], 2):
        topic = ""
        for line in (await text(composer, "compare", a=a.id, b=b.id)).split("\n"):
            topic = topics[line[3:]] if line.startswith("## ") else topic
            for person in (a, b):
                if topic and line == f"-# The pack holds nothing that {person.label} said on that.":
                    wrong += [(a.id, b.id, topic)] * bool(await composer.store.facts(speaker=person.id, topics=topic))
    assert not wrong


async def test_a_person_is_not_compared_with_himself(composer):
    assert "Bill Hagerty" in await refusal(composer, "compare", a="hagerty", b="Bill Hagerty")


async def test_a_fact_shows_its_citations_with_their_words_and_what_disputes_it(composer):
    wrong = []
    for record in await composer.store.everything():
        if record.kind in ("source", "discrepancy"):
            continue
        shown = await text(composer, "fact", id=record.id)
        wrong += [
            f"{record.id}: {c.anchor}" for c in record.cite if c.anchor and f"“{plain(c.anchor)}”" not in plain(shown)
        ]
        disputed = [d for d in composer.store.discrepancies if record.id in d.about]
        wrong += [f"{record.id}: {d.id}" for d in disputed if plain(d.title) not in plain(shown)]
    assert not wrong


async def test_a_record_that_names_another_is_listed_with_paragraphs_of_its_own(composer):
    shown = (await text(composer, "fact", id="boeing-737-max")).split("\n")
    listed = [line for line in shown[shown.index("## Records that name it") :] if line.startswith("- `")]
    assert listed
    for line in listed:
        record = await composer.store.fact(line.split("`")[1])
        labels = {s.id: s.label for s in composer.store.sources}
        assert all(f"{labels[c.source]}¶" in line and str(c.paragraph) in line for c in record.cite), line


def plain(text: str) -> str:
    return text.replace("\\", "")


async def test_each_article_says_what_it_prints_of_itself_and_what_it_lacks(composer):
    for source in composer.store.sources:
        shown = await text(composer, "sources", source=source.label)
        assert f"## {source.label}" in shown
        assert f"{source.label} prints no " in shown
        assert all(plain(f.says).rstrip(".") in plain(shown) for f in source.faults)


async def test_a_subject_that_is_asked_for_a_topic_of_another_says_which_are_its_own(composer):
    assert await refusal(composer, "legacy", topic="healthcare") == (
        "This command has no topic “healthcare”. "
        "It has: War legacies; The missing; Dioxin; Unexploded ordnance; War victims."
    )


async def test_a_name_is_not_said_twice(composer):
    assert "- HP is one of" in await text(composer, "who", name="hp")
    senators = await text(composer, "senators")
    assert "- Steve Daines: US Senator, as of" in senators
    assert "- Tô Lâm: Party General Secretary, Communist Party of Vietnam, as of" in await text(
        composer, "who", name="to-lam"
    )


# ---- Refusals, the cache, other packs ----


async def test_every_fault_of_a_question_is_told_at_once(composer):
    said = await refusal(composer, "deals", sector="aviaton", company="boing", colour="red")
    assert "/deals has no option “colour”" in said
    assert "Did you mean Aviation?" in said
    assert "Boeing" in said


async def test_a_question_that_lacks_what_it_needs_is_told_what(composer):
    assert await refusal(composer, "compare", a="hagerty") == "/compare needs b."


async def test_what_is_too_long_is_refused_before_it_is_looked_up(composer):
    assert "at most 80 characters" in await refusal(composer, "who", name="x" * 200)


async def test_an_address_of_no_brief_and_one_with_an_id_of_no_record_are_refused(composer):
    for address in (Address("ferries"), Address("who", (("name", "nobody-at-all"),)), Address("deals", (("x", "y"),))):
        with pytest.raises(Refusal):
            await composer.compose(address, TODAY)


async def test_a_readout_is_kept_for_the_day_whatever_page_is_asked_for(composer):
    first = await composer.compose(Address("timeline"), TODAY)
    assert await composer.compose(Address("timeline", page=3), TODAY) is first
    assert await composer.compose(Address("timeline"), TODAY, "en-GB") is first
    assert await composer.compose(Address("timeline"), TODAY + timedelta(days=1)) is not first


async def test_another_pack_brings_its_own_commands_with_no_python(tmp_path):
    async with open_composer(tiny(tmp_path), tmp_path / "data") as composer:
        assert {"captains", "harbour"} <= set(composer.catalog)
        assert "senators" not in composer.catalog
        assert "Ána Borg" in await text(composer, "captains")
        assert "harbours" in await text(composer, "harbour")
        assert "≠ thirty in one paper, a misprint [GZ¶6; CR¶2]" in await text(composer, "deals")


async def test_a_pack_that_holds_nothing_yet_says_so_in_every_brief(tmp_path):
    page = 'id = "empty"\ntitle = "Nothing yet"\nabout = "Nothing."\nas_of = "2026"\nreview_by = "2027"\n'
    (tmp_path / "pack.toml").write_text(page + 'accent = "#000000"\n[topics]\n')
    async with open_composer(tmp_path, tmp_path / "data") as composer:
        for brief in composer.catalog.values():
            if not any(p.required for p in brief.parameters):
                assert (await composer.compose(Address(brief.name), TODAY)).lines, brief.name
        assert "holds no agreement" in await text(composer, "deals")
        assert "holds no event" in await text(composer, "timeline")


async def test_a_withdrawn_record_is_shown_by_no_brief_and_its_own_page_says_that_it_is(tmp_path):
    gone = 'history = [{ on = "2019-05-04", change = "withdrawn" }]\n'
    async with open_composer(tiny(tmp_path, notes=NOTES + gone), tmp_path / "data") as composer:
        assert "wait in fog" not in await text(composer, "who", name="northline")
        assert "withdrawn" in await text(composer, "fact", id="fog")
        assert "wait in fog" not in await text(composer, "fact", id="fog")


async def test_the_longest_record_that_the_schema_allows_fits_a_page(tmp_path):
    """Every text at its bound, in letters of two bytes, disputed three times."""
    long, phrase = "Đ" * 600, "Đ" * 200
    deals = edited(DEALS, "Northline ordered engines for three ferries from Baltic Marine & Sons.", long)
    deals = edited(deals, "quantity = 3", f'quantity = 3\npurpose = "{long}"')
    positions = edited(POSITIONS, "thanked Northline for the engines of the ferries", long)
    positions = edited(positions, '["northline"]', '["northline", "baltic-marine", "port-office"]')
    notes = edited(
        edited(NOTES, "Northline's ferries wait in fog.", long), '"report"', '"assessment"\nby = "northline"'
    )
    disputes = edited(DISCREPANCIES, "thirty in one paper, a misprint", phrase)
    disputes = edited(disputes, '["ferry-engines"]', '["ferry-engines", "borg-thanks", "fog"]')
    disputes = edited(disputes, '"the engine count in the same paper"', f'"{long}"').replace("Three ferries", long)
    more = disputes.replace("ferry-count", "count-{n}").replace("Thirty ferries", long)
    files = {f"d{n}": more.replace("{n}", str(n)) for n in (1, 2)}
    folder = tiny(tmp_path, deals=deals, positions=positions, notes=notes, discrepancies=disputes, **files)
    places = folder / "organisations.toml"
    places.write_text(places.read_text().replace('name   = "Northline"', f'name   = "{phrase}"'))
    async with open_composer(folder, tmp_path / "data") as composer:
        asked = [Address(name) for name in ("deals", "captains", "discrepancies")]
        for address in [*asked, Address("fact", (("id", "fog"),)), Address("fact", (("id", "ferry-count"),))]:
            for page in (await composer.compose(address, TODAY)).pages(limits.PAGE):
                assert len(page.text) <= limits.PAGE.characters, address
                assert len(page.text.encode()) <= limits.PAGE.bytes, address
