"""/help and /about: what the bot can do, and what it is. The words stand in help.md and about.md."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from discord import app_commands

from .reply import Interaction, Replier


def manual(replier: Replier, ids: Mapping[str, int], contact: str | None) -> list[app_commands.Command[Any, Any, None]]:
    """The two commands. `ids`: those that Discord gave our commands, filled in once they are registered."""
    composer = replier.composer

    async def help_(interaction: Interaction) -> None:
        briefs = composer.catalog.values()
        await tell(interaction, "help.md", meta=composer.store.meta, briefs=briefs, ids=ids)

    async def about(interaction: Interaction) -> None:
        store = composer.store
        await tell(interaction, "about.md", store=store, version=version("readout"), contact=contact)

    async def tell(interaction: Interaction, template: str, **values: Any) -> None:
        await replier.tell(interaction, replier.renderer(interaction).render(template, **values).strip())

    english = composer.renderer("en")
    return [
        app_commands.Command(name="help", description=english.label("help_description"), callback=help_),
        app_commands.Command(name="about", description=english.label("about_description"), callback=about),
    ]
