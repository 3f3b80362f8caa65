"""Registered commands: what Discord takes as one, and the routes that keep them (Application commands)."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from . import limits
from .errors import Invalid, Problem
from .shapes import Path, Shape, fault, flag, kinds, many, one_of, parts, string, whole
from .wire import Call, Handler

SUB, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, FILE = range(1, 12)
SLASH: Final = 1


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and 1 <= len(name) <= limits.NAME and name == name.lower() and all(map(_letter, name))


def _letter(char: str) -> bool:
    script = "\u0900" <= char <= "\u097f" or "\u0e00" <= char <= "\u0e7f"  # Devanagari and Thai with their marks
    return char in "-_'" or unicodedata.category(char)[0] in "LN" or script


def _translated(shape: Shape) -> Shape:
    """That shape for each of some locales."""
    nowhere = fault("BASE_TYPE_CHOICES", "This is not one of Discord's locales.", lambda _: False)
    return lambda value, path: parts({key: shape if key in limits.LOCALES else nowhere for key in value})(value, path)


_NAME = fault("APPLICATION_COMMAND_INVALID_NAME", "{!r} is not 1-32 letters, digits, - or _, in lower case", _is_name)
_DESCRIPTION = string(1, limits.DESCRIPTION)
_NAMES: Final = {"name": _NAME, "name_localizations": _translated(_NAME)} | {
    "description": _DESCRIPTION,
    "description_localizations": _translated(_DESCRIPTION),
}
_NAMED: Final = ("name", "description")
_IS_NUMBER = fault("NUMBER_TYPE_COERCE", 'Value "{}" is no number.', lambda value: type(value) in (int, float))
_VALUES: Final = {STRING: string(1, limits.CHOICE), INTEGER: whole(-limits.INTEGER, limits.INTEGER), NUMBER: _IS_NUMBER}
CHOICES: Final = {  # by the type of their option
    kind: many(parts({"name": string(1, limits.CHOICE), "value": shape}, "name", "value"), 0, limits.CHOICES)
    for kind, shape in _VALUES.items()
}
_OPTION: Final = _NAMES | {
    "required": flag,
    "autocomplete": flag,
    "min_length": whole(0, limits.STRING_OPTION),
    "max_length": whole(1, limits.STRING_OPTION),
}
_PLAIN: Final = {
    kind: parts(_OPTION | {"choices": CHOICES.get(kind, many(flag, 0, 0))}, *_NAMED) for kind in range(STRING, FILE + 1)
}
_SUB = parts(_NAMES | {"options": many(kinds(_PLAIN), 0, limits.OPTIONS)}, *_NAMED)
_GROUP = parts(_NAMES | {"options": many(kinds({SUB: _SUB}), 1, limits.OPTIONS)}, *_NAMED)
_COMMON: Final[dict[str, Shape]] = {
    "type": one_of(1, 2, 3),
    "contexts": many(one_of(0, 1, 2), 1, 3),
    "integration_types": many(one_of(0, 1), 1, 2),
}
_OPTIONS = many(kinds({SUB: _SUB, GROUP: _GROUP} | _PLAIN), 0, limits.OPTIONS)
_SLASH = parts(_NAMES | _COMMON | {"options": _OPTIONS}, *_NAMED)
_MENU = parts(_COMMON | {"name": string(1, limits.NAME), "description": string(0, 0)}, "name")


def _problems(command: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Every fault of one command."""
    slash = command.get("type", SLASH) == SLASH
    faults = list((_SLASH if slash else _MENU)(command, path))
    yield from faults or (_level(command, path) if slash else ())
    if not faults and (size := _size(command)) > limits.COMMAND_SIZE:
        text = f"Command exceeds maximum size ({size} of {limits.COMMAND_SIZE})"
        yield Problem(path, "APPLICATION_COMMAND_TOO_LARGE", text)


def _level(named: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """The rules of one level: a command, a group, a subcommand or an option."""
    options, choices, here = named.get("options") or [], named.get("choices") or [], (*path, "options")
    yield from _unique([option["name"] for option in options], here, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID")
    yield from _unique([choice["name"] for choice in choices], (*path, "choices"), "DUPLICATE_CHOICES")
    if choices and named.get("autocomplete"):
        text = "Options with autocomplete take no choices"
        yield Problem((*path, "choices"), "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", text)
    if len({option["type"] > GROUP for option in options}) > 1:
        text = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        yield Problem(here, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", text)
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        text = "Required options must be placed before non-required options"
        yield Problem(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", text)
    for index, option in enumerate(options):
        yield from _level(option, (*here, index))


def _unique(names: Sequence[str], path: Path, code: str) -> Iterator[Problem]:
    for name in (name for name, times in Counter(names).items() if times > 1):
        yield Problem(path, code, f"Names must be unique: {name}")


def _size(named: Mapping[str, Any]) -> int:
    """Names, descriptions and values with everything below; of translations only the longest counts."""
    texts = [[named.get(field) or "", *(named.get(f"{field}_localizations") or {}).values()] for field in _NAMED]
    below = [*(named.get("choices") or ()), *(named.get("options") or ())]
    return sum(max(map(len, each)) for each in texts) + len(str(named.get("value", ""))) + sum(map(_size, below))


def _scope(call: Call) -> int | None:
    return int(call.params["guild"]) if "guild" in call.params else None


def _listed(call: Call) -> list[dict[str, Any]]:
    return call.world.commands.setdefault(_scope(call), [])


def _key(command: Mapping[str, Any]) -> str:
    return f"{command.get('type', SLASH)} {command['name']}"


def _overwrite(call: Call) -> list[dict[str, Any]]:
    faults = [fault for index, command in enumerate(call.body) for fault in _problems(command, (index,))]
    faults = faults or list(_unique(list(map(_key, call.body)), (), "DUPLICATE_NAME"))
    for kind, times in Counter(command.get("type", SLASH) for command in call.body).items():
        if times > (most := limits.COMMANDS if kind == SLASH else limits.CONTEXT_MENUS):
            text = f"Maximum number of application commands of type {kind} reached ({most})"
            faults.append(Problem((), "BASE_TYPE_MAX_LENGTH", text))
    if faults:
        raise Invalid(*faults)
    ids = {_key(command): command["id"] for command in _listed(call)}
    call.world.commands[_scope(call)] = [_kept(call, command, ids) for command in call.body]
    return _listed(call)


def _kept(call: Call, command: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    """The command with what Discord adds; one of the same name and type keeps its id."""
    blank = {"type": SLASH, "description": "", "options": [], "default_member_permissions": None, "nsfw": False}
    blank |= {"dm_permission": True, "contexts": None, "integration_types": [0]}
    blank |= {"name_localizations": None, "description_localizations": None}
    added = {"version": str(call.world.clock.snowflake()), "application_id": str(call.world.bot.id)}
    added["id"] = ids.get(_key(command)) or str(call.world.clock.snowflake())
    return blank | dict(command) | added | ({"guild_id": call.params["guild"]} if _scope(call) else {})


_HOMES: Final = ("/applications/{application}/commands", "/applications/{application}/guilds/{guild}/commands")
_VERBS: Final[dict[str, Handler]] = {"GET": _listed, "PUT": _overwrite}
ROUTES: Final = {f"{verb} {home}": handler for home in _HOMES for verb, handler in _VERBS.items()}
