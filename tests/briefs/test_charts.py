"""Pictures: their numbers are the facts', their words fit and can be read, and every letter is there."""

import re
import struct
import unicodedata
from contextlib import asynccontextmanager
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
import resvg_py

from briefs import charts
from briefs.facts import Deal, Event, Figure
from briefs.lettering import MARGIN, WIDTH, bars, text_width, wrap
from briefs.render import Renderer
from briefs.store import build, open_store

TONES = "\u0300\u0301\u0303\u0309\u0323"
VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxy" + "".join(
    unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES
)
LETTERS = VIETNAMESE + VIETNAMESE.upper()

PACK = """
id = "ferries"
title = "Ferries"
about = "A tiny pack."
as_of = "2019-05-20"
review_by = "2020-05-20"
accent = "#123456"
[topics]
ferries = "Ferries"
"""
SOURCE = f"""
[sources.gazette]
label = "GZ"
about = "the ferry gazette"
language = "English"
file = "gazette.txt"
sha256 = "{"0" * 64}"
paragraphs = 40
"""
NORTHLINE = """
[organisations.northline]
name = "Northline"
type = "company"
says = "Northline runs ferries."
cite = "gazette 1"
"""


def figure(name, measure, value, cite, **more):
    given = "".join(f'{key} = "{text}"\n' for key, text in more.items())
    stated = value if value.startswith("computed") else f'value = "{value}"'
    says = "It is {value}." if value.startswith("computed") else "So it is."
    return f'[figures.{name}]\nmeasure = "{measure}"\nsays = "{says}"\n{stated}\n{given}cite = "gazette {cite}"\n'


def money(direction, value, cite):
    text = figure(direction, f"ferry {direction}", value, cite, unit="billion", currency="USD", direction=direction)
    return text + 'period = { on = "2019-04" }\n'


def deal(name, title, kind, quantity, cite, unit="ferries"):
    return (
        f'[deals.{name}]\ntitle = "{title}"\ntype = "{kind}"\nsays = "So it is."\nitem = "ferries"\n'
        f'parties = {{ buyer = ["northline"] }}\nquantity = {quantity}\nunit = "{unit}"\nsector = "ferries"\n'
        f'signed = {{ on = "2019-05-03" }}\ncite = "gazette {cite}"\n'
    )


def event(name, date, cite, kind="meeting", title=None):
    title = title or f"The {name}"
    return (
        f'[events.{name}]\ntitle = "{title}"\ntype = "{kind}"\nsays = "It was so."\n'
        f'date = {date}\ncite = "gazette {cite}"\n'
    )


RECORDS = {
    "exports": money("exports", "13.9", 2),
    "imports": money("imports", "1.9", 3),
    "balance": money("balance", 'computed = { op = "difference", of = ["exports", "imports"] }', 4),
    "three": deal("three", "Northline buys <three> & *more*", "purchase", 3, 5),
    "seven": deal("seven", "Northline has seven fitted", "engines and services", 7, 6),
    "launch": event("launch", '{ on = "2019-05-03" }', 7),
    "parley": event("parley", '{ on = "2019-05", inferred = "from the talks" }', 8),
    "long-ago": event("long-ago", '{ on = "1995-07-01" }', 9),
    "century": event("century", '{ on = "2019" }', 10, "period"),
    "someday": event("someday", '{ not_after = "2019-05-03" }', 11),
    "here": figure("here", "projects here", "1409", 12, unit="projects", direction="inward", bound="around"),
    "there": figure("there", "projects there", "230", 13, unit="projects", direction="outward"),
    "capital": figure("capital", "capital", "1.3", 14, unit="billion", currency="USD", direction="outward"),
    "rank": figure("rank", "rank", "11", 15, unit="rank", direction="inward"),
    "rivals": figure("rivals", "rivals", "108", 16, unit="countries and territories", direction="inward"),
}


@asynccontextmanager
async def pack(folder, without=(), **changed):
    """The renderer and store of a tiny pack: its records, without some and with others put in their place."""
    records = {name: text for name, text in (RECORDS | changed).items() if name not in without}
    (folder / "pack").mkdir()
    (folder / "pack" / "pack.toml").write_text(PACK, encoding="utf-8")
    text = "\n".join([SOURCE, NORTHLINE.replace("cite", 'topics = ["ferries"]\ncite'), *records.values()])
    (folder / "pack" / "records.toml").write_text(text, encoding="utf-8")
    async with open_store(build(folder / "pack", folder / "data")) as store:
        yield store, Renderer(store, "en")


