"""Time zones as people type them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.daily.zones import CITIES, complete, label, near, resolve, zones

WINTER, SUMMER = datetime(2026, 1, 15, 12, tzinfo=UTC), datetime(2026, 7, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("hanoi", "Asia/Ho_Chi_Minh"),
        ("Hà Nội", "Asia/Ho_Chi_Minh"),
        ("vietnam", "Asia/Ho_Chi_Minh"),
        ("ho chi minh", "Asia/Ho_Chi_Minh"),
        ("asia/ho_chi_minh", "Asia/Ho_Chi_Minh"),
        ("washington", "America/New_York"),
        ("london", "Europe/London"),
        ("utc", "UTC"),
        ("+7", None),
        ("united states", None),
        ("nowhere", None),
    ],
)
def test_resolve(typed: str, zone: str | None) -> None:
    assert resolve(typed) == zone


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("han", "Asia/Ho_Chi_Minh"),
        ("ho chi", "Asia/Ho_Chi_Minh"),
        ("new y", "America/New_York"),
        ("lond", "Europe/London"),
    ],
)
def test_complete_by_city(typed: str, first: str) -> None:
    assert complete(typed, WINTER)[0] == first


def test_complete_by_offset_means_the_offset_of_that_day() -> None:
    assert "Asia/Ho_Chi_Minh" in complete("+7", WINTER)
    assert "Asia/Kolkata" in complete("utc+05:30", WINTER)
    assert "America/New_York" in complete("-5", WINTER)
    assert "America/New_York" not in complete("-5", SUMMER)


@pytest.mark.parametrize(
    ("typed", "zones"),
    [
        ("hanoy", ["Asia/Ho_Chi_Minh"]),
        ("Lodnon", ["Europe/London"]),
        ("viet nam", ["Asia/Ho_Chi_Minh"]),
        ("united states", ["America/New_York", "America/Chicago", "America/Denver"]),
        ("zzzz", []),
    ],
)
def test_what_names_none_has_near_ones(typed: str, zones: list[str]) -> None:
    assert near(typed, WINTER) == zones


def test_every_choice_can_be_chosen() -> None:
    for zone in zones():
        assert resolve(zone.name) == zone.name
        ZoneInfo(zone.name)
        assert len(label(zone.name, WINTER)) <= 100
    assert set(CITIES) <= {zone.name for zone in zones()}
    assert 0 < len(complete("", WINTER)) <= 25


def test_a_zone_by_the_last_part_of_its_name() -> None:
    assert resolve("Los_Angeles") == resolve("los angeles") == "America/Los_Angeles"
