"""Every readout of the pack that comes with Readout, page by page, as a reader would get it."""

import asyncio
import re
from collections.abc import Callable, Mapping
from itertools import permutations
from pathlib import Path

import pytest

from bot import limits
from briefs.address import Address
from briefs.compose import Readout, open_composer
from briefs.document import Page
from briefs.fields import Citation
from briefs.refusal import Refusal
from tests.briefs.everything import addresses
from tests.conftest import ROOT, TODAY

Foot = Callable[[tuple[str, ...], int, int], str]


class Everything:
    """All readouts by address, what the pack prints at their feet, and how long its sources are."""

    def __init__(self) -> None:
        self.readouts: dict[Address, Readout] = {}
        self.refused: dict[Address, str] = {}
        self.cited: dict[Address, list[Readout]] = {}

    async def compose(self, seeds: Path, data: Path) -> None:
        async with open_composer(seeds, data) as composer:
            self.records = {r.id: r for r in await composer.store.everything()}
            self.paragraphs: Mapping[str, int] = {s.id: s.paragraphs for s in composer.store.sources}
            self.labels = {s.label for s in composer.store.sources}
            renderer = composer.renderer("en")
            # As text: Markup would escape the page that it is put under.
            self.foot: Foot = lambda sources, n, of: str(renderer.foot(sources, n, of, TODAY))
            for address in addresses(composer):
                try:
                    self.readouts[address] = await composer.compose(address, TODAY)
                except Refusal as refusal:
                    self.refused[address] = renderer.refusal(refusal)
            for address in [a for a in self.readouts if not a.parameters]:
                count = len(self.readouts[address].pages(limits.PAGE))
                self.cited[address] = [
                    await composer.citations(address.on_page(n), TODAY, budget=limits.PAGE) for n in range(1, count + 1)
                ]


@pytest.fixture(scope="module")
def everything(data: Path) -> Everything:
    found = Everything()
    asyncio.run(found.compose(ROOT / "seeds", data))
    return found


def check(everything: Everything, wrong: Callable[[Page], object]) -> list[str]:
    """The pages of which `wrong` says something, each with its address."""
    found = []
    for address, readout in everything.readouts.items():
        for number, page in enumerate(readout.pages(limits.PAGE), 1):
            if what := wrong(page):
                found.append(f"{address.on_page(number)}: {what}")
    return found


def test_there_is_much_to_look_at(everything):
    assert len(everything.readouts) > 700
    assert {a.brief for a in everything.readouts} >= {
        "deals",
        "senators",
        "timeline",
        "brief",
        "who",
        "fact",
        "compare",
    }


def test_nothing_that_completion_offers_is_refused(everything):
    assert not everything.refused


def test_every_statement_line_ends_with_its_source_and_paragraph(everything):
    bracket = re.compile(r" \[(?:[A-Z0-9-]+¶\d+(?:,\d+)*(?:; )?)+\]$")

    def uncited(page: Page) -> list[str]:
        states = [line for line in page.lines if line.kind in ("item", "nested", "quote", "text")]
        return [line.text for line in states if not bracket.search(line.text) or not line.cites]

    assert not check(everything, uncited)


def test_chrome_states_no_number_without_a_source(everything):
    def numbered(page: Page) -> list[str]:
        chrome = [line for line in page.lines if line.kind in ("heading", "subtext") and not line.cites]
        return [line.text for line in chrome if re.search(r"\d", line.text)]

    assert not check(everything, numbered)


def test_every_mark_names_a_paragraph_that_its_source_has(everything):
    def nowhere(page: Page) -> list[Citation]:
        cites = [c for line in page.lines for c in line.cites]
        return [c for c in cites if not 1 <= c.paragraph <= everything.paragraphs.get(c.source, 0)]

    assert not check(everything, nowhere)


def test_every_bracket_names_a_label_of_the_pack(everything):
    def unknown(page: Page) -> set[str]:
        return set(re.findall(r"([A-Z0-9-]+)¶", page.text)) - everything.labels

    assert not check(everything, unknown)


def test_every_page_with_its_foot_keeps_discords_limits(everything):
    over = []
    for address, readout in everything.readouts.items():
        pages = readout.pages(limits.PAGE)
        for number, page in enumerate(pages, 1):
            text = page.text + everything.foot(page.sources, number, len(pages))
            if len(text) > limits.TEXT or len(text.encode()) > limits.TEXT_BYTES:
                over.append(f"{address.on_page(number)}: {len(text)} characters, {len(text.encode())} bytes")
    assert not over