@pytest.fixture(params=list(charts.CHARTS))
async def sketch(request, composer):
    """Each chart of the pack that comes with Readout."""
    found = await charts.sketch(composer.store, composer.renderer("en"), request.param)
    assert found
    return found


def texts(svg):
    return list(ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"))


def styles(svg):
    """Class -> its declarations, of the style sheet in the picture."""
    rules = re.findall(r"\.(\w+) \{([^}]*)\}", svg)
    return {name: dict(re.findall(r"([a-z-]+): ([^;]+);", body)) for name, body in rules}


# ---- The numbers ----


async def test_a_changed_fact_changes_the_picture(tmp_path):
    async with pack(tmp_path, exports=money("exports", "14.2", 2)) as (store, renderer):
        sketch = await charts.sketch(store, renderer, "trade")
    words = " ".join(text.text for text in texts(sketch.svg))
    assert re.findall(r"US\$([\d.]+) billion", words) == ["14.2", "1.9", "12.3"]
    widths = [float(w) for w in re.findall(r'width="([\d.]+)" height="20"', sketch.svg)]
    assert widths[1] / widths[0] == pytest.approx(1.9 / 14.2, rel=0.01)
    assert widths[0] - widths[1] == pytest.approx(widths[2], abs=0.2)


async def test_the_key_is_that_of_the_picture(tmp_path):
    async with pack(tmp_path) as (store, renderer):
        first, again = [await charts.sketch(store, renderer, "trade") for _ in range(2)]
    (tmp_path / "other").mkdir()
    async with pack(tmp_path / "other", imports=money("imports", "2.0", 3)) as (store, renderer):
        other = await charts.sketch(store, renderer, "trade")
    assert first.key == again.key != other.key


async def test_agreements_stand_by_themselves_each_with_its_kind(tmp_path):
    async with pack(tmp_path) as (store, renderer):
        sketch = await charts.sketch(store, renderer, "agreements")
    words = [text.text for text in texts(sketch.svg)]
    kinds = [words.index(kind) for kind in ("Purchase", "Engines and services")]
    assert kinds[0] < words.index("3 ferries") < kinds[1] < words.index("7 ferries")
    assert "Number of ferries in each; kinds are not added up" in words
    assert "10" not in sketch.alt
    assert len({hue for hue in re.findall(r'class="(hue\d)"', sketch.svg)}) == 2


async def test_agreements_that_count_unlike_things_share_no_axis(tmp_path):
    fitted = deal("seven", "Northline has seven fitted", "engines and services", 7, 6, unit="engines")
    async with pack(tmp_path, seven=fitted) as (store, renderer):
        assert await charts.sketch(store, renderer, "agreements") is None


async def test_the_aircraft_to_be_served_are_not_taken_for_engines(composer):
    """HT¶14 gives 44 aircraft and no number of engines."""
    sketch = await charts.sketch(composer.store, composer.renderer("en"), "agreements")
    words = [text.text for text in texts(sketch.svg)]
    assert "44 aircraft" in words
    assert "Engines and services: Vietjet signs for engines and maintenance for 44 A321: 44 aircraft." in sketch.alt
    assert "number of aircraft in each agreement" in sketch.caption.text


async def test_a_picture_that_is_passed_on_alone_names_its_sources(composer, sketch):
    """The documents and paragraphs of the cited caption, at the foot and for who cannot see it."""
    foot = " ".join(text.text for text in texts(sketch.svg) if text.get("class") == "foot")
    assert sketch.alt.count("¶") == foot.count("¶") == foot.count("Source: ")
    for source in composer.store.sources:
        paragraphs = sorted({cite.paragraph for cite in sketch.caption.cites if cite.source == source.id})
        marked = f"[{source.label}¶{', '.join(map(str, paragraphs))}]"
        assert (marked in foot) == (marked in sketch.alt) == bool(paragraphs)
        named = source.publisher or source.agency or source.title
        assert (named.is_ in foot) or not paragraphs


async def test_words_for_who_cannot_see_are_cut_before_the_source_is(tmp_path):
    many = {f"e{n}": event(f"e{n}", '{ on = "2019-05-04" }', 7, title="a long title " * 12) for n in range(9)}
    async with pack(tmp_path, **many) as (store, renderer):
        sketch = await charts.sketch(store, renderer, "timeline")
    assert len(sketch.alt) <= charts.LONGEST_ALT
    assert sketch.alt.endswith("… Sources: the ferry gazette, undated [GZ¶7, 8].")


async def test_the_timeline_leaves_out_what_has_no_day_and_what_is_long_past(tmp_path):
    async with pack(tmp_path) as (store, renderer):
        sketch = await charts.sketch(store, renderer, "timeline")
    assert "May 2019: The parley*. 3 May 2019: The launch." in sketch.alt
    assert not re.search("long-ago|century|someday", sketch.svg + sketch.alt)
    assert "Left out" in sketch.caption.text


async def test_what_no_source_gives_of_one_direction_is_not_drawn_for_it(tmp_path):
    async with pack(tmp_path) as (store, renderer):
        sketch = await charts.sketch(store, renderer, "investment")
    words = {text.text for text in texts(sketch.svg)}
    assert {"around 1,409 projects", "230 projects", "US$1.3 billion", "11 of 108 countries and territories"} <= words
    assert sketch.svg.count('height="20"') == 2  # the projects alone are bars


@pytest.mark.parametrize(
    ("name", "without"),
    [("trade", "imports balance"), ("trade", "balance"), ("agreements", "seven"), ("timeline", "launch parley"),
     ("investment", "there"), ("investment", "here")],
)  # fmt: skip
async def test_no_picture_without_its_facts(tmp_path, name, without):
    async with pack(tmp_path, without=without.split()) as (store, renderer):
        assert await charts.sketch(store, renderer, name) is None


async def test_exports_and_imports_of_two_months_are_not_compared(tmp_path):
    april = RECORDS["imports"].replace("2019-04", "2019-03")
    async with pack(tmp_path, without=["balance"], imports=april) as (store, renderer):
        assert await charts.sketch(store, renderer, "trade") is None


async def test_alt_and_caption_hold_every_fact_that_is_drawn(composer, sketch):
    view = await charts.CHARTS[sketch.name](composer.store)
    assert len(sketch.alt) <= charts.LONGEST_ALT
    for fact in view.facts:
        assert set(fact.cite) <= set(sketch.caption.cites)
        match fact:
            case Figure(value=value):
                assert re.search(rf"\b{re.escape(f'{value:,}')}\b", sketch.alt)
            case Deal(quantity=quantity, title=title):
                assert re.search(rf"\b{quantity}\b", sketch.alt)
                assert title in sketch.alt
            case Event(title=title):
                assert title in sketch.alt
    drawn = {n for text in texts(sketch.svg) for n in re.findall(r"\d[\d,.]*\d|\d", text.text)}
    assert drawn <= set(re.findall(r"\d[\d,.]*\d|\d", sketch.alt))


async def test_what_a_curator_writes_stands_letter_for_letter(tmp_path):
    async with pack(tmp_path) as (store, renderer):
        sketch = await charts.sketch(store, renderer, "agreements")
    assert "Northline buys <three> & *more*" in [text.text for text in texts(sketch.svg)]
    assert "Northline buys <three> & *more*:" in sketch.alt


# ---- Where it stands ----


def advances(path):
    """The width of each letter of a TrueType font in em, from its tables head, hhea, hmtx and cmap (format 4)."""
    font = path.read_bytes()
    directory = struct.iter_unpack(">4sIII", font[12 : 12 + 16 * struct.unpack_from(">H", font, 4)[0]])
    tables = {tag.decode(): offset for tag, _, offset, _ in directory}
    em = struct.unpack_from(">H", font, tables["head"] + 18)[0]
    count = struct.unpack_from(">H", font, tables["hhea"] + 34)[0]
    widths = [advance / em for advance, _ in struct.iter_unpack(">Hh", font[tables["hmtx"] :][: 4 * count])]
    cmap = tables["cmap"] + struct.unpack_from(">I", font, tables["cmap"] + 8)[0]
    segments = struct.unpack_from(">H", font, cmap + 6)[0] // 2
    starts = (cmap + 14, cmap + 16 + 2 * segments, cmap + 16 + 4 * segments, cmap + 16 + 6 * segments)
    ends, firsts, deltas, offsets = (struct.unpack_from(f">{segments}H", font, at) for at in starts)
    found = {}
    for n in range(segments):
        for code in range(firsts[n], min(ends[n], 0xFFFE) + 1):
            at = starts[3] + 2 * n + offsets[n] + 2 * (code - firsts[n])
            glyph = struct.unpack_from(">H", font, at)[0] if offsets[n] else code
            if glyph and (glyph := (glyph + deltas[n]) & 0xFFFF):
                found[chr(code)] = widths[min(glyph, count - 1)]
    return found


@pytest.fixture(scope="module")
def fonts():
    regular, bold = (advances(Path(file)) for file in charts.font_files())
    return {"400": regular, "700": bold}


async def test_every_text_is_large_enough_and_inside_the_picture(sketch, fonts):
    rules = styles(sketch.svg)
    height = float(ElementTree.fromstring(sketch.svg).get("height"))
    for text in texts(sketch.svg):
        rule = rules[text.get("class")]
        size = float(rule["font-size"].removesuffix("px"))
        wide = size * sum(fonts[rule.get("font-weight", "400")][letter] for letter in text.text)  # KeyError: tofu
        assert size >= (14 if text.get("class") == "foot" else 16)
        assert float(text.get("x")) >= MARGIN
        assert float(text.get("x")) + wide <= WIDTH - MARGIN + 1, text.text
        assert size <= float(text.get("y")) <= height - size / 2


async def test_lines_of_text_do_not_overlap(sketch):
    rows = sorted((float(text.get("y")), text.get("class") == "foot") for text in texts(sketch.svg))
    assert all(below - above >= (18 if foot else 20) for (above, _), (below, foot) in pairwise(rows))


def test_no_line_is_wider_than_its_bound(fonts):
    usual = LETTERS + "".join(map(chr, range(0x20, 0x7F))) + "–—−’“”·"
    for widths in fonts.values():
        assert {letter for letter in usual if widths[letter] > text_width(letter, 1)} == set()


def test_text_is_wrapped_into_lines_of_like_length():
    assert wrap("one two three four", 10, 1000) == ["one two three four"]
    assert wrap("Vietjet signs for engines and maintenance for 44 A321", 16, 432) == [
        "Vietjet signs for engines and", "maintenance for 44 A321",
    ]  # fmt: skip
    assert wrap("Donaudampfschifffahrtsgesellschaft so", 16, 60) == ["Donaudampfschifffahrtsgesellschaft", "so"]


def test_bars_leave_room_for_their_labels():
    drawn = bars([(Decimal(0), Decimal(0), "0"), (Decimal(0), Decimal("0.1"), "a long label"), (5, 2, "x")], 17)
    assert all(bar.width >= 2 and bar.x >= MARGIN for bar in drawn)
    assert all(bar.after + text_width(bar.label, 17) <= WIDTH - MARGIN + 1 for bar in drawn)
    assert bars([(Decimal(0), Decimal(0), "none")], 17)[0].width == 2


# ---- How it looks ----


def luminance(colour):
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


async def test_every_text_stands_out_from_the_panel(sketch):
    """WCAG 2.2, 1.4.3: at least 4.5:1. The panel fills the picture, so Discord's mode does not matter."""
    panel = luminance(re.search(r'<rect width="480" height="[\d.]+" fill="(#\w{6})"/>', sketch.svg)[1])
    usual = re.search(r"text \{[^}]*fill: (#\w{6})", sketch.svg)[1]
    for text in texts(sketch.svg):
        ink = luminance(styles(sketch.svg)[text.get("class")].get("fill", usual))
        assert (ink + 0.05) / (panel + 0.05) >= 4.5


async def test_a_drawn_chart_is_small_sharp_and_named_in_ascii(sketch):
    picture = charts.draw(sketch)
    assert picture.file.isascii()
    assert struct.unpack_from(">I", picture.png, 16)[0] == charts.ZOOM * WIDTH
    assert len(picture.png) < 200_000


def drawn(letter):
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="34"><text y="25" x="2" font-size="16" '
        f'font-family="Be Vietnam Pro">{letter}</text></svg>'
    )
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=charts.font_files()))


def test_every_vietnamese_letter_is_drawn_and_unlike_any_other():
    missing = {drawn(" "), drawn("\ue123"), drawn("\ufffd")}
    pictures = {letter: drawn(letter) for letter in LETTERS}
    assert not missing & set(pictures.values())
    assert len(set(pictures.values())) == len(LETTERS) == 178
