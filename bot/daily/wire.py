"""Discord as a delivery meets it: send, read back, publish, tell; each answer one of a few plain types.

What matters of a failure is whether the post may be there. discord.py raises a dropped connection and a 503 at
once, repeats other server errors by itself (with the same nonce), and returns late from a bucket it has emptied.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, TypeVar

import aiohttp
import discord

from .post import Post
from .records import Delivery, Pause

PATIENCE = 90  # seconds for one request, discord.py's own tries (25 s) and waits (30 s) among them
MARGIN = timedelta(minutes=10)  # by how much our clock and Discord's may differ
READ = 1_000  # messages read back at most: ten requests
UNKNOWN_MESSAGE, CROSSPOSTED = 10008, 40033  # JSON codes (opcodes and status codes)


@dataclass(frozen=True)
class Sent:
    """It is there, as this message."""

    message: int


@dataclass(frozen=True)
class Refused:
    """Discord will not have it, and would not have it again. `pause`: why the subscription stops, if it does."""

    reason: Literal["permission", "gone", "invalid"]

    @property
    def pause(self) -> Pause | None:
        return None if self.reason == "invalid" else self.reason


@dataclass(frozen=True)
class Busy:
    """It was not taken; try again after so many seconds."""

    after: float
    reason: str


@dataclass(frozen=True)
class Lost:
    """No answer: it may be there."""

    reason: str


@dataclass(frozen=True)
class Absent:
    """The channel was read back, and it is not there."""


@dataclass(frozen=True)
class Unreadable:
    """The channel cannot be read back."""

    reason: str


class Wire(Protocol):
    """Where posts go."""

    async def send(
        self, delivery: Delivery, post: Post, role: int | None
    ) -> Sent | Refused | Busy | Lost | Unreadable: ...

    async def find(self, delivery: Delivery) -> Sent | Refused | Busy | Lost | Absent | Unreadable: ...

    async def publish(self, delivery: Delivery) -> Sent | Refused | Busy | Lost: ...

    async def tell(self, guild: int, layout: discord.ui.LayoutView) -> bool: ...


T = TypeVar("T")


@dataclass(frozen=True)
class Channels:
    """The wire of a bot: posts in channels."""

    client: discord.Client

    async def send(self, delivery: Delivery, post: Post, role: int | None) -> Sent | Refused | Busy | Lost | Unreadable:
        """Post it with its nonce: for some minutes Discord answers a repeated send with the first message."""
        channel = self.client.get_partial_messageable(delivery.channel)
        mentions = discord.AllowedMentions(everyone=False, users=False, roles=[discord.Object(role)] if role else False)

        async def go() -> Sent:
            message = await channel.send(view=post.layout, nonce=delivery.nonce, allowed_mentions=mentions)
            return Sent(message.id)

        return await _asked(go)

    async def find(self, delivery: Delivery) -> Sent | Refused | Busy | Lost | Absent | Unreadable:
        """Read the channel back around the time of sending, for the edition's id."""
        tried = delivery.tried or delivery.due

        async def go() -> Sent | Absent | Unreadable:
            channel = self.client.get_channel(delivery.channel) or await self.client.fetch_channel(delivery.channel)
            # without the permission Discord answers with an empty list, which would read as "not there"
            if not isinstance(channel, discord.abc.Messageable) or not _readable(channel):
                return Unreadable("history")
            return await self._search(channel, delivery.edition, tried)

        answer = await _asked(go)
        return Unreadable("history") if isinstance(answer, Refused) and answer.reason != "gone" else answer

    async def _search(
        self, channel: discord.abc.Messageable, edition: str, tried: datetime
    ) -> Sent | Absent | Unreadable:
        seen = 0
        async for message in channel.history(after=tried - MARGIN, limit=READ, oldest_first=True):
            seen += 1
            if message.author.id == self._me and _shows(message, edition):
                return Sent(message.id)
            if message.created_at > tried + MARGIN:
                return Absent()
        return Absent() if seen < READ else Unreadable("crowded")

    @property
    def _me(self) -> int:
        assert self.client.user
        return self.client.user.id

    async def publish(self, delivery: Delivery) -> Sent | Refused | Busy | Lost:
        """Publish it to the followers of an announcement channel. Published already is published."""
        assert delivery.message
        message = self.client.get_partial_messageable(delivery.channel).get_partial_message(delivery.message)

        async def go() -> Sent:
            try:
                await message.publish()
            except discord.HTTPException as error:
                if error.code != CROSSPOSTED:
                    raise
            return Sent(message.id)

        answer = await _asked(go)
        return Refused("gone") if isinstance(answer, Unreadable) else answer

    async def tell(self, guild: int, layout: discord.ui.LayoutView) -> bool:
        """Say something in a server's system channel. Whether it was said."""
        found = self.client.get_guild(guild)
        channel = found.system_channel if found else None
        if not channel or not channel.permissions_for(channel.guild.me).send_messages:
            return False

        async def go() -> Sent:
            return Sent((await channel.send(view=layout)).id)

        return isinstance(await _asked(go), Sent)


def _readable(channel: Any) -> bool:
    guild: discord.Guild | None = getattr(channel, "guild", None)
    if guild is None or guild.me is None:
        return False
    held = channel.permissions_for(guild.me)
    return bool(held.view_channel and held.read_message_history)


def _shows(message: discord.Message, edition: str) -> bool:
    return any(edition in text for text in _texts([part.to_dict() for part in message.components]))


def _texts(parts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for part in parts:
        yield str(part.get("content", ""))
        yield from _texts(part.get("components", ()))


async def _asked(go: Callable[[], Awaitable[T]]) -> T | Refused | Busy | Lost | Unreadable:
    try:
        async with asyncio.timeout(PATIENCE):
            return await go()
    except discord.RateLimited as limited:
        return Busy(limited.retry_after, "limited")
    except discord.HTTPException as error:
        return _understood(error)
    except aiohttp.ClientConnectorError:
        return Busy(5, "unreachable")  # it never left this machine
    except (aiohttp.ClientError, OSError, TimeoutError):
        return Lost("lost")


def _understood(error: discord.HTTPException) -> Refused | Busy | Lost | Unreadable:
    if error.status == 429 or error.status == 401:
        return Busy(60, "limited" if error.status == 429 else "token")
    if error.status >= 500:
        return Lost("lost")
    if error.code == UNKNOWN_MESSAGE:
        return Unreadable("deleted")  # the nonce is known and its message is not: posted, then deleted by someone
    if error.status == 403:
        return Refused("permission")
    return Refused("gone" if error.status == 404 else "invalid")
