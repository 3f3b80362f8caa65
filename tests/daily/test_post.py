"""An edition as a message: every page fits, whatever stands on it, and no line is lost between pages."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot import limits
from bot.daily.post import post
from briefs.address import Address
from briefs.compose import Composer
from briefs.edition import Order, blind, issue

DUE = datetime.fromisoformat("2026-03-01T01:00:00+00:00")
ORDER = Order(date(2026, 3, 1), DUE, DUE - timedelta(days=1), DUE)
ADDRESS = Address("edition", (("of", "webhook-1234567890123456789"), ("on", "2026-03-01")))


@pytest.mark.parametrize("first", [True, False])
async def test_pages_fit_and_lose_nothing(composer: Composer, first: bool) -> None:
    """As if every fact were new: the longest edition there can be."""
    made = await issue(composer, ORDER, {}, "en", ADDRESS)
    renderer, role = composer.renderer("en"), 10**18
    pages = len(made.readout.pages(limits.PAGE)) + 20  # more than there are: beyond the end stands the last one
    shown = [
        post(made.readout, n, composer, renderer, ORDER.day, "0123456789", first=first, role=role)
        for n in range(1, pages + 1)
    ]
    for each in shown:
        texts = [part.content for part in each.layout.walk_children() if hasattr(part, "content")]  # type: ignore[attr-defined]
        assert sum(map(len, texts)) <= limits.TEXT
        assert sum(len(text.encode()) for text in texts) <= limits.TEXT_BYTES
        ids = [part.custom_id for part in each.layout.walk_children() if getattr(part, "custom_id", None)]  # type: ignore[attr-defined]
        assert max(map(len, ids)) <= limits.CUSTOM_ID
        assert len(set(ids)) == len(ids)
    words = "\n".join(line.text for page in dict.fromkeys(p.page for p in shown) for line in page.lines)
    words = re.sub(r"\n?#+ [^\n]* \(continued\)", "", words)
    wanted = [line.text for line in made.readout.lines if line.kind in ("item", "nested")]
    assert [line for line in words.split("\n") if line.lstrip().startswith("- ")] == wanted
    assert ("What five news articles report" in shown[0].text) == first
    assert "What five news articles report" not in shown[1].text


async def test_the_same_post_has_the_same_digest(composer: Composer) -> None:
    made = await issue(composer, ORDER, None, "en", ADDRESS)
    one, two = (post(made.readout, 1, composer, composer.renderer("en"), ORDER.day, "0123456789") for _ in range(2))
    assert one.digest == two.digest
    later = await issue(composer, replace(ORDER, day=date(2026, 3, 2)), None, "en", ADDRESS)
    assert post(later.readout, 1, composer, composer.renderer("en"), ORDER.day, "0123456789").digest != one.digest


async def test_a_post_that_cites_nothing_has_no_button_for_sources(composer: Composer) -> None:
    for made, cites in (
        (await issue(composer, ORDER, None, "en", ADDRESS), True),
        (blind(composer, ORDER, "en", ADDRESS), False),
    ):
        shown = post(made.readout, 1, composer, composer.renderer("en"), ORDER.day, "0123456789")
        labels = [part.label for part in shown.layout.walk_children() if hasattr(part, "label")]  # type: ignore[attr-defined]
        assert ("Sources" in labels) is cites
        assert "/brief" in labels
