"""/timeline: the order of dates of unlike precision, ranges that match by overlap, and what stands apart."""

import pytest

from briefs.compose import open_composer
from tests.briefs.asking import refusal, text
from tests.briefs.packs import EVENTS, tiny

DATES = {
    "day": "2019-05-03", "day-again": "2019-05-03", "month": "2019-05", "year": "2019", "days": "2019-05-03/2019-05-05",
    "before": "2018-12-31", "june": "2019-06",
}  # fmt: skip


def happened(when: str, name: str, *, kind: str = "milestone", bound: str = "on") -> str:
    return (
        f'[events.{name}]\ntitle = "{name}"\ntype = "{kind}"\nsays = "The thing called {name} came about."\n'
        f'date = {{ {bound} = "{when}" }}\ntopics = ["ferries", "harbour", "sources"]\ncite = "gazette 6"\n\n'
    )


@pytest.fixture
async def dated(tmp_path):
    events = "".join(happened(when, name) for name, when in DATES.items())
    events += happened("2019-06", "some-day", bound="not_before") + happened("2019-05-04", "posted", kind="publication")
    folder = tiny(tmp_path, events=EVENTS.replace("2019", "1999") + "\n" + events)
    async with open_composer(folder, tmp_path / "data") as composer:
        yield composer


def named(shown: str) -> list[str]:
    return [line.split("called ")[1].split(" ")[0] for line in shown.split("\n") if "called " in line]


async def order(composer, **typed) -> list[str]:
    return named(await text(composer, "timeline", **typed))


async def test_events_stand_by_earliest_day_the_coarser_first_then_as_the_pack_has_them(dated):
    assert await order(dated) == [
        "before", "year", "month", "days", "day", "day-again", "posted", "june", "some-day",
    ]  # fmt: skip


async def test_what_has_no_date_of_its_own_stands_apart_with_its_bounds(dated):
    shown = (await text(dated, "timeline")).split("\n")
    apart = shown.index("## Without a date of their own")
    assert "Jun 2019" in next(line for line in shown[apart:] if "some-day" in line)


@pytest.mark.parametrize(
    ("typed", "lies", "may"),
    [
        ({"from_": "2019-05-04"}, "days posted june some-day", "year month"),
        ({"to": "2019-05-02"}, "before", "year month"),
        ({"from_": "2019-05", "to": "2019-05"}, "month days day day-again posted", "year"),
        ({"from_": "2019-05-05", "to": "2019-05-05"}, "days", "year month"),
        ({"from_": "2019-05-06", "to": "2019-05-06"}, "", "year month"),
        ({"from_": "2018", "to": "2018"}, "before", ""),
        ({"from_": "2019", "to": "2019"}, "year month days day day-again posted june", "some-day"),
        ({"from_": "2020"}, "", "some-day"),
    ],
)
async def test_a_range_tells_what_lies_in_it_from_what_only_may(typed, lies, may, dated):
    surely, _, possibly = (await text(dated, "timeline", **typed)).partition("## May fall in these dates")
    assert named(surely) == lies.split()
    assert named(possibly) == may.split()


async def test_what_is_known_only_to_have_been_by_a_day_is_not_put_into_years_before_it(composer):
    """No article says since when the letter, the Congress or the Charter may be; all three were by February 2026."""
    surely, _, possibly = (await text(composer, "timeline", from_="2020", to="2024")).partition("## May fall")
    assert "upgraded their ties in September 2023" in surely
    assert "**by " not in surely
    assert possibly.count("**by ") > 5
    assert "## May fall" not in await text(composer, "timeline")


async def test_every_event_means_the_days_of_publication_too(dated, composer):
    assert "posted" in await order(dated)
    published = [e for e in await composer.store.facts("event") if e.type == "publication"]
    assert published
    shown = await text(composer, "timeline")
    assert all(e.says.rstrip(".") in shown for e in published)


@pytest.mark.parametrize(
    ("asked", "dates"),
    [
        (
            {"brief": "relations"},
            ["Nov 2024", "between Nov 2024", "20 Mar 2025", "by 18 Feb 2026", "18 Feb 2026"],
        ),
        (
            {"brief": "who", "name": "to lam"},
            ["between Nov 2024", "20 Mar 2025", "by 18 Feb 2026", "18 Feb 2026"],
        ),
        ({"brief": "senators", "name": "daines"}, ["Mar 2025", "20 Mar 2025", "by 18 Feb 2026", "18 Feb 2026"]),
        ({"brief": "agreement"}, ["4 Feb 2026", "from 18 Feb 2026 on"]),
    ],
)
async def test_under_another_heading_what_has_no_date_of_its_own_stands_where_it_may_first_have_been(
    asked, dates, composer
):
    shown = await text(composer, **asked)
    places = [shown.index(f"- **{date}") for date in dates]
    assert places == sorted(places)


async def test_every_event_of_the_pack_stands_in_the_timeline_with_kind_date_and_whether_it_is_inferred(composer):
    lines, wrong = (await text(composer, "timeline")).split("\n"), []
    for event in await composer.store.facts("event"):
        line = next((line for line in lines if event.says.rstrip(".") in line), "")
        wrong += [event.id] * (f"**{composer.renderer('en').date(event.date)}" not in line or event.type not in line)
        wrong += [event.id] * (bool(event.date.inferred) != ("inferred" in line.split(event.says[:20])[0]))
    assert not wrong


async def test_a_range_in_which_nothing_lies_is_answered_so(dated):
    assert "holds no event that fits" in await text(dated, "timeline", from_="1901", to="1902")


@pytest.mark.parametrize(
    "typed", [{"from_": "2026-02-30"}, {"to": "2026-13"}, {"from_": "soon"}, {"from_": "2026", "to": "2025"}]
)
async def test_an_impossible_range_is_refused_with_the_forms_that_work(typed, composer):
    said = await refusal(composer, "timeline", **typed)
    assert "a year (2026), a month (2026-02) or a day (2026-02-18)" in said
