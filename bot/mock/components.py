"""What Discord takes as a message's components (Component reference)."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from . import limits
from .errors import Problem
from .shapes import Path, Shape, address, fault, flag, kinds, many, one_of, parts, snowflake, string, whole

ROW, BUTTON, STRING_SELECT = 1, 2, 3
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
ENTITY_SELECTS: Final = {5: 6, 6: 8, 7: 9, 8: 7}  # selects of users, roles, both, channels -> the type of option alike
SELECTS: Final = (STRING_SELECT, *ENTITY_SELECTS)
LINK: Final = 5

_ID: Final = {"id": whole(0, 2**31 - 1)}
_NONE = fault("BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "This style of button takes none.", lambda _: False)
_CUSTOM_ID = string(1, limits.CUSTOM_ID)
_STANDARD = fault(
    "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji", lambda e: bool(e.get("id")) or not e.get("name", "").isascii()
)


def _emoji(value: Any, path: Path) -> Iterable[Problem]:
    """One of a server's by its id, or one of Unicode's."""
    return list(parts({"id": snowflake, "name": string(1, limits.BUTTON_LABEL)})(value, path)) or _STANDARD(value, path)


_ANY_BUTTON: Final = _ID | {"label": string(0, limits.BUTTON_LABEL), "disabled": flag, "emoji": _emoji}
_PRESS = parts(_ANY_BUTTON | {"custom_id": _CUSTOM_ID, "url": _NONE}, "custom_id")
_LINK = parts(_ANY_BUTTON | {"custom_id": _NONE, "url": address(1, limits.BUTTON_URL)}, "url")
_BUTTON = kinds(dict.fromkeys((1, 2, 3, 4), _PRESS) | {LINK: _LINK}, "style")
_OPTION: Final = dict.fromkeys(("label", "value"), string(1, limits.SELECT_TEXT)) | {
    "description": string(0, limits.SELECT_TEXT),
    "default": flag,
    "emoji": _emoji,
}
_SELECT: Final = _ID | {
    "custom_id": _CUSTOM_ID,
    "placeholder": string(0, limits.PLACEHOLDER),
    "min_values": whole(0, limits.SELECT_OPTIONS),
    "max_values": whole(1, limits.SELECT_OPTIONS),
    "disabled": flag,
}
_OPTIONS = many(parts(_OPTION, "label", "value"), 1, limits.SELECT_OPTIONS)
_STRING_SELECT = parts(_SELECT | {"options": _OPTIONS}, "custom_id", "options")
_CHOSEN: Final = {"default_values": many(parts({"id": snowflake}), 0, limits.SELECT_OPTIONS)}
_ENTITY_SELECT = parts(_SELECT | _CHOSEN, "custom_id")
_IN_ROW = kinds({BUTTON: _BUTTON, STRING_SELECT: _STRING_SELECT} | dict.fromkeys(ENTITY_SELECTS, _ENTITY_SELECT))
_ROW = parts(_ID | {"components": many(_IN_ROW, 1, limits.ROW_BUTTONS)}, "components")
_TEXT = parts(_ID | {"content": string(1, limits.TEXT)}, "content")
_MEDIA = parts({"url": address(1, limits.URL, "attachment")}, "url")
_OWN = fault("URL_TYPE_INVALID_SCHEME", "Scheme must be attachment.", lambda url: url.startswith("attachment://"))
_FILE = parts({"url": _OWN}, "url")
_SHOWN: Final = _ID | {"description": string(0, limits.MEDIA_DESCRIPTION), "spoiler": flag, "media": _MEDIA}
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
    FILE: parts(_ID | {"file": _FILE, "spoiler": flag}, "file"),
    SEPARATOR: parts(_ID | {"divider": flag, "spacing": one_of(1, 2)}),
}
_BOX: Final = _ID | {"components": many(kinds(_IN_BOX), 1, limits.COMPONENTS), "spoiler": flag}
_CONTAINER = parts(_BOX | {"accent_color": whole(0, limits.COLOUR)}, "components")
_LEGACY = many(kinds({ROW: _ROW}), 0, limits.ROWS)
_LAYOUT = many(kinds(_IN_BOX | {CONTAINER: _CONTAINER}), 0, limits.COMPONENTS)

Found = tuple[Path, dict[str, Any]]


def walk(components: Sequence[dict[str, Any]], path: Path = ("components",)) -> Iterator[Found]:
    """Every component, nested ones after the one that holds them, with its path."""
    for index, part in enumerate(components):
        yield (*path, index), part
        yield from walk(part.get("components") or (), (*path, index, "components"))
        if accessory := part.get("accessory"):
            yield (*path, index, "accessory"), accessory


def media(part: Mapping[str, Any]) -> Iterator[Found]:
    """The pictures and files that one component shows, each an object with a `url`, with its path in the component."""
    yield from (((field,), part[field]) for field in ("media", "file") if field in part)
    for index, item in enumerate(part.get("items") or ()):
        yield ("items", index, "media"), item["media"]


def texts(components: Sequence[dict[str, Any]]) -> list[str]:
    """The contents of its text displays."""
    return [part["content"] for _, part in walk(components) if part["type"] == TEXT]


def component_problems(
    components: Sequence[dict[str, Any]], *, layout: bool, files: Collection[str]
) -> Iterator[Problem]:
    """Every fault of a message's components; `layout`: the message has the V2 flag; `files`: the names of its files."""
    faults = list((_LAYOUT if layout else _LEGACY)(components, ("components",)))
    yield from faults
    if faults:  # what follows reads fields that the shapes promise
        return
    found = list(walk(components))
    if len(found) > limits.COMPONENTS:
        most = f"The maximum number of components in a message is {limits.COMPONENTS}, nested ones counted."
        yield Problem(("components",), "BASE_TYPE_BAD_LENGTH", most)
    if sum(map(len, texts(components))) > limits.TEXT:
        most = f"The text displays of a message must be {limits.TEXT} or fewer in length together."
        yield Problem(("components",), "BASE_TYPE_MAX_LENGTH", most)
    ids = Counter((field, part.get(field)) for _, part in found for field in ("custom_id", "id"))
    for path, part in found:
        for field in ("custom_id", "id"):
            if part.get(field) and ids[field, part[field]] > 1:
                text = f"Component {field.replace('_', ' ')} cannot be duplicated"
                yield Problem((*path, field), f"COMPONENT_{field.upper()}_DUPLICATED", text)
        yield from _control(path, part)
        for where, item in media(part):
            scheme, _, name = item["url"].partition("://")
            if scheme == "attachment" and name not in files:
                text = f"The message has no attachment named {name}."
                code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
                yield Problem((*path, *where, "url"), code, text)


def _control(path: Path, part: Mapping[str, Any]) -> Iterator[Problem]:
    if part["type"] == ROW and len(part["components"]) > 1:
        if any(child["type"] in SELECTS for child in part["components"]):
            text = "A select menu takes the whole row."
            yield Problem((*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", text)
    elif part["type"] == BUTTON and not part.get("label") and not part.get("emoji"):
        yield Problem(path, "BUTTON_COMPONENT_INVALID", "A button needs a label or an emoji.")
    elif part["type"] in SELECTS:
        low, high = (1 if part.get(f"{end}_values") is None else part[f"{end}_values"] for end in ("min", "max"))
        values = Counter(option["value"] for option in part.get("options") or ())
        if low > high or 0 < values.total() < high:
            text = "Between min_values and max_values there must be a count of options that can be chosen."
            yield Problem((*path, "max_values"), "BASE_TYPE_BAD_LENGTH", text)
        for value in (value for value, times in values.items() if times > 1):
            text = f"The specified option value is already used: {value}"
            yield Problem((*path, "options"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", text)
