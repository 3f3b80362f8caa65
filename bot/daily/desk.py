"""What managers can do with the daily posts of their server. Each returns what to say, or raises Refusal."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import discord

from briefs.refusal import Refusal
from briefs.render import Renderer

from . import reading
from .clock import Clock
from .delivery import Courier
from .editions import Editions
from .ledger import Ledger, next_day
from .places import check, lacking
from .post import Post
from .records import MOST, POSTED, Delivery, Subscription
from .schedule import ALL_DAYS, Rule
from .which import labelled, meant

Interaction = discord.Interaction[Any]
UTC_ZONE = "UTC"


@dataclass(frozen=True)
class Wish:
    """What was typed for a subscription; None: not said."""

    channel: int | None = None
    kind: discord.ChannelType | None = None
    time: str | None = None
    timezone: str | None = None
    days: str | None = None
    topics: str | None = None
    role: discord.Role | None = None
    when_quiet: Any = None
    publish: bool | None = None


@dataclass(frozen=True)
class Desk:
    """The actions behind /daily."""

    ledger: Ledger
    editions: Editions
    courier: Courier
    clock: Clock

    async def subscribe(self, interaction: Interaction, wish: Wish) -> str:
        """Add a subscription, once its channel is proved."""
        assert interaction.guild_id
        assert wish.channel
        now = self.clock.now().replace(microsecond=0)
        others = await self.ledger.of_guild(interaction.guild_id)
        zone = others[-1].rule.zone if others else UTC_ZONE
        blank = Subscription(
            secrets.token_hex(4), interaction.guild_id, wish.channel, Rule(now.time(), zone, ALL_DAYS),
            str(interaction.guild_locale or interaction.locale), now,
        )  # fmt: skip
        made = self._granted(interaction, blank, wish, now)
        made = replace(made, next_day=await self._next(made, now))
        match await self.ledger.add(made):
            case "taken":
                raise Refusal("daily_taken", channel=made.channel)
            case "full":
                raise Refusal("daily_full", most=MOST)
        return self._saved(interaction, made, wish)

    async def edit(self, interaction: Interaction, which: str | None, wish: Wish) -> str:
        """Change a subscription. A date that has had its delivery gets no other, whatever is changed."""
        old, now = await self.find(interaction, which), self.clock.now().replace(microsecond=0)
        made = self._granted(interaction, old, wish, now)
        if made.channel != old.channel:
            made = replace(made, since=now)
            if made.paused in ("permission", "gone"):  # it was paused for a channel that it no longer has
                made = replace(made, paused=None)
        if not made.paused:
            made = replace(made, next_day=await self._next(made, now))
        elif made.paused_until:
            made = replace(made, next_day=next_day(made.rule, made.paused_until, now))
        if not await self.ledger.save(made):
            raise Refusal("daily_taken", channel=made.channel)
        return self._saved(interaction, made, wish)

    def _granted(self, interaction: Interaction, old: Subscription, wish: Wish, now: datetime) -> Subscription:
        """The subscription with the wish granted. Raises Refusal."""
        role, names = wish.role, self.editions.composer.store.names
        rule = Rule(
            reading.clock(wish.time) if wish.time else old.rule.clock,
            reading.zone(wish.timezone, now) if wish.timezone else old.rule.zone,
            reading.days(wish.days) if wish.days else old.rule.days,
        )
        made = replace(
            old,
            channel=wish.channel or old.channel,
            rule=rule,
            topics=reading.topics(wish.topics, names) if wish.topics else old.topics,
            role=(None if role.is_default() else role.id) if role else old.role,
            when_quiet=wish.when_quiet or old.when_quiet,
            publish=old.publish if wish.publish is None else wish.publish,
        )
        if wish.channel and wish.kind:
            check(interaction, wish.channel, wish.kind, publish=made.publish)
        elif wish.publish and not _announces(interaction.guild, made.channel):
            raise Refusal("daily_no_announcements", channel=made.channel)
        return made

    async def _next(self, made: Subscription, now: datetime) -> date:
        return made.rule.next_from(now, await self.ledger.last_day(made, made.rule.today(now)))

    def _saved(self, interaction: Interaction, made: Subscription, wish: Wish) -> str:
        silent = bool(wish.role and made.role and not wish.role.mentionable)
        return self._words(interaction, "daily_saved.md", s=made, silent=silent).strip()

    async def preview(self, interaction: Interaction, which: str | None) -> Post:
        """What `now` would post, its controls working."""
        found, now = await self.find(interaction, which), self.clock.now().replace(microsecond=0)
        return await self._post(found, await self.ledger.window(found, found.rule.today(now), now))

    async def page(self, guild: int | None, subscription: str, day: str, page: int) -> tuple[Post, date]:
        """A page of an edition of a server that was posted or previewed, and its date. Raises Refusal."""
        found = await self.ledger.subscription(subscription)
        on = _date(day)
        if not found or found.guild != guild or not on:
            raise Refusal("daily_gone")
        now = self.clock.now().replace(microsecond=0)
        delivery = await self.ledger.delivery(subscription, on) or await self.ledger.window(found, on, now)
        return await self._post(found, delivery, page), delivery.day

    async def _post(self, found: Subscription, delivery: Delivery, page: int = 1) -> Post:
        made = await self.editions.issue(found, delivery, late=delivery.state == "late")
        return self.editions.post(found, delivery, made, page)

    async def now(self, interaction: Interaction, which: str | None) -> str:
        """Post today's edition at once. Raises Refusal, with a link, where the channel has had it, or a later one."""
        found = await self.find(interaction, which)
        today, how = await self.ledger.take(found, self.clock.now().replace(microsecond=0))
        if how == "had":
            raise Refusal("daily_had" if today.state in POSTED else "daily_open", link=link(found, today), d=today)
        await self.courier.carry(today, asked=True)
        settled = await self.ledger.delivery(found.id, today.day)
        return self._words(interaction, "daily_result.md", s=found, d=settled, link=link(found, settled)).strip()

    async def pause(self, interaction: Interaction, which: str | None, until: str | None) -> str:
        found, now = await self.find(interaction, which), self.clock.now()
        date_ = reading.until(until, found.rule.today(now)) if until else None
        await self.ledger.pause(found, "asked", date_, now)
        paused = await self.ledger.subscription(found.id)
        return self._words(interaction, "daily_saved.md", s=paused, silent=False).strip()

    async def resume(self, interaction: Interaction, which: str | None) -> str:
        """Go on, if the bot can post there now."""
        found, now = await self.find(interaction, which), self.clock.now()
        lacks = lacking(interaction.guild, found.channel)
        if lacks is None:
            raise Refusal("daily_unseen", channel=found.channel)
        if lacks:
            raise Refusal("daily_lacking", channel=found.channel, permissions=lacks)
        made = replace(found, paused=None, paused_until=None, next_day=await self._next(found, now))
        await self.ledger.save(made)
        return self._words(interaction, "daily_saved.md", s=made, silent=False).strip()

    async def remove(self, interaction: Interaction, which: str | None) -> str:
        found = await self.find(interaction, which)
        await self.ledger.remove(found.id, self.clock.now())
        return self._renderer(interaction).message("daily_removed", channel=found.channel)

    async def status(self, interaction: Interaction) -> list[str]:
        """Every subscription of the server: when next, what it covers, what became of the last one and why."""
        assert interaction.guild_id
        subscriptions = await self.ledger.of_guild(interaction.guild_id)
        if not subscriptions:
            raise Refusal("daily_none")
        return [await self._status(interaction, each) for each in subscriptions]

    async def _status(self, interaction: Interaction, found: Subscription) -> str:
        last = await self.ledger.deliveries(found)
        now = self.clock.now()
        window = await self.ledger.window(found, found.next_day or found.rule.today(now), found.next_due or now)
        return self._words(
            interaction, "daily_status.md",
            s=found, d=last[0] if last else None, link=link(found, last[0] if last else None),
            window=window, lacking=lacking(interaction.guild, found.channel),
        ).strip()  # fmt: skip

    async def find(self, interaction: Interaction, which: str | None) -> Subscription:
        """The subscription that is meant: the named one, or the only one. Raises Refusal."""
        assert interaction.guild_id
        found = await self.ledger.of_guild(interaction.guild_id)
        if not found:
            raise Refusal("daily_none")
        chosen = meant(interaction.guild, found, which) if which else list(found)
        if len(chosen) != 1:
            raise Refusal("daily_which", labels=[text for text, _ in labelled(interaction.guild, found)])
        return chosen[0]

    async def choices(self, interaction: Interaction, typed: str) -> list[tuple[str, str]]:
        """The server's subscriptions, as labels and ids."""
        found = await self.ledger.of_guild(interaction.guild_id or 0)
        labels = labelled(interaction.guild, found)
        return [(text, s.id) for text, s in labels if typed.casefold() in text.casefold()]

    def _words(self, interaction: Interaction, template: str, **values: Any) -> str:
        return self._renderer(interaction).render(template, **values)

    def _renderer(self, interaction: Interaction) -> Renderer:
        return self.editions.composer.renderer(interaction.locale.value)


def link(subscription: Subscription, delivery: Delivery | None) -> str:
    """Where a post stands; empty where there is none."""
    if not delivery or not delivery.message:
        return ""
    return f"https://discord.com/channels/{subscription.guild}/{delivery.channel}/{delivery.message}"


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _announces(guild: discord.Guild | None, channel: int) -> bool:
    found = guild.get_channel_or_thread(channel) if guild else None
    return bool(found and found.type is discord.ChannelType.news)
