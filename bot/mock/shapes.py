"""Shapes: what one field of a body may be. A shape is a function from a value and where it stands to its faults."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from .errors import Problem

Path = tuple[str | int, ...]
Shape = Callable[[Any, Path], Iterator[Problem]]


def string(low: int, high: int) -> Shape:
    """A string of `low` to `high` characters."""

    def faults(value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(path, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
        else:
            yield from _length(value, low, high, path)

    return faults


def whole(low: int, high: int) -> Shape:
    """An integer from `low` to `high`."""

    def faults(value: Any, path: Path) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Problem(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        elif value < low:
            yield Problem(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {low}.")
        elif value > high:
            yield Problem(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.")

    return faults


def snowflake(value: Any, path: Path) -> Iterator[Problem]:
    """An id: an integer or a string of digits."""
    if not str(value).isdecimal():
        yield Problem(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')


def flag(value: Any, path: Path) -> Iterator[Problem]:
    """True or false."""
    if not isinstance(value, bool):
        yield Problem(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")


def one_of(*values: str | int) -> Shape:
    """One of a few constants."""

    def faults(value: Any, path: Path) -> Iterator[Problem]:
        if value not in values:
            yield Problem(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{', '.join(map(repr, values))}}}.")

    return faults


def many(shape: Shape, low: int, high: int) -> Shape:
    """A list of `low` to `high` items of one shape."""

    def faults(value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, list | tuple):
            yield Problem(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType.")
            return
        yield from _length(value, low, high, path)
        for index, item in enumerate(value):
            yield from shape(item, (*path, index))

    return faults


def parts(fields: Mapping[str, Shape], *needs: str) -> Shape:
    """An object with these fields, of which `needs` must be there. Other keys pass unread, as Discord lets them."""

    def faults(value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType.")
            return
        for name in needs:
            if value.get(name) is None:
                yield Problem((*path, name), "BASE_TYPE_REQUIRED", "This field is required")
        for name, shape in fields.items():
            if value.get(name) is not None:
                yield from shape(value[name], (*path, name))

    return faults


def kinds(shapes: Mapping[int, Shape]) -> Shape:
    """An object whose integer `type` says which shape it has."""

    def faults(value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, dict) or value.get("type") not in shapes:
            yield Problem((*path, "type"), "UNION_TYPE_CHOICES", f"Value of field must be one of {(*shapes,)}.")
        else:
            yield from shapes[value["type"]](value, path)

    return faults


def _length(value: Collection[Any], low: int, high: int, path: Path) -> Iterator[Problem]:
    if low and not value:
        yield Problem(path, "BASE_TYPE_REQUIRED", "This field is required")
    elif low and not low <= len(value) <= high:
        yield Problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
    elif len(value) > high:
        yield Problem(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
