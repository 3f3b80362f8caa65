"""The record types of a pack: what a fact of each kind may say, and what it must cite.

Every record is frozen; a key that is not listed here is refused. `Ref` marks a field that names another
record: the same mark proves it (no dangling reference) and makes it findable (a tag in the store).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt, StringConstraints, model_validator

from .fields import (
    Amount,
    Citation,
    Citations,
    Entity_,
    Event_,
    Fact_,
    Model,
    Organisation_,
    Phrase,
    Slug,
    Source_,
    Speaker_,
    Text,
    Topic_,
)
from .when import Edtf, When

# What no source says of a record: "value", "delivery dates". Shown uncited, so it may state nothing countable.
Missing = Annotated[Phrase, StringConstraints(pattern=r"^\D+$")]


class Change(Model):
    """One line of a record's history: the day the pack changed, how, and what the record said before."""

    on: Edtf
    change: Literal["new", "changed", "corrected", "withdrawn"]
    was: Text | None = None
    why: Text | None = None


class Exemption(Model):
    """A word that no cited paragraph prints, and why the record may use it (an inference, a translation)."""

    term: Phrase
    why: Text


class Dated(Model):
    """When something was or is due: `on`, or for an undated thing the bounds that the sources give."""

    on: Edtf | None = None
    not_before: Edtf | None = None
    not_after: Edtf | None = None
    at: Phrase | None = None  # what the source adds in words: "evening, local time"
    inferred: Text | None = None  # why we hold this date although no source prints it whole

    @model_validator(mode="after")
    def _some_bound(self) -> Dated:
        bounds = [b for b in (self.not_before, self.not_after) if b]
        if bool(self.on) == bool(bounds):
            raise ValueError("give either `on`, or `not_before` and/or `not_after`")
        if len(bounds) == 2 and bounds[1].last < bounds[0].first:
            raise ValueError("`not_after` lies before `not_before`")
        return self

    @property
    def sort_key(self) -> When | None:
        return self.on or self.not_before or self.not_after


class Fact(Model):
    """What every record carries. A `withdrawn` one stays as a tombstone that no brief shows."""

    id: Slug
    topics: tuple[Topic_, ...] = ()
    cite: Citations
    not_held: tuple[Missing, ...] = ()
    exempt: tuple[Exemption, ...] = ()
    history: tuple[Change, ...] = ()

    @property
    def withdrawn(self) -> bool:
        return bool(self.history) and self.history[-1].change == "withdrawn"


class Office(Model):
    """A title as a source gives it for a day; "current" is computed from `on`, never stored."""

    title: Phrase
    of: Organisation_ | None = None
    on: Edtf
    inferred: Text | None = None
    cite: Citations
    exempt: tuple[Exemption, ...] = ()


class Person(Fact):
    kind: Literal["person"] = "person"
    name: Phrase
    aliases: tuple[Phrase, ...] = ()
    typed: tuple[Phrase, ...] = ()
    role: Slug | None = None  # a word that pack.toml makes a people brief of, such as "senator"
    party: Phrase | None = None
    state: Phrase | None = None
    offices: tuple[Office, ...] = ()


class Belonging(Model):
    """That an organisation is owned by or part of another: `how` completes "X: …", such as "part of"."""

    to: Organisation_
    how: Phrase
    cite: Citations


class Organisation(Fact):
    kind: Literal["organisation"] = "organisation"
    name: Phrase
    aliases: tuple[Phrase, ...] = ()  # other spellings that the sources print: they find it and prove it
    typed: tuple[Phrase, ...] = ()  # what readers type for it and no source prints: finds it, proves nothing
    type: Literal[
        "company", "government", "ministry", "legislature", "committee", "party", "international", "hospital", "other"
    ]
    says: Text  # what the sources say it is or does, as a whole sentence
    belongs: tuple[Belonging, ...] = ()


