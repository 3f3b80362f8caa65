"""Time zones by what people type: a city, a country, the zone's own name, or an offset such as `+7`.

What is stored is always the zone, never the offset: an offset only helps to find one.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from briefs.fold import fold

CHOICES = 25  # Discord shows at most 25 completions
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-−])\s*(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)

# Cities that people name and the zone database does not: most of them capitals.
CITIES = {
    "Asia/Ho_Chi_Minh": ("Hanoi", "Hà Nội", "Saigon", "Đà Nẵng", "Hải Phòng", "Cần Thơ", "Huế"),
    "America/New_York": ("Washington", "Boston", "Miami", "Atlanta", "Philadelphia", "Charlotte"),
    "America/Chicago": ("Houston", "Dallas", "Nashville", "Memphis", "Austin", "New Orleans", "Minneapolis"),
    "America/Denver": ("Billings", "Bozeman", "Helena", "Salt Lake City"),
    "America/Los_Angeles": ("San Francisco", "Seattle", "San Diego", "San Jose", "Portland", "Las Vegas"),
    "America/Toronto": ("Ottawa", "Montreal"),
    "America/Sao_Paulo": ("Brasília", "Rio de Janeiro"),
    "Asia/Shanghai": ("Beijing", "Guangzhou", "Shenzhen"),
    "Asia/Kolkata": ("New Delhi", "Delhi", "Mumbai", "Bangalore"),
    "Asia/Karachi": ("Islamabad", "Lahore"),
    "Asia/Jerusalem": ("Tel Aviv",),
    "Asia/Riyadh": ("Doha", "Kuwait"),
    "Asia/Dubai": ("Abu Dhabi",),
    "Asia/Tokyo": ("Osaka", "Kyoto"),
    "Asia/Yangon": ("Naypyidaw", "Rangoon"),
    "Australia/Sydney": ("Canberra",),
    "Europe/Zurich": ("Geneva", "Bern"),
    "Europe/Berlin": ("Frankfurt", "Munich", "Hamburg"),
    "Europe/Brussels": ("Strasbourg",),
    "Europe/Istanbul": ("Ankara",),
    "Europe/Kyiv": ("Kiev",),
    "Pacific/Auckland": ("Wellington",),
    "Africa/Lagos": ("Abuja",),
    "Africa/Johannesburg": ("Pretoria", "Cape Town"),
}


@dataclass(frozen=True)
class Zone:
    """A zone, and the folded spellings it answers to: its city, its name, its country, cities that lack one."""

    name: str
    spellings: tuple[str, ...]


@cache
def zones() -> tuple[Zone, ...]:
    """Every zone that has a place, as the zone database lists them (zone.tab), and UTC."""
    table = files("tzdata").joinpath("zoneinfo")
    countries = dict(_rows(table.joinpath("iso3166.tab").read_text(encoding="utf-8")))
    found: dict[str, tuple[str, ...]] = {"UTC": ("utc", "gmt")}
    for country, rest in _rows(table.joinpath("zone.tab").read_text(encoding="utf-8")):
        name = rest.split("\t")[1]
        city = name.rpartition("/")[2].replace("_", " ")
        spellings = (city, *CITIES.get(name, ()), name.replace("_", " "), name, countries[country])
        found[name] = tuple(dict.fromkeys(map(fold, spellings)))
    return tuple(Zone(name, spellings) for name, spellings in found.items())


def _rows(table: str) -> list[tuple[str, str]]:
    rows = (line.split("\t", 1) for line in table.splitlines() if line and not line.startswith("#"))
    return [(first, rest) for first, rest in rows]


def resolve(text: str) -> str | None:
    """The zone that a name or city means; None where it means none, or more than one (an offset always does)."""
    wanted = fold(text.replace("_", " "))
    for place in range(3):  # the zone's own city before other cities, those before names and countries
        found = {z.name for z in zones() if wanted in (z.spellings[:1], z.spellings[1:-1], z.spellings[-1:])[place]}
        if len(found) == 1:
            return found.pop()
    return None


def complete(text: str, now: datetime) -> list[str]:
    """At most 25 zones for what has been typed; by an offset, those that have it at `now`."""
    offset = _offset(text)
    if offset is not None:
        named = [z for z in zones() if now.astimezone(ZoneInfo(z.name)).utcoffset() == offset]
        return [z.name for z in sorted(named, key=lambda z: z.name not in CITIES)][:CHOICES]
    wanted = fold(text)
    ranked = [(min(_rank(wanted, s) for s in z.spellings), z.name not in CITIES, n) for n, z in enumerate(zones())]
    return [zones()[n].name for rank, _, n in sorted(ranked) if rank < 3][:CHOICES]


def near(text: str, now: datetime) -> list[str]:
    """Three zones at most for what means no single one: those that completion has, else the one spelt most like it."""
    spelt = {spelling: zone.name for zone in reversed(zones()) for spelling in zone.spellings}
    closest = difflib.get_close_matches(fold(text), spelt, n=1)
    return complete(text, now)[:3] or [spelt[spelling] for spelling in closest]


def _rank(wanted: str, spelling: str) -> int:
    if spelling.startswith(wanted):
        return 0
    return 1 if f" {wanted}" in spelling or f"/{wanted}" in spelling else 2 if wanted in spelling else 3


def _offset(text: str) -> timedelta | None:
    match = _OFFSET.fullmatch(text.strip())
    if not match:
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return size if match[1] == "+" else -size


def label(name: str, now: datetime) -> str:
    """The zone with its clock at `now`: `Asia/Ho_Chi_Minh · 14:32 · UTC+07:00`."""
    there = now.astimezone(ZoneInfo(name))
    offset = f"{there:%z}"
    return f"{name} · {there:%H:%M} · UTC{offset[:3]}:{offset[3:]}"
