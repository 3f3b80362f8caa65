"""/brief: one screen. Bottom line first, key points, where the sources differ, what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .address import Address
from .facts import Discrepancy, Event, Record
from .store import Store
from .view import occasions


@dataclass(frozen=True)
class Overview:
    bottom_line: tuple[Record, ...]
    key_points: tuple[Record, ...]
    discrepancies: tuple[Discrepancy, ...]
    events: Mapping[str, Event]
    gaps: tuple[str, ...]
    related: tuple[Address, ...] = tuple(map(Address, ("deals", "timeline", "discrepancies", "sources")))


async def overview(store: Store, today: date) -> Overview:
    """The facts that pack.toml names, and the discrepancies that change the meaning of something."""
    bottom_line = tuple([f for i in store.meta.bottom_line if (f := await store.fact(i))])
    key_points = tuple([f for i in store.meta.key_points if (f := await store.fact(i))])
    return Overview(
        bottom_line=bottom_line,
        key_points=key_points,
        discrepancies=tuple(d for d in store.discrepancies if d.weight == "meaning"),
        events=await occasions(store, (*bottom_line, *key_points)),
        gaps=tuple(gap.says for gap in store.meta.not_held if gap.main),
    )
