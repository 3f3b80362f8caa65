"""Whose turn it is: a fixed order that does not bore. Nothing is drawn by chance, so a day always gives the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")
APART = 14  # turns in which nothing comes back, where there is enough to choose from


def turn(items: Sequence[T], number: int) -> T | None:
    """The item whose turn this is; each comes once a round, and not again within `APART` turns.

    With 15 items or fewer the rounds are alike, so each comes back as late as it can. A single item has every
    second turn, that consecutive ones may differ; of none, None.
    """
    count = len(items)
    if count < 2:
        return items[0] if items and number % 2 == 0 else None
    cycle, place = divmod(number, count)
    # Shuffled only within blocks, anew each round: the nearest two turns of an item are count - (block - 1) apart.
    block = max(1, count - APART)
    first = place - place % block
    members = sorted(range(first, min(first + block, count)), key=lambda n: sha256(f"{cycle} {n}".encode()).digest())
    return items[members[place - first]]


def share(items: Sequence[T], number: int, size: int, without: Callable[[T], bool]) -> tuple[T, ...]:
    """At most `size` items, from another place on with each number until all have been shown; some are passed over."""
    start = number * size % len(items) if items else 0
    return tuple(item for item in (*items[start:], *items[:start]) if not without(item))[:size]
