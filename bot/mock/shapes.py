"""Shapes: what one field of a body may be, as data, and the one function that holds a value against them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import Problem

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Text:
    """A string of `low` to `high` characters."""

    low: int
    high: int


@dataclass(frozen=True)
class Whole:
    """An integer from `low` to `high`; a snowflake where both are 0 (an integer or a string of digits)."""

    low: int = 0
    high: int = 0


@dataclass(frozen=True)
class Flag:
    """True or false."""


@dataclass(frozen=True)
class OneOf:
    """One of a few constants."""

    values: Collection[str | int]


@dataclass(frozen=True)
class Many:
    """A list of `low` to `high` items of one shape."""

    of: "Shape"
    low: int
    high: int


@dataclass(frozen=True)
class Parts:
    """An object with these fields; `needs` must be there. Other keys pass unread, as Discord lets them."""

    fields: Mapping[str, "Shape"]
    needs: Collection[str] = ()


@dataclass(frozen=True)
class Kinds:
    """An object whose integer `type` says which shape it has."""

    kinds: Mapping[int, Parts]


Shape = Text | Whole | Flag | OneOf | Many | Parts | Kinds

SNOWFLAKE = Whole()


def problems(value: Any, shape: Shape, path: Path = ()) -> Iterator[Problem]:
    """Every fault of the value, in order."""
    match shape:
        case Text():
            if not isinstance(value, str):
                yield Problem(path, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
            elif not shape.low <= len(value) <= shape.high:
                yield _length(path, len(value), shape.low, shape.high)
        case Whole():
            yield from _whole(value, shape, path)
        case Flag() if not isinstance(value, bool):
            yield Problem(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
        case OneOf() if value not in shape.values:
            yield _choice(path, shape.values)
        case Many():
            yield from _many(value, shape, path)
        case Parts() | Kinds():
            yield from _object(value, shape, path)


def _whole(value: Any, shape: Whole, path: Path) -> Iterator[Problem]:
    if shape == SNOWFLAKE:
        if not str(value).isdecimal():
            yield Problem(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
    elif isinstance(value, bool) or not isinstance(value, int):
        yield Problem(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
    elif value < shape.low:
        yield Problem(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {shape.low}.")
    elif value > shape.high:
        yield Problem(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {shape.high}.")


def _many(value: Any, shape: Many, path: Path) -> Iterator[Problem]:
    if not isinstance(value, list | tuple):
        yield Problem(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType.")
        return
    if not shape.low <= len(value) <= shape.high:
        yield _length(path, len(value), shape.low, shape.high)
    for index, item in enumerate(value):
        yield from problems(item, shape.of, (*path, index))


def _object(value: Any, shape: Parts | Kinds, path: Path) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType.")
        return
    if isinstance(shape, Kinds):
        if value.get("type") not in shape.kinds:
            yield Problem((*path, "type"), "UNION_TYPE_CHOICES", f"Value of field must be one of {(*shape.kinds,)}.")
            return
        shape = shape.kinds[value["type"]]
    for name in shape.needs:
        if value.get(name) is None:
            yield Problem((*path, name), "BASE_TYPE_REQUIRED", "This field is required")
    for name, inner in shape.fields.items():
        if value.get(name) is not None:
            yield from problems(value[name], inner, (*path, name))


def _length(path: Path, length: int, low: int, high: int) -> Problem:
    if low and not length:
        return Problem(path, "BASE_TYPE_REQUIRED", "This field is required")
    if low:
        return Problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
    return Problem(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")


def _choice(path: Path, values: Collection[str | int]) -> Problem:
    return Problem(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{', '.join(map(repr, values))}}}.")
