"""Tiny packs for tests: an invented subject, written into a folder, whole or with one part changed."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from briefs.pack import PackError, read_pack

PACK = """\
id          = "ferries"
title       = "Ferries of the north"
about       = "What two papers report about the ferries of the north."
as_of       = "2019-05-03"
review_by   = "2020-05-03"
accent      = "#336699"
bottom_line = ["ferry-engines"]
key_points  = ["signing"]

[topics]
ferries = "Ferries"
harbour = "Harbours"
sources = "The papers"

[[roles]]
role        = "captain"
name        = "captains"
title       = "The captains"
description = "Who commands, and what they said"

[[briefs]]
name        = "harbour"
title       = "The harbours"
description = "What happens in the harbours"
sections    = [{ title = "Harbours", topics = ["harbour"] }]

[[not_held]]
topics = ["ferries"]
says   = "No paper gives a price."
main   = true
"""

SOURCES = f"""\
[sources.gazette]
label      = "GZ"
about      = "The signing of the engine contract"
title      = {{ is = "Engines for the north", cite = "gazette 1" }}
publisher  = {{ is = "The Gazette", cite = "gazette 1" }}
published  = "2019-05-03"
language   = "English"
file       = "gazette.txt"
sha256     = "{"a" * 64}"
paragraphs = 20
furniture  = [{{ at = "18-20", why = "teasers of other stories" }}]

[sources.courier]
label      = "CR"
about      = "The ferries and their captains"
language   = "English"
file       = "courier.txt"
sha256     = "{"b" * 64}"
paragraphs = 9
"""

PEOPLE = """\
[people.ana-borg]
name    = "Ána Borg"
aliases = ["Captain Borg"]
role    = "captain"
offices = [{ title = "Captain", of = "northline", on = "2019-05-03", cite = "courier 2" }]
topics  = ["ferries"]
cite    = "courier 2"

[people.dag-dorn]
name    = "Đag Dorn"
role    = "captain"
topics  = ["ferries"]
cite    = "courier 3"
"""

ORGANISATIONS = """\
[organisations.northline]
name   = "Northline"
type   = "company"
says   = "Northline runs ferries."
topics = ["ferries"]
cite   = "gazette 2"

[organisations.baltic-marine]
name   = "Baltic Marine & Sons"
type   = "company"
says   = "Baltic Marine & Sons builds engines."
topics = ["ferries"]
cite   = "gazette 2"

[organisations.port-office]
name   = "Port Office"
type   = "government"
says   = "The Port Office keeps the harbours."
topics = ["harbour"]
cite   = "gazette 3"
"""

DEALS = """\
[deals.ferry-engines]
title    = "Northline orders engines for three ferries"
type     = "engines and services"
says     = "Northline ordered engines for three ferries from Baltic Marine & Sons."
parties  = { customer = ["northline"], supplier = ["baltic-marine"] }
item     = "engines"
quantity = 3
unit     = "ferries"
sector   = "ferries"
signed   = { on = "2019-05-03", inferred = "the evening of the ceremony" }
topics   = ["ferries"]
not_held = ["value", "delivery dates"]
cite     = "gazette 6, 14"
"""

EVENTS = """\
[events.signing]
title  = "The engine contract is signed"
type   = "signing"
says   = "Northline and Baltic Marine & Sons signed on engines."
date   = { on = "2019-05-03" }
who    = ["northline", "baltic-marine"]
topics = ["ferries"]
cite   = "gazette 6"

[events.harbour-works]
title  = "Works in the harbours"
type   = "period"
says   = "The Port Office works on the harbours."
date   = { not_before = "2019-06" }
who    = ["port-office"]
topics = ["harbour"]
cite   = "courier 4"

[events.gazette-day]
title  = "The Gazette reports"
type   = "publication"
says   = "The Gazette posted its article."
date   = { on = "2019-05-03" }
topics = ["sources"]
cite   = "gazette 1"
"""

POSITIONS = """\
[positions.borg-thanks]
speaker = "ana-borg"
to      = ["northline"]
at      = "signing"
act     = "thanked"
says    = "thanked Northline for the engines of the ferries"
topics  = ["ferries"]
cite    = "courier 5"
"""

FIGURES = """\
[figures.fleet]
measure = "ferries"
says    = "Northline runs 7 ferries."
value   = "7"
unit    = "ferries"
topics  = ["ferries"]
cite    = "courier 6"

[figures.harbours]
measure = "harbours"
says    = "The north has 4 harbours."
value   = "4"
unit    = "harbours"
topics  = ["harbour"]
cite    = "courier 6"
"""

NOTES = """\
[notes.fog]
form   = "report"
about  = ["northline"]
says   = "Northline's ferries wait in fog."
topics = ["ferries"]
cite   = "courier 7"
"""

DISCREPANCIES = """\
[discrepancies.ferry-count]
about    = ["ferry-engines"]
title    = "How many ferries get engines"
type     = "misprint"
weight   = "meaning"
inline   = "thirty in one paper, a misprint"
topics   = ["ferries"]
settled  = "documents"
readings = [
  { says = "Three ferries", cite = "gazette 6", preferred = "the engine count in the same paper" },
  { says = "Thirty ferries", cite = "courier 2" },
]
"""

TINY: Mapping[str, str] = {
    "pack": PACK,
    "sources": SOURCES,
    "people": PEOPLE,
    "organisations": ORGANISATIONS,
    "deals": DEALS,
    "events": EVENTS,
    "positions": POSITIONS,
    "figures": FIGURES,
    "notes": NOTES,
    "discrepancies": DISCREPANCIES,
}


def tiny(folder: Path, **changed: str) -> Path:
    """Write the tiny pack; a file named in `changed` gets that text instead, or is new."""
    place = folder / "pack"
    place.mkdir(parents=True, exist_ok=True)
    for name, text in {**TINY, **changed}.items():
        (place / f"{name}.toml").write_text(text, encoding="utf-8")
    return place


def edited(text: str, old: str, new: str) -> str:
    """The text with one passage changed; the passage must stand there once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def edit(file: Path, old: str, new: str, *, first: bool = False) -> int:
    """Change one passage of a file (the only one, or the first). Returns the line on which it begins."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file.name}"
    assert first or text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return line_of(text, old)


def line_of(text: str, passage: str) -> int:
    """The line, from 1, on which a passage begins."""
    return text[: text.index(passage)].count("\n") + 1


def faults(folder: Path) -> list[str]:
    """What the pack is refused with, one line a fault."""
    with pytest.raises(PackError) as refused:
        read_pack(folder)
    return str(refused.value).split("\n")
