"""Shapes: what one field of a body may be. A shape is a function from a value and where it stands to its faults."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from .errors import Problem

Path = tuple[str | int, ...]
Shape = Callable[[Any, Path], Iterable[Problem]]


def fault(code: str, message: str, good: Callable[[Any], bool]) -> Shape:
    """Anything that is good, else this one fault."""
    return lambda value, path: () if good(value) else (Problem(path, code, message.format(value)),)


_TEXT = fault("STRING_TYPE_CONVERT", "Could not interpret value as string.", lambda value: isinstance(value, str))
_LIST = fault("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType.", lambda v: isinstance(v, list | tuple))
_DICT = fault("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType.", lambda v: isinstance(v, dict))
_INT = fault("NUMBER_TYPE_COERCE", 'Value "{}" is not int.', lambda v: isinstance(v, int) and not isinstance(v, bool))
flag = fault("BOOLEAN_TYPE_CONVERT", "Must be either true or false.", lambda value: isinstance(value, bool))
snowflake = fault("NUMBER_TYPE_COERCE", 'Value "{}" is not snowflake.', lambda value: str(value).isdecimal())


def string(low: int, high: int) -> Shape:
    """A string of `low` to `high` characters."""
    return lambda value, path: _TEXT(value, path) or _length(value, low, high, path)


def trimmed(low: int, high: int) -> Shape:
    """A string of which blanks around it do not count (Message resource, "Embed Limits")."""
    return lambda value, path: _TEXT(value, path) or _length(value.strip(), low, high, path)


def address(low: int, high: int, *more: str) -> Shape:
    """A URL of the web, or of one more scheme."""
    text, schemes = string(low, high), ("http", "https", *more)
    scheme = fault(
        "URL_TYPE_INVALID_SCHEME",
        "Scheme must be one of {schemes}.".format(schemes=", ".join(schemes)),
        lambda url: url.partition("://")[0] in schemes and bool(url.partition("://")[2]),
    )
    return lambda value, path: tuple(text(value, path)) or scheme(value, path)


def whole(low: int, high: int) -> Shape:
    """An integer from `low` to `high`."""
    least = fault("NUMBER_TYPE_MIN", f"int value should be greater than or equal to {low}.", lambda v: bool(v >= low))
    most = fault("NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.", lambda v: bool(v <= high))
    return lambda value, path: _INT(value, path) or least(value, path) or most(value, path)


def one_of(*values: str | int) -> Shape:
    """One of a few constants."""
    return fault("BASE_TYPE_CHOICES", f"Value must be one of {', '.join(map(repr, values))}.", values.__contains__)


def many(shape: Shape, low: int, high: int) -> Shape:
    """A list of `low` to `high` items of one shape."""

    def faults(value: Any, path: Path) -> Iterator[Problem]:
        yield from _LIST(value, path) or _length(value, low, high, path)
        for index, item in enumerate(value if isinstance(value, list | tuple) else ()):
            yield from shape(item, (*path, index))

    return faults


def parts(fields: Mapping[str, Shape], *needs: str) -> Shape:
    """An object with these fields, of which `needs` must be there. Other keys pass unread, as Discord lets them."""

    def faults(value: Any, path: Path) -> Iterator[Problem]:
        yield from _DICT(value, path)
        for name in dict.fromkeys((*needs, *fields)) if isinstance(value, dict) else ():
            if value.get(name) is not None:
                yield from fields[name](value[name], (*path, name)) if name in fields else ()
            elif name in needs:
                yield Problem((*path, name), "BASE_TYPE_REQUIRED", "This field is required")

    return faults


def kinds(shapes: Mapping[int, Shape], key: str = "type") -> Shape:
    """An object of which one integer field says which shape it has."""
    known = fault("UNION_TYPE_CHOICES", f"Value of field must be one of {(*shapes,)}.", shapes.__contains__)
    return lambda value, path: (
        _DICT(value, path) or known(value.get(key), (*path, key)) or shapes[value[key]](value, path)
    )


def _length(value: Collection[Any], low: int, high: int, path: Path) -> Iterable[Problem]:
    if low <= len(value) <= high:
        return ()
    if low and not value:
        return (Problem(path, "BASE_TYPE_REQUIRED", "This field is required"),)
    if low:
        return (Problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length."),)
    return (Problem(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length."),)
