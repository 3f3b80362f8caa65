"""What Discord takes as a message's components (Component reference)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from . import limits
from .errors import Problem
from .shapes import SNOWFLAKE, Flag, Kinds, Many, OneOf, Parts, Path, Shape, Text, Whole, problems

ROW, BUTTON, STRING_SELECT = 1, 2, 3
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
ENTITY_SELECTS: Final = {5: 6, 6: 8, 7: 9, 8: 7}  # selects of users, roles, both, channels -> the type of option alike
SELECTS: Final = (STRING_SELECT, *ENTITY_SELECTS)
LINK: Final = 5

_ID: Final[dict[str, Shape]] = {"id": Whole(0, 2**31 - 1)}
_CUSTOM_ID = Text(1, limits.CUSTOM_ID)
_MEDIA = Parts({"url": Text(1, limits.URL)}, needs=("url",))
_SHOWN: Final = _ID | {"description": Text(0, limits.MEDIA_DESCRIPTION), "spoiler": Flag(), "media": _MEDIA}
_BUTTON = Parts(_ID | {
    "style": OneOf((1, 2, 3, 4, LINK)),
    "label": Text(0, limits.BUTTON_LABEL),
    "custom_id": _CUSTOM_ID,
    "url": Text(1, limits.BUTTON_URL),
    "disabled": Flag(),
}, needs=("style",))  # fmt: skip
_OPTION = Parts({
    "label": Text(1, limits.SELECT_TEXT),
    "value": Text(1, limits.SELECT_TEXT),
    "description": Text(0, limits.SELECT_TEXT),
    "default": Flag(),
}, needs=("label", "value"))  # fmt: skip
_SELECT: Final = _ID | {
    "custom_id": _CUSTOM_ID,
    "placeholder": Text(0, limits.PLACEHOLDER),
    "min_values": Whole(0, limits.SELECT_OPTIONS),
    "max_values": Whole(1, limits.SELECT_OPTIONS),
    "disabled": Flag(),
}
_STRING_SELECT = Parts(_SELECT | {"options": Many(_OPTION, 1, limits.SELECT_OPTIONS)}, needs=("custom_id", "options"))
_ENTITY_SELECT = Parts(_SELECT | {"default_values": Many(Parts({"id": SNOWFLAKE}), 0, 25)}, needs=("custom_id",))
_IN_ROW = Kinds({BUTTON: _BUTTON} | dict.fromkeys(ENTITY_SELECTS, _ENTITY_SELECT) | {STRING_SELECT: _STRING_SELECT})
_ROW = Parts(_ID | {"components": Many(_IN_ROW, 1, limits.ROW_BUTTONS)}, needs=("components",))
_TEXT = Parts(_ID | {"content": Text(1, limits.TEXT)}, needs=("content",))
_PICTURE = Parts(_SHOWN, needs=("media",))
_SECTION: Final = _ID | {
    "components": Many(Kinds({TEXT: _TEXT}), 1, limits.SECTION_TEXTS),
    "accessory": Kinds({BUTTON: _BUTTON, THUMBNAIL: _PICTURE}),
}
_LAYOUT: Final[dict[int, Parts]] = {
    ROW: _ROW,
    SECTION: Parts(_SECTION, needs=("components", "accessory")),
    TEXT: _TEXT,
    GALLERY: Parts(_ID | {"items": Many(_PICTURE, 1, limits.GALLERY)}, needs=("items",)),
    FILE: Parts(_ID | {"file": _MEDIA, "spoiler": Flag()}, needs=("file",)),
    SEPARATOR: Parts(_ID | {"divider": Flag(), "spacing": OneOf((1, 2))}),
}
_BOX: Final = _ID | {"components": Many(Kinds(_LAYOUT), 1, limits.COMPONENTS), "accent_color": Whole(0, limits.COLOUR)}
_CONTAINER = Parts(_BOX | {"spoiler": Flag()}, needs=("components",))
LEGACY = Many(Kinds({ROW: _ROW}), 0, limits.ROWS)
LAYOUT = Many(Kinds(_LAYOUT | {CONTAINER: _CONTAINER}), 0, limits.COMPONENTS)

Found = tuple[Path, dict[str, Any]]


def walk(components: Sequence[dict[str, Any]], path: Path = ("components",)) -> Iterator[Found]:
    """Every component, nested ones after the one that holds them, with its path."""
    for index, part in enumerate(components):
        here = (*path, index)
        yield here, part
        yield from walk(part.get("components") or (), (*here, "components"))
        if accessory := part.get("accessory"):
            yield (*here, "accessory"), accessory


def media(part: Mapping[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The pictures and files that one component shows, each an object with a `url`."""
    for field in ("media", "file"):
        if field in part:
            yield (field,), part[field]
    for index, item in enumerate(part.get("items") or ()):
        yield ("items", index, "media"), item["media"]


