"""From an address to a readout: ask, render, make the document. Kept for the day, at most 256."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from pathlib import Path

from .address import Address
from .brief import Brief
from .catalog import catalog
from .charts import Picture, draw, sketch
from .document import Budget, Line, Page, lines, pages
from .fields import Citation, Citing
from .refusal import Refusal
from .render import Renderer
from .store import Store, build, open_store

KEPT = 256  # readouts; a page turn must not compose again, a fuzz must not fill the memory


@dataclass(frozen=True)
class Readout:
    """A rendered brief: its lines, and for each source the line with which a foot names it."""

    address: Address
    lines: tuple[Line, ...]
    feet: Mapping[str, str]
    continued: str  # what follows a heading that goes on over a page's end
    related: tuple[Address, ...] = ()  # other readouts that are one press away
    pictures: tuple[Picture, ...] = ()  # of the first page, which ends with their captions

    def pages(self, budget: Budget) -> tuple[Page, ...]:
        """Pages with room for a foot that names the documents each cites."""
        foot = {source: len(text) + 4 for source, text in self.feet.items()}
        captions = tuple(picture.caption for picture in self.pictures)
        return pages(self.lines, budget, foot, captions, self.continued)


@dataclass(frozen=True)
class Composer:
    """Makes readouts over one store and the catalog of its pack."""

    store: Store
    catalog: Mapping[str, Brief]
    renderers: Mapping[str, Renderer]
    kept: OrderedDict[tuple[Address, str, date], Readout] = field(default_factory=OrderedDict)
    drawn: dict[str, Picture] = field(default_factory=dict)  # by the hash of what was drawn

    async def compose(self, address: Address, today: date, language: str = "en") -> Readout:
        """The readout of an address, whatever page it names. Raises Refusal for what the asker can put right."""
        renderer = self.renderer(language)
        key = (address.on_page(1), renderer.language, today)
        if key in self.kept:
            self.kept.move_to_end(key)
            return self.kept[key]
        if not (brief := self.catalog.get(address.brief)):
            raise Refusal("unknown_brief", brief=address.brief)
        view = await brief.ask(self.store, today, address)
        checked = brief.address(self.store.names, dict(address.parameters))  # ids, whatever a forged control held
        readout = self._readout(checked, renderer, brief.template, view)
        if not address.parameters:  # a chart shows everything, so it stands only where nothing is left out
            readout = replace(readout, pictures=await self._pictures(brief, renderer))
        self.kept[key] = readout
        if len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        return readout

    async def citations(self, address: Address, today: date, language: str = "en", *, budget: Budget) -> Readout:
        """What a page cites: each source with its paragraphs and the words by which to find them."""
        readout = await self.compose(address, today, language)
        pages = readout.pages(budget)
        return self.cited(address, pages[min(address.page, len(pages)) - 1], language)

    def cited(self, address: Address, page: Page, language: str) -> Readout:
        """What a page cites, as `citations` gives it."""
        view = [_passages(page, source) for source in page.sources]
        return self._readout(address, self.renderer(language), "citations.md", view)

    async def warm(self, today: date) -> None:
        """Draw every picture, so that no first asker waits for one."""
        for brief in self.catalog.values():
            if brief.pictures:
                await self.compose(Address(brief.name), today)

    async def _pictures(self, brief: Brief, renderer: Renderer) -> tuple[Picture, ...]:
        sketches = [await sketch(self.store, renderer, name) for name in brief.pictures]
        for found in sketches:
            if found and found.key not in self.drawn:
                self.drawn[found.key] = await asyncio.to_thread(draw, found)
        return tuple(self.drawn[found.key] for found in sketches if found)

    def _readout(self, address: Address, renderer: Renderer, template: str, view: object) -> Readout:
        labels = {source.id: source.label for source in self.store.sources}
        document = lines(renderer.render(template, view=view), labels)
        continued = renderer.message("continued")
        return Readout(address, document, renderer.feet, continued, getattr(view, "related", ()))

    def renderer(self, language: str) -> Renderer:
        """The renderer of a language such as `en-GB`; English where there are no templates in it."""
        return self.renderers.get(language.partition("-")[0], self.renderers["en"])


@dataclass(frozen=True)
class Passages:
    """What a page cites of a source: the paragraphs in which words are singled out, and those cited as a whole."""

    source: str
    anchored: tuple[tuple[Citation, ...], ...]
    whole: Citing


def _passages(page: Page, source: str) -> Passages:
    cites = {cite for line in page.lines for cite in line.cites if cite.source == source}
    by_place = sorted(cites, key=lambda c: (c.paragraph, c.anchor or ""))
    paragraphs = [tuple(group) for _, group in groupby(by_place, lambda c: c.paragraph)]
    anchored = tuple(words for group in paragraphs if (words := tuple(c for c in group if _adds(c, group))))
    whole = tuple(group[0] for group in paragraphs if not any(c.anchor for c in group))
    return Passages(source, anchored, Citing(whole))


def _adds(cite: Citation, group: tuple[Citation, ...]) -> bool:
    """Whether a citation singles out words that no longer anchor of the same paragraph holds."""
    longer = (c.anchor for c in group if c.anchor and c.anchor != cite.anchor)
    return bool(cite.anchor) and not any(str(cite.anchor) in anchor for anchor in longer)


@asynccontextmanager
async def open_composer(pack: Path, data: Path) -> AsyncIterator[Composer]:
    """A composer over the pack in a folder, its facts.db kept in `data`. Raises PackError."""
    async with open_store(build(pack, data)) as store:
        yield Composer(store, catalog(store.meta), {"en": Renderer(store, "en")})
