"""A page as a Discord layout: a container with the words, a thin foot, the controls under it.

Controls are plain: their custom_id is a role and an address, so they keep nothing in memory and work after
a restart. The view is stopped before it is sent, else discord.py would store it (measured on 2.7.1).
"""

from __future__ import annotations

import discord
from discord import ui

from briefs.address import Address
from briefs.compose import Readout
from briefs.document import Page
from briefs.pack import Meta
from briefs.render import Renderer

from . import limits


def present(readout: Readout, page: int, meta: Meta, renderer: Renderer) -> ui.LayoutView:
    """The layout of a readout's page; a page beyond the end is the last one."""
    pages = readout.pages(limits.PAGE)
    number = min(page, len(pages))
    shown = pages[number - 1]
    foot = renderer.foot(shown.sources, number, len(pages))
    container = _container(meta, ui.TextDisplay(shown.text), ui.Separator(), ui.TextDisplay(foot))
    if buttons := _buttons(readout.address, shown, number, len(pages), renderer):
        container.add_item(ui.ActionRow(*buttons))
    return sealed(container)


def say(text: str, meta: Meta) -> ui.LayoutView:
    """A layout that says one thing: a refusal, an apology."""
    return sealed(_container(meta, ui.TextDisplay(text)))


def sealed(container: ui.Container[ui.LayoutView]) -> ui.LayoutView:
    """A view that discord.py does not keep."""
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    view.stop()
    return view


def _container(meta: Meta, *items: ui.Item[ui.LayoutView]) -> ui.Container[ui.LayoutView]:
    return ui.Container(*items, accent_colour=discord.Colour.from_str(meta.accent))


def _buttons(address: Address, page: Page, number: int, of: int, renderer: Renderer) -> list[ui.Button[ui.LayoutView]]:
    turns = [("prev", number - 1, number > 1), ("next", number + 1, number < of)] if of > 1 else []
    buttons = [_button(renderer, role, address.on_page(max(to, 1)), disabled=not can) for role, to, can in turns]
    return [*buttons, *([_button(renderer, "cite", address.on_page(number))] if page.sources else [])]


def _button(renderer: Renderer, role: str, address: Address, *, disabled: bool = False) -> ui.Button[ui.LayoutView]:
    label = renderer.message(f"button_{role}")
    return ui.Button(label=label, custom_id=control(role, address), disabled=disabled)


def control(role: str, address: Address) -> str:
    """A custom_id: what a control does, and to what."""
    return f"{role} {address}"
