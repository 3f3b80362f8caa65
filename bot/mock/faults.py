"""What can go wrong on the way, on demand: 429s, server errors, dropped connections, slow answers, rate limits."""

import re
from dataclasses import dataclass, field
from typing import Any

from . import limits
from .clock import Clock


@dataclass(frozen=True)
class Answer:
    """A response. `body`: JSON, None for no content; status 0: the connection is closed instead.

    `reason`: why Discord would refuse the body that it answers, if it would.
    """

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    reason: str = ""


def too_many(retry_after: float, scope: str = "user", via: bool = True) -> Answer:
    """A 429 as Discord words it (Rate limits); without `via`, one of Cloudflare's, in front of Discord's API."""
    everywhere = scope == "global"
    body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere}
    headers = {"Retry-After": str(int(retry_after) + 1), "X-RateLimit-Scope": scope} | ({"Via": "mock"} if via else {})
    bucket = {"X-RateLimit-Reset-After": str(retry_after), "X-RateLimit-Remaining": "0"}
    return Answer(429, body, headers | ({"X-RateLimit-Global": "true"} if everywhere else bucket))


@dataclass(frozen=True)
class Fault:
    """What happens in place of an answer. `answer`: None for the true one; `done`: it is carried out all the same."""

    where: str
    answer: Answer | None
    done: bool = False
    seconds: float = 0.0


class Faults:
    """Faults, each for the next `times` requests whose "METHOD /path" the pattern `where` finds.

    Paths stand without `/api/v10`: `"POST /channels/"` is every post in a channel. The first that matches acts.
    """

    def __init__(self) -> None:
        self._pending: list[Fault] = []

    def fail(self, where: str, status: int, *, code: int = 0, times: int = 1) -> None:
        """Answer with that status, and Discord's code for it, in place of doing it."""
        self._pending += [Fault(where, Answer(status, {"message": f"{status}: mock fault", "code": code}))] * times

    def limit(self, where: str, retry_after: float, *, scope: str = "user", via: bool = True, times: int = 1) -> None:
        """Answer 429. `scope`: user, global or shared; `retry_after` in seconds; without `via` it is Cloudflare's."""
        self._pending += [Fault(where, too_many(retry_after, scope, via))] * times

    def drop(self, where: str, *, done: bool, times: int = 1) -> None:
        """Close the connection with no answer: before it was done, or after (a message is then stored)."""
        self._pending += [Fault(where, Answer(0), done)] * times

    def slow(self, where: str, seconds: float, *, times: int = 1) -> None:
        """Do it at once and answer later (seconds of the wall's clock)."""
        self._pending += [Fault(where, None, done=True, seconds=seconds)] * times

    def next(self, what: str) -> Fault | None:
        """The fault for this request, used up by it."""
        fault = next((fault for fault in self._pending if re.search(fault.where, what)), None)
        if fault:
            self._pending.remove(fault)
        return fault


Rate = tuple[int, float]  # requests, seconds


class Rates:
    """Rate limits: off until `on`. Fixed windows on the mock's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[str, tuple[float, int]] = {}  # bucket -> when its window ends, requests in it
        self._rates: tuple[Rate, Rate] | None = None

    def on(self, everything: Rate = limits.GLOBAL_RATE, bucket: Rate = limits.CHANNEL_RATE) -> None:
        """Limit all of the bot's requests together, and each route family for each channel, guild or webhook."""
        self._rates = everything, bucket

    def take(self, bucket: str, *, exempt: bool) -> tuple[Answer | None, dict[str, str]]:
        """Count one request: the 429 if it is over a limit, and the headers that tell the state of its bucket."""
        if not self._rates:
            return None, {}
        everything, own = self._rates
        if not exempt:  # of the global limit
            left, reset = self._count("global", everything)
            if left < 0:
                return too_many(reset, "global"), {}
        left, reset = self._count(bucket, own)
        headers = {
            "X-RateLimit-Limit": str(own[0]),
            "X-RateLimit-Remaining": str(max(left, 0)),
            "X-RateLimit-Reset": f"{self._clock.now().timestamp() + reset:.3f}",
            "X-RateLimit-Reset-After": f"{reset:.3f}",
            "X-RateLimit-Bucket": f"{hash(bucket.split()[1]) & 0xFFFFFFFF:08x}",
        }
        return (too_many(reset) if left < 0 else None), headers

    def _count(self, bucket: str, rate: Rate) -> tuple[int, float]:
        now = self._clock.now().timestamp()
        ends, used = self._windows.get(bucket, (0.0, 0))
        if now >= ends:
            ends, used = now + rate[1], 0
        self._windows[bucket] = ends, used + 1
        return rate[0] - used - 1, round(ends - now, 3)
