"""The document: what must carry a mark, how marks read, and how lines are packed into pages."""

from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import limits
from briefs.document import CLOSE, OPEN, Budget, Line, UncitedError, lines, pages
from briefs.fields import Citation

LABELS = {"ht": "HT", "km": "KM", "vns-c": "VNS-C"}


def mark(source: str, paragraph: int, anchor: str = "") -> str:
    return f" {OPEN}{source}:{paragraph}:{anchor}{CLOSE}"


# ---- Marks ----

STATEMENTS = [
    "- Northline ordered engines", "  - Northline ordered engines", "    - deeper", "> Northline ordered engines",
    "Northline ordered engines", "* Northline ordered engines", "1. Northline ordered engines", "#### too deep",
    "#no blank after it", "-#no blank after it", "-no blank", "**Northline**", "| a | table |", "---", "```", "\tText",
]  # fmt: skip


@pytest.mark.parametrize("line", STATEMENTS)
def test_a_line_that_states_something_and_cites_nothing_cannot_be_made(line):
    with pytest.raises(UncitedError):
        lines(f"# Title\n{line}\n", LABELS)
    assert lines(f"# Title\n{line}{mark('ht', 6)}\n", LABELS)[1].cites


@pytest.mark.parametrize("line", ["# In 2019", "## 3 ferries", "### Ferry 7", "-# Not stated: the 2nd", "-# ٣"])
def test_a_heading_or_a_foot_line_with_a_digit_needs_a_mark_too(line):
    with pytest.raises(UncitedError):
        lines(line, LABELS)
    assert lines(line + mark("km", 1), LABELS)[0].cites


@pytest.mark.parametrize(
    "line", ["# Agreements", "## The visit", "-# Not stated: value.", "", "-# Posted <t:1790000000:R>"]
)
def test_chrome_without_a_digit_of_its_own_needs_none(line):
    assert lines(f"# Title\n{line}\n# End", LABELS)[1].cites == ()


def test_a_digit_beside_a_time_of_the_bot_still_needs_a_mark():
    with pytest.raises(UncitedError):
        lines("-# 3 posts since <t:1790000000:R>", LABELS)


@given(st.text(st.characters(exclude_characters=f"{OPEN}{CLOSE}"), min_size=1))
def test_no_text_slips_past_uncited(text):
    """Whatever a template might print: every line is cited, blank, or chrome without a digit."""
    try:
        found = lines(text, LABELS)
    except UncitedError:
        return
    for line in found:
        assert line.kind == "blank" or (
            line.kind in ("heading", "subtext") and not any(c.isdecimal() for c in line.text)
        )


def test_adjacent_marks_read_as_one_in_the_order_of_the_sources():
    text = f"- It was signed.{mark('km', 24)}{mark('ht', 14)}{mark('ht', 6, 'an anchor: with a colon')}{mark('ht', 6)}"
    [line] = lines(text, LABELS)
    assert line.text == "- It was signed. [HT¶6,14; KM¶24]"
    assert {(c.source, c.paragraph) for c in line.cites} == {("km", 24), ("ht", 14), ("ht", 6)}
    assert "an anchor: with a colon" in {c.anchor for c in line.cites}


def test_marks_with_words_between_them_stay_with_their_words():
    [line] = lines(f"- Three{mark('ht', 6)} ≠ thirty, a misprint{mark('vns-c', 2)}", LABELS)
    assert line.text == "- Three [HT¶6] ≠ thirty, a misprint [VNS-C¶2]"


# ---- Pages ----


@st.composite
def documents(draw: st.DrawFn) -> tuple[Line, ...]:
    """Lines as templates make them, each with a text of its own."""
    made = [Line("heading", "# Title")]
    for n in range(draw(st.integers(1, 25))):
        kind = draw(st.sampled_from(["heading", "item", "item", "nested", "subtext", "blank"]))
        words = draw(st.sampled_from(["word ", "Việt Nam "])) * draw(st.integers(1, 12))
        lead = {"heading": draw(st.sampled_from(["## ", "### "])), "item": "- ", "nested": "  - ", "subtext": "-# "}
        text = "" if kind == "blank" else f"{lead[kind]}{n} {words.strip()}"
        sources = draw(st.sets(st.sampled_from(list(LABELS)))) if kind in ("item", "nested") else ()
        made.append(Line(kind, text, tuple(Citation(source=s, paragraph=1) for s in sorted(sources))))
    return tuple(made)


