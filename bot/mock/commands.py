"""Registered commands: what Discord takes as one, and the routes that keep them (Application commands)."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from . import limits
from .errors import ApiError, Invalid, Problem
from .shapes import Path, Shape, flag, kinds, many, one_of, parts, string, whole
from .wire import Call, Handler
from .world import World

SUB, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, FILE = range(1, 12)
SLASH: Final = 1

_NAMES: Final[dict[str, Shape]] = {"name": string(1, limits.NAME), "description": string(1, limits.DESCRIPTION)}
_NAMED: Final = ("name", "description")
_CHOICE = parts({"name": string(1, limits.CHOICE)}, "name", "value")
_OPTION = parts(_NAMES | {
    "required": flag,
    "autocomplete": flag,
    "choices": many(_CHOICE, 0, limits.CHOICES),
    "min_length": whole(0, limits.STRING_OPTION),
    "max_length": whole(1, limits.STRING_OPTION),
}, *_NAMED)  # fmt: skip
_PLAIN: Final = dict.fromkeys(range(STRING, FILE + 1), _OPTION)
_SUB = parts(_NAMES | {"options": many(kinds(_PLAIN), 0, limits.OPTIONS)}, *_NAMED)
_GROUP = parts(_NAMES | {"options": many(kinds({SUB: _SUB}), 1, limits.OPTIONS)}, *_NAMED)
_ANY = kinds({SUB: _SUB, GROUP: _GROUP} | _PLAIN)
_COMMON: Final[dict[str, Shape]] = {
    "type": one_of(1, 2, 3),
    "contexts": many(one_of(0, 1, 2), 1, 3),
    "integration_types": many(one_of(0, 1), 1, 2),
}
_SLASH = parts(_NAMES | _COMMON | {"options": many(_ANY, 0, limits.OPTIONS)}, *_NAMED)
_MENU = parts(_COMMON | {"name": string(1, limits.NAME), "description": string(0, 0)}, "name")


def command_problems(command: Mapping[str, Any], path: Path = ()) -> Iterator[Problem]:
    """Every fault of one command."""
    slash = command.get("type", SLASH) == SLASH
    faults = list((_SLASH if slash else _MENU)(command, path))
    yield from faults
    if faults or not slash:
        return
    yield from _level(command, path)
    if (size := _size(command)) > limits.COMMAND_SIZE:
        text = f"Command exceeds maximum size ({size} of {limits.COMMAND_SIZE})"
        yield Problem(path, "APPLICATION_COMMAND_TOO_LARGE", text)


def _level(named: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """The rules of one level: a command, a group, a subcommand or an option."""
    yield from _names(named, path)
    options, here = named.get("options") or [], (*path, "options")
    yield from _unique([option["name"] for option in options], here, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID")
    kinds = [option["type"] for option in options]
    if any(kind <= GROUP for kind in kinds) and any(kind > GROUP for kind in kinds):
        text = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        yield Problem(here, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", text)
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        text = "Required options must be placed before non-required options"
        yield Problem(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", text)
    for index, option in enumerate(options):
        yield from _level(option, (*here, index))
        yield from _choices(option, (*here, index))


def _names(named: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    for key, name in {"name": named["name"], **(named.get("name_localizations") or {})}.items():
        where = (*path, "name") if key == "name" else (*path, "name_localizations", key)
        if not (1 <= len(name) <= limits.NAME and name == name.lower() and all(map(_letter, name))):
            text = "Command name is invalid: 1-32 letters, digits, - or _, in lower case"
            yield Problem(where, "APPLICATION_COMMAND_INVALID_NAME", text)
    for field in ("name_localizations", "description_localizations"):
        for key, text in (named.get(field) or {}).items():
            if key not in limits.LOCALES:
                yield Problem((*path, field, key), "BASE_TYPE_CHOICES", "This is not one of Discord's locales.")
            if not 1 <= len(text) <= limits.DESCRIPTION:
                yield Problem((*path, field, key), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")


def _letter(char: str) -> bool:
    script = "\u0900" <= char <= "\u097f" or "\u0e00" <= char <= "\u0e7f"  # Devanagari and Thai with their marks
    return char in "-_'" or unicodedata.category(char)[0] in "LN" or script


def _choices(option: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    choices = option.get("choices") or []
    if choices and option.get("autocomplete"):
        text = "Options with autocomplete take no choices"
        yield Problem((*path, "choices"), "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", text)
    yield from _unique([choice["name"] for choice in choices], (*path, "choices"), "DUPLICATE_CHOICES")
    for index, choice in enumerate(choices):
        yield from choice_value(choice["value"], option["type"], (*path, "choices", index, "value"))


def choice_value(value: Any, kind: int, path: Path) -> Iterator[Problem]:
    """The faults of a choice's value for an option of that kind, listed or suggested."""
    if kind == STRING:
        yield from string(1, limits.CHOICE)(value, path)
    elif kind == INTEGER:
        yield from whole(-limits.INTEGER, limits.INTEGER)(value, path)
    elif kind != NUMBER or isinstance(value, str | bool):
        yield Problem(path, "NUMBER_TYPE_COERCE", f'Value "{value}" does not suit this type of option.')


