"""Who is there and where: users, roles, channels, a guild, and what each may do (Permissions)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Final

ADMINISTRATOR: Final = 1 << 3
VIEW: Final = 1 << 10
SEND: Final = 1 << 11
MANAGE_MESSAGES: Final = 1 << 13
EMBED: Final = 1 << 14
ATTACH: Final = 1 << 15
READ_HISTORY: Final = 1 << 16
USE_COMMANDS: Final = 1 << 31
SEND_IN_THREADS: Final = 1 << 38
SINCE: Final = "2026-01-01T00:00:00+00:00"  # when everybody joined
ALL: Final = (1 << 53) - 1

TEXT, DM, NEWS, THREAD, FORUM = 0, 1, 5, 11, 15


def _union(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)


@dataclass(frozen=True)
class User:
    """A person or the bot; `roles` are ids in the one guild."""

    id: int
    name: str
    bot: bool = False
    roles: tuple[int, ...] = ()

    def payload(self) -> dict[str, Any]:
        names = {"username": self.name, "global_name": self.name, "discriminator": "0", "avatar": None}
        return {"id": str(self.id), "bot": self.bot, **names}


@dataclass(frozen=True)
class Role:
    """A role with its base permissions. The one whose id is the guild's is @everyone."""

    id: int
    name: str
    permissions: int

    def payload(self) -> dict[str, Any]:
        colours = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
        look = {"position": 0, "color": 0, "colors": colours, "hoist": False, "managed": False, "mentionable": False}
        return {"id": str(self.id), "name": self.name, "permissions": str(self.permissions), "flags": 0, **look}


@dataclass
class Channel:
    """A channel of any kind. `overwrites`: id of a role or member -> (allowed bits, denied bits)."""

    id: int
    name: str
    kind: int
    guild_id: int | None
    parent: int | None = None
    recipient: User | None = None
    archived: bool = False
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)

    def payload(self, *, owner: int) -> dict[str, Any]:
        """As the API shows it; `owner` is who a thread belongs to."""
        base: dict[str, Any] = {"id": str(self.id), "type": self.kind, "last_message_id": None, "flags": 0}
        if self.recipient:
            return base | {"recipients": [self.recipient.payload()]}
        base |= {"guild_id": str(self.guild_id), "name": self.name, "position": 0, "topic": None, "nsfw": False}
        base |= {"parent_id": self.parent and str(self.parent), "rate_limit_per_user": 0}
        if self.kind == THREAD:
            lock = {"archived": self.archived, "locked": False, "auto_archive_duration": 1440}
            base |= {"owner_id": str(owner), "message_count": 0, "member_count": 1}
            return base | {"thread_metadata": lock | {"archive_timestamp": SINCE}}
        return base | {"permission_overwrites": self._overwrites(), "available_tags": []}

    def _overwrites(self) -> list[dict[str, Any]]:
        return [
            {"id": str(id_), "type": 0 if id_ == self.guild_id else 1, "allow": str(allow), "deny": str(deny)}
            for id_, (allow, deny) in self.overwrites.items()
        ]


@dataclass
class Guild:
    """A server with its roles and members."""

    id: int
    name: str
    owner: int
    roles: dict[int, Role]
    members: dict[int, User]

    def base(self, user: User) -> int:
        """The user's permissions before channels have their say."""
        held = self.roles[self.id].permissions
        for role in user.roles:
            held |= self.roles[role].permissions
        return ALL if held & ADMINISTRATOR or user.id == self.owner else held

    def permissions(self, user: User, channel: Channel) -> int:
        """@everyone, roles, then the channel: @everyone's, the roles', the member's overwrites (Permissions)."""
        held = self.base(user)
        if held == ALL:
            return held
        roles = [channel.overwrites[role] for role in user.roles if role in channel.overwrites]
        by_role = (_union(allow for allow, _ in roles), _union(deny for _, deny in roles))
        for allow, deny in (channel.overwrites.get(self.id, (0, 0)), by_role, channel.overwrites.get(user.id, (0, 0))):
            held = held & ~deny | allow
        return held

    def member(self, user: User) -> dict[str, Any]:
        state = {"joined_at": SINCE, "nick": None, "avatar": None, "deaf": False, "mute": False, "flags": 0}
        return {"user": user.payload(), "roles": [str(role) for role in user.roles], **state}

    def payload(self) -> dict[str, Any]:
        """What `GET /guilds/{id}` shows, and the beginning of GUILD_CREATE."""
        zeros: tuple[str, ...]
        zeros = ("verification_level", "default_message_notifications", "explicit_content_filter", "mfa_level")
        zeros += ("nsfw_level", "premium_tier", "afk_timeout", "system_channel_flags")
        lists: dict[str, list[Any]] = {"features": [], "emojis": [], "stickers": []}
        roles = [role.payload() for role in self.roles.values()]
        about = {"id": str(self.id), "name": self.name, "owner_id": str(self.owner), "preferred_locale": "en-US"}
        return {**about, "icon": None, "roles": roles, **lists, **dict.fromkeys(zeros, 0)}