def component_problems(components: Sequence[dict[str, Any]], *, layout: bool, names: set[str]) -> Iterator[Problem]:
    """Every fault of a message's components; `layout`: the message has the V2 flag; `names`: the files it holds."""
    faults = list(problems(components, LAYOUT if layout else LEGACY, ("components",)))
    if faults:  # what follows reads fields that the shapes promise
        yield from faults
        return
    found = list(walk(components))
    if len(found) > limits.COMPONENTS:
        text = f"The maximum number of components in a message is {limits.COMPONENTS}, nested ones counted."
        yield Problem(("components",), "BASE_TYPE_BAD_LENGTH", text)
    yield from _doubled(found)
    yield from _controls(found)
    yield from _references(found, names)
    if sum(len(part["content"]) for _, part in found if part["type"] == TEXT) > limits.TEXT:
        text = f"The text displays of a message must be {limits.TEXT} or fewer in length together."
        yield Problem(("components",), "BASE_TYPE_MAX_LENGTH", text)


def text_bytes(components: Sequence[dict[str, Any]]) -> int:
    """The sum over which Discord fails with 500 (`limits.TEXT_BYTES`): UTF-8 bytes, and 12 for each text display."""
    texts = [part["content"] for _, part in walk(components) if part["type"] == TEXT]
    return sum(len(text.encode()) + limits.TEXT_BYTES_EACH for text in texts)


def _doubled(found: Sequence[Found]) -> Iterator[Problem]:
    for field in ("custom_id", "id"):
        seen = Counter(part[field] for _, part in found if part.get(field))
        for path, part in found:
            if seen[part.get(field)] > 1:
                text = f"Component {field.replace('_', ' ')} cannot be duplicated"
                yield Problem((*path, field), f"COMPONENT_{field.upper()}_DUPLICATED", text)


def _controls(found: Sequence[Found]) -> Iterator[Problem]:
    for path, part in found:
        kinds = [child["type"] for child in part["components"]] if part["type"] == ROW else []
        if len(kinds) > 1 and set(kinds) != {BUTTON}:
            text = "A select menu takes the whole row."
            yield Problem((*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", text)
        if part["type"] == BUTTON:
            yield from _button(path, part)
        if part["type"] in SELECTS:
            yield from _select(path, part)


def _button(path: Path, part: Mapping[str, Any]) -> Iterator[Problem]:
    wanted, other = ("url", "custom_id") if part["style"] == LINK else ("custom_id", "url")
    if not part.get(wanted):
        yield Problem((*path, wanted), "BASE_TYPE_REQUIRED", f"A {wanted} is required for this style of button.")
    if part.get(other):
        yield Problem(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", f"This style takes no {other}.")
    if not part.get("label") and not part.get("emoji"):
        yield Problem(path, "BUTTON_COMPONENT_INVALID", "A button needs a label or an emoji.")


def _select(path: Path, part: Mapping[str, Any]) -> Iterator[Problem]:
    low, high, options = part.get("min_values", 1), part.get("max_values", 1), part.get("options")
    if low > high or (options and high > len(options)):
        text = "Between min_values and max_values there must be a count of options that can be chosen."
        yield Problem((*path, "max_values"), "BASE_TYPE_BAD_LENGTH", text)
    for value, times in Counter(option["value"] for option in options or ()).items():
        if times > 1:
            text = f"The specified option value is already used: {value}"
            yield Problem((*path, "options"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", text)


def _references(found: Sequence[Found], names: set[str]) -> Iterator[Problem]:
    for path, part in found:
        for field, item in media(part):
            scheme, _, name = item["url"].partition("://")
            if scheme == "attachment" and name not in names:
                text = f"The message has no attachment named {name}."
                yield Problem((*path, *field, "url"), "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", text)
            elif scheme not in ("http", "https", "attachment"):
                yield Problem((*path, *field, "url"), "URL_TYPE_INVALID_SCHEME", "Scheme must be one of http, https.")
