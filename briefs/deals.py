"""/deals: the agreements, what they are, and what the sources do not say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .address import Address
from .facts import Deal, Figure, Note, Organisation
from .options import Company, Sector
from .store import Store
from .view import effects, only


@dataclass(frozen=True)
class Deals:
    """Agreements by sector, in the sources' order. `totals`: the figures on all of them, or on the sector's.

    `concerning`: those that name the company asked for, but not as a party. `effects`: what an agreement is said to
    bring, by its id; all agreements together make one page, on which there is no room for it.
    """

    totals: tuple[Figure, ...]
    sectors: tuple[tuple[str, tuple[Deal, ...]], ...]
    concerning: tuple[Deal, ...]
    effects: Mapping[str, tuple[Note, ...]]
    company: Organisation | None
    gaps: tuple[str, ...]
    sector: str | None
    related: tuple[Address, ...]


async def deals(store: Store, today: date, *, sector: Sector | None = None, company: Company | None = None) -> Deals:
    found = await _agreements(store, sector=sector, parties=company)
    concerning = await _agreements(store, sector=sector, concerns=company) if company else ()
    figures = () if company else only(Figure, await store.facts("figure", topics=sector or "deals"))
    overall = {"deals", *(name.id for name in store.names.kinds["sector"])}
    named = await store.fact(company) if company else None
    return Deals(
        totals=tuple(figure for figure in figures if overall.issuperset(figure.topics)),
        sectors=tuple((s, tuple(d for d in found if d.sector == s)) for s in dict.fromkeys(d.sector for d in found)),
        concerning=concerning,
        effects=await effects(store, (*found, *concerning)) if sector or company else {},
        company=named if isinstance(named, Organisation) else None,
        gaps=_gaps(store, sector, everyone=not company),
        sector=sector,
        related=(Address("who", (("name", company),)),) if company else (),
    )


async def _agreements(store: Store, **wanted: str | None) -> tuple[Deal, ...]:
    return only(Deal, await store.facts("deal", **{field: value for field, value in wanted.items() if value}))


def _gaps(store: Store, sector: str | None, *, everyone: bool) -> tuple[str, ...]:
    """What no source says of any agreement and of the sector asked for; of all together only where all are shown."""
    sectors = {name.id for name in store.names.kinds["sector"]}
    asked = [gap for gap in store.meta.not_held if "deals" in gap.topics]
    return tuple(
        gap.says
        for gap in asked
        if sector in gap.topics or gap.topics == ("deals",) or (everyone and not sectors & set(gap.topics))
    )
