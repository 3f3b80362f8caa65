"""The one place that answers an interaction: a readout, a refusal, or an apology with a reference."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

import discord

from briefs.address import Address
from briefs.brief import Brief
from briefs.compose import Composer
from briefs.refusal import Refusal
from briefs.render import Renderer

from . import limits
from .present import present, say

REFUSED = "⚠️"  # begins every refusal and apology (messages.md); by it a script tells them from answers
log = logging.getLogger("readout")
Interaction = discord.Interaction[Any]


class Replier:
    """Answers over one composer. `now` is the clock; the answer to anything is one message or one edit."""

    def __init__(self, composer: Composer, now: Callable[[], datetime]) -> None:
        self.composer = composer
        self.now = now

    def renderer(self, interaction: Interaction) -> Renderer:
        return self.composer.renderer(interaction.locale.value)

    def today(self) -> date:
        return self.now().date()

    async def command(self, interaction: Interaction, brief: Brief, typed: dict[str, str], private: bool) -> None:
        """Answer a slash command."""

        async def answer() -> None:
            address = brief.address(self.composer.store.names, typed)
            await self._send(interaction, await self._layout(interaction, address), private)

        await self.guarded(interaction, answer)

    async def turn(self, interaction: Interaction, address: Address) -> None:
        """Show a page: in place for who asked, as a private copy for anyone else and under a daily post."""
        layout = await self._layout(interaction, address)
        if _asked(interaction):
            await interaction.response.edit_message(view=layout)
        else:
            await self._send(interaction, layout, private=True)

    async def cite(self, interaction: Interaction, address: Address) -> None:
        """Show the citations of a page with their anchors, to who asked alone."""
        renderer = self.renderer(interaction)
        readout = await self.composer.citations(address, self.today(), renderer.language, budget=limits.PAGE)
        await self._send(interaction, present(readout, 1, self.composer.store.meta, renderer), private=True)

    async def _layout(self, interaction: Interaction, address: Address) -> discord.ui.LayoutView:
        renderer = self.renderer(interaction)
        readout = await self.composer.compose(address, self.today(), renderer.language)
        return present(readout, address.page, self.composer.store.meta, renderer)

    async def guarded(self, interaction: Interaction, answer: Callable[[], Awaitable[None]]) -> None:
        """Run `answer`; a refusal is said to the asker alone. Anything else is the caller's to `apologise` for."""
        try:
            await answer()
        except Refusal as refusal:
            renderer = self.renderer(interaction)
            await self.tell(interaction, renderer.message("refused", text=renderer.refusal(refusal)))

    async def tell(self, interaction: Interaction, text: str) -> None:
        """Say one thing to the asker alone."""
        await self._send(interaction, say(text, self.composer.store.meta), private=True)

    async def apologise(self, interaction: Interaction, error: Exception, about: str) -> None:
        """Log our error under a reference and show the reference; never the error."""
        reference = secrets.token_hex(4)
        log.error("reference %s: %s", reference, about, exc_info=error)
        try:
            await self.tell(interaction, self.renderer(interaction).message("broken", reference=reference))
        except discord.HTTPException as unsaid:
            log.error("reference %s: could not be shown: %s", reference, unsaid)

    async def _send(self, interaction: Interaction, layout: discord.ui.LayoutView, private: bool) -> None:
        if interaction.response.is_done():
            await interaction.followup.send(view=layout, ephemeral=True)
        else:
            await interaction.response.send_message(view=layout, ephemeral=private)


def _asked(interaction: Interaction) -> bool:
    """Whether the message under the control answers a command of the same user."""
    asked = interaction.message.interaction_metadata if interaction.message else None
    return bool(asked and asked.user.id == interaction.user.id)
