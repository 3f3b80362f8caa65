"""An edition as a message: the mention of a role, the words, the foot with the edition's id, the controls."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from discord import ui

from bot import limits
from bot.present import contained, linking, sealed, turning
from briefs.address import Address
from briefs.compose import Composer, Readout
from briefs.document import Budget, Page
from briefs.render import Renderer

BESIDE = ("brief", "discrepancies", "timeline", "sources")  # readouts that are one press away, where the pack has them
ROOM = 60  # characters for the line with the edition's id


@dataclass(frozen=True)
class Post:
    """What is sent: the layout, all of its words as they stand, and the page of the edition that it shows."""

    layout: ui.LayoutView
    text: str
    page: Page

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def post(
    readout: Readout, page: int, composer: Composer, renderer: Renderer, day: date, edition: str, *,
    first: bool = False, role: int | None = None, controls: bool = True,
) -> Post:  # fmt: skip
    """A page of an edition; a page beyond the end is the last one. The first edition says what the pack is."""
    meta = composer.store.meta
    head = renderer.message("edition_head", meta=meta) if first else ""
    pages = readout.pages(_budget(head))  # the same pages whichever is shown
    number = min(page, len(pages))
    shown = pages[number - 1]
    foot = renderer.foot(shown.sources, number, len(pages), day)
    texts = [
        t
        for t in (head if number == 1 else "", shown.text, f"{foot}\n{renderer.message('edition_id', id=edition)}")
        if t
    ]
    container = contained(meta, *map(ui.TextDisplay, texts[:-1]), ui.Separator(), ui.TextDisplay(texts[-1]))
    if controls:
        here, roles = readout.address.on_page(number), ("cite",) if shown.sources else ()
        for row in (*turning(here, len(pages), renderer, roles), *_beside(composer, renderer)):
            container.add_item(row)
    layout = sealed(container)
    return Post(_mentioning(role, layout) if role else layout, "\n".join(texts), shown)


def _budget(head: str) -> Budget:
    return Budget(limits.PAGE.characters - ROOM - len(head), limits.PAGE.bytes - ROOM - len(head.encode()))


def _mentioning(role: int, layout: ui.LayoutView) -> ui.LayoutView:
    """A V2 message has no content, so the mention stands in a text of its own above the container."""
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.TextDisplay(f"<@&{role}>"))
    for item in layout.children:
        view.add_item(item)
    view.stop()
    return view


def _beside(composer: Composer, renderer: Renderer) -> Iterator[ui.ActionRow[ui.LayoutView]]:
    if beside := [Address(name) for name in BESIDE if name in composer.catalog]:
        yield linking(beside, renderer)
