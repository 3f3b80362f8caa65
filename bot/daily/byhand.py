"""Editions without a bot: one printed, or today's sent through a channel webhook (from cron, say)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import aiohttp
import discord

from bot import limits
from bot.lock import locked
from bot.mock.client.markdown import Reader, lines
from briefs.address import Address
from briefs.compose import Composer, open_composer
from briefs.edition import ADDRESS, Order, issue
from briefs.refusal import Refusal
from briefs.render import Renderer

from . import reading, zones
from .clock import Clock
from .delivery import Courier
from .editions import Editions
from .ledger import Ledger, open_ledger
from .limiter import Limiter
from .post import Post
from .records import POSTED, Delivery, Subscription, when
from .schedule import Rule
from .wire import PATIENCE, Busy, Lost, Refused, Sent, Unreadable

_WEBHOOK = re.compile(r"/webhooks/(\d+)/([\w-]+)/?$")
_DISCORD = {f"{branch}{name}" for branch in ("", "ptb.", "canary.") for name in ("discord.com", "discordapp.com")}
_LOOPBACK = ("127.0.0.1", "::1", "localhost")  # a Discord for tests, which needs no https
_STAMP = re.compile(r"<t:(\d+):f>")  # as edition.md writes them
MORNING = time(8)  # the clock time that an edition of a date stands for
PATIENT = timedelta(minutes=2)  # for a busy Discord; then it is left to the next call


@dataclass(frozen=True)
class Webhook:
    """A channel webhook by its address. It cannot be read back, and knows no nonce, so a lost reply stays unknown."""

    url: str
    id: int

    @classmethod
    def parse(cls, url: str) -> Webhook:
        """Raises ValueError for an address that is none of a webhook."""
        parts = urlsplit(url)
        match = _WEBHOOK.search(parts.path)
        known = (parts.scheme == "https" and parts.hostname in _DISCORD) or (
            parts.scheme in ("http", "https") and parts.hostname in _LOOPBACK
        )
        if not match or not known:
            raise ValueError("that is no webhook address: copy it from the channel's settings, Integrations, Webhooks")
        return cls(url, int(match[1]))

    async def send(self, delivery: Delivery, post: Post, role: int | None) -> Sent | Refused | Busy | Lost | Unreadable:
        """One request, never repeated by itself: discord.py would repeat it on an error, and post twice."""
        flags = discord.MessageFlags(components_v2=True).value
        parts = post.layout.to_components()  # type: ignore[no-untyped-call]
        body = {"flags": flags, "components": parts, "allowed_mentions": {"parse": []}}
        query = dict(parse_qsl(urlsplit(self.url).query)) | {"wait": "true", "with_components": "true"}
        place = self.url.partition("?")[0]
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(PATIENCE)) as session,
                session.post(place, params=query, json=body) as answer,
            ):
                return _understood(answer.status, answer.headers.get("Retry-After"), await answer.json())
        except aiohttp.ClientConnectorError:
            return Busy(5, "unreachable")
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return Lost("lost")

    async def find(self, delivery: Delivery) -> Unreadable:
        return Unreadable("webhook")

    async def publish(self, delivery: Delivery) -> Refused:
        return Refused("invalid")

    async def tell(self, guild: int, layout: discord.ui.LayoutView) -> bool:
        return False


def _understood(status: int, wait: str | None, body: Any) -> Sent | Refused | Busy | Lost:
    if status == 200:
        return Sent(int(body["id"]))
    if status == 429:
        return Busy(float(wait or 5), "limited")
    if status >= 500:
        return Lost("lost")
    return Refused("gone" if status in (401, 404) else "permission" if status == 403 else "invalid")


class HandError(Exception):
    """What was asked for cannot be meant, in a line for the one who asked."""


async def printed(pack: Path, data: Path, topics: str, zone: str, day: date | None, *, first: bool) -> str:
    """The edition of a local date as text. Its changes come from the records' histories: no channel is asked."""
    async with open_composer(pack, data) as composer:
        now = Clock().now()
        rule, chosen = _rule(zone, now, composer), _topics(topics, composer)
        day = day or rule.today(now)
        due = rule.due(day)
        order = Order(day, due, rule.due(day - timedelta(days=1)), due, chosen, first=first)
        made = await issue(composer, order, None, "en", Address(ADDRESS))
        renderer = composer.renderer("en")
        head = [f"{renderer.message('edition_head', meta=composer.store.meta)}\n"] if first else []
        pages = made.readout.pages(limits.PAGE)
        texts = [f"{p.text}\n\n{renderer.foot(p.sources, n, len(pages), day)}" for n, p in enumerate(pages, 1)]
        shown = (_clocked(text, ZoneInfo(rule.zone), renderer) for text in head + texts)
        return "\n".join(line.text for text in shown for line in lines(text, Reader()))


