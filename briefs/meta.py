"""pack.toml: what a pack is, as of when, its topics, the briefs that it brings, and what its sources leave open."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StringConstraints

from .fields import Fact_, Model, Phrase, Slug, Text, Topic_
from .when import Edtf


class Section(Model):
    """A part of a subject brief: the facts that carry one of the topics, of the kinds named, in that order."""

    title: Phrase
    topics: tuple[Topic_, ...]
    kinds: tuple[str, ...] = ()


CommandName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{1,31}$")]
Description = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Role(Model):
    """Makes a people brief: `/senators` is the people of the role `senator`."""

    role: Slug
    name: CommandName
    title: Phrase
    description: Description


class Subject(Model):
    """A subject brief, drawn by the one subject template."""

    name: CommandName
    title: Phrase
    description: Description
    sections: tuple[Section, ...] = Field(min_length=1)
    pictures: tuple[Literal["trade", "agreements", "timeline", "investment"], ...] = ()

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(topic for section in self.sections for topic in section.topics))


class Gap(Model):
    """What readers ask and no source says. `says` is a sentence without digits."""

    topics: tuple[Topic_, ...]
    says: Annotated[Text, StringConstraints(pattern=r"^\D+$")]
    main: StrictBool = False  # whether /brief shows it


class Meta(Model):
    """pack.toml: what the pack is, as of when, its topics and the briefs that it brings."""

    id: Slug
    title: Phrase
    about: Text
    as_of: Edtf
    review_by: Edtf
    accent: Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
    bottom_line: tuple[Fact_, ...] = ()
    key_points: tuple[Fact_, ...] = ()
    topics: dict[Slug, Phrase]
    roles: tuple[Role, ...] = ()
    briefs: tuple[Subject, ...] = ()
    not_held: tuple[Gap, ...] = ()
