"""The text of each brief, to be read as prose. `pytest --golden` writes it anew; then read what changed."""

import pytest

from bot import limits
from briefs.address import Address
from briefs.pack import read_pack
from tests.conftest import ROOT, TODAY

GOLDEN = ROOT / "tests" / "golden"
PAGE = "\n\n======== page {} ========\n\n"

# What a brief is shown with where it needs to be told; every other stands bare.
SHOWN = {
    "who": "/who name:to-lam",
    "compare": "/compare a:steve-daines b:bill-hagerty",
    "fact": "/fact id:boeing-737-max",
    "legacy-missing": "/legacy topic:missing",
    "deals-vietjet": "/deals company:vietjet",
    "deals-nvidia": "/deals company:nvidia",
    "deals-boeing": "/deals company:boeing",
    "deals-healthcare": "/deals sector:healthcare",
    "senators-legacy": "/senators name:bill-hagerty topic:legacy",
    "timeline-week": "/timeline from:2026-02-16 to:2026-02-22",
    "timeline-articles": "/timeline topic:sources",
    "fact-discrepancy": "/fact id:{discrepancy}",
}


def names() -> list[str]:
    meta = read_pack(ROOT / "seeds").meta
    bare = ["brief", "deals", "timeline", "discrepancies", "sources", *(r.name for r in meta.roles)]
    return sorted({*bare, *(row.name for row in meta.briefs), *SHOWN})


@pytest.mark.parametrize("name", names())
async def test_a_brief_reads_as_it_was_last_read(name, composer, request):
    differs = next(d.id for d in composer.store.discrepancies if d.weight == "meaning")
    address = Address.parse(SHOWN.get(name, f"/{name}").format(discrepancy=differs))
    readout = await composer.compose(address, TODAY)
    pages = [page.text for page in readout.pages(limits.PAGE)]
    text = f"{address}\n\n" + "".join(PAGE.format(n) * (n > 1) + page for n, page in enumerate(pages, 1)) + "\n"
    if request.config.getoption("--golden"):
        write(name, text)
    assert read(name) == text, "read the difference as prose; then pytest --golden"


def read(name: str) -> str:
    return (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def write(name: str, text: str) -> None:
    (GOLDEN / f"{name}.txt").write_text(text, encoding="utf-8")


def test_each_brief_has_its_golden_text_and_each_text_its_brief():
    assert {p.stem for p in GOLDEN.glob("*.txt")} == set(names())
