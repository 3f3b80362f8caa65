"""Editions for deliveries: ordered from the ledger's window, composed once, kept while many channels ask for them."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import OrderedDict
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from briefs.address import Address
from briefs.compose import Composer
from briefs.edition import ADDRESS, Issue, Order, blind, issue

from .ledger import Ledger
from .post import Post, post
from .records import Delivery, Receipt, Subscription

KEPT = 64  # editions; those of one minute differ in topics and window, not by channel
log = logging.getLogger("readout")


@dataclass(frozen=True)
class Editions:
    """Composes what is posted. Where the store fails, the edition says that and nothing else."""

    composer: Composer
    ledger: Ledger
    controls: bool = True
    kept: OrderedDict[tuple[Order, str], Issue] = field(default_factory=OrderedDict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def issue(self, subscription: Subscription, delivery: Delivery, *, late: bool = False) -> Issue:
        """The edition of a delivery, its controls addressed to it."""
        order = _order(subscription, delivery, late)
        async with self.lock:
            found = self.kept.get((order, subscription.language)) or await self._compose(order, subscription.language)
        address = Address(ADDRESS, (("of", delivery.subscription), ("on", delivery.day.isoformat())))
        return replace(found, readout=replace(found.readout, address=address))

    async def _compose(self, order: Order, language: str) -> Issue:
        try:
            held = await self.ledger.held(order.base) if order.base else None
            made = await issue(self.composer, order, held, language, Address(ADDRESS))
        except (sqlite3.Error, ValidationError, OSError) as error:
            log.error("the store of facts cannot be read; the edition of %s is blind", order.day, exc_info=error)
            return blind(self.composer, order, language, Address(ADDRESS))  # not kept: the next may see again
        self.kept[order, language] = made
        if len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        return made

    def post(self, subscription: Subscription, delivery: Delivery, made: Issue, page: int = 1) -> Post:
        """A page of it as a message; the role is mentioned on the first."""
        renderer = self.composer.renderer(subscription.language)
        return post(
            made.readout, page, self.composer, renderer, delivery.day, delivery.edition,
            first=delivery.base is None and made.revision is not None, role=subscription.role if page == 1 else None,
            controls=self.controls,
        )  # fmt: skip


def receipt(made: Issue, shown: Post) -> Receipt:
    """What the ledger keeps of a post."""
    return Receipt(made.revision, shown.digest, made.facts)


def _order(subscription: Subscription, delivery: Delivery, late: bool) -> Order:
    return Order(
        delivery.day, delivery.due, delivery.start, delivery.end, subscription.topics, delivery.base,
        first=delivery.base is None, late=late,
    )  # fmt: skip
