"""/deals: the agreements, what they are, and what the sources do not say of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .address import Address
from .facts import Deal, Figure, Organisation
from .options import Company, Sector
from .store import Store
from .view import only


@dataclass(frozen=True)
class Deals:
    """Agreements by sector, in the sources' order. `totals` stand only over the whole list."""

    totals: tuple[Figure, ...]
    sectors: tuple[tuple[str, tuple[Deal, ...]], ...]
    company: Organisation | None
    gaps: tuple[str, ...]
    sector: str | None
    related: tuple[Address, ...]


async def deals(store: Store, today: date, *, sector: Sector | None = None, company: Company | None = None) -> Deals:
    wanted = {"sector": sector, "parties": company}
    found = only(Deal, await store.facts("deal", **{field: value for field, value in wanted.items() if value}))
    everything = not (sector or company)
    totals = only(Figure, await store.facts("figure", topics="deals")) if everything else ()
    named = await store.fact(company) if company else None
    return Deals(
        totals=totals,
        sectors=tuple((s, tuple(d for d in found if d.sector == s)) for s in dict.fromkeys(d.sector for d in found)),
        company=named if isinstance(named, Organisation) else None,
        gaps=_gaps(store, sector),
        sector=sector,
        related=(Address("who", (("name", company),)),) if company else (),
    )


def _gaps(store: Store, sector: str | None) -> tuple[str, ...]:
    """What no source says of the agreements; with a sector, without what concerns other sectors."""
    sectors = {name.id for name in store.names.kinds["sector"]}
    asked = [g for g in store.meta.not_held if "deals" in g.topics]
    return tuple(g.says for g in asked if not (sector and (others := sectors & set(g.topics)) and sector not in others))
