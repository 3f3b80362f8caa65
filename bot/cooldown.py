"""How often one user may send commands."""

from __future__ import annotations

import math
from collections import deque
from datetime import datetime, timedelta

from .settings import Cooldown

REMEMBERED = 10_000  # users; beyond that, those who are free again are forgotten


class Cooldowns:
    """The last commands of each user, in memory: a restart forgives everyone."""

    def __init__(self, rule: Cooldown | None) -> None:
        self._rule = rule
        self._sent: dict[int, deque[datetime]] = {}

    def wait(self, user: int, now: datetime) -> int:
        """Take note of a command. Returns 0 if it may run, else the whole seconds until one may."""
        if not (rule := self._rule):
            return 0
        sent = self._sent.setdefault(user, deque(maxlen=rule.commands))
        ends = sent[0] + timedelta(seconds=rule.seconds) if len(sent) == rule.commands else now
        if ends > now:
            return math.ceil((ends - now).total_seconds())
        sent.append(now)
        if len(self._sent) > REMEMBERED:
            horizon = now - timedelta(seconds=rule.seconds)
            self._sent = {user: sent for user, sent in self._sent.items() if sent[-1] > horizon}
        return 0
