"""What a user does in Discord, and what comes back: slash commands, completion, buttons, selects."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.mock import commands, limits, places
from bot.mock.components import ENTITY_SELECTS, STRING_SELECT
from bot.mock.messages import Attachment, Message
from bot.mock.places import Channel, Entity, User
from bot.mock.world import AUTOCOMPLETE, COMMAND, COMPONENT, LATER, Interaction, World

from . import slash
from .markdown import Reader
from .reading import Control, controls, text
from .slash import Named, Refused, Typed


class NoAnswer(Exception):
    """The bot did not answer in time, so Discord shows "The application did not respond"."""


@dataclass(frozen=True)
class Reply:
    """What came back: the messages as they stand, plain text as the user reads it, seconds until it was there."""

    messages: tuple[Message, ...]
    text: str = ""
    took: float = 0.0

    @property
    def ephemeral(self) -> bool:
        """Only the one who asked sees it."""
        return any(message.only_for for message in self.messages)

    @property
    def files(self) -> tuple[Attachment, ...]:
        """The files of all its messages."""
        return tuple(file for message in self.messages for file in message.files)


class Client:
    """The people at their keyboards. A user is named ("nobody", "admin", "other"); a channel too ("#general", "DM").

    `patience`: seconds of the wall's clock for a deferred answer to become one.
    """

    def __init__(self, world: World) -> None:
        self.world, self.patience = world, 20.0

    def user(self, name: str) -> User:
        """The person of that name. Raises Refused."""
        people = {user.name: user for user in self.world.users.values() if not user.bot}
        if name.lstrip("@") not in people:
            raise Refused(f"There is nobody called {name}; there are {', '.join(people)}.")
        return people[name.lstrip("@")]

    def channel(self, name: str, user: str = "nobody") -> Channel:
        """The channel of that name; "DM" is the user's own with the bot. Raises Refused."""
        if name.upper() == "DM":
            return self.world.direct(self.user(user))
        named = {channel.name: channel for channel in self.world.channels.values() if channel.guild_id}
        if name.lstrip("#") not in named:
            raise Refused(f"There is no channel {name}; there are {', '.join(f'#{each}' for each in named)} and DM.")
        return named[name.lstrip("#")]

    def language(self, code: str) -> str:
        """One of Discord's locales. Raises Refused."""
        if code not in limits.LOCALES:
            raise Refused(f"Discord speaks no language {code}; it has {', '.join(sorted(limits.LOCALES))}.")
        return code

    def known(self, user: User, channel: Channel) -> list[Named]:
        """The slash commands that this user is offered there."""
        every = self._registered(channel)
        if not channel.guild_id:
            return [one for one in every if 1 in (one["contexts"] or ([1] if one["dm_permission"] else []))]
        held = self.world.permissions(user, channel)
        return [
            one for one in every if 0 in (one["contexts"] or [0]) and _allowed(one["default_member_permissions"], held)
        ]

    def _registered(self, channel: Channel) -> list[Named]:
        scopes = (None, channel.guild_id) if channel.guild_id else (None,)
        return [one for scope in scopes for one in self.world.commands.get(scope, ()) if one["type"] == commands.SLASH]

    def _typed(self, line: str, user: User, channel: Channel, locale: str) -> Typed:
        path, known = slash.descend(line, self._registered(channel), locale)[0], self.known(user, channel)
        if path and path[0] not in known:
            others = [u.name for u in self.world.users.values() if not u.bot and path[0] in self.known(u, channel)]
            place = places.called(channel) if channel.guild_id else "direct messages"
            to = f"; it does to {' and '.join(others)}" if others else ""
            raise Refused(f"Discord does not offer /{path[0]['name']} to {user.name} in {place}{to}.")
        return slash.read(line, known, locale)

    async def slash(
        self, line: str, *, user: str = "nobody", channel: str = "#general", locale: str = "en-US"
    ) -> Reply:
        """Call a command as typed. Raises Refused where Discord's client would not send it, NoAnswer."""
        who, where = self.user(user), self.channel(channel, user)
        typed = self._typed(line, who, where, locale)
        given = [option["name"] for option, _ in typed.values]
        for option in typed.options:
            if option.get("required") and option["name"] not in given:
                raise Refused(f"{typed} needs the option {option['name']}.")
        data = self._data(typed, who, where, locale)
        return await self._call(self._open(COMMAND, who, where), data, locale)

    async def autocomplete(
        self, line: str, *, user: str = "nobody", channel: str = "#general", locale: str = "en-US"
    ) -> list[dict[str, Any]]:
        """What the bot suggests for the last option of the line: choices with name and value. Raises as `slash`."""
        who, where = self.user(user), self.channel(channel, user)
        typed = self._typed(line, who, where, locale)
        if not typed.values or not typed.values[-1][0].get("autocomplete"):
            raise Refused("No option that the bot completes stands last.")
        data = self._data(typed, who, where, locale, completing=True)
        asked = self._open(AUTOCOMPLETE, who, where)
        asked.option = typed.values[-1][0]["type"]
        await self._settle(asked, data, locale)
        return asked.choices

    async def click(self, message: Message, which: str, *, user: str = "nobody", locale: str = "en-US") -> Reply:
        """Press the button of that label or custom_id. Raises Refused, NoAnswer."""
        control = self._control(message, which, user, select=False)
        if control.part.get("url"):
            raise Refused(f"{control.label} opens {control.part['url']}; the bot hears nothing of it.")
        return await self._use(message, control, {}, user, locale)

    async def select(
        self, message: Message, which: str, values: Sequence[str], *, user: str = "nobody", locale: str = "en-US"
    ) -> Reply:
        """Choose in the select of that placeholder or custom_id: labels or values, or names of #channels and people."""
        control = self._control(message, which, user, select=True)
        low, high = control.part.get("min_values", 1), control.part.get("max_values", 1)
        if not low <= len(values) <= high:
            raise Refused(f"{control.label} takes {low if low == high else f'{low} to {high}'} of its options.")
        chosen = self._chosen(control, values, self.user(user), message.channel)
        return await self._use(message, control, chosen, user, locale)

    def messages(self, channel: str) -> list[Message]:
        """What everybody sees in a channel, the oldest first."""
        return list(self.world.listed(self.channel(channel)))

    def text(self, message: Message, *, locale: str = "en-US") -> str:
        """What a user reads of a message, as plain text."""
        return text(message, self.reader(locale))

    def reader(self, locale: str = "en-US") -> Reader:
        """A reader in that language who knows every name here."""
        names = {f"{one.SIGN}{one.id}": places.called(one) for one in self.entities()}
        return Reader(self.language(locale), now=self.world.clock.now(), names=names)

    def entities(self) -> list[Entity]:
        """Everybody and everything that has a name here."""
        roles = self.world.guild.roles.values() if self.world.guild else ()
        return [*self.world.users.values(), *roles, *self.world.channels.values()]

    def _control(self, message: Message, which: str, user: str, *, select: bool) -> Control:
        now = self.world.messages.get(message.id)
        if now is None or now.only_for not in (None, self.user(user).id):
            raise Refused("That message is not there (any more) for this user.")
        what, found = "select" if select else "button", [c for _, c in controls([now]) if c.select == select]
        for control in found:
            if control.called(which):
                if control.part.get("disabled"):
                    raise Refused(f"The {what} {control.label} is switched off.")
                return control
        labels = [control.label for control in found]
        listed = f"the {what}s are {', '.join(labels)}." if labels else f"the message has no {what}s."
        raise Refused(f"There is no {what} “{which}”; {listed}{slash.nearest(which, labels)}")

    def _chosen(self, control: Control, values: Sequence[str], user: User, channel: Channel) -> dict[str, Any]:
        if control.part["type"] != STRING_SELECT:
            option = {**control.part, "name": control.label, "type": ENTITY_SELECTS[control.part["type"]]}
            found = [slash.value(option, value, self.entities(), "") for value in values]
            return {"values": [str(one.id) for one in found], "resolved": self._resolved(found, user, channel)}
        known = {name: option["value"] for option in control.options for name in (option["value"], option["label"])}
        for value in values:
            if value not in known:
                labels = [option["label"] for option in control.options]
                raise Refused(f"{control.label} offers {', '.join(labels)}.{slash.nearest(value, labels)}")
        return {"values": [known[value] for value in values]}

    async def _use(self, message: Message, control: Control, more: dict[str, Any], user: str, locale: str) -> Reply:
        asked = self._open(COMPONENT, self.user(user), message.channel, source=self.world.messages[message.id])
        data = {"component_type": control.part["type"], "custom_id": control.part["custom_id"], **more}
        return await self._call(asked, data, locale)

    def _open(self, kind: int, user: User, channel: Channel, *, source: Message | None = None) -> Interaction:
        if not self.world.permissions(user, channel) & places.VIEW:
            raise Refused(f"{user.name} cannot see #{channel.name}.")
        return self.world.open(kind, user, channel, source=source)

    async def _call(self, asked: Interaction, data: dict[str, Any], locale: str) -> Reply:
        began = time.perf_counter()
        await self._settle(asked, data, locale)
        took, ids = time.perf_counter() - began, dict.fromkeys([asked.original, *asked.messages])
        found = tuple(self.world.messages[id_] for id_ in ids if id_ in self.world.messages)
        return Reply(found, "\n".join(self.text(message, locale=locale) for message in found), took)

    async def _settle(self, asked: Interaction, data: dict[str, Any], locale: str) -> None:
        """Tell the bot, and wait until the user has something to look at. Raises NoAnswer."""
        self.world.tell("INTERACTION_CREATE", self._payload(asked, data, locale))
        with suppress(TimeoutError):
            await asyncio.wait_for(asked.settled.wait(), limits.FIRST_ANSWER)
        if asked.first is None:
            refused = f" Discord refused what it said: {asked.refused}" if asked.refused else ""
            raise NoAnswer(f"The bot did not answer within {limits.FIRST_ANSWER:g} s.{refused}")
        if asked.first == LATER:  # it may stay silent, and by now it has
            return
        try:
            await asyncio.wait_for(asked.settled.wait(), self.patience)
        except TimeoutError:
            raise NoAnswer(f"The bot was still thinking after {self.patience:g} s.") from None

    def _payload(self, asked: Interaction, data: dict[str, Any], locale: str) -> dict[str, Any]:
        world, channel, guild = self.world, asked.channel, self.world.guild if asked.channel.guild_id else None
        held = {"permissions": str(world.permissions(asked.user, channel))}
        payload = {
            "id": str(asked.id), "application_id": str(world.bot.id), "type": asked.kind, "data": data,
            "token": asked.token, "version": 1, "locale": self.language(locale), "context": 0 if guild else 1,
            "channel_id": str(channel.id), "channel": channel.payload() | held,
            "app_permissions": str(world.permissions(world.bot, channel)), "entitlements": [],
            "authorizing_integration_owners": {"0": str(guild.id) if guild else "0"},
            "attachment_size_limit": limits.FILE_SIZE,
        }  # fmt: skip
        if asked.source:
            payload["message"] = world.messages[asked.source].payload()
        if guild is None:
            return payload | {"user": asked.user.payload()}
        about = {"id": str(guild.id), "locale": "en-US", "features": []}
        there = {"guild_id": str(guild.id), "guild_locale": "en-US", "guild": about}
        return payload | there | {"member": guild.member(asked.user) | held}

    def _data(
        self, typed: Typed, user: User, channel: Channel, locale: str, *, completing: bool = False
    ) -> dict[str, Any]:
        """The data of a command interaction. While completing, the last value is text as typed and has the focus."""
        found: list[Entity] = []
        options: list[dict[str, Any]] = []
        for option, raw in typed.values[:-1] if completing else typed.values:
            sent = slash.value(option, raw, self.entities(), locale)
            if isinstance(sent, Entity):
                found.append(sent)
                sent = str(sent.id)
            options.append({"name": option["name"], "type": option["type"], "value": sent})
        if completing:
            option, raw = typed.values[-1]
            options.append({"name": option["name"], "type": option["type"], "value": raw, "focused": True})
        for step in reversed(typed.path[1:]):
            options = [{"name": step["name"], "type": step["type"], "options": options}]
        command = {field: typed.path[0].get(field) for field in ("id", "name", "type", "guild_id")}
        resolved = {"resolved": self._resolved(found, user, channel)} if found else {}
        return command | {"options": options} | resolved

    def _resolved(self, found: Sequence[Entity], user: User, channel: Channel) -> dict[str, dict[str, Any]]:
        """The objects behind the ids: users with their member, channels with what may be done there, roles."""
        held = self.world.permissions
        resolved: dict[str, dict[str, Any]] = {}
        for one in found:
            kind, shown = f"{type(one).__name__.lower()}s", one.payload()
            if isinstance(one, Channel):
                shown |= {"permissions": str(held(user, one)), "app_permissions": str(held(self.world.bot, one))}
            if isinstance(one, User) and self.world.guild and channel.guild_id:
                member = self.world.guild.member(one) | {"permissions": str(held(one, channel))}
                resolved.setdefault("members", {})[str(one.id)] = {k: v for k, v in member.items() if k != "user"}
            resolved.setdefault(kind, {})[str(one.id)] = shown
        return resolved


def _allowed(needed: str | int | None, held: int) -> bool:
    """The default of the command's permissions: none asked, or all held; "0" is for administrators."""
    return needed is None or held == places.ALL or (int(needed) != 0 and not int(needed) & ~held)
