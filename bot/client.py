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
from briefs.edition import ADDRESS as EDITION

from . import limits
from .commands import register, slash
from .cooldown import Cooldowns
from .daily.clock import Clock
from .daily.daily import Daily
from .daily.ledger import Ledger
from .manual import manual
from .reply import Interaction, Replier
from .settings import Settings

log = logging.getLogger("readout")


class Tree(app_commands.CommandTree["Readout"]):
    """Commands whose errors are ours to answer. They work in servers, in threads and in direct messages."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Hold a user to the cooldown; completion is free. An exception here would reach no handler."""
        if interaction.type is discord.InteractionType.autocomplete:
            return True
        wait = self.client.cooldowns.wait(interaction.user.id, self.client.replier.now())
        if wait:
            await self._say(interaction, "cooling", seconds=wait)
        return not wait

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            await self._say(interaction, "stale_command")  # called before Discord saw our deploy
            return
        cause = error.__cause__ if isinstance(error.__cause__, Exception) else error
        await self.client.replier.apologise(interaction, cause, f"command {interaction.data}")

    async def _say(self, interaction: Interaction, code: str, **values: object) -> None:
        """A message, where nobody catches what goes wrong with it; a completion can only be answered with choices."""
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await interaction.response.autocomplete([])
            else:
                await self.client.replier.message(interaction, code, **values)
        except Exception as error:
            await self.client.replier.apologise(interaction, error, code)


class Readout(discord.AutoShardedClient):
    """A bot over one composer. Intents: guilds alone; nothing is cached beyond what discord.py insists on.

    With a ledger it posts the daily editions; without one it only answers.
    """

    def __init__(
        self, composer: Composer, now: Callable[[], datetime], settings: Settings, ledger: Ledger | None = None
    ) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # this bot never speaks
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=30.0,  # seconds; else publishing sleeps for as much as an hour inside a delivery
        )
        self.composer, self.settings = composer, settings
        self.replier = Replier(composer, now)
        self.cooldowns = Cooldowns(settings.cooldown)
        self.sent = False  # whether the commands had to be sent to Discord
        self.command_ids: dict[str, int] = {}
        everywhere = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
        installs = app_commands.AppInstallationType(guild=True, user=True)
        self.tree = Tree(self, allowed_contexts=everywhere, allowed_installs=installs)
        private = composer.renderer("en").label("option_private")
        for brief in composer.catalog.values():
            self.tree.add_command(slash(brief, composer.store.names, self.replier.command, private))
        for command in manual(self.replier, self.command_ids, settings.contact):
            self.tree.add_command(command)
        self.daily = Daily(self, self.replier, ledger, Clock(now)) if ledger else None
        if self.daily:
            self.tree.add_command(self.daily.command())

    async def setup_hook(self) -> None:
        self.sent, ids = await register(self, self.tree)
        self.command_ids.update(ids)
        log.info("commands: %s", "sent to Discord" if self.sent else "already registered")

    async def on_ready(self) -> None:
        if self.daily:
            await self.daily.ready()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        if self.daily:
            await self.daily.joined()

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        if self.daily:
            await self.daily.left(guild.id)

    async def close(self) -> None:
        if self.daily:
            await self.daily.stop()
        await super().close()

    async def on_interaction(self, interaction: Interaction) -> None:
        """Every control of every message: parse its custom_id, compose, answer."""
        if interaction.type is not discord.InteractionType.component:
            return
        data: Mapping[str, Any] = interaction.data or {}
        custom_id = str(data.get("custom_id", ""))
        try:
            await self.replier.guarded(interaction, lambda: self._control(interaction, custom_id, data))
        except Exception as error:
            await self.replier.apologise(interaction, error, f"control {custom_id!r}")

    async def _control(self, interaction: Interaction, custom_id: str, data: Mapping[str, Any]) -> None:
        role, _, rest = custom_id.partition(" ")
        reply = self.replier
        roles = {"prev": reply.turn, "next": reply.turn, "cite": reply.cite, "share": reply.share, "go": reply.go}
        try:
            address = Address.parse(rest)
        except ValueError:
            role = ""
        if len(custom_id) > limits.CUSTOM_ID:
            role = ""  # none of ours is so long
        if role in roles and address.brief == EDITION and self.daily:
            await self.daily.control(interaction, role, address)
        elif role in roles:
            await roles[role](interaction, address)
        elif role.startswith("pick-") and data.get("values"):
            await reply.pick(interaction, address, role.removeprefix("pick-"), str(data["values"][0]))
        else:
            await reply.message(interaction, "stale_control")
