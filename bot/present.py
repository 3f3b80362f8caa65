"""A page as a Discord layout: a container with the words, a thin foot, the controls under it.

Controls are plain: their custom_id is a role and an address, so they keep nothing in memory and work after
a restart. The view is stopped before it is sent, else discord.py would store it (measured on 2.7.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import discord
from discord import ui

from briefs.address import Address
from briefs.brief import Parameter
from briefs.charts import Picture
from briefs.compose import Composer, Readout
from briefs.meta import Meta
from briefs.names import Names
from briefs.render import Renderer

from . import limits


@dataclass(frozen=True)
class Sheet:
    """What is sent: a layout of Components V2, and the pictures that it shows."""

    layout: ui.LayoutView
    pictures: tuple[Picture, ...] = ()

    def files(self) -> list[discord.File]:
        """The pictures as files, anew for each sending: one that was sent uploads no bytes again."""
        return [discord.File(BytesIO(p.png), filename=p.file, description=p.alt) for p in self.pictures]


Row = ui.ActionRow[ui.LayoutView]
FILTERS = 2  # selects under a page; more would push the words off a phone's screen
RELATED = 4  # buttons to other readouts
ALL = "*"  # the choice that takes a filter away; no id looks like it


def present(
    readout: Readout, page: int, composer: Composer, renderer: Renderer, today: date, *, private: bool
) -> Sheet:
    """A readout's page with its controls; a page beyond the end is the last one. A private one can be shared."""
    pages = readout.pages(limits.PAGE)
    number = min(page, len(pages))
    shown = pages[number - 1]
    foot = renderer.foot(shown.sources, number, len(pages), today)
    pictures = readout.pictures if number == 1 else ()
    container = contained(composer.store.meta, *_body(shown.text, foot, pictures))
    here = readout.address.on_page(number)
    roles = (*(["cite"] if shown.sources else []), *(["share"] if private else []))
    for row in _rows(here, len(pages), readout, composer, renderer, roles):
        container.add_item(row)
    return Sheet(sealed(container), pictures)


def say(text: str, meta: Meta) -> Sheet:
    """A layout that says one thing: a refusal, an apology, help."""
    return Sheet(sealed(contained(meta, ui.TextDisplay(text))))


def plain(readout: Readout, composer: Composer, renderer: Renderer, today: date) -> list[Sheet]:
    """Every page of a readout, without controls."""
    pages = readout.pages(limits.PAGE)
    feet = [renderer.foot(page.sources, n, len(pages), today) for n, page in enumerate(pages, 1)]
    bodies = [_body(page.text, foot, ()) for page, foot in zip(pages, feet, strict=True)]
    return [Sheet(sealed(contained(composer.store.meta, *body))) for body in bodies]


def _body(text: str, foot: str, pictures: tuple[Picture, ...]) -> Iterator[ui.Item[ui.LayoutView]]:
    yield ui.TextDisplay(text)
    if pictures:
        items = [discord.MediaGalleryItem(f"attachment://{p.file}", description=p.alt) for p in pictures]
        yield ui.MediaGallery(*items)
    yield ui.Separator()
    yield ui.TextDisplay(foot)


def control(role: str, address: Address) -> str:
    """A custom_id: what a control does, and to what."""
    return f"{role} {address}"


def sealed(container: ui.Container[ui.LayoutView]) -> ui.LayoutView:
    """A view that discord.py does not keep."""
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    view.stop()
    return view


def contained(meta: Meta, *items: ui.Item[ui.LayoutView]) -> ui.Container[ui.LayoutView]:
    return ui.Container(*items, accent_colour=discord.Colour.from_str(meta.accent))


def _rows(
    here: Address, of: int, readout: Readout, composer: Composer, renderer: Renderer, roles: tuple[str, ...]
) -> Iterator[Row]:
    yield from turning(here, of, renderer, roles)
    filters = (p for p in composer.catalog[here.brief].parameters if _filters(p, composer.store.names))
    for parameter in [*filters][:FILTERS]:
        yield ui.ActionRow(_select(here, parameter, composer.store.names, renderer))
    if related := readout.related[:RELATED]:
        yield linking(related, renderer)


def turning(here: Address, of: int, renderer: Renderer, roles: tuple[str, ...]) -> Iterator[Row]:
    """The row that turns pages, where there are several, and the buttons of these roles behind it."""
    turns = [("prev", here.page - 1, here.page > 1), ("next", here.page + 1, here.page < of)] if of > 1 else []
    buttons = [_button(renderer, role, here.on_page(max(to, 1)), disabled=not can) for role, to, can in turns]
    buttons += [_button(renderer, role, here) for role in roles]
    if buttons:  # Discord takes no row without one
        yield ui.ActionRow(*buttons)


def linking(addresses: Iterable[Address], renderer: Renderer) -> Row:
    """A row of buttons to other readouts."""
    return ui.ActionRow(*(_link(address, renderer) for address in addresses))


def _button(renderer: Renderer, role: str, address: Address, *, disabled: bool = False) -> ui.Button[ui.LayoutView]:
    return ui.Button(
        label=renderer.label(f"button_{role}"),
        custom_id=control(role, address),
        style=discord.ButtonStyle.primary if role in ("prev", "next") else discord.ButtonStyle.secondary,
        disabled=disabled,
    )


def _link(address: Address, renderer: Renderer) -> ui.Button[ui.LayoutView]:
    label = renderer.label("button_go", brief=address.brief, values=[value for _, value in address.parameters])
    return ui.Button(label=label[: limits.BUTTON_LABEL], custom_id=control("go", address))


def _filters(parameter: Parameter, names: Names) -> bool:
    """Whether the values of an option are few enough to be the choices of a select."""
    values = names.kinds[parameter.suggest] if parameter.suggest else ()
    return not parameter.required and 1 < len(values) < limits.CHOICES


def _select(here: Address, parameter: Parameter, names: Names, renderer: Renderer) -> ui.Select[ui.LayoutView]:
    chosen = dict(here.parameters).get(parameter.name)
    assert parameter.suggest
    options = [
        discord.SelectOption(label=renderer.label("choice_all", option=parameter.name), value=ALL, default=not chosen)
    ]
    options += [
        discord.SelectOption(label=name.label[: limits.CHOICE_NAME], value=name.id, default=name.id == chosen)
        for name in names.kinds[parameter.suggest]
    ]
    return ui.Select(
        custom_id=control(f"pick-{parameter.name}", here.having({parameter.name: None})),
        placeholder=renderer.label("choice", option=parameter.name),
        options=options,
    )
