"""Editions: a year of them from the pack that comes with Readout, and what they say when the pack changes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.limits import PAGE
from briefs.address import Address
from briefs.compose import Composer, open_composer
from briefs.document import lines, pages
from briefs.edition import Order, edition, hashes, issue, vanished
from briefs.facts import Change, Deal, Discrepancy, Event, Figure, Note, Position, Record, Source
from briefs.rota import share, turn
from briefs.when import When
from tests.briefs.packs import tiny

DAY = timedelta(days=1)
ADDRESS = Address("edition")


def order(day: date, **more: object) -> Order:
    due = datetime.combine(day, time(1), UTC)
    return replace(Order(day, due, due - DAY, due), **more)  # type: ignore[arg-type]


async def records(composer: Composer) -> list[Record]:
    return [r for r in await composer.store.everything() if not isinstance(r, Source)]


async def test_a_year_from_a_still_pack(composer: Composer) -> None:
    """No focus and no difference comes back within 14 days, and every line is cited."""
    known = await records(composer)
    held = hashes(known)
    renderer, labels = composer.renderer("en"), {s.id: s.label for s in composer.store.sources}
    year = [date(2026, 2, 19) + n * DAY for n in range(366)]
    views = [edition(composer.store.meta, known, order(day), held) for day in year]
    topics = [view.topic for view in views]
    for n, view in enumerate(views):
        text = renderer.render("edition.md", view=view)
        document = lines(text, labels)  # raises on an uncited line
        feet = {source: len(foot) + 4 for source, foot in renderer.feet.items()}
        assert len(pages(document, PAGE, feet)) == 1, "a day is one page"
        assert topics[n] not in topics[max(0, n - 14) : n]
        assert view.quiet
        assert view.focus
        assert view.difference
        assert view.difference not in [before.difference for before in views[max(0, n - 14) : n]]
        assert view.difference.discrepancy.weight != "wording", "there are enough that matter"
        assert not n or views[n - 1].bottom_line != view.bottom_line
    shown = {fact for view in views for fact in view.facts}
    assert len({tuple(f.id for f in v.focus) for v in views}) > 150, (
        "a topic that comes back shows another part of itself"
    )
    assert len(shown) > len(known) / 2


async def test_the_same_order_gives_the_same_bytes(composer: Composer) -> None:
    held = hashes(await records(composer))
    one = await issue(composer, order(date(2026, 3, 1)), held, "en", ADDRESS)
    two = await issue(composer, order(date(2026, 3, 1)), held, "en", ADDRESS)
    assert one == two
    assert len(one.readout.pages(PAGE)) == 1


async def test_the_first_edition_has_the_whole_bottom_line(composer: Composer) -> None:
    made = edition(composer.store.meta, await records(composer), order(date(2026, 3, 1), first=True), None)
    assert [r.id for r in made.bottom_line] == list(composer.store.meta.bottom_line)
    assert not made.quiet


async def test_a_first_edition_on_agreements_names_them_before_what_a_paper_thinks_of_them(composer: Composer) -> None:
    known = await records(composer)
    made = edition(composer.store.meta, known, order(date(2026, 3, 1), first=True, topics=("aviation",)), None)
    assert {r.id for r in made.focus} == {r.id for r in known if isinstance(r, Deal) and "aviation" in r.topics}


async def test_an_assessment_takes_no_place_in_a_focus_that_a_fact_could_have(composer: Composer) -> None:
    """Of four places one may go to a note, in a first edition none, unless the topic has little else."""
    known = await records(composer)
    for topic in composer.store.meta.topics:
        others = [r for r in known if topic in r.topics and isinstance(r, Event | Deal | Figure | Position)]
        for first, most in ((True, 0), (False, 1)):
            asked = order(date(2026, 7, 6), first=first, topics=(topic,))  # no anniversary
            made = edition(composer.store.meta, known, asked, hashes(known))
            away = sum(r in others for r in (*made.bottom_line, *made.on_this_day))  # shown above
            assert sum(isinstance(r, Note) for r in made.focus) <= max(most, 4 - len(others) + away), topic


async def test_differences_of_wording_only_fill_the_days_that_those_that_matter_leave(composer: Composer) -> None:
    known = await records(composer)
    about = [r for r in known if isinstance(r, Discrepancy) and "legacy" in r.topics]
    matter = {d.id for d in about if d.weight != "wording"}
    days = [order(date(2026, 3, 1) + n * DAY, topics=("legacy",)) for n in range(60)]
    shown = [d.discrepancy for day in days if (d := edition(composer.store.meta, known, day, hashes(known)).difference)]
    assert 0 < len(matter) < 15
    assert matter <= {d.id for d in shown}
    assert {d.weight for d in shown} == {"meaning", "misleads", "wording"} & {d.weight for d in about}
    assert all(d.settled == "open" for d in shown if d.weight == "wording")
    apart = min(15, len({d.id for d in shown})) - 1
    assert all(d not in shown[max(0, n - apart) : n] for n, d in enumerate(shown))


async def test_a_settled_difference_begins_with_the_reading_that_is_used(composer: Composer) -> None:
    known = await records(composer)
    days = [order(date(2026, 3, 1) + n * DAY) for n in range(60)]
    shown = [edition(composer.store.meta, known, day, hashes(known)).difference for day in days]
    settled = [d for d in shown if d and d.discrepancy.settled != "open"]
    assert settled
    assert all(d.readings[0].preferred for d in settled)


async def test_on_this_day_and_ahead(composer: Composer) -> None:
    known = await records(composer)
    made = edition(composer.store.meta, known, order(date(2027, 2, 4)), hashes(known))
    assert [e.id for e in made.on_this_day if "hagerty" in e.id] == ["hung-hagerty"]
    shown = {e.id for n in range(8) for e in (await _ahead(composer, known, date(2026, 2, 19) + n * DAY))}
    assert {"board-meeting", "goal-2030", "goal-2045"} <= shown
    later = {e.id for n in range(8) for e in (await _ahead(composer, known, date(2026, 2, 21) + n * DAY))}
    assert "board-meeting" not in later, "its days are over"


async def _ahead(composer: Composer, known: list[Record], day: date) -> tuple[Record, ...]:
    return (edition(composer.store.meta, known, order(day), hashes(known))).ahead


async def test_topics_narrow_everything(composer: Composer) -> None:
    known = await records(composer)
    for n in range(10):
        made = edition(composer.store.meta, known, order(date(2026, 3, 1) + n * DAY, topics=("deals",)), hashes(known))
        assert made.topic == "deals"
        by_id = {r.id: r for r in known}
        assert all("deals" in by_id[fact].topics for fact in made.facts)


async def test_a_pack_past_its_review_is_stale(composer: Composer) -> None:
    review = composer.store.meta.review_by.last
    for day, said in ((review, False), (review + DAY, True)):
        made = await issue(composer, order(day), {}, "en", ADDRESS)
        assert any(line.text.startswith("-# Stale") for line in made.readout.lines) == said


# ---- changes ----


@asynccontextmanager
async def ferries(folder: Path) -> AsyncIterator[Composer]:
    async with open_composer(tiny(folder), folder / "data") as composer:
        yield composer


async def _said(composer: Composer, known: list[Record], before: dict[str, str] | None) -> str:
    view = edition(composer.store.meta, known, order(date(2019, 6, 2)), before)  # type: ignore[arg-type]
    labels = {s.id: s.label for s in composer.store.sources}
    return "\n".join(line.text for line in lines(composer.renderer("en").render("edition.md", view=view), labels))


def _deal(known: list[Record]) -> Deal:
    return next(r for r in known if isinstance(r, Deal))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("corrected", "### Corrected\n- **Engines and services** · Northline"),
        ("changed", "### Changed\n- **Engines and services** · Northline"),
        ("withdrawn", "### Withdrawn\n- **No longer held:** Northline"),
    ],
)
async def test_what_changed_since_the_last_post(tmp_path: Path, change: str, words: str) -> None:
    async with ferries(tmp_path) as composer:
        known = await records(composer)
        before, deal = hashes(known), _deal(known)
        entry = Change(on=When.parse("2019-06-01"), change=change, was="two ferries", why="a second paper")  # type: ignore[arg-type]
        now = deal.model_copy(update={"says": "Northline orders engines for four ferries", "history": (entry,)})
        said = await _said(composer, [now if r is deal else r for r in known], before)
        assert words in said
        assert "a second paper" in said
        assert "Quiet" not in said
        assert said.count("four ferries") == 1, "it is not told again under another heading"


async def test_a_new_fact_is_new_and_a_new_tag_is_no_change(tmp_path: Path) -> None:
    async with ferries(tmp_path) as composer:
        known = await records(composer)
        deal = _deal(known)
        before = {i: h for i, h in hashes(known).items() if i != deal.id}
        assert "### New" in await _said(composer, known, before)
        tagged = deal.model_copy(update={"topics": (*deal.topics, "harbour")})
        assert "Quiet" in await _said(composer, [tagged if r is deal else r for r in known], hashes(known))


async def test_without_a_record_the_histories_tell(tmp_path: Path) -> None:
    async with ferries(tmp_path) as composer:
        known = await records(composer)
        deal = _deal(known)
        for on, told in (("2019-06-02", True), ("2019-06-01", False), ("2019-05-31", False)):
            entry = Change(on=When.parse(on), change="corrected", was="two ferries")
            now = deal.model_copy(update={"history": (entry,)})
            said = await _said(composer, [now if r is deal else r for r in known], None)
            assert ("Corrected" in said) == told


async def test_a_fact_that_vanished_is_found(composer: Composer) -> None:
    known = await records(composer)
    assert vanished(hashes(known), known) == ()
    assert vanished([*hashes(known), "taken-out"], known) == ("taken-out",)


# ---- turns ----


@pytest.mark.parametrize("count", [2, 3, 8, 15, 16, 20, 32, 60])
def test_turns_come_back_as_late_as_they_can(count: int) -> None:
    items = list(range(count))
    turns = [turn(items, 739_000 + n) for n in range(6 * count)]
    apart = min(14, count - 1)
    for n, item in enumerate(turns):
        assert item not in turns[max(0, n - apart) : n]
    assert set(turns) == set(items)


def test_a_single_item_has_every_second_turn() -> None:
    assert [turn(["a"], n) for n in range(4)] == ["a", None, "a", None]
    assert turn([], 1) is None


def test_shares_cover_everything_and_pass_over_what_was_shown() -> None:
    items = list(range(10))
    assert {i for n in range(5) for i in share(items, n, 4, lambda item: False)} == set(items)
    assert share(items, 0, 4, lambda item: item < 8) == (8, 9)
    assert share([], 5, 4, lambda item: False) == ()


async def test_a_withdrawn_occasion_does_not_silence_the_day(composer: Composer) -> None:
    """A statement that was made at an event which is no longer held still says when it was made."""
    known = await records(composer)
    entry = Change(on=When.parse("2026-03-01"), change="withdrawn", why="not an event")
    call = next(r for r in known if r.id == "call-daines")
    gone = call.model_copy(update={"history": (entry,)})
    labels = {s.id: s.label for s in composer.store.sources}
    without = [gone if r is call else r for r in known]
    for n in range(40):
        view = edition(composer.store.meta, without, order(date(2026, 3, 2) + n * DAY), hashes(known))  # type: ignore[arg-type]
        assert lines(composer.renderer("en").render("edition.md", view=view), labels)
