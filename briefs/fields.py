"""What the records of a pack are made of: text that is safe to print, references, citations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, StringConstraints

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff]")


def _plain(text: str) -> str:
    if found := _UNPRINTABLE.search(text):
        raise ValueError(f"holds the invisible or private character U+{ord(found.group()):04X}")
    return text


def _amount(value: object) -> object:
    if isinstance(value, Decimal) or (isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value)):
        return value
    raise ValueError('an amount is plain digits in quotes, such as "37.2"')


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=24)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=False), AfterValidator(_plain)]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_plain)]
Amount = Annotated[Decimal, BeforeValidator(_amount)]


@dataclass(frozen=True)
class Ref:
    """Marks a field whose value is the id of a record of one of these kinds; none given: of any kind."""

    kinds: tuple[str, ...] = ()


Organisation_ = Annotated[Slug, Ref(("organisation",))]
Entity_ = Annotated[Slug, Ref(("person", "organisation"))]
Event_ = Annotated[Slug, Ref(("event",))]
Source_ = Annotated[Slug, Ref(("source",))]
Speaker_ = Annotated[Slug, Ref(("person", "organisation", "source"))]
Topic_ = Annotated[Slug, Ref(("topic",))]
Fact_ = Annotated[Slug, Ref()]


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(Model):
    """A source, a paragraph of it (from 1), and at most 8 words that stand there, letter for letter."""

    source: Source_
    paragraph: StrictInt = Field(ge=1)
    anchor: Phrase | None = None

    @property
    def cite(self) -> tuple[Citation, ...]:
        """Itself, so that a line may state a citation."""
        return (self,)


@dataclass(frozen=True)
class Citing:
    """The citations of a record alone, for a line about the record on which its discrepancies do not belong."""

    cite: tuple[Citation, ...]


_CITED = re.compile(r'\s*(?:([a-z0-9-]+)\s+)?(\d+)(?:-(\d+))?(?:\s+"([^"]+)")?\s*(?:([,;])|$)')


def parse_citations(text: object) -> object:
    """`ht 6 "worth a total", 14; km 2-3` -> citations. A comma stays in the source, a semicolon ends it."""
    if not isinstance(text, str):
        return text
    found: list[dict[str, Any]] = []
    source, at = None, 0
    while at < len(text) or not found:
        match = _CITED.match(text, at)
        if not match or not (match[1] or source) or (match[1] and source):
            raise ValueError(f'cannot read the citation at {text[at : at + 30]!r}: write "ht 6, 14; km 2-3"')
        source = match[1] or source
        first, last = int(match[2]), int(match[3] or match[2])
        if last < first or last - first > 20 or (match[4] and last != first):
            raise ValueError(f"cannot read the paragraphs {match[2]}-{match[3]} of {source}")
        if match[4] and len(match[4].split()) > 8:
            raise ValueError(f"the anchor {match[4]!r} is longer than 8 words")
        found += [{"source": source, "paragraph": n, "anchor": match[4]} for n in range(first, last + 1)]
        source, at = (None if match[5] == ";" else source), match.end()
    return found


Citations = Annotated[tuple[Citation, ...], BeforeValidator(parse_citations), Field(min_length=1)]


def references(record: BaseModel, path: str = "") -> Iterator[tuple[str, str, Ref]]:
    """Every reference a record makes, nested ones too: (field, id, what it may be)."""
    for name, ref in _marked(type(record)):
        yield from _references(getattr(record, name), f"{path}{name}", ref)


@cache
def _marked(model: type[BaseModel]) -> tuple[tuple[str, Ref | None], ...]:
    """The fields of a model with their Ref marks, kept: looking in each record took longer than proving it."""
    return tuple((name, _ref(field.metadata, field.annotation)) for name, field in model.model_fields.items())


def _references(value: Any, path: str, ref: Ref | None) -> Iterator[tuple[str, str, Ref]]:
    if isinstance(value, BaseModel):
        yield from references(value, f"{path}.")
    elif isinstance(value, dict):
        for each in value.values():
            yield from _references(each, path, ref)
    elif isinstance(value, tuple):
        for each in value:
            yield from _references(each, path, ref)
    elif ref and isinstance(value, str):
        yield path, value, ref


def _ref(metadata: list[Any], annotation: Any) -> Ref | None:
    """The Ref mark of a field: its own, or that of the items of its tuple, dict or optional."""
    own = next((m for m in metadata if isinstance(m, Ref)), None)
    return own or next((r for a in get_args(annotation) if (r := _ref([a], a))), None)
