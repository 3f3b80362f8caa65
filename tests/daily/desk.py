"""A daily post's surroundings: a ledger, a clock that can be moved, and the real client against the mock Discord."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar

import discord

from bot.client import Readout
from bot.daily.clock import Clock
from bot.daily.delivery import Courier
from bot.daily.editions import Editions
from bot.daily.ledger import Ledger
from bot.daily.limiter import Limiter
from bot.daily.records import Delivery, Subscription
from bot.daily.schedule import Rule
from bot.daily.scheduler import Scheduler
from bot.daily.wire import Channels
from bot.mock import MockDiscord, Reply
from bot.mock.messages import Message
from briefs.compose import Composer

MORNING = "2026-02-19T00:30:00+00:00"  # half past seven in Hanoi
SUBSCRIBE = "/daily subscribe channel:#news time:08:00 timezone:hanoi"
HANOI = Rule(time(8), "Asia/Ho_Chi_Minh")


class Moments:
    """A clock for tests: it stands still, and `sleep` moves it on."""

    def __init__(self, now: str) -> None:
        self.moment = datetime.fromisoformat(f"{now}+00:00")
        self.clock = Clock(lambda: self.moment, self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    def set(self, now: str) -> None:
        self.moment = datetime.fromisoformat(f"{now}+00:00")


def subscription(channel: int, since: datetime, **more: object) -> Subscription:
    made = Subscription("ab12cd34", 1, channel, HANOI, "en", since)
    made = replace(made, **more)  # type: ignore[arg-type]
    return replace(made, next_day=made.rule.next_from(since))


@dataclass
class Desk:
    """Everything of a running bot that the daily posts need; its clock is the mock's."""

    mock: MockDiscord
    client: discord.Client
    ledger: Ledger
    courier: Courier
    scheduler: Scheduler

    def now(self) -> datetime:
        return self.mock.clock.now()

    def channel(self, name: str = "#news") -> int:
        return self.mock.channel(name).id

    async def subscribe(self, name: str = "#news", **more: object) -> Subscription:
        made = subscription(self.channel(name), self.now(), guild=self.mock.world.guild.id, **more)  # type: ignore[union-attr]
        await self.ledger.save(made)
        return made

    async def tick(self) -> None:
        """One look at what is due, and everything that it starts to its end."""
        await self.scheduler.tick()
        while self.scheduler.under_way:
            await asyncio.wait(self.scheduler.under_way)

    def posts(self, name: str = "#news") -> list[Message]:
        return self.mock.messages(name)

    def words(self, name: str = "#news") -> str:
        """What a reader sees of the last post."""
        return self.mock.text(self.posts(name)[-1])

    async def last(self, made: Subscription) -> Delivery:
        return (await self.ledger.deliveries(made))[0]


class QuickClient(discord.AutoShardedClient):
    """As the bot, but ready at once, and with the pauses between its own tries taken out."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True), max_messages=None, chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(), allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=30.0
        )  # fmt: skip


C = TypeVar("C", bound=discord.Client)


@asynccontextmanager
async def running(client: C) -> AsyncIterator[C]:
    """The client, connected and knowing its servers."""
    client._connection.guild_ready_timeout = 0.02
    async with client:
        task = asyncio.create_task(client.start("mock"))
        ready = asyncio.create_task(client.wait_until_ready())
        await asyncio.wait([task, ready], timeout=10, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        yield client
        await client.close()
        await task


@asynccontextmanager
async def desk_of(mock: MockDiscord, composer: Composer, ledger: Ledger) -> AsyncIterator[Desk]:
    async with running(QuickClient()) as client:
        clock, wire = Clock(mock.clock.now), Channels(client)
        courier = Courier(ledger, Editions(composer, ledger), wire, clock, Limiter(clock))
        yield Desk(mock, client, ledger, courier, Scheduler(ledger, courier, wire, clock, silent))


class Server:
    """A server with the bot in it, and a manager at the keyboard."""

    def __init__(self, mock: MockDiscord, bot: Readout, ledger: Ledger) -> None:
        self.mock, self.bot, self.ledger = mock, bot, ledger

    async def says(self, line: str, user: str = "admin") -> str:
        reply = await self.call(line, user)
        assert reply.ephemeral, "what managers do is shown to them alone"
        return reply.text

    async def call(self, line: str, user: str = "admin") -> Reply:
        return await self.mock.slash(line, user=user)

    async def tick(self) -> None:
        assert self.bot.daily
        await self.bot.daily.scheduler.tick()
        await self.bot.daily.scheduler.drain()

    @property
    def guild(self) -> int:
        assert self.mock.world.guild
        return self.mock.world.guild.id


async def silent(notice: object) -> None:
    return None


def day(text: str) -> date:
    return date.fromisoformat(text)
