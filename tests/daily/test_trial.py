"""A daily post in a scripted trial, in which no time passes but what is set."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.mock import MockDiscord
from bot.mock.client.play import Seat
from bot.settings import Settings
from bot.trial import trial


async def test_the_clock_that_is_set_makes_the_post(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is there when the next step is read, once, however often one looks."""
    monkeypatch.chdir(tmp_path)
    steps = [
        "/daily subscribe channel:#news time:07:00 timezone:hanoi", "/in #news", "/at 2026-02-20T00:01", "/in #news",
        "/at 2026-02-21T00:01", "/in #news", "/in #news",
    ]  # fmt: skip
    seat = Seat(MockDiscord(), user="admin")
    assert await trial(Settings(), seeds, steps, seat, datetime(2026, 2, 19, 6, tzinfo=UTC), False) == 0
    _, before, first, both, again = capsys.readouterr().out.split("› /in #news")[0:5]
    posts = [text.count("Daily readout · February") for text in (before, first, both, again)]
    assert posts == [0, 1, 2, 2]
    assert "Daily readout · February 20, 2026" in first
    assert "Daily readout · February 21, 2026" in both
