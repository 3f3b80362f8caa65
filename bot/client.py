"""The bot: the discord.py client that ties catalog, replies and controls together."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import discord
from discord import app_commands

from briefs.address import Address
from briefs.compose import Composer

from .commands import register, slash
from .reply import Interaction, Replier
from .settings import Settings

log = logging.getLogger("readout")


class Tree(app_commands.CommandTree["Readout"]):
    """Commands whose errors are ours to answer."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError) -> None:
        cause = error.__cause__ if isinstance(error.__cause__, Exception) else error
        await self.client.replier.apologise(interaction, cause, f"command {interaction.data}")


class Readout(discord.AutoShardedClient):
    """A bot over one composer. Intents: guilds alone; nothing is cached beyond what discord.py insists on."""

    def __init__(self, composer: Composer, now: Callable[[], datetime], settings: Settings) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self.composer, self.settings = composer, settings
        self.sent = False  # whether the commands had to be sent to Discord
        self.replier = Replier(composer, now)
        self.tree = Tree(self)
        private = composer.renderer("en").message("option_private")
        for brief in composer.catalog.values():
            self.tree.add_command(slash(brief, composer.store.names, self.replier.command, private))

    async def setup_hook(self) -> None:
        self.sent = await register(self, self.tree)
        log.info("commands: %s", "sent to Discord" if self.sent else "already registered")

    async def on_interaction(self, interaction: Interaction) -> None:
        """Every control of every message: parse its custom_id, compose, answer."""
        if interaction.type is not discord.InteractionType.component:
            return
        data: Mapping[str, Any] = interaction.data or {}  # type: ignore[assignment]  a union of TypedDicts
        custom_id = str(data.get("custom_id", ""))
        try:
            await self._control(interaction, custom_id)
        except Exception as error:
            await self.replier.apologise(interaction, error, f"control {custom_id!r}")

    async def _control(self, interaction: Interaction, custom_id: str) -> None:
        role, _, rest = custom_id.partition(" ")
        roles: dict[str, Callable[[Interaction, Address], Any]] = {
            "prev": self.replier.turn,
            "next": self.replier.turn,
            "cite": self.replier.cite,
        }
        try:
            act, address = roles[role], Address.parse(rest)
        except (KeyError, ValueError):
            await self.replier.tell(interaction, self.replier.renderer(interaction).message("stale_control"))
            return
        await self.replier.guarded(interaction, lambda: act(interaction, address))