def _clocked(text: str, zone: ZoneInfo, renderer: Renderer) -> str:
    """Its moments, which only Discord shows, as dates and clock times; the zone is named once a line, at the last."""

    def clocked(stamp: re.Match[str]) -> str:
        at = datetime.fromtimestamp(int(stamp[1]), zone)
        day = renderer.date(when(at.date()))
        last = not _STAMP.search(text, stamp.end(), text.find("\n", stamp.end()))
        return f"{day} {at:%H:%M}, {zone.key}" if last else f"{day} {at:%H:%M}"

    return _STAMP.sub(clocked, text)


async def posted(
    pack: Path, data: Path, topics: str, zone: str, webhook: Webhook, *, again: bool, clock: Clock | None = None
) -> tuple[Delivery, bool]:
    """Send today's edition once: the delivery, and whether this call had anything to send.

    `again`: whatever was sent today. Discord being busy, it is tried for two minutes, then by the next call.
    """
    clock = clock or Clock()
    with locked(data / "webhook"):  # two at once would take each other's request for a lost one
        async with open_composer(pack, data) as composer, open_ledger(data) as ledger:
            editions = Editions(composer, ledger, controls=False)  # the buttons of a webhook reach nobody
            now = clock.now().replace(microsecond=0)
            made = Subscription(
                f"webhook-{webhook.id}", 0, webhook.id, _rule(zone, now, composer), "en", now, _topics(topics, composer)
            )
            known = await ledger.subscription(made.id)
            made = replace(made, since=known.since if known else now)
            await ledger.save(made)  # it never falls due by itself; its address is not kept
            courier = Courier(ledger, editions, webhook, clock, Limiter(clock))
            return await _once(ledger, courier, made, clock, again)


async def _once(
    ledger: Ledger, courier: Courier, subscription: Subscription, clock: Clock, again: bool
) -> tuple[Delivery, bool]:
    now = clock.now().replace(microsecond=0)
    open_, _ = await ledger.take(subscription, now, again=again)
    sending = open_.state in ("claimed", "will-retry")
    if sending:
        await _carry(ledger, courier, open_, clock)
    found = await ledger.delivery(open_.subscription, open_.day)
    assert found
    return found, sending


async def _carry(ledger: Ledger, courier: Courier, delivery: Delivery | None, clock: Clock) -> None:
    end = clock.now() + PATIENT
    while delivery and delivery.state in ("claimed", "will-retry"):
        if delivery.again and delivery.again > end:
            return
        if delivery.again:
            await clock.sleep(max((delivery.again - clock.now()).total_seconds(), 0))
        await courier.carry(delivery, asked=True)
        delivery = await ledger.delivery(delivery.subscription, delivery.day)


def _rule(text: str, now: datetime, composer: Composer) -> Rule:
    zone = zones.resolve(text)
    if not zone:
        raise HandError(composer.renderer("en").label("bad_zone", text=text, near=zones.near(text, now)))
    return Rule(MORNING, zone)


def _topics(text: str, composer: Composer) -> tuple[str, ...]:
    try:
        return reading.topics(text, composer.store.names)
    except Refusal as refusal:
        raise HandError(composer.renderer("en").refusal(refusal)) from None


def report(delivery: Delivery, sending: bool) -> tuple[int, str]:
    """The exit code and the line for who sent it: 0 sent, 1 nothing sent, 3 not sent or not known."""
    day = delivery.day.isoformat()
    if delivery.state in POSTED:
        return (
            (0, f"edition of {day} posted")
            if sending
            else (1, f"edition of {day} was posted before; --again repeats it")
        )
    if delivery.state == "unverified":
        return 3, f"edition of {day}: no answer came, so it may be there; look, and use --again if it is not"
    if delivery.state == "will-retry":
        why = "Discord cannot be reached" if delivery.reason == "unreachable" else "Discord asks for fewer requests"
        return 3, f"edition of {day}: not sent, {why}; the next call tries again"
    return 3, f"edition of {day}: not sent, {delivery.state} ({delivery.reason})"
