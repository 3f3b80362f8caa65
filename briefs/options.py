"""The named option types of briefs. A brief's signature uses them; from it come command, completion, check and help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, PlainValidator

from . import facts
from .when import FORMS, When


@dataclass(frozen=True)
class Suggest:
    """Marks an option whose value is an id of this kind of name: completed and resolved from `Names`.

    A kind may be narrowed: `topic:event` are the topics that events carry, `topic:trade` those of the brief /trade.
    """

    kind: str


@dataclass(frozen=True)
class Offer:
    """Marks an option that is completed from this kind of name, but may be given any other text."""

    kind: str


def _point(text: object) -> When:
    when = When.parse(text)
    if when.precision == "period":
        raise ValueError(f"{text!r} is a period: use {FORMS}")
    return when


Point = Annotated[When, PlainValidator(_point)]  # no period: two of them would not fit a control's custom_id
Sector = Annotated[str, Field(description="Only one sector, such as aviation", max_length=80), Suggest("sector")]
Company = Annotated[str, Field(description="Only agreements that name one company", max_length=80), Suggest("company")]
Person = Annotated[str, Field(description="A person the articles name", max_length=80), Suggest("person")]
Entity = Annotated[str, Field(description="A person or an organisation", max_length=80), Suggest("entity")]
EventTopic = Annotated[str, Field(description="Only one topic", max_length=80), Suggest("topic:event")]
SaidTopic = Annotated[str, Field(description="Only one topic", max_length=80), Suggest("topic:position")]
DifferenceTopic = Annotated[str, Field(description="Only one topic", max_length=80), Suggest("topic:discrepancy")]
Weight = Annotated[
    facts.Weight,
    Field(description="Only what changes the meaning, misleads, or is wording"),
    Suggest("weight"),
]
SubjectName = Annotated[str, Field(description="Only what one brief is about", max_length=80), Suggest("subject")]
Source = Annotated[str, Field(description="One article, by its label", max_length=80), Suggest("source")]
FactId = Annotated[str, Field(description="The id of a fact, or words of it", max_length=80), Suggest("fact")]
From = Annotated[Point, Field(description="From a year, month or day, such as 2025-03"), Offer("date")]
To = Annotated[Point, Field(description="Up to a year, month or day, such as 2026-02-18"), Offer("date")]
