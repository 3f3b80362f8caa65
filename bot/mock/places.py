"""Who is there and where: users, roles, channels, a guild, and what each may do (Permissions)."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

ADMINISTRATOR: Final = 1 << 3
VIEW: Final = 1 << 10
SEND: Final = 1 << 11
MANAGE_MESSAGES: Final = 1 << 13
EMBED: Final = 1 << 14
ATTACH: Final = 1 << 15
READ_HISTORY: Final = 1 << 16
USE_COMMANDS: Final = 1 << 31
SEND_IN_THREADS: Final = 1 << 38
ALL: Final = (1 << 53) - 1
ORDINARY: Final = VIEW | SEND | EMBED | ATTACH | READ_HISTORY | USE_COMMANDS | SEND_IN_THREADS

TEXT, DM, NEWS, THREAD, FORUM = 0, 1, 5, 11, 15
SINCE: Final = "2026-01-01T00:00:00+00:00"  # when everybody joined


@dataclass(frozen=True)
class User:
    """A person or the bot; `roles` are ids in the one guild."""

    SIGN: ClassVar = "@"  # how a text mentions one: <@id>
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

    SIGN: ClassVar = "@&"
    id: int
    name: str
    permissions: int

    def payload(self) -> dict[str, Any]:
        colours = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
        look = {"position": 0, "color": 0, "colors": colours, "hoist": False, "managed": False, "mentionable": False}
        return {"id": str(self.id), "name": self.name, "permissions": str(self.permissions), "flags": 0, **look}


@dataclass
class Channel:
    """A channel of any kind. `owner`: of a thread; `overwrites`: id of a role or member -> (allowed, denied bits)."""

    SIGN: ClassVar = "#"
    id: int
    name: str
    kind: int
    guild_id: int | None
    parent: int | None = None
    owner: int = 0
    recipient: User | None = None
    archived: bool = False
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)

    def payload(self) -> dict[str, Any]:
        base: dict[str, Any] = {"id": str(self.id), "type": self.kind, "last_message_id": None, "flags": 0}
        if self.recipient:
            return base | {"recipients": [self.recipient.payload()]}
        base |= {"guild_id": str(self.guild_id), "name": self.name, "position": 0, "topic": None, "nsfw": False}
        base |= {"parent_id": self.parent and str(self.parent), "rate_limit_per_user": 0}
        if self.kind == THREAD:
            state = {"archived": self.archived, "locked": False, "auto_archive_duration": 1440}
            base |= {"owner_id": str(self.owner), "message_count": 0, "member_count": 1}
            return base | {"thread_metadata": state | {"archive_timestamp": SINCE}}
        overwrites = [
            {"id": str(id_), "type": 0 if id_ == self.guild_id else 1, "allow": str(allow), "deny": str(deny)}
            for id_, (allow, deny) in self.overwrites.items()
        ]
        return base | {"permission_overwrites": overwrites, "available_tags": []}


Entity = User | Role | Channel


def called(entity: Entity) -> str:
    """As a reader sees it mentioned: @name or #name."""
    return entity.SIGN[0] + entity.name.lstrip("@")


@dataclass
class Guild:
    """A server with its roles and members."""

    id: int
    name: str
    owner: int
    roles: dict[int, Role]
    members: dict[int, User]

    def permissions(self, user: User, channel: Channel) -> int:
        """@everyone and roles, then the channel: @everyone's, the roles', the member's overwrites (Permissions)."""
        held = 0
        for role in (self.id, *user.roles):
            held |= self.roles[role].permissions
        if held & ADMINISTRATOR or user.id == self.owner:
            return ALL
        for ids in ((self.id,), user.roles, (user.id,)):
            allowed = denied = 0
            for allow, deny in (channel.overwrites[id_] for id_ in ids if id_ in channel.overwrites):
                allowed, denied = allowed | allow, denied | deny
            held = held & ~denied | allowed
        return held

    def member(self, user: User) -> dict[str, Any]:
        state = {"joined_at": SINCE, "nick": None, "avatar": None, "deaf": False, "mute": False, "flags": 0}
        return {"user": user.payload(), "roles": [str(role) for role in user.roles], **state}

    def payload(self) -> dict[str, Any]:
        """What `GET /guilds/{id}` shows, and the beginning of GUILD_CREATE."""
        levels = ("verification_level", "default_message_notifications", "explicit_content_filter", "mfa_level")
        others = ("nsfw_level", "premium_tier", "afk_timeout", "system_channel_flags")
        about = {"id": str(self.id), "name": self.name, "owner_id": str(self.owner), "preferred_locale": "en-US"}
        lists = {"features": [], "emojis": [], "stickers": [], "roles": [r.payload() for r in self.roles.values()]}
        return {**about, "icon": None, **lists, **dict.fromkeys(levels + others, 0)}
