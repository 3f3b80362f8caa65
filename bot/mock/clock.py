"""The mock's time: the wall's, moved as far as a test or the terminal asks."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final

EPOCH: Final = datetime(2015, 1, 1, tzinfo=UTC)  # Reference, "Snowflakes"


class Clock:
    """Aware UTC. Runs with the wall; `advance` and `set` move it, forwards or back. `ahead`: how far it is by now."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self._count = count(1)

    def now(self) -> datetime:
        """This moment, aware, UTC."""
        return datetime.now(UTC) + self.ahead

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass at once."""
        self.ahead += timedelta(seconds=seconds)

    def set(self, moment: datetime) -> None:
        """Make it that moment now (aware)."""
        self.ahead = moment - datetime.now(UTC)

    def snowflake(self) -> int:
        """A new id: milliseconds since 2015 in the upper bits, a count in the lower 22."""
        since = (self.now() - EPOCH) // timedelta(milliseconds=1)
        return since << 22 | next(self._count) & 0x3FFFFF
