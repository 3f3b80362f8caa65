"""What the daily posts are about: the subscription (a rule) and the delivery (one local date of it)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Literal, get_args

from briefs.when import When

from .schedule import Rule

Outcome = Literal["sent", "late", "skipped-quiet", "missed", "paused", "refused", "unverified", "will-retry"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
POSTED = ("sent", "late")
Quiet = Literal["post", "skip"]
Pause = Literal["asked", "permission", "gone", "removed"]

MOST = 25  # subscriptions of a server


def when(day: date) -> When:
    """A local date as templates write dates."""
    return When.parse(day.isoformat())


@dataclass(frozen=True)
class Subscription:
    """A channel that gets a daily post. `since`: where its first window in this channel begins."""

    id: str
    guild: int
    channel: int
    rule: Rule
    language: str
    since: datetime
    topics: tuple[str, ...] = ()  # none: all
    role: int | None = None
    when_quiet: Quiet = "post"
    publish: bool = False
    next_day: date | None = None
    paused: Pause | None = None
    paused_until: date | None = None  # the local date on which it goes on by itself

    @property
    def next_due(self) -> datetime | None:
        return self.rule.due(self.next_day) if self.next_day else None

    @property
    def next_when(self) -> When | None:
        return when(self.next_day) if self.next_day else None

    @property
    def until_when(self) -> When | None:
        return when(self.paused_until) if self.paused_until else None


@dataclass(frozen=True)
class Delivery:
    """One local date of a subscription and what became of it. `state` is `claimed` until there is an outcome."""

    subscription: str
    day: date
    channel: int
    due: datetime
    start: datetime  # of the window covered
    end: datetime
    base: str | None  # revision of the post before in this channel; None: this is the first
    state: Outcome | Literal["claimed"] = "claimed"
    reason: str | None = None
    tries: int = 0
    tried: datetime | None = None  # when sending began; None: never, or known to have failed
    again: datetime | None = None
    message: int | None = None
    revision: str | None = None
    publishing: Literal["due", "done", "failed"] | None = None

    @property
    def when(self) -> When:
        return when(self.day)

    @property
    def edition(self) -> str:
        """The short id that the post shows. It differs for each subscription, date and channel."""
        return sha256(f"{self.subscription} {self.day} {self.channel}".encode()).hexdigest()[:10]

    @property
    def nonce(self) -> str:
        """What Discord knows a repeated send by, for some minutes: at most 25 characters."""
        return f"readout-{self.edition}"


@dataclass(frozen=True)
class Receipt:
    """What is kept of a post: what it showed of which revision."""

    revision: str | None  # None: it held no facts
    digest: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice:
    """A pause that the server has not been told yet."""

    subscription: str
    guild: int
    channel: int
    reason: str
