"""What a record claims, and whether the paragraphs that it cites print it.

Proved are: anchors (letter for letter), numbers and number words, dates, names of people and organisations, every
other word with a capital, and the people and organisations that structured fields refer to. Of the pack's own reasons
only the names in `preferred` are proved, where it is not said to be common knowledge; and nothing that is not held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .evidence import PLACE, Evidence, Part, parts, statements
from .facts import (
    Dated,
    Deal,
    Discrepancy,
    Event,
    Fact,
    Figure,
    Flaw,
    Note,
    Organisation,
    Position,
    Reading,
    Record,
    Source,
)
from .fields import references
from .ground import Ground
from .when import When
from .words import Day, capitalised, counted, read, unmarked

REFERRING = frozenset(("speaker", "to", "who", "by", "parties", "concerns", "about"))
_FIRST = re.compile(r"\bfirst\b", re.IGNORECASE)  # like "one", it seldom counts: the first meeting
_QUOTED = re.compile(r"“([^”]+)”")
_POSTED = re.compile(r"\bposted\b")


@dataclass(frozen=True)
class Claim:
    """One thing a record claims. `term` is what an exemption names to excuse it."""

    field: str
    term: str
    holds: bool
    message: str


def claims(record: Record, ground: Ground) -> Iterator[Claim]:
    """Every claim of a record and of its parts."""
    for part in parts(record):
        evidence = Evidence.of(part, record, ground)
        if isinstance(part.model, Flaw):  # describes a copy; garbled text is never quoted
            yield from _flawed(part)
            continue
        if part.path or not isinstance(record, Discrepancy):  # its citations are those of its readings
            yield from _anchors(part, ground)
        for field, text in statements(part.model, part.path):
            yield from _stated(field, text, record, evidence)
        yield from _reasoned(part, record, evidence)
        yield from _dated(part, record, evidence)
        yield from _referred(part, record, evidence)
        if not part.path:
            yield from _amounts(record, evidence)
            yield from agreeing(record, evidence)


def _anchors(part: Part, ground: Ground) -> Iterator[Claim]:
    for c in part.cite:
        where = f"{c.source} {c.paragraph}"
        found = ground.paragraphs.get((c.source, c.paragraph))
        stands = c.anchor and found and c.anchor in found.text and len(c.anchor.split()) <= 8
        message = f"“{c.anchor}” does not stand in {where}" if c.anchor else f"{where} has no anchor"
        yield Claim(part.field("cite"), c.anchor or where, bool(stands), message)


def _flawed(part: Part) -> Iterator[Claim]:
    """A flaw cites the paragraphs that it names by number."""
    cited = {str(c.paragraph) for c in part.cite}
    for number in re.findall(r"\d+", " ".join(text for _, text in statements(part.model))):
        yield Claim(part.field("says"), number, number in cited, f"paragraph {number} is spoken of, but not cited")


def _stated(field: str, text: str, record: Record, evidence: Evidence) -> Iterator[Claim]:
    yield from _places(field, text, evidence)
    text = _unlabelled(text, evidence)
    words = read(text)
    for day in sorted(words.dates, key=str):
        holds = evidence.has_day(day, posted=_posted(field, text, record))
        yield Claim(field, str(day), holds, f"no cited paragraph gives the date {day}")
    computed = str(record.value) if isinstance(record, Figure) and record.computed else None
    for number in sorted(read(_FIRST.sub(" ", text)).numbers - {computed}):
        yield Claim(field, number, evidence.has_number(number), f"no cited paragraph has the number {number}")
    for phrase in counted(text):
        printed = any(phrase in p.plain for p in evidence.cited)
        yield Claim(field, phrase, printed, f"no cited paragraph prints {phrase}")
    for quote in _QUOTED.findall(text):
        printed = any(quote.lower() in p.text.lower() for p in evidence.cited + evidence.beside)
        yield Claim(field, quote, printed, f"no cited paragraph prints “{quote}”")
    yield from _named(field, text, evidence)


def _unlabelled(text: str, evidence: Evidence) -> str:
    """A text without the labels of articles and the places in them."""
    labels = evidence.ground.labels
    return re.sub(rf"\b(?:{'|'.join(labels)})\b(?!-)", " ", PLACE.sub(" ", text)) if labels else text


def _reasoned(part: Part, record: Record, evidence: Evidence) -> Iterator[Claim]:
    """Why a reading is used names nothing that no reading prints, unless it says that it is common knowledge."""
    if isinstance(part.model, Reading) and isinstance(record, Discrepancy) and record.settled != "common knowledge":
        yield from _named(part.field("preferred"), _unlabelled(part.model.preferred or "", evidence), evidence)


def _posted(field: str, text: str, record: Record) -> bool:
    """Whether the dates of a text are those of posting."""
    publication = isinstance(record, Event) and record.type == "publication"
    return publication or field.startswith(("posted", "published")) or bool(_POSTED.search(text))


def _places(field: str, text: str, evidence: Evidence) -> Iterator[Claim]:
    """`HT¶6`: the paragraph exists; `HT` alone: the record cites the article or says it is silent."""
    labels = evidence.ground.labels
    for match in PLACE.finditer(text):
        there = (labels.get(match[1], ""), int(match[2])) in evidence.ground.paragraphs
        yield Claim(field, match[0], there, f"there is no paragraph {match[0]}")
    for label, source in labels.items():
        if re.search(rf"(?<![\w-]){label}(?![\w¶-])", text):
            yield Claim(field, label, source in evidence.sources, f"{label} is spoken of, but not cited")


def _named(field: str, text: str, evidence: Evidence) -> Iterator[Claim]:
    mentions, rest = evidence.ground.spellings.mentions(text.replace("US$", "$"))
    for spelling, entity in mentions:
        yield from _who(field, entity, spelling, evidence, told=not isinstance(evidence.record, Source))
    # Not in a discrepancy, which may set two spellings of one name side by side.
    for spelling, entity in mentions if isinstance(evidence.record, Fact | Source) else ():
        pair = rf"\b{re.escape(spelling)}\b,? (?:and|with|to|met|told|thanked|put it to) {re.escape(spelling)}\b"
        yield Claim(field, entity, not re.search(pair, unmarked(text)), f"names {spelling} twice in a row")
    for word in capitalised(rest, evidence.ground.common):
        yield Claim(field, word, evidence.has_word(word.lower()), f"no cited paragraph prints {word}")


def _who(field: str, entity: str, term: str, evidence: Evidence, *, told: bool) -> Iterator[Claim]:
    named = evidence.names(entity)
    yield Claim(field, term, named, f"no cited paragraph names {term}")
    if named:
        message = f"{term} stands among others in the cited paragraphs: an anchor must say who is meant"
        yield Claim(field, term, evidence.means(entity, told=told), message)


def _dated(part: Part, record: Record, evidence: Evidence) -> Iterator[Claim]:
    for name in type(part.model).model_fields:
        value = getattr(part.model, name)
        bounds = (value.on, value.not_before, value.not_after) if isinstance(value, Dated) else (value,)
        for when in bounds:
            if isinstance(when, When):
                for day in _days(when):
                    holds = evidence.has_day(day, posted=_posted(name, "", record))
                    yield Claim(part.field(name), when.text, holds, f"no cited paragraph gives {day}, of {when}")


def _days(when: When) -> tuple[Day, ...]:
    return tuple(Day(*(int(n) for n in end.split("-"))) for end in when.text.split("/"))


def _referred(part: Part, record: Record, evidence: Evidence) -> Iterator[Claim]:
    """Whom a structured field refers to is named; a source that speaks is cited."""
    people, sources = evidence.ground.spellings.of, evidence.ground.sources
    for path, target, _ in references(part.model):
        if path in REFERRING and target in people:
            yield from _who(part.field(path), target, target, evidence, told=False)
        elif path in ("speaker", "by") and target in sources:
            yield Claim(part.field(path), target, target in evidence.sources, f"{target} speaks, but is not cited")


def _amounts(record: Record, evidence: Evidence) -> Iterator[Claim]:
    """A value that stands apart stands in a cited paragraph, with its unit if it is money."""
    if isinstance(record, Figure) and record.value is not None:
        value = f"{record.value}"
        if not record.computed:
            yield Claim("value", value, evidence.has_number(value), f"no cited paragraph has the value {value}")
        if record.currency and not record.computed:
            sums = any(f"{value} {record.unit}" in p.plain for p in evidence.cited)
            yield Claim("unit", record.unit, sums, f"no cited paragraph has {value} {record.unit}")
    if isinstance(record, Deal) and record.quantity:
        value = f"{record.quantity}"
        yield Claim("quantity", value, evidence.has_number(value), f"no cited paragraph has the quantity {value}")


def agreeing(record: Record, evidence: Evidence) -> Iterator[Claim]:
    """What must agree within a record, and between records: it needs no text, though one may add to it."""
    yield from _told(record)
    if isinstance(record, Position):
        yield from _speaking(record, evidence)
    if isinstance(record, Event):
        yield from _taking_part(record, evidence)
    if isinstance(record, Deal | Event | Discrepancy):
        yield from _titled(record)
    if isinstance(record, Note | Discrepancy):
        yield from _about(record, evidence)
    if isinstance(record, Discrepancy):
        yield from _inline(record, evidence.ground)
    if isinstance(record, Organisation):
        named = record.id in evidence.ground.spellings.told(record.says)
        yield Claim("says", record.name, named, f"`says` does not name {record.name}, which stands nowhere else")


def _told(record: Record) -> Iterator[Claim]:
    """A value that stands apart is told in words too."""
    field = "value" if isinstance(record, Figure) else "quantity" if isinstance(record, Deal) else ""
    if isinstance(record, Figure | Deal) and (value := getattr(record, field)) is not None:
        told = f"{value}" in read(record.says).numbers
        yield Claim(field, f"told {value}", told, f"`says` does not tell the {field} {value}")
        if isinstance(record, Figure):
            bounded = record.bound == "exactly" or record.bound in record.says.lower()  # the word a picture prints
            yield Claim("bound", record.bound, bounded, f"`says` does not tell the bound {record.bound}")


def _titled(record: Deal | Event | Discrepancy) -> Iterator[Claim]:
    """A number of the title is told again below it."""
    below = " ".join(text for part in parts(record) for field, text in statements(part.model) if field != "title")
    numbers = read(below).numbers
    for number in sorted(read(_FIRST.sub(" ", record.title)).numbers):
        yield Claim("title", number, number in numbers, f"the title has the number {number}, the text below has not")


def _about(record: Note | Discrepancy, evidence: Evidence) -> Iterator[Claim]:
    """Whom a record is about is told of or stands in an anchor, and nobody is listed twice."""
    told = {
        who
        for part in parts(record)
        for _, text in statements(part.model)
        for who in evidence.ground.spellings.told(text)
    }
    yield Claim("about", "twice", len(set(record.about)) == len(record.about), "lists something twice")
    for each in evidence.ground.spellings.people & set(record.about):
        seen = each in told | evidence.anchored
        yield Claim("about", each, seen, f"neither its words nor an anchor name {each}")


def _inline(record: Discrepancy, ground: Ground) -> Iterator[Claim]:
    """What `inline` quotes is the other reading: it stands where one that is not preferred does."""
    cited = {(c.source, c.paragraph) for r in record.readings if not r.preferred for c in r.cite or ()}
    other = [ground.paragraphs[key].text for key in cited if key in ground.paragraphs]
    for quote in _QUOTED.findall(record.inline or "") if other else ():
        stands = any(quote.lower() in text.lower() for text in other)
        yield Claim("inline", quote, stands, f"no reading that is not preferred prints “{quote}”")


def _speaking(record: Position, evidence: Evidence) -> Iterator[Claim]:
    """Who speaks took part, speaks to someone else, and is named once: the line begins with the name."""
    speaker, spellings = record.speaker, evidence.ground.spellings
    present = evidence.ground.taking_part[record.at] if record.at else {speaker, *record.to}
    yield Claim("to", speaker, speaker not in record.to, f"{speaker} speaks to himself")
    yield Claim("says", speaker, speaker not in spellings.told(record.says), f"`says` names {speaker}, who speaks")
    for each in (speaker, *record.to):
        if each in spellings.of:
            yield Claim("at", each, each in present, f"{each} did not take part in {record.at}")


def _taking_part(record: Event, evidence: Evidence) -> Iterator[Claim]:
    """Who took part is told of, once in the title, and nobody is listed twice."""
    spellings = evidence.ground.spellings
    told, titled = spellings.told(record.says), spellings.mentions(record.title)[0]
    titled_people = [who for _, who in titled if who in spellings.people]
    yield Claim("who", "twice", len(set(record.who)) == len(record.who), "lists someone twice")
    yield Claim("title", "twice", len(set(titled_people)) == len(titled_people), "the title names someone twice")
    for each in titled_people:
        yield Claim("title", each, each in told, f"the title names {each}, `says` does not")
    for each in record.who:
        seen = each not in spellings.people or each in told | evidence.anchored
        yield Claim("who", each, seen, f"neither `says` nor an anchor names {each}")
