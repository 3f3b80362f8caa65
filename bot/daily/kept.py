"""Facts that daily posts have shown and a pack no longer has. A record is withdrawn, never taken out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from briefs.edition import vanished
from briefs.facts import Record

from .ledger import open_ledger
from .state import NAME


async def missing(data: Path, records: Iterable[Record]) -> tuple[str, ...]:
    """The ids of such facts, as far as the posts made from this data folder go; none where nothing was posted."""
    if not (data / NAME).exists():
        return ()
    async with open_ledger(data) as ledger:
        return vanished(await ledger.ever_held(), records)
