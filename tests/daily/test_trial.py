"""A daily post in a scripted trial, in which no time passes but what is set."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.mock import MockDiscord
from bot.settings import Settings
from bot.trial import Attended, trial


async def test_the_clock_that_is_set_makes_the_post(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It stands under the step that set the clock, once, however often one looks."""
    monkeypatch.chdir(tmp_path)
    steps = [
        "/daily subscribe channel:#news time:07:00 timezone:hanoi", "/in #news", "/at 2026-02-20T00:01",
        "/at 2026-02-21T00:01", "/in #news", "/in #news",
    ]  # fmt: skip
    seat = Attended(MockDiscord(), user="admin")
    assert await trial(Settings(), seeds, steps, seat, datetime(2026, 2, 19, 6, tzinfo=UTC), False) == 0
    shown = capsys.readouterr().out.split("› /")[1:]
    posts = [[day for day in ("20", "21") if f"Daily readout · {day} Feb 2026" in text] for text in shown]
    assert posts == [[], [], ["20"], ["21"], ["20", "21"], ["20", "21"]]
    assert sum(text.count("Daily readout ·") for text in shown) == 6
    assert shown[2].splitlines()[1] == "It is 2026-02-20 00:01 UTC now."
