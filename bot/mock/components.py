"""What Discord takes as a message's components (Component reference)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from . import limits
from .errors import Problem
from .shapes import Path, Shape, flag, kinds, many, one_of, parts, snowflake, string, whole

ROW, BUTTON, STRING_SELECT = 1, 2, 3
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
ENTITY_SELECTS: Final = {5: 6, 6: 8, 7: 9, 8: 7}  # selects of users, roles, both, channels -> the type of option alike
SELECTS: Final = (STRING_SELECT, *ENTITY_SELECTS)
LINK: Final = 5

_ID: Final[dict[str, Shape]] = {"id": whole(0, 2**31 - 1)}
_CUSTOM_ID = string(1, limits.CUSTOM_ID)
_MEDIA = parts({"url": string(1, limits.URL)}, "url")
_SHOWN: Final = _ID | {"description": string(0, limits.MEDIA_DESCRIPTION), "spoiler": flag, "media": _MEDIA}
_BUTTON = parts(_ID | {
    "style": one_of(1, 2, 3, 4, LINK),
    "label": string(0, limits.BUTTON_LABEL),
    "custom_id": _CUSTOM_ID,
    "url": string(1, limits.BUTTON_URL),
    "disabled": flag,
}, "style")  # fmt: skip
_OPTION = parts({
    "label": string(1, limits.SELECT_TEXT),
    "value": string(1, limits.SELECT_TEXT),
    "description": string(0, limits.SELECT_TEXT),
    "default": flag,
}, "label", "value")  # fmt: skip
_SELECT: Final = _ID | {
    "custom_id": _CUSTOM_ID,
    "placeholder": string(0, limits.PLACEHOLDER),
    "min_values": whole(0, limits.SELECT_OPTIONS),
    "max_values": whole(1, limits.SELECT_OPTIONS),
    "disabled": flag,
}
_STRING_SELECT = parts(_SELECT | {"options": many(_OPTION, 1, limits.SELECT_OPTIONS)}, "custom_id", "options")
_ENTITY_SELECT = parts(_SELECT | {"default_values": many(parts({"id": snowflake}), 0, 25)}, "custom_id")
_IN_ROW = kinds({BUTTON: _BUTTON} | dict.fromkeys(ENTITY_SELECTS, _ENTITY_SELECT) | {STRING_SELECT: _STRING_SELECT})
_ROW = parts(_ID | {"components": many(_IN_ROW, 1, limits.ROW_BUTTONS)}, "components")
_TEXT = parts(_ID | {"content": string(1, limits.TEXT)}, "content")
_PICTURE = parts(_SHOWN, "media")
_SECTION: Final = _ID | {
    "components": many(kinds({TEXT: _TEXT}), 1, limits.SECTION_TEXTS),
    "accessory": kinds({BUTTON: _BUTTON, THUMBNAIL: _PICTURE}),
}
_IN_BOX: Final[dict[int, Shape]] = {
    ROW: _ROW,
    SECTION: parts(_SECTION, "components", "accessory"),
    TEXT: _TEXT,
    GALLERY: parts(_ID | {"items": many(_PICTURE, 1, limits.GALLERY)}, "items"),
    FILE: parts(_ID | {"file": _MEDIA, "spoiler": flag}, "file"),
    SEPARATOR: parts(_ID | {"divider": flag, "spacing": one_of(1, 2)}),
}
_BOX: Final = _ID | {"components": many(kinds(_IN_BOX), 1, limits.COMPONENTS), "accent_color": whole(0, limits.COLOUR)}
_CONTAINER = parts(_BOX | {"spoiler": flag}, "components")
_LEGACY = many(kinds({ROW: _ROW}), 0, limits.ROWS)
_LAYOUT = many(kinds(_IN_BOX | {CONTAINER: _CONTAINER}), 0, limits.COMPONENTS)

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
    faults = list((_LAYOUT if layout else _LEGACY)(components, ("components",)))
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
