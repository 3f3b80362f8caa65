"""The state of the small Discord: who and what exists, what was said, and which interactions are open."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, Final

from . import limits, places
from .clock import Clock
from .errors import ApiError
from .messages import Attachment, Body, Files, Message, written
from .places import Channel, Guild, Role, User

TOKEN: Final = "mock"  # what the bot logs in with
COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4  # interaction types
LATER: Final = 6  # the callback type that says nothing and shows nothing


@dataclass
class Interaction:
    """One call by a user, and what the bot has answered so far. `first` is the callback type of the first answer."""

    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    created: datetime
    source: int | None = None  # the message whose control was used
    option: int = 0  # the type of the option being completed
    first: int | None = None
    refused: str = ""  # why Discord refused an answer
    original: int | None = None
    choices: list[dict[str, Any]] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    settled: asyncio.Event = field(default_factory=asyncio.Event)  # the user has something to look at


class World:
    """Everything there is. `tell(event, data)` reaches the gateway; `url` is where files are served."""

    def __init__(self, clock: Clock, name: str) -> None:
        self.clock, self.url, self.gateway_url = clock, "", ""
        self.tell: Callable[[str, dict[str, Any]], None] = lambda event, data: None
        new = clock.snowflake
        guild, admin, mine = new(), new(), new()
        self.bot = User(new(), name, bot=True, roles=(mine,))
        people = [User(new(), "nobody"), User(new(), "admin", roles=(admin,)), User(new(), "other")]
        self.users = {user.id: user for user in [self.bot, *people]}
        roles = [Role(guild, "@everyone", places.ORDINARY), Role(admin, "admin", places.ADMINISTRATOR)]
        roles.append(Role(mine, name, places.ORDINARY))
        owner = people[1].id
        self.guild: Guild | None = Guild(guild, "Test server", owner, {r.id: r for r in roles}, dict(self.users))
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.interactions: dict[str, Interaction] = {}
        self.silent: dict[int, Interaction] = {}  # by the message that may yet change, without a word to the user
        self.commands: dict[int | None, list[dict[str, Any]]] = {}  # by guild; None: the global ones
        self.webhooks: dict[int, tuple[str, Channel]] = {}
        self.nonces: dict[str, tuple[int, datetime]] = {}  # the bot's
        general = self.add_channel("general", places.TEXT)
        self.add_channel("news", places.NEWS)
        self.add_channel("thread", places.THREAD, parent=general)
        self.add_channel("forum", places.FORUM)

    def add_channel(self, name: str, kind: int, *, parent: Channel | None = None) -> Channel:
        """A new channel of the guild; the bot hears of it."""
        assert self.guild
        new, above = self.clock.snowflake(), parent.id if parent else None
        channel = self.channels[new] = Channel(new, name, kind, self.guild.id, above, self.bot.id)
        self.tell("THREAD_CREATE" if kind == places.THREAD else "CHANNEL_CREATE", channel.payload())
        return channel

    def direct(self, user: User) -> Channel:
        """The private channel between the bot and a user, opened if need be."""
        for channel in self.channels.values():
            if channel.recipient == user:
                return channel
        new = self.clock.snowflake()
        self.channels[new] = Channel(new, f"@{user.name}", places.DM, None, recipient=user)
        return self.channels[new]

    def channel(self, id_: str, needs: int = 0) -> Channel:
        """A channel that the bot may use so. Raises 10003, 50001 (cannot see it), 50013 (may not do that)."""
        channel = self.channels.get(int(id_)) if id_.isdecimal() else None
        if channel is None:
            raise ApiError(10003)
        held = self.permissions(self.bot, channel)
        if not held & places.VIEW:
            raise ApiError(50001)
        if needs & ~held:
            raise ApiError(50013)
        return channel

    def permissions(self, user: User, channel: Channel) -> int:
        """What the user may do there; nothing where the bot's guild is gone. A thread follows its parent."""
        if channel.recipient:
            return places.ORDINARY
        if self.guild is None or user.id not in self.guild.members:
            return 0
        return self.guild.permissions(user, self.channels[channel.parent] if channel.parent else channel)

    def message(self, channel: Channel, id_: str) -> Message:
        """A message that the bot can read there; ephemeral ones it cannot. Raises 10008."""
        message = self.messages.get(int(id_)) if id_.isdecimal() else None
        if message is None or message.channel is not channel or message.only_for:
            raise ApiError(10008)
        return message

    def listed(self, channel: Channel) -> Iterator[Message]:
        """The channel's messages as everyone sees them, the oldest first."""
        return (m for m in self.messages.values() if m.channel is channel and not m.only_for)

    def blank(self, channel: Channel, **more: Any) -> Message:
        """A message with nothing in it yet, by the bot unless said otherwise."""
        return Message(self.clock.snowflake(), channel, more.pop("author", self.bot), self.clock.now(), **more)

    def post(self, channel: Channel, body: Body, files: Files, **more: Any) -> Message:
        """Store a new message. Raises Invalid."""
        return self.keep(written(self.blank(channel, **more), body, files), "MESSAGE_CREATE")

    def edit(self, message: Message, body: Body, files: Files) -> Message:
        """Store its changes; "thinking…" ends with the first. Raises Invalid."""
        before = replace(message, flags=message.flags & ~limits.LOADING, edited=self.clock.now())
        if asked := self.silent.pop(message.id, None):
            asked.settled.set()
        return self.keep(written(before, body, files), "MESSAGE_UPDATE")

    def mark(self, message: Message, flag: int) -> Message:
        """Set one more flag on it."""
        return self.keep(replace(message, flags=message.flags | flag), "MESSAGE_UPDATE")

    def delete(self, message: Message) -> None:
        """Take a message away."""
        del self.messages[message.id]
        self._report(message, "MESSAGE_DELETE")

    def keep(self, message: Message, event: str) -> Message:
        """Store it as it is; everyone who may see it hears of it."""
        self.messages[message.id] = message
        self._report(message, event)
        return message

    def _report(self, message: Message, event: str) -> None:
        if not message.only_for:
            guild = message.channel.guild_id
            self.tell(event, message.payload() | ({"guild_id": str(guild)} if guild else {}))

    def file(self, name: str, data: bytes) -> Attachment:
        """A file that came with a request."""
        id_ = self.clock.snowflake()
        return Attachment(id_, name, data, f"{self.url}/attachments/{id_}/{name}")

    def open(self, kind: int, user: User, channel: Channel, *, source: Message | None = None) -> Interaction:
        """A new interaction, not yet told to the bot."""
        id_, token = self.clock.snowflake(), token_hex(16)
        opened = Interaction(id_, token, kind, user, channel, self.clock.now(), source.id if source else None)
        self.interactions[token] = opened
        return opened

    def past(self, moment: datetime, seconds: float) -> bool:
        """More than so many seconds of the mock's clock have gone by since then."""
        return self.clock.now() - moment > timedelta(seconds=seconds)
