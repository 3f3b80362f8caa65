"""A fact that a post has shown and the pack no longer has fails `readout check`."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.daily.kept import missing
from bot.daily.ledger import open_ledger
from bot.daily.records import Receipt
from briefs.pack import read_pack
from tests.briefs.packs import tiny
from tests.daily.desk import Moments, subscription


async def shown(data: Path, facts: dict[str, str]) -> None:
    """A post that held these facts."""
    moments = Moments("2026-02-19T00:00:00")
    async with open_ledger(data) as ledger:
        await ledger.save(subscription(1, moments.moment))
        moments.set("2026-02-19T01:00:01")
        claimed = await ledger.claim("ab12cd34", moments.moment)
        assert claimed
        assert await ledger.trying(claimed, moments.moment, Receipt("0badcafe", "x"), facts)


async def test_what_is_gone_is_named(tmp_path: Path) -> None:
    records = read_pack(tiny(tmp_path / "pack")).records
    assert await missing(tmp_path, records) == ()
    await shown(tmp_path, {r.id: "h" for r in records} | {"taken-out": "h"})
    assert await missing(tmp_path, records) == ("taken-out",)


def test_check_fails_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    pack = tiny(tmp_path / "pack")
    asyncio.run(shown(tmp_path, {"taken-out": "h"}))
    monkeypatch.setenv("READOUT_PACK", str(pack))
    monkeypatch.setenv("READOUT_DATA", str(tmp_path))
    monkeypatch.delenv("READOUT_TEXTS", raising=False)
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 3
    assert "taken-out: was shown by a daily post and is gone" in result.output
