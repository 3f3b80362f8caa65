"""A tiny pack and the texts that carry it, whole or with one part changed."""

import hashlib
from pathlib import Path

from briefs.pack import read_pack
from briefs.proof import Proof, prove

# Paragraph n is the n-th line that is not empty: blank lines and lines of blanks do not count.
GAZETTE = """\
Northline renews its fleet

May 4, 2019 - 21:38
   \t
LÜNEHAVN — Captain Ada Berg of Northline signed on Friday with Baltic Marine for three engines worth $4.5 million.
She thanked Minister Olof Strand, who came from Ha Noi on May 2.
Photo: a sponsor's own
"""
COURIER = """\
On May 2, 2019 Minister Olof Strand and Captain Ada Berg met in Hà Nội; it was the sixth round of talks.
Strand praised the harbour on May 3. Northline has 1,409 berths and ranks 8th.
Thirty engines were ordered, says this paper; Olof Strand met Captain Ivo Falk.
"""
FILES = {
    "pack.toml": """\
id        = "ferries"
title     = "Ferries"
about     = "Ferries."
as_of     = "2019-05-03"
review_by = "2020-05-03"
accent    = "#336699"
[topics]
ferries = "Ferries"
""",
    "sources.toml": """\
[sources.gazette]
label      = "GZ"
about      = "Engines for Northline"
title      = { is = "Northline renews its fleet", cite = 'gazette 1 "renews its fleet"' }
posted     = { is = "May 4, 2019 - 21:38", cite = 'gazette 2 "May 4, 2019"' }
published  = "2019-05-04"
language   = "English"
file       = "gazette.txt"
sha256     = "GAZETTE"
paragraphs = 5
furniture  = [{ at = "5", why = "a sponsor's photo" }]

[sources.courier]
label      = "CR"
about      = "The talks of 2 May 2019"
language   = "English"
file       = "courier.txt"
sha256     = "COURIER"
paragraphs = 3
faults     = [{ says = "Paragraph 3 has another number.", cite = "courier 3" }]
""",
    "people.toml": """\
[people.ada-berg]
name    = "Ada Berg"
aliases = ["Berg"]
offices = [{ title = "Captain", on = "2019-05-02", cite = 'courier 1 "Captain Ada Berg"' }]
cite    = 'gazette 3 "Ada Berg"'

[people.olof-strand]
name    = "Olof Strand"
aliases = ["Strand"]
cite    = 'courier 1 "Olof Strand"'

[people.ivo-falk]
name = "Ivo Falk"
cite = 'courier 3 "Captain Ivo Falk"'
""",
    "organisations.toml": """\
[organisations.northline]
name = "Northline"
type = "company"
says = "Northline, a company with 1409 berths, is 8th."
cite = 'courier 2 "Northline has 1,409 berths"'

[organisations.baltic-marine]
name = "Baltic Marine"
type = "company"
says = "Baltic Marine sells engines."
cite = 'gazette 3 "Baltic Marine for three engines"'
""",
    "events.toml": """\
[events.talks]
title  = "Talks of Ada Berg with Olof Strand"
type   = "meeting"
says   = "Ada Berg met Olof Strand in Hanoi on 2 May 2019, in a 6th round."
date   = { on = "2019-05-02" }
who    = ["ada-berg", "olof-strand"]
topics = ["ferries"]
cite   = 'courier 1 "sixth round of talks"'
""",
    "deals.toml": """\
[deals.engines]
title    = "Northline orders 3 engines"
type     = "purchase"
says     = "Northline bought three engines of Baltic Marine."
parties  = { buyer = ["northline"], seller = ["baltic-marine"] }
item     = "engines"
quantity = 3
unit     = "engines"
sector   = "ferries"
signed   = { on = "2019-05-02", inferred = "CR¶1 gives the day" }
cite     = 'gazette 3 "for three engines"'
""",
    "positions.toml": """\
[positions.thanks]
speaker = "ada-berg"
to      = ["olof-strand"]
at      = "talks"
act     = "thanked"
says    = "thanked Olof Strand for coming on 2 May 2019"
cite    = 'gazette 4 "thanked Minister Olof Strand", 3 "Captain Ada Berg"'

[positions.praise]
speaker = "olof-strand"
act     = "praised"
says    = "praised the harbour on 3 May 2019"
cite    = 'courier 2 "Strand praised the harbour", 1 "On May 2, 2019"'
""",
    "figures.toml": """\
[figures.worth]
measure  = "worth of the engines"
says     = "US$4.5 million is the worth of the engines."
value    = "4.5"
unit     = "million"
currency = "USD"
cite     = 'gazette 3 "$4.5 million"'
""",
    "discrepancies.toml": """\
[discrepancies.engine-count]
about    = ["engines"]
title    = "How many engines"
type     = "misprint"
weight   = "misleads"
inline   = "CR prints thirty"
readings = [
  { says = "three engines", cite = 'gazette 3 "three engines"', preferred = "the price fits" },
  { says = "thirty engines", cite = 'courier 3 "Thirty engines"' },
]
settled  = "documents"
""",
}


def proof_of(folder: Path, table: str = "", old: str = "", new: str = "", texts: dict[str, str] | None = None) -> Proof:
    """The proof of the tiny pack with one part of one file changed, against its texts or changed ones."""
    (folder / "pack").mkdir()
    for name, text in FILES.items():
        if name == f"{table}.toml":
            assert old in text, f"{old!r} is not in {name}"
            text = text.replace(old, new, 1)
        for source in (GAZETTE, COURIER):
            text = text.replace(
                "GAZETTE" if source is GAZETTE else "COURIER", hashlib.sha256(source.encode()).hexdigest()
            )
        (folder / "pack" / name).write_text(text)
    for name, text in ({"gazette.txt": GAZETTE, "courier.txt": COURIER} | (texts or {})).items():
        (folder / name).write_text(text)
    return prove(read_pack(folder / "pack"), folder)
