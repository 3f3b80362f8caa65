"""The one place that answers an interaction: a readout, a refusal, or an apology with a reference."""

from __future__ import annotations

import logging
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

import aiohttp
import discord

from briefs.address import Address
from briefs.brief import Brief
from briefs.compose import Composer
from briefs.refusal import Refusal
from briefs.render import Renderer

from . import limits
from .present import ALL, Sheet, plain, present, say

KEPT = 128  # pages as they are sent; a view that was stopped can be sent again
REFUSED = "⚠️"  # begins every refusal and apology (messages.md); by it a script tells them from answers
UNKNOWN_MESSAGE, UNKNOWN_INTERACTION = 10008, 10062  # the message is gone; the 3 s are over
log = logging.getLogger("readout")
Interaction = discord.Interaction[Any]


class Replier:
    """Answers over one composer. `now` is the clock; the answer to anything is one message or one edit."""

    def __init__(self, composer: Composer, now: Callable[[], datetime]) -> None:
        self.composer = composer
        self.now = now
        self._sheets = OrderedDict[tuple[Address, str, date, bool], Sheet]()  # laying a page out costs half a ping

    def renderer(self, interaction: Interaction) -> Renderer:
        return self.composer.renderer(interaction.locale.value)

    def today(self) -> date:
        return self.now().date()

    async def command(self, interaction: Interaction, brief: Brief, typed: dict[str, str], private: bool) -> None:
        """Answer a slash command."""

        async def answer() -> None:
            await self.show(interaction, brief.address(self.composer.store.names, typed), private=private)

        await self.guarded(interaction, answer)

    async def show(self, interaction: Interaction, address: Address, *, private: bool) -> None:
        """Send a readout as a new message."""
        await self.send(interaction, await self._sheet(interaction, address, private), private=private)

    async def go(self, interaction: Interaction, address: Address) -> None:
        """Open a related readout for who pressed."""
        await self.show(interaction, address, private=True)

    async def share(self, interaction: Interaction, address: Address) -> None:
        """Repeat a private readout for everyone."""
        await self.show(interaction, address, private=False)

    async def turn(self, interaction: Interaction, address: Address) -> None:
        """Show a page: in place for who asked, as a private copy for anyone else and under a daily post."""
        if not _asked(interaction):
            await self.show(interaction, address, private=True)
            return
        message = interaction.message
        sheet = await self._sheet(interaction, address, private=bool(message and message.flags.ephemeral))
        await interaction.response.edit_message(view=sheet.layout, attachments=sheet.files())

    async def pick(self, interaction: Interaction, address: Address, option: str, value: str) -> None:
        """Narrow a readout by a select's choice, or widen it again."""
        await self.turn(interaction, address.having({option: None if value == ALL else value}))

    async def cite(self, interaction: Interaction, address: Address) -> None:
        """Show the citations of a page with their anchors, to who asked alone."""
        renderer = self.renderer(interaction)
        readout = await self.composer.citations(address, self.today(), renderer.language, budget=limits.PAGE)
        for sheet in plain(readout, self.composer, renderer, self.today()):
            await self.send(interaction, sheet, private=True)

    async def _sheet(self, interaction: Interaction, address: Address, private: bool) -> Sheet:
        renderer, today = self.renderer(interaction), self.today()
        key = (address, renderer.language, today, private)
        if key not in self._sheets:
            readout = await self.composer.compose(address, today, renderer.language)
            self._sheets[key] = present(readout, address.page, self.composer, renderer, today, private=private)
            if len(self._sheets) > KEPT:
                self._sheets.popitem(last=False)
        return self._sheets[key]

    async def guarded(self, interaction: Interaction, answer: Callable[[], Awaitable[None]]) -> None:
        """Run `answer`; a refusal is said to the asker alone. Anything else is the caller's to `apologise` for."""
        try:
            await answer()
        except Refusal as refusal:
            renderer = self.renderer(interaction)
            await self.tell(interaction, renderer.message("refused", text=renderer.refusal(refusal)))

    async def message(self, interaction: Interaction, code: str, **values: Any) -> None:
        """Say one message of the catalogue to the asker alone."""
        await self.tell(interaction, self.renderer(interaction).message(code, **values))

    async def tell(self, interaction: Interaction, text: str) -> None:
        """Say one thing to the asker alone."""
        await self.send(interaction, say(text, self.composer.store.meta), private=True)

    async def apologise(self, interaction: Interaction, error: Exception, about: str) -> None:
        """Log our error under a reference and show the reference; never the error."""
        if isinstance(error, discord.HTTPException) and _unanswerable(error):
            log.warning("%s: cannot be answered any more, or not here: %s", about, error)
            return
        reference = secrets.token_hex(4)
        log.error("reference %s: %s", reference, about, exc_info=error)
        try:
            await self.message(interaction, "broken", reference=reference)
        except (discord.HTTPException, aiohttp.ClientError) as unsaid:
            log.error("reference %s: could not be shown: %s", reference, unsaid)

    async def send(self, interaction: Interaction, sheet: Sheet, *, private: bool) -> None:
        """The first answer, or a follow-up where there is one already."""
        if interaction.response.is_done():
            await interaction.followup.send(view=sheet.layout, files=sheet.files(), ephemeral=private)
        else:
            await interaction.response.send_message(view=sheet.layout, files=sheet.files(), ephemeral=private)


def _unanswerable(error: discord.HTTPException) -> bool:
    """Whether Discord takes no answer at all: the 3 s are over, the message is gone, or it may not be said there."""
    if isinstance(error, discord.Forbidden):
        return "/interactions/" in str(error.response.url)
    return error.code in (UNKNOWN_INTERACTION, UNKNOWN_MESSAGE)


def _asked(interaction: Interaction) -> bool:
    """Whether the message under the control answers a command of the same user."""
    asked = interaction.message.interaction_metadata if interaction.message else None
    return bool(asked and asked.user.id == interaction.user.id)
