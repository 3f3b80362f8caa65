"""The daily posts of a bot: everything put together, started when Discord is ready, stopped before it closes."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import discord
from discord import app_commands

from bot.present import plain, say
from bot.reply import Replier
from briefs.address import Address
from briefs.compose import Composer

from .clock import Clock
from .commands import group
from .delivery import Courier
from .desk import Desk
from .editions import Editions
from .ledger import Ledger
from .limiter import Limiter
from .records import Notice
from .scheduler import Scheduler
from .wire import Channels

Interaction = discord.Interaction[Any]


class Daily:
    """The daily posts of one client."""

    def __init__(self, client: discord.Client, replier: Replier, ledger: Ledger, clock: Clock) -> None:
        self.client, self.replier, self.ledger, self.clock = client, replier, ledger, clock
        wire = Channels(client)
        editions = Editions(self.composer, ledger)
        courier = Courier(ledger, editions, wire, clock, Limiter(clock))
        self.desk = Desk(ledger, editions, courier, clock)
        self.scheduler = Scheduler(ledger, courier, wire, clock, self._notice)
        self.running: asyncio.Task[None] | None = None

    @property
    def composer(self) -> Composer:
        return self.replier.composer

    def command(self) -> app_commands.Group:
        return group(self.desk, self.replier, self.composer.renderer("en"))

    async def ready(self) -> None:
        """Discord has told which servers we are in; this comes again after each reconnection."""
        await self.joined()
        if not self.running:
            self.running = asyncio.create_task(self.scheduler.run())

    async def joined(self) -> None:
        await self.ledger.here({guild.id for guild in self.client.guilds}, self.clock.now())

    async def left(self, guild: int) -> None:
        await self.ledger.left(guild, self.clock.now())

    async def stop(self) -> None:
        """Take nothing new, and let what is being posted end."""
        if self.running:
            self.running.cancel()
            with suppress(asyncio.CancelledError):
                await self.running
            self.running = None
            await self.scheduler.drain()

    async def control(self, interaction: Interaction, role: str, address: Address) -> None:
        """A control of an edition. Under the post everyone gets a copy of their own, which then turns in place."""
        named = dict(address.parameters)
        place = interaction.guild_id, named.get("of", ""), named.get("on", "")
        post, day = await self.desk.page(*place, address.page)
        if role == "cite":
            renderer = self.replier.renderer(interaction)
            cited = self.composer.cited(address, post.page, renderer.language)
            for sheet in plain(cited, self.composer, renderer, day):
                await self.replier.send(interaction, sheet, private=True)
        elif interaction.message and interaction.message.flags.ephemeral:
            await interaction.response.edit_message(view=post.layout)
        else:
            await interaction.response.send_message(view=post.layout, ephemeral=True)

    async def _notice(self, notice: Notice) -> discord.ui.LayoutView | None:
        text = self.composer.renderer("en").message("daily_notice", channel=notice.channel, reason=notice.reason)
        return say(text, self.composer.store.meta).layout