class Deal(Fact):
    kind: Literal["deal"] = "deal"
    title: Phrase
    type: Literal["licence", "purchase", "engines and services", "financing", "equipment"]
    says: Text
    parties: dict[Phrase, tuple[Organisation_, ...]] = Field(min_length=1)  # role -> who
    concerns: tuple[Organisation_, ...] = ()  # named in what it is about, by no source as a party
    item: Phrase
    quantity: StrictInt | None = Field(default=None, ge=1)
    unit: Phrase | None = None  # what `quantity` counts: "aircraft" under an agreement on their engines
    sector: Topic_
    purpose: Text | None = None  # completes "Purpose given: …"
    signed: Dated

    @model_validator(mode="after")
    def _counted(self) -> Deal:
        if (self.quantity is None) != (self.unit is None):
            raise ValueError("`quantity` and `unit` stand together: how many, and of what")
        return self

    @model_validator(mode="after")
    def _concerned(self) -> Deal:
        if set(self.concerns) & {party for parties in self.parties.values() for party in parties}:
            raise ValueError("`concerns` names a party")
        return self


class Event(Fact):
    kind: Literal["event"] = "event"
    title: Phrase
    type: Literal[
        "meeting", "call", "visit", "arrival", "signing", "invitation", "reply", "talks", "congress", "election",
        "adoption", "letter", "milestone", "period", "goal", "publication",
    ]  # fmt: skip
    status: Literal["happened", "scheduled", "goal"] = "happened"  # as the latest source reports it
    says: Text
    date: Dated
    place: Phrase | None = None
    who: tuple[Entity_, ...] = ()
    part_of: Event_ | None = None


class Position(Fact):
    """What someone said. `says` begins with a past-tense verb and completes "<speaker> …"."""

    kind: Literal["position"] = "position"
    speaker: Speaker_
    to: tuple[Entity_, ...] = ()
    at: Event_ | None = None  # where it was said
    date: Dated | None = None  # only where no event says when
    act: Literal[
        "asked", "proposed", "thanked", "praised", "congratulated", "affirmed", "agreed", "pledged", "hoped",
        "said", "assessed", "greeted",
    ]  # fmt: skip
    says: Text


class Computation(Model):
    """A value that is ours: the sum, difference or count of like things held in `of` (figures, or deals' quantity)."""

    op: Literal["sum", "difference", "count"]
    of: tuple[Fact_, ...] = Field(min_length=1)


class Figure(Fact):
    """A number. `says` is a whole sentence; in a computed one `{value}` stands for the result."""

    kind: Literal["figure"] = "figure"
    measure: Phrase  # what is measured: "exports", "rank", "registered capital"
    says: Text
    value: Amount | None = None
    computed: Computation | None = None
    unit: Phrase  # "projects", "aircraft", "rank"; for an amount of money "billion" or "million"
    currency: Literal["USD"] | None = None
    bound: Literal["exactly", "around", "nearly", "more than", "at least", "at most"] = "exactly"
    direction: Literal["exports", "imports", "total", "balance", "inward", "outward"] | None = None
    period: Dated | None = None

    @model_validator(mode="after")
    def _stated_or_computed(self) -> Figure:
        if self.value is None and self.computed is None:
            raise ValueError("give either `value` or `computed`")
        if self.value is None and "{value}" not in self.says:
            raise ValueError("`says` of a computed figure holds {value} where the result goes")
        return self


class Note(Fact):
    """Anything else a source states. `by` names whose statement it is; without it the paper's own report."""

    kind: Literal["note"] = "note"
    form: Literal["report", "assessment", "headline", "effect", "document", "list", "coverage"]
    by: Speaker_ | None = None
    about: tuple[Fact_, ...] = ()
    says: Text


class Reading(Model):
    """One way the sources put it. `silent` lists sources that say nothing where others report."""

    says: Text
    cite: Citations | None = None
    silent: tuple[Source_, ...] = ()
    preferred: Text | None = None  # why the pack uses this one

    @model_validator(mode="after")
    def _cited_or_silent(self) -> Reading:
        if not self.cite and not self.silent:
            raise ValueError("a reading needs `cite`, or `silent` with the sources that do not report it")
        return self


Weight = Literal["meaning", "misleads", "wording"]


