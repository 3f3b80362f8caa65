"""Every address that a reader of a pack can reach, within reason: each option alone, and some together."""

from collections.abc import Iterator
from itertools import permutations, product

from briefs.address import Address
from briefs.brief import Brief
from briefs.compose import Composer

WHENS = ("2025", "2025-03", "2026-02-18")


def addresses(composer: Composer) -> Iterator[Address]:
    """Bare briefs, every value of every option by itself, every pair of people, some ranges of time."""
    for brief in composer.catalog.values():
        required = [p for p in brief.parameters if p.required]
        if not required:
            yield Address(brief.name)
        for parameter in brief.parameters:
            if len(required) <= parameter.required:
                yield from (
                    Address(brief.name, ((parameter.name, value),)) for value in values(composer, brief, parameter.name)
                )
        if len(required) == 2:
            first, second = required
            for a, b in permutations(values(composer, brief, first.name), 2):
                yield Address(brief.name, ((first.name, a), (second.name, b)))
    for begin, end in product(WHENS, WHENS):
        if begin <= end:
            yield Address("timeline", (("from", begin), ("to", end)))


def values(composer: Composer, brief: Brief, name: str) -> list[str]:
    parameter = next(p for p in brief.parameters if p.name == name)
    return [n.id for n in composer.store.names.kinds[parameter.suggest]] if parameter.suggest else list(WHENS)
