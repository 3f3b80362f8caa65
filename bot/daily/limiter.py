"""Our own limit on requests to Discord: discord.py reacts to a 429, nothing in it holds us under 50 a second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .clock import Clock

A_SECOND = 45  # requests; Discord allows 50 over all of the bot's routes, and replies need some
FURTHEST = timedelta(minutes=1)  # no queue of ours is that long


@dataclass
class Limiter:
    """Turns at even distances on the given clock: a thousand posts of one minute are spread, not sent in a burst."""

    clock: Clock
    a_second: float = A_SECOND
    free: datetime | None = None  # the next turn that nobody has

    async def turn(self) -> None:
        """Return when it is this caller's turn."""
        now = self.clock.now()
        mine = max(self.free or now, now)
        if mine - now > FURTHEST:  # the machine's clock went back
            mine = now
        self.free = mine + timedelta(seconds=1 / self.a_second)
        if mine > now:
            await self.clock.sleep((mine - now).total_seconds())
