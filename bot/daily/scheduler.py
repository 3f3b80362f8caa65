"""The loop: looks at what is due by the stored moments, and starts it as far as there is room.

Nothing is counted in memory, so a restart, a suspended machine or a changed clock needs no code of its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import discord

from .clock import Clock
from .delivery import Courier
from .ledger import Ledger
from .records import Delivery, Notice
from .wire import Wire

TICK = 15.0  # seconds between looks at most: how late a subscription made a moment ago may be
ROOM = 40  # deliveries under way at once
log = logging.getLogger("readout")


@dataclass
class Scheduler:
    """Runs until cancelled. `notice` makes the layout by which a server is told of a pause."""

    ledger: Ledger
    courier: Courier
    wire: Wire
    clock: Clock
    notice: Callable[[Notice], Awaitable[discord.ui.LayoutView | None]]
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(ROOM))
    under_way: set[asyncio.Task[None]] = field(default_factory=set)
    pause: float = TICK  # seconds until the next look
    unheard: set[str] = field(default_factory=set)  # notices that found no open system channel since the start

    async def run(self) -> None:
        """Settle what the last process left, then post what falls due."""
        while True:
            self.pause = TICK
            await self._guarded(self._look())
            await self.clock.sleep(self.pause)

    async def catch_up(self) -> None:
        """A look at once, and what it starts to its end: for a clock that somebody sets, who then wants to see."""
        await self._guarded(self.tick())
        await self.drain()

    async def _look(self) -> None:
        """A tick, and how long the pause after it may be; whatever fails in here, the loop goes on."""
        await self.tick()
        due = await self.ledger.next_due()
        left = (due - self.clock.now()).total_seconds() if due else TICK
        self.pause = min(max(left, 0.2), TICK)

    async def tick(self) -> None:
        """Start everything that is due now."""
        now = self.clock.now()
        await self.ledger.forget(now)
        for delivery in await self.ledger.open(now):
            if delivery.edition not in self.courier.active:
                await self.room.acquire()
                self._start(self.courier.carry(delivery), delivery)
        for delivery in await self.ledger.unpublished(now):
            await self.room.acquire()
            self._start(self.courier.publish(delivery), delivery)
        for subscription in await self.ledger.due(now):
            await self.room.acquire()  # claimed only when it can be sent: a claim is what a crash leaves to settle
            claimed = None
            try:
                claimed = await self.ledger.claim(subscription, self.clock.now())
            finally:
                if not claimed:
                    self.room.release()
            if claimed:
                self._start(self.courier.carry(claimed), claimed)
        for notice in await self.ledger.notices():
            await self._tell(notice)

    def _start(self, work: Coroutine[Any, Any, None], delivery: Delivery) -> None:
        """Start it in the room that was taken."""
        task = asyncio.create_task(self._guarded(work, delivery))
        self.under_way.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self.under_way.discard(task)
        self.room.release()

    async def _guarded(self, work: Coroutine[Any, Any, None], delivery: Delivery | None = None) -> None:
        """A fault of ours ends neither the loop nor the other deliveries; the one it befell is tried again later."""
        try:
            await work
        except Exception:
            log.exception("daily posts: %s", f"edition {delivery.edition}" if delivery else "a look at what is due")
            if delivery:
                await self.ledger.look_again(delivery, "fault", self.clock.now() + timedelta(minutes=5))

    async def _tell(self, notice: Notice) -> None:
        if notice.subscription not in self.unheard:
            self.unheard.add(notice.subscription)
            layout = await self.notice(notice)
            if layout and await self.wire.tell(notice.guild, layout):
                await self.ledger.told(notice)

    async def drain(self, seconds: float = 10) -> None:
        """Let what is under way end; what does not is settled by the next process."""
        if self.under_way:
            _, left = await asyncio.wait(self.under_way, timeout=seconds)
            for task in left:
                task.cancel()
