"""The small Discord: starts it on loopback, points discord.py at it, and lets things happen there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from secrets import token_hex
from typing import Self

import discord
import yarl
from aiohttp import web

from . import answers, channels, commands
from .client.person import Client
from .client.slash import Refused
from .clock import Clock
from .gateway import Gateway
from .places import DM, THREAD
from .wire import API, Wire
from .world import TOKEN, World


def connect_to(url: str, gateway_url: str) -> None:
    """Point discord.py of this process at a mock, for good: for a process that a test starts and kills."""
    discord.http.Route.BASE = url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


class MockDiscord(Client):
    """A Discord on 127.0.0.1 with one guild, and people to use it. `async with MockDiscord() as mock: …`

    Entering starts it and points discord.py of this process at it; leaving takes both back. The bot under test is any
    `discord.Client`, started with the token "mock"; `name` is what it is called. `world` is the state and `clock` its
    time; `requests` holds every request seen, `violations` those whose body Discord would refuse; `faults` and `rates`
    make things go wrong.
    """

    def __init__(self, name: str = "Bot") -> None:
        self.clock = Clock()
        super().__init__(World(self.clock, name))
        self.gateway = Gateway(self.world)
        self.world.tell = self.gateway.tell
        wire = Wire(self.world, channels.ROUTES | answers.ROUTES | commands.ROUTES)
        wire.app.router.add_get("/gateway/", self.gateway.serve)
        wire.app.router.add_get("/attachments/{id}/{name}", self._file)
        self.requests, self.violations = wire.requests, wire.violations
        self.faults, self.rates = wire.faults, wire.rates
        self._runner = web.AppRunner(wire.app, access_log=None, shutdown_timeout=0.1)
        self.url = self.gateway_url = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1024).start()
        here = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self.url, self.gateway_url = f"http://{here}{API}", f"ws://{here}/gateway/"
        self.world.url, self.world.gateway_url = f"http://{here}", self.gateway_url
        self._before = discord.http.Route.BASE, str(discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY)
        connect_to(self.url, self.gateway_url)
        return self

    async def __aexit__(self, *raised: object) -> None:
        connect_to(*self._before)
        await self.gateway.close(1001)
        await self._runner.cleanup()

    @asynccontextmanager
    async def running(self, client: discord.Client) -> AsyncIterator[None]:
        """The client logs in and is ready here; closed at the end. Raises what it dies of in between."""
        bot, ready = asyncio.create_task(client.start(TOKEN)), asyncio.create_task(self.wait_ready())
        try:
            await asyncio.wait({bot, ready}, return_when=asyncio.FIRST_COMPLETED)
            if bot.done():
                bot.result()
            yield
            if bot.done():
                bot.result()
        finally:
            ready.cancel()
            await client.close()
            await asyncio.gather(bot, ready, return_exceptions=True)

    async def wait_ready(self) -> None:
        """Return as soon as the bot has identified or resumed: a call right after READY is answered."""
        await self.gateway.ready.wait()

    def overwrite(self, channel: str, *, deny: int = 0, allow: int = 0) -> None:
        """Give or take the bot permissions in a channel (bits of `places`); the bot hears of it."""
        place = self.channel(channel)
        if place.kind in (THREAD, DM):
            raise Refused(f"{channel} has no permissions of its own: a thread has those of its channel.")
        place.overwrites[self.world.bot.id] = (allow, deny)
        self.world.tell("CHANNEL_UPDATE", place.payload())

    def remove_channel(self, channel: str) -> None:
        """Delete a channel with its threads and messages; the bot hears of it."""
        world, top = self.world, self.channel(channel)
        for gone in [each for each in world.channels.values() if top.id in (each.id, each.parent)]:
            del world.channels[gone.id]
            world.messages = {id_: message for id_, message in world.messages.items() if message.channel is not gone}
            world.tell("THREAD_DELETE" if gone.kind == THREAD else "CHANNEL_DELETE", gone.payload())

    def remove_guild(self) -> None:
        """Throw the bot out of the guild, connected or away. It then sees and reaches nothing there."""
        if self.world.guild:
            self.world.tell("GUILD_DELETE", {"id": str(self.world.guild.id)})
            self.world.guild = None

    def webhook(self, channel: str) -> tuple[int, str]:
        """An ordinary webhook of a channel: its id and token."""
        made = self.clock.snowflake(), token_hex(16)
        self.world.webhooks[made[0]] = made[1], self.channel(channel)
        return made

    async def _file(self, request: web.Request) -> web.StreamResponse:
        files = {str(file.id): file for m in self.world.messages.values() for file in m.attachments}
        if file := files.get(request.match_info["id"]):
            return web.Response(body=file.data)
        raise web.HTTPNotFound
