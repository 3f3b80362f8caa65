"""What can go wrong on the way, on demand: 429s, server errors, dropped connections, slow answers, rate limits."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from . import limits
from .clock import Clock


@dataclass(frozen=True)
class Answer:
    """A response: status, JSON body (None: no content), headers. `drop`: close the connection instead of sending it."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False


VIA: Final = {"Via": "1.1 mock"}  # a 429 without it comes from Cloudflare, not from Discord's API


def too_many(retry_after: float, scope: str = "user", via: bool = True) -> Answer:
    """A 429 as Discord words it (Rate limits); without `via`, one of Cloudflare's."""
    body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": scope == "global"}
    headers = {"Retry-After": str(int(retry_after) + 1), "X-RateLimit-Scope": scope}
    headers |= {"X-RateLimit-Global": "true"} if scope == "global" else {}
    headers |= {"X-RateLimit-Reset-After": str(retry_after), "X-RateLimit-Remaining": "0"} if scope != "global" else {}
    return Answer(429, body, headers | (VIA if via else {}))


@dataclass(frozen=True)
class Fault:
    """What happens in place of an answer. `answer`: None for the true one; `done`: it is carried out all the same."""

    where: re.Pattern[str]
    answer: Answer | None
    done: bool = False
    seconds: float = 0.0


class Faults:
    """Faults, each for the next `times` requests whose "METHOD /path" the pattern `where` finds.

    Paths stand without `/api/v10`: `"POST /channels/"` is every post in a channel. The first that matches acts.
    """

    def __init__(self) -> None:
        self._pending: list[Fault] = []

    def fail(self, where: str, status: int, *, times: int = 1) -> None:
        """Answer with that status in place of doing it."""
        answer = Answer(status, {"message": f"{status}: mock fault", "code": 0})
        self._pending += [Fault(re.compile(where), answer)] * times

    def limit(self, where: str, retry_after: float, *, scope: str = "user", via: bool = True, times: int = 1) -> None:
        """Answer 429. `scope`: user, global or shared; `retry_after` in seconds; without `via` it is Cloudflare's."""
        self._pending += [Fault(re.compile(where), too_many(retry_after, scope, via))] * times

    def drop(self, where: str, *, done: bool, times: int = 1) -> None:
        """Close the connection with no answer: before it was done, or after (a message is then stored)."""
        self._pending += [Fault(re.compile(where), Answer(0, drop=True), done)] * times

    def slow(self, where: str, seconds: float, *, times: int = 1) -> None:
        """Do it at once and answer later (seconds of the wall's clock)."""
        self._pending += [Fault(re.compile(where), None, done=True, seconds=seconds)] * times

    def next(self, what: str) -> Fault | None:
        """The fault for this request, used up by it."""
        fault = next((fault for fault in self._pending if fault.where.search(what)), None)
        if fault:
            self._pending.remove(fault)
        return fault


class Rates:
    """Rate limits: off until `on`. Fixed windows on the mock's clock, in requests per seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[str, tuple[float, int]] = {}  # bucket -> when its window ends, requests in it
        self._global: tuple[int, float] | None = None
        self._bucket: tuple[int, float] | None = None

    def on(
        self,
        everything: tuple[int, float] = limits.GLOBAL_RATE,
        bucket: tuple[int, float] = limits.CHANNEL_RATE,
    ) -> None:
        """Limit all of the bot's requests together, and each route family for each channel, guild or webhook."""
        self._global, self._bucket = everything, bucket

    def take(self, bucket: str, *, exempt: bool) -> tuple[Answer | None, dict[str, str]]:
        """Count one request: the 429 if it is over a limit, and the headers that tell the state of its bucket."""
        if not (self._global and self._bucket):
            return None, {}
        if not exempt:
            left, reset = self._count("global", *self._global)
            if left < 0:
                return too_many(reset, "global"), {}
        left, reset = self._count(bucket, *self._bucket)
        headers = {
            "X-RateLimit-Limit": str(self._bucket[0]),
            "X-RateLimit-Remaining": str(max(left, 0)),
            "X-RateLimit-Reset": f"{self._clock.now().timestamp() + reset:.3f}",
            "X-RateLimit-Reset-After": f"{reset:.3f}",
            "X-RateLimit-Bucket": f"{hash(bucket.split()[1]) & 0xFFFFFFFF:08x}",
        }
        return (too_many(reset), headers) if left < 0 else (None, headers)

    def _count(self, bucket: str, limit: int, period: float) -> tuple[int, float]:
        now = self._clock.now().timestamp()
        ends, used = self._windows.get(bucket, (0.0, 0))
        if now >= ends:
            ends, used = now + period, 0
        self._windows[bucket] = ends, used + 1
        return limit - used - 1, round(ends - now, 3)
