"""Charts of the facts: SVG from Jinja, drawn by resvg with fonts of our own, the same on every machine.

A chart chooses its facts by their fields; no number and no id of a pack stands here. At its foot it names what its
caption cites, for it is saved and passed on alone. `sketch` is pure and takes about 10 ms. `draw` holds the
interpreter for 45 to 150 ms (2 cores, CPython 3.11): draw at start, in a thread, and keep the picture under the
sketch's `key`. What sources dispute is not in a picture: it stands under the lines of the same facts, so show a
picture only in a brief that has those lines.
"""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import resvg_py
from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader

from .document import Line, lines
from .facts import Deal, Event, Figure, Source
from .fields import Citation
from .lettering import bars, wrap
from .render import Renderer
from .store import Store
from .view import by_date, only
from .when import When

ZOOM = 2  # pixels a unit, for screens of a high density
LONGEST_ALT = 1024  # characters of an attachment's description that Discord takes
MOST_EVENTS = 14  # rows of the timeline that stay legible on a phone
NO_DAY = ("period", "milestone", "goal", "publication")  # events that are no happening of some day
FONTS = ("Regular", "Bold")


@dataclass(frozen=True)
class Sketch:
    """A chart before it is drawn. `alt` repeats its numbers and its foot; `caption` cites every fact in it."""

    name: str
    svg: str
    alt: str
    caption: Line

    @property
    def key(self) -> str:
        """The same for the same picture: what a drawn one is kept under."""
        return hashlib.sha256(self.svg.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Picture:
    """A drawn chart, ready to stand on a page above its caption. `file` is ASCII, `alt` at most 1,024 characters."""

    file: str
    png: bytes
    alt: str
    caption: Line


async def sketch(store: Store, renderer: Renderer, name: str) -> Sketch | None:
    """A chart in the words of the renderer's language, not yet drawn; None where its facts are missing."""
    view = await CHARTS[name](store)
    if view is None:
        return None
    svg = _svg(renderer)
    say: Any = svg.globals["say"]
    marked: Any = renderer.environment.get_template("pictures.md").module
    text = str(marked.caption(name, view, Cited(view.facts)))
    caption = lines(text, {source.id: source.label for source in store.sources})[0]
    foot = _foot(store, caption)
    sources = say("sources", foot)
    alt = textwrap.shorten(say(f"{name}_alt", view), LONGEST_ALT - len(sources) - 1, placeholder=" …")
    return Sketch(
        name=name,
        svg=svg.get_template(f"{name}.svg").render(view=view, foot=foot),
        alt=f"{alt} {sources}",
        caption=caption,
    )


def _foot(store: Store, caption: Line) -> tuple[tuple[Source, tuple[int, ...]], ...]:
    """The sources that a caption cites, in order of first citation, each with its paragraphs."""
    sources = {source.id: source for source in store.sources}
    cited = dict[str, set[int]]()
    for cite in caption.cites:
        cited.setdefault(cite.source, set()).add(cite.paragraph)
    return tuple((sources[source], tuple(sorted(paragraphs))) for source, paragraphs in cited.items())


@lru_cache(maxsize=2)
def _svg(renderer: Renderer) -> Environment:
    """The environment of the SVG templates: values are escaped as XML, words come from the language's pictures.md."""
    plain = renderer.environment.overlay(autoescape=False, finalize=None)  # no Markdown in pictures
    plain.filters = {**plain.filters, "number": lambda value: _number(value, renderer.language)}
    words = plain.get_template("pictures.md").module
    svg = plain.overlay(autoescape=True, loader=PackageLoader("briefs", "templates/charts"))
    svg.filters = {**svg.filters, "wrap": wrap}
    svg.globals = {**svg.globals, "bars": bars, "say": lambda code, *values: str(getattr(words, code)(*values))}
    return svg


def draw(sketch: Sketch) -> Picture:
    """Draw a sketch. Blocks, and holds the interpreter: call it at start, in a thread."""
    png = resvg_py.svg_to_bytes(svg_string=sketch.svg, zoom=ZOOM, skip_system_fonts=True, font_files=font_files())
    return Picture(f"{sketch.name}.png", bytes(png), sketch.alt, sketch.caption)


def font_files() -> list[str]:
    """The fonts that pictures are drawn with: they have every Vietnamese mark."""
    folder = files("fontpkg_be_vietnam_pro").joinpath("files")
    return [str(folder.joinpath(f"BeVietnamPro-{style}.ttf")) for style in FONTS]


def _number(value: Decimal | int, language: str) -> str:
    """A number to the decimals that it is stated to: 12.0 stays 12.0."""
    places = max(0, -int(Decimal(value).as_tuple().exponent))
    return format_decimal(value, f"#,##0.{'0' * places}" if places else "#,##0", locale=language)


# ---- What a chart shows: facts chosen by their fields ----


@dataclass(frozen=True)
class Cited:
    """What a caption states: all the facts in the picture, so that it cites what each of them cites."""

    facts: tuple[Figure | Deal | Event, ...]

    @property
    def cite(self) -> tuple[Citation, ...]:
        return tuple(citation for fact in self.facts for citation in fact.cite)


@dataclass(frozen=True)
class Trade:
    """Both directions and their difference, of one period, unit and currency."""

    exports: Figure
    imports: Figure
    balance: Figure

    @property
    def facts(self) -> tuple[Figure, ...]:
        return self.exports, self.imports, self.balance


@dataclass(frozen=True)
class Agreements:
    """The agreements of one sector that count the same thing. Each stands by itself: kinds are never added up."""

    sector: str
    unit: str
    facts: tuple[Deal, ...]  # kind by kind

    @property
    def types(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(deal.type for deal in self.facts))


@dataclass(frozen=True)
class Timeline:
    """What happened on a day, in a month or over some days of the year up to the as-of date; grouped by date."""

    facts: tuple[Event, ...]

    @property
    def span(self) -> When:
        """From the first month to the last."""
        days = [day for event in self.facts if event.date.on for day in (event.date.on.first, event.date.on.last)]
        first, last = (day.strftime("%Y-%m") for day in (min(days), max(days)))
        return When.parse(first if first == last else f"{first}/{last}")

    @property
    def days(self) -> tuple[tuple[Event, ...], ...]:
        return tuple(tuple(group) for _, group in groupby(self.facts, key=lambda event: str(event.date.on)))


@dataclass(frozen=True)
class Way:
    """Investment in one direction; what no source gives is None."""

    projects: Figure
    capital: Figure | None
    rank: Figure | None
    among: Figure | None

    @property
    def facts(self) -> tuple[Figure, ...]:
        return tuple(f for f in (self.projects, self.capital, self.rank, self.among) if f)


@dataclass(frozen=True)
class Investment:
    """Both directions. Projects alone are counted in both, so they alone share an axis."""

    ways: tuple[Way, ...]

    @property
    def facts(self) -> tuple[Figure, ...]:
        return tuple(fact for way in self.ways for fact in way.facts)


async def _trade(store: Store) -> Trade | None:
    figures = [f for f in only(Figure, await store.facts("figure")) if f.currency and f.value is not None]
    for exports in (f for f in figures if f.direction == "exports"):
        alike = [
            f for f in figures if (f.period, f.unit, f.currency) == (exports.period, exports.unit, exports.currency)
        ]
        imports, balance = (next((f for f in alike if f.direction == way), None) for way in ("imports", "balance"))
        if imports and balance:
            return Trade(exports, imports, balance)
    return None


async def _agreements(store: Store) -> Agreements | None:
    alike = dict[tuple[str, str], list[Deal]]()
    for deal in only(Deal, await store.facts("deal")):
        if deal.unit:
            alike.setdefault((deal.sector, deal.unit), []).append(deal)
    (sector, unit), deals = max(alike.items(), key=lambda group: len(group[1]), default=(("", ""), []))
    types = [deal.type for deal in deals]
    by_type = sorted(deals, key=lambda deal: types.index(deal.type))
    return Agreements(sector, unit, tuple(by_type)) if len(deals) > 1 else None


async def _timeline(store: Store) -> Timeline | None:
    since = store.meta.as_of.last - timedelta(days=365)
    events = sorted(only(Event, await store.facts("event")), key=by_date)
    shown = [e for e in events if e.type not in NO_DAY and e.date.on and e.date.on.first >= since]
    dated = [e for e in shown if e.date.on and e.date.on.precision != "year"]
    return Timeline(tuple(dated[-MOST_EVENTS:])) if len(dated) > 1 else None


async def _investment(store: Store) -> Investment | None:
    figures = only(Figure, await store.facts("figure"))
    ways = [_way([f for f in figures if f.direction == direction]) for direction in ("inward", "outward")]
    return Investment(tuple(way for way in ways if way)) if all(ways) else None


def _way(figures: Sequence[Figure]) -> Way | None:
    units = {f.unit: f for f in reversed(figures) if not f.currency}
    money = next((f for f in figures if f.currency), None)
    rank, among = units.get("rank"), units.get("countries and territories")
    return Way(units["projects"], money, rank, among if rank else None) if "projects" in units else None


# The charts by name: the name of the SVG template, and of the macros `<name>_alt` and `<name>_caption`.
CHARTS: Mapping[str, Callable[[Store], Awaitable[Any]]] = {
    "trade": _trade,
    "agreements": _agreements,
    "timeline": _timeline,
    "investment": _investment,
}