class Discrepancy(Model):
    """A difference between or inside the sources. It cites what its readings cite."""

    kind: Literal["discrepancy"] = "discrepancy"
    id: Slug
    topics: tuple[Topic_, ...] = ()
    about: tuple[Fact_, ...] = ()  # the facts on whose line `inline` is shown
    title: Phrase
    type: Literal[
        "date", "name", "title", "rank", "translation", "precision", "misprint", "scheduled or held", "ambiguous",
        "easily merged", "scope", "two measures", "silence", "placed elsewhere", "strength", "no speaker",
        "claim as fact", "dateline", "time zone", "spelling", "printed twice", "page order", "not given", "spam",
    ]  # fmt: skip
    weight: Weight
    inline: Phrase | None = None  # weight meaning or misleads: the other reading, short, named as what it is
    readings: tuple[Reading, ...] = Field(min_length=1)
    settled: Literal["documents", "arithmetic", "common knowledge", "open"]
    exempt: tuple[Exemption, ...] = ()
    history: tuple[Change, ...] = ()

    @property
    def cite(self) -> tuple[Citation, ...]:
        return tuple(c for reading in self.readings for c in reading.cite or ())

    @property
    def not_held(self) -> tuple[str, ...]:
        return ()

    @property
    def withdrawn(self) -> bool:
        return bool(self.history) and self.history[-1].change == "withdrawn"

    @property
    def preferred(self) -> Reading | None:
        return next((r for r in self.readings if r.preferred), None)

    @model_validator(mode="after")
    def _settled(self) -> Discrepancy:
        preferred = sum(bool(r.preferred) for r in self.readings)
        if preferred != (self.settled != "open"):
            raise ValueError("one reading is `preferred` with its reason, unless `settled` is open: then none")
        if (self.weight == "wording") == bool(self.inline):
            raise ValueError("`inline` stands where the weight is meaning or misleads, and only there")
        if not self.cite:
            raise ValueError("at least one reading cites a paragraph")
        return self


class Stated(Model):
    """Something a source prints about itself, and where."""

    is_: Phrase = Field(alias="is")
    cite: Citations


class Flaw(Model):
    """What is known to be wrong with a copy. Injected or garbled text is described, never reproduced."""

    says: Text
    cite: Citations


class Furniture(Model):
    """Paragraphs that are no part of the article: teasers, credits, injected text. `at` is `21-30` or `3`."""

    at: Annotated[str, StringConstraints(pattern=r"^\d+(-\d+)?$")]
    why: Phrase

    @property
    def paragraphs(self) -> range:
        first, _, last = self.at.partition("-")
        return range(int(first), int(last or first) + 1)


STATED = ("title", "publisher", "byline", "agency", "dateline", "section", "posted")


class Source(Model):
    """One document. What it does not print about itself is left out here and reported as not stated."""

    kind: Literal["source"] = "source"
    id: Slug
    label: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{1,8}$")]
    about: Phrase  # what it reports, in our words; names it where it prints no title
    title: Stated | None = None
    publisher: Stated | None = None
    byline: Stated | None = None
    agency: Stated | None = None
    dateline: Stated | None = None
    section: Stated | None = None
    posted: Stated | None = None
    published: Edtf | None = None  # the day of `posted`, for the years of dates printed without one
    language: Phrase
    file: Annotated[str, StringConstraints(pattern=r"^[\w.-]+$")]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    paragraphs: StrictInt = Field(ge=1)
    faults: tuple[Flaw, ...] = ()
    furniture: tuple[Furniture, ...] = ()

    @property
    def not_stated(self) -> tuple[str, ...]:
        return tuple(name for name in STATED if getattr(self, name) is None)


Record = Person | Organisation | Deal | Event | Position | Figure | Note | Discrepancy | Source
AnyRecord = Annotated[Record, Field(discriminator="kind")]
# The tables of a pack's files.
KINDS: dict[str, type[Any]] = {
    "sources": Source, "people": Person, "organisations": Organisation, "deals": Deal, "events": Event,
    "positions": Position, "figures": Figure, "notes": Note, "discrepancies": Discrepancy,
}  # fmt: skip