FOOT = {"ht": 30, "km": 20, "vns-c": 25}
budgets = st.builds(Budget, st.integers(260, 900), st.integers(420, 1500))


def shown(document, budget) -> list[list[Line]]:
    """The lines of each page without the heading that says that it goes on."""
    return [
        [line for line in page.lines if not line.text.endswith(" (continued)")]
        for page in pages(document, budget, FOOT)
    ]


@settings(max_examples=40)  # each draws a whole document
@given(documents(), budgets)
def test_nothing_is_lost_repeated_or_moved_by_paging(document, budget):
    """Blank lines aside: those that end a page are dropped."""
    paged = [line for page in shown(document, budget) for line in page if line.kind != "blank"]
    assert paged == [line for line in document if line.kind != "blank"]


@settings(max_examples=40)  # each draws a whole document
@given(documents(), budgets)
def test_every_page_keeps_its_budget_of_characters_and_bytes_with_the_foot_it_needs(document, budget):
    for page in pages(document, budget, FOOT):
        foot = sum(FOOT[source] for source in page.sources)
        if len(page.lines) > 1:
            assert len(page.text) + foot <= budget.characters
            assert len(page.text.encode()) + 2 * foot <= budget.bytes


@settings(max_examples=40)  # each draws a whole document
@given(documents(), budgets)
def test_an_item_is_never_parted_from_what_hangs_on_it_nor_a_heading_from_the_line_under_it(document, budget):
    """But for what no page holds by itself."""
    paged = [[line for line in page if line.kind != "blank"] for page in shown(document, budget)]
    for group in together(document):
        if fits(group, budget):
            assert any(set(group) <= set(page) for page in paged), group


def together(document) -> list[list[Line]]:
    """What belongs together, blank lines aside: headings with the line under them, an item with what hangs on it."""
    groups = [[document[0]]]
    for line in document[1:]:
        if line.kind == "blank":
            continue
        titles = all(before.kind in ("heading", "subtext") for before in groups[-1])
        if titles or line.kind in ("nested", "subtext"):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def fits(group, budget) -> bool:
    """Whether a page holds the group by itself, with some blank lines between."""
    foot = sum(FOOT[s] for s in {c.source for line in group for c in line.cites})
    text = "\n".join(line.text for line in group)
    return len(text) + foot + 25 <= budget.characters and len(text.encode()) + 2 * foot + 25 <= budget.bytes


def item(n: int, *, size: int = 80, kind: str = "item") -> Line:
    return Line(kind, f"- {n} ".ljust(size, "x"), (Citation(source="ht", paragraph=n + 1),))


def test_a_page_that_goes_on_says_under_which_heading():
    document = (Line("heading", "# Deals"), Line("heading", "## Aviation"), *(item(n) for n in range(9)))
    first, second, *_ = pages(document, Budget(400, 9000), {"ht": 10})
    assert first.lines[:2] == document[:2]
    assert second.lines[0].text == "## Aviation (continued)"


def test_a_page_that_begins_with_a_heading_of_its_own_repeats_none():
    document = (Line("heading", "## A"), item(1), item(2), item(3), Line("heading", "## B"), item(4), item(5))
    page = pages(document, Budget(300, 9000), {"ht": 10})[1]
    assert page.lines[0].text == "## B"


def test_a_group_that_no_page_holds_is_broken_between_its_lines_and_loses_none():
    document = (item(0), item(1), *(item(n, kind="nested") for n in range(2, 12)), item(12))
    paged = pages(document, Budget(400, 9000), {"ht": 10})
    assert [line for page in paged for line in page.lines] == list(document)
    assert all(len(page.text) + 10 <= 400 for page in paged)


def test_a_page_names_each_document_it_cites_once_in_the_order_of_first_citation():
    cites = [("km", 1), ("ht", 2), ("km", 3)]
    document = tuple(Line("item", "- x", (Citation(source=s, paragraph=p),)) for s, p in cites)
    [page] = pages(document, limits.PAGE, FOOT)
    assert page.sources == ("km", "ht")


def test_pages_can_be_made_twice_with_the_same_result():
    document = tuple(item(n) for n in range(40))
    assert pages(document, limits.PAGE, FOOT) == pages(document, limits.PAGE, FOOT)
    assert [k for k, _ in groupby(pages(document, Budget(300, 900), {"ht": 10}))]
