"""One delivery: claimed → sent → confirmed, or settled by what the channel shows.

The ledger's word is written before each step that Discord can see, so after a crash there are three cases: never
tried (send it), tried (read the channel back, then send or confirm), confirmed (done).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from .clock import Clock
from .editions import Editions, receipt
from .ledger import Ledger
from .limiter import Limiter
from .records import Delivery, Outcome
from .schedule import LATE_AFTER, MISSED_AFTER
from .wire import Absent, Busy, Lost, Refused, Sent, Unreadable, Wire

PAUSES = (2, 5, 15, 60, 300)  # seconds before the next try; the last one from then on
UNKNOWN_AFTER = timedelta(days=1)  # so long a channel is asked whether it has the post; asking posts nothing
log = logging.getLogger("readout")


@dataclass(frozen=True)
class Courier:
    """Brings deliveries to an outcome. It may be asked twice about one: the second is left alone."""

    ledger: Ledger
    editions: Editions
    wire: Wire
    clock: Clock
    limiter: Limiter
    active: set[str] = field(default_factory=set)

    async def carry(self, delivery: Delivery, *, asked: bool = False) -> None:
        """Bring it as far as it gets now. `asked`: someone wants it posted, quiet or not."""
        if delivery.edition in self.active:
            return
        self.active.add(delivery.edition)
        try:
            begun = delivery.state == "claimed" and delivery.tried  # and then the process ended, or nobody could look
            if not begun or await self._read_back(delivery):
                await self._send(delivery, asked)
        finally:
            self.active.discard(delivery.edition)

    async def _send(self, delivery: Delivery, asked: bool) -> None:
        subscription = await self.ledger.subscription(delivery.subscription)
        now = self.clock.now()
        if not subscription:
            await self.ledger.finish(delivery, "paused", "ended")
            return
        if now - delivery.due > MISSED_AFTER:
            await self.ledger.finish(delivery, "missed", delivery.reason)
            return
        made = await self.editions.issue(subscription, delivery, late=_late(delivery, now))
        if made.quiet and subscription.when_quiet == "skip" and not asked:
            await self.ledger.finish(delivery, "skipped-quiet")
            return
        shown = self.editions.post(subscription, delivery, made)
        await self.limiter.turn()
        tried = await self.ledger.trying(delivery, self.clock.now(), receipt(made, shown), made.held)
        if not tried:
            return
        answer = await self.wire.send(tried, shown, subscription.role)
        if not isinstance(answer, Lost):
            await self._accept(tried, answer)
        elif await self._read_back(tried):
            await self.ledger.retry(tried, answer.reason, self._later(tried))

    async def _read_back(self, delivery: Delivery) -> bool:
        """Whether the channel shows that it is not there. Found, or not to be known: then that is settled here."""
        await self.limiter.turn()
        answer = await self.wire.find(delivery)
        if isinstance(answer, Absent):
            return True
        if isinstance(answer, Busy | Lost):
            await self._look_later(delivery, answer.reason)
        else:
            await self._accept(delivery, answer)
        return False

    async def _accept(self, delivery: Delivery, answer: Sent | Refused | Busy | Unreadable) -> None:
        match answer:
            case Sent(message):
                await self._confirm(delivery, message)
            case Refused(reason):
                log.warning("edition %s in channel %s: refused, %s", delivery.edition, delivery.channel, reason)
                await self.ledger.refuse(delivery, reason, pause=answer.pause, now=self.clock.now())
            case Busy(after, reason):
                await self.ledger.retry(delivery, reason, self._later(delivery, after))
            case Unreadable(reason):
                await self.ledger.finish(delivery, "unverified", reason)

    async def _confirm(self, delivery: Delivery, message: int) -> None:
        outcome: Outcome = "late" if _late(delivery, delivery.tried or delivery.due) else "sent"
        subscription = await self.ledger.subscription(delivery.subscription)
        publish = bool(subscription and subscription.publish)
        await self.ledger.confirm(delivery, outcome, message, publish=publish)
        if publish:
            await self.publish(replace(delivery, message=message))

    async def publish(self, delivery: Delivery) -> None:
        """Publish a post in its announcement channel, or note when to try again."""
        await self.limiter.turn()
        now = self.clock.now()
        match await self.wire.publish(delivery):
            case Sent():
                await self.ledger.published(delivery, "done")
            case Busy(after, _) if now - delivery.due < MISSED_AFTER:
                await self.ledger.published(delivery, "due", now + timedelta(seconds=max(after, PAUSES[-1])))
            case Lost() if now - delivery.due < MISSED_AFTER:
                await self.ledger.published(delivery, "due", now + timedelta(seconds=PAUSES[-1]))
            case _:
                await self.ledger.published(delivery, "failed")

    async def _look_later(self, delivery: Delivery, reason: str) -> None:
        if self.clock.now() - delivery.due > UNKNOWN_AFTER:
            await self.ledger.finish(delivery, "unverified", reason)
        else:
            await self.ledger.look_again(delivery, reason, self._later(delivery))

    def _later(self, delivery: Delivery, least: float = 0) -> datetime:
        pause = PAUSES[min(delivery.tries, len(PAUSES)) - 1]
        return self.clock.now() + timedelta(seconds=max(pause, least))


def _late(delivery: Delivery, now: datetime) -> bool:
    return now - delivery.due > LATE_AFTER