def _unique(names: Sequence[str], path: Path, code: str) -> Iterator[Problem]:
    for name, times in Counter(names).items():
        if times > 1:
            yield Problem(path, code, f"Names must be unique: {name}")


def _size(named: Mapping[str, Any]) -> int:
    """Names, descriptions and values with everything below; of translations only the longest counts."""
    size = 0
    for field in _NAMED:
        size += max(map(len, (named.get(field) or "", *(named.get(f"{field}_localizations") or {}).values())))
    size += sum(_size(choice) + len(str(choice["value"])) for choice in named.get("choices") or ())
    return size + sum(map(_size, named.get("options") or ()))


def _scope(call: Call) -> int | None:
    return int(call.params["guild"]) if "guild" in call.params else None


def _listed(world: World, call: Call) -> list[dict[str, Any]]:
    return world.commands.setdefault(_scope(call), [])


def _kept(world: World, call: Call, command: Mapping[str, Any]) -> dict[str, Any]:
    """The command with what Discord adds; one of the same name and type keeps its id."""
    same = [old["id"] for old in _listed(world, call) if _key(old) == _key(command)]
    added = {"version": str(world.clock.snowflake()), "application_id": str(world.bot.id)}
    added |= {"id": command.get("id") or (same[0] if same else str(world.clock.snowflake()))}
    blank = {"type": SLASH, "description": "", "options": [], "default_member_permissions": None, "nsfw": False}
    blank |= {"dm_permission": True, "contexts": None, "integration_types": [0]}
    blank |= {"name_localizations": None, "description_localizations": None}
    scope = _scope(call)
    return blank | dict(command) | added | ({"guild_id": str(scope)} if scope else {})


def _key(command: Mapping[str, Any]) -> tuple[str, int]:
    return command["name"], command.get("type", SLASH)


def _overwrite(world: World, call: Call) -> list[dict[str, Any]]:
    faults = [fault for index, command in enumerate(call.body) for fault in command_problems(command, (index,))]
    if not faults:
        faults += _unique([f"{kind} {name}" for name, kind in map(_key, call.body)], (), "DUPLICATE_NAME")
        faults += _counted(call.body)
    if faults:
        raise Invalid(*faults)
    world.commands[_scope(call)] = [_kept(world, call, command) for command in call.body]
    return _listed(world, call)


def _counted(commands: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    for kind, times in Counter(command.get("type", SLASH) for command in commands).items():
        most = limits.COMMANDS if kind == SLASH else limits.CONTEXT_MENUS
        if times > most:
            text = f"Maximum number of application commands of type {kind} reached ({most})"
            yield Problem((), "BASE_TYPE_MAX_LENGTH", text)


def _create(world: World, call: Call) -> dict[str, Any]:
    others = [command for command in _listed(world, call) if _key(command) != _key(call.body)]
    return _store(world, call, call.body, others)


def _edit(world: World, call: Call) -> dict[str, Any]:
    old = _one(world, call)
    others = [command for command in _listed(world, call) if command is not old]
    return _store(world, call, old | call.body, others)


def _store(world: World, call: Call, body: dict[str, Any], others: list[dict[str, Any]]) -> dict[str, Any]:
    if faults := [*command_problems(body), *_counted([*others, body])]:
        raise Invalid(*faults)
    command = _kept(world, call, body)
    world.commands[_scope(call)] = [*others, command]
    return command


def _one(world: World, call: Call) -> dict[str, Any]:
    for command in _listed(world, call):
        if command["id"] == call.params["command"]:
            return command
    raise ApiError(10063)


def _remove(world: World, call: Call) -> None:
    _listed(world, call).remove(_one(world, call))


_VERBS: Final[dict[str, Handler]] = {"GET": _listed, "PUT": _overwrite, "POST": _create}
_VERBS_ONE: Final[dict[str, Handler]] = {"GET": _one, "PATCH": _edit, "DELETE": _remove}
_HOMES: Final = ("/applications/{application}/commands", "/applications/{application}/guilds/{guild}/commands")
ROUTES: Final[dict[str, Handler]] = {
    **{f"{verb} {home}": handler for home in _HOMES for verb, handler in _VERBS.items()},
    **{f"{verb} {home}/{{command}}": handler for home in _HOMES for verb, handler in _VERBS_ONE.items()},
}
