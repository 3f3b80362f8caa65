"""Dates as a pack writes them: what is read, and in which order they stand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.when import When

days = st.dates(date(1900, 1, 1), date(2100, 12, 30))


@st.composite
def parts(draw: st.DrawFn) -> str:
    day = draw(days)
    return draw(st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"]))


@st.composite
def whens(draw: st.DrawFn) -> When:
    one, other = draw(parts()), draw(parts())
    if draw(st.booleans()):
        return When.parse(one)
    begin, end = sorted((one, other), key=lambda text: When.parse(text).first)
    return When.parse(f"{begin}/{end}")


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31), "year"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "month"),
        ("2019-05-03", date(2019, 5, 3), date(2019, 5, 3), "day"),
        ("2019-05-03/2019-06", date(2019, 5, 3), date(2019, 6, 30), "period"),
        ("2019/2021", date(2019, 1, 1), date(2021, 12, 31), "period"),
    ],
)
def test_the_form_of_a_date_gives_its_precision_and_its_earliest_and_latest_day(text, first, last, precision):
    when = When.parse(text)
    assert (when.first, when.last, when.precision, str(when)) == (first, last, precision, text)


@pytest.mark.parametrize(
    "text",
    [
        "", "May 2019", "2019-5-3", "2019-13", "2019-00", "2019-02-29", "2026-02-30", "0000", "19", "2019-05-03T10:00",
        "2019/", "/2019", "2019/2020/2021", "2019~", "2019-05-", " 2019", "２０１９", "2019-05-05/2019-05-03", 2019,
        date(2019, 5, 3), None,
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"date|calendar|before it begins"):
        When.parse(text)


@given(st.text(alphabet="0123456789-/ ", max_size=24))
def test_whatever_is_typed_is_read_or_refused_and_nothing_else_happens(text):
    try:
        when = When.parse(text)
    except ValueError:
        return
    assert str(when) == text
    assert when.first <= when.last


@given(whens())
def test_a_date_survives_being_written_and_read(when):
    assert When.parse(str(when)) == when


@given(st.lists(whens(), max_size=12))
def test_dates_stand_by_earliest_day_then_the_coarser_first(listed):
    coarse = ["period", "year", "month", "day"]
    for before, after in zip(ordered := sorted(listed), ordered[1:], strict=False):
        assert before.first <= after.first
        if before.first == after.first:
            assert coarse.index(before.precision) <= coarse.index(after.precision)


def test_a_year_stands_before_its_january_and_that_before_its_first_day():
    texts = ["2026-01-01", "2026-01", "2025-12-31", "2026", "2026-01-01/2026-01-03"]
    assert [str(w) for w in sorted(map(When.parse, texts))] == [
        "2025-12-31", "2026-01-01/2026-01-03", "2026", "2026-01", "2026-01-01",
    ]  # fmt: skip