def test_no_page_is_empty_and_each_begins_with_a_heading(everything):
    assert not check(everything, lambda page: not page.text.strip() or page.lines[0].kind != "heading")


def test_a_foot_names_each_document_its_page_cites(everything):
    wrong = []
    for address, readout in everything.readouts.items():
        pages = readout.pages(limits.PAGE)
        for number, page in enumerate(pages, 1):
            foot = everything.foot(page.sources, number, len(pages))
            shown = set(re.findall(r"([A-Z0-9-]+)¶", page.text))
            wrong += [f"{address.on_page(number)}: {label}" for label in shown if f"-# {label} — " not in foot]
            wrong += [str(address)] * (f"page {number} of {len(pages)}" not in foot)
    assert not wrong


def test_the_button_for_sources_shows_every_paragraph_that_the_page_cites(everything):
    wrong = []
    for address, cited in everything.cited.items():
        for page, shown in zip(everything.readouts[address].pages(limits.PAGE), cited, strict=True):
            wanted = {(c.source, c.paragraph) for line in page.lines for c in line.cites}
            given = {(c.source, c.paragraph) for line in shown.lines for c in line.cites}
            wrong += [str(address)] * (wanted != given)
    assert not wrong


def test_every_difference_that_a_page_shows_is_listed_behind_its_button(everything):
    """Whoever reads a ≠ and presses the button finds it there, with its readings."""
    differences = [r for r in everything.records.values() if r.kind == "discrepancy" and r.inline]
    wrong, led, seen = [], set(), 0
    for address, readout in everything.readouts.items():
        for button in (b for b in readout.related if b.brief == "discrepancies"):
            shown, listed = words(readout), words(everything.readouts[button])
            met = [d for d in differences if f"≠ {d.inline}" in shown]
            wrong += [f"{address} -> {button}: {d.id}" for d in met if f"- **{d.title}**" not in listed]
            led, seen = led | {address.brief}, seen + len(met)
    assert not wrong
    assert seen > 50
    assert {"brief", "legacy", "relations"} <= led


def words(readout: Readout) -> str:
    """What a readout says, without the backslashes that keep Discord from reading Markdown."""
    return re.sub(r"\\(.)", r"\1", "\n".join(line.text for line in readout.lines))


def test_the_sources_of_a_page_show_words_to_find_them_by_or_say_that_there_are_none(everything):
    """One line a paragraph, no words twice; the paragraphs that are cited as a whole stand in one line together."""
    wrong, whole = [], 0
    for address, cited in everything.cited.items():
        for line in [line for shown in cited for line in shown.lines if line.kind == "item"]:
            text = line.text.rpartition(" [")[0].removeprefix("- ")
            words = re.findall("“([^”]+)”", text)
            whole += text == "Cited as a whole, with no words singled out:"
            twice = [a for a, b in permutations(words, 2) if a in b]
            wrong += [f"{address}: {line.text}"] * (bool(twice) or not (words or text.startswith("Cited as a whole")))
            wrong += [f"{address}: {line.text}"] * (bool(words) and len({c.paragraph for c in line.cites}) > 1)
    assert not wrong
    assert whole


def test_no_line_prints_what_only_the_schema_means(everything):
    """Ids of records, names of fields, Python's own words: a reader must not meet them. /fact lists ids on purpose."""
    ids = {i for i in everything.records if "-" in i}
    python = re.compile(r"\bNone\b|\bTrue\b|\bFalse\b|<[a-z_.]+ object|\{value\}|\{\{|\}\}|&amp;|&#\d+;")

    def raw(line: str) -> list[str]:
        return [
            *python.findall(line),
            *(w for w in re.findall(r"(?<![\w/-])[a-z0-9]+(?:-[a-z0-9]+)+(?![\w-])", line) if w in ids),
        ]

    wrong = [
        f"{address}: {found} in {line.text}"
        for address, readout in everything.readouts.items()
        for line in readout.lines
        if (found := raw(line.text)) and not (address.brief == "fact" and line.text.startswith("- `"))
    ]
    assert not wrong


def test_every_record_can_be_reached_from_some_readout(everything):
    """A fact that no brief shows is lost on the reader; /fact and /who alone do not count."""
    shown = {
        line.text
        for address, readout in everything.readouts.items()
        if address.brief not in ("fact", "who")
        for line in readout.lines
    }
    text = re.sub(r"\\(?=[^\w\s])|\\(?=_)", "", "\n".join(shown))
    lost = [
        record.id
        for record in everything.records.values()
        if record.kind in ("deal", "event", "figure", "position", "note") and record.says.rstrip(".") not in text
    ]
    assert not lost
