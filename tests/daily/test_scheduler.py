"""The loop outlives a ledger that fails: silence would be the worst of its answers."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.daily.scheduler import ROOM, TICK, Scheduler


class Failing:
    """A ledger with one subscription always due, in which one thing fails for as long as it is told to."""

    def __init__(self, what: str, times: int) -> None:
        self.what, self.left, self.claims = what, times, 0

    def _fails(self, what: str) -> None:
        if what == self.what and self.left:
            self.left -= 1
            raise OSError("disk I/O error")

    async def none(self, *given: Any) -> tuple[()]:
        return ()

    forget = open = unpublished = notices = none

    async def due(self, now: datetime) -> tuple[str, ...]:
        return ("a subscription",)

    async def claim(self, subscription: str, now: datetime) -> None:
        self._fails("claim")
        self.claims += 1

    async def next_due(self) -> None:
        self._fails("next_due")


class Hasty:
    """A clock on which no time is lost; it ends the loop after so many pauses."""

    def __init__(self, looks: int) -> None:
        self.left, self.pauses = looks, list[float]()

    def now(self) -> datetime:
        return datetime(2026, 2, 19, tzinfo=UTC)

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.left -= 1
        if not self.left:
            raise asyncio.CancelledError
        await asyncio.sleep(0)


@pytest.mark.parametrize("what", ["claim", "next_due"])
async def test_the_loop_goes_on_however_often_the_ledger_fails(what: str) -> None:
    """More failures than there is room: a slot that each of them kept would leave none to claim with."""
    times = ROOM + 5
    ledger, clock = Failing(what, times), Hasty(times + 3)
    scheduler = Scheduler(ledger, None, None, clock, None)  # type: ignore[arg-type]
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(scheduler.run(), 20)
    assert ledger.left == 0
    assert ledger.claims >= 3
    assert set(clock.pauses) == {TICK}
