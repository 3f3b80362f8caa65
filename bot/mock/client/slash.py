"""Slash text as Discord's client reads it: `/name sub option: value with spaces option2:value`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from bot.mock import commands, limits
from bot.mock.places import Channel, Entity, Role, User

Named = Mapping[str, Any]
NAMES: Final[dict[int, type[Entity] | tuple[type[Entity], ...]]] = {  # what options of these types can name
    commands.USER: User,
    commands.CHANNEL: Channel,
    commands.ROLE: Role,
    commands.MENTIONABLE: (User, Role),
}
TRUE: Final = {"true": True, "yes": True, "false": False, "no": False}


class Refused(Exception):
    """Discord's client would not send this. The text is the reason, one sentence for the user."""


@dataclass(frozen=True)
class Typed:
    """What was typed: the command and the subcommands on the way, the options open there, each value as typed."""

    path: tuple[Named, ...]
    options: tuple[Named, ...]
    values: tuple[tuple[Named, str], ...]

    def __str__(self) -> str:
        return _called(self.path)


def nearest(word: str, names: Iterable[str]) -> str:
    """A question that names what is close, or nothing."""
    folded = {name.lower(): name for name in names}
    close = [folded[name] for name in get_close_matches(word.lower(), folded, 3, 0.65)]
    return f" Did you mean {' or '.join(close)}?" if close else ""


def shown(named: Named, locale: str, field: str = "name") -> str:
    """A name or description in the user's language, where the command has it."""
    return str((named.get(f"{field}_localizations") or {}).get(locale) or named[field])


def descend(text: str, known: Sequence[Named], locale: str) -> tuple[tuple[Named, ...], tuple[Named, ...], str]:
    """The command and subcommands that the text names, what can follow the last of them, and the rest of the text."""
    path: list[Named] = []
    options, rest = tuple(known), text.strip().removeprefix("/")
    while not path or (options and options[0]["type"] <= commands.GROUP):
        word, _, after = rest.partition(" ")
        step = next((one for one in options if word in (one["name"], shown(one, locale))), None)
        if step is None:
            break
        path.append(step)
        options, rest = tuple(step.get("options") or ()), after.strip()
    return tuple(path), options, rest


def read(text: str, known: Sequence[Named], locale: str) -> Typed:
    """Take the text apart. Raises Refused for an unknown or doubled name and for words outside any option."""
    path, options, rest = descend(text, known, locale)
    word, names = rest.partition(" ")[0], [shown(option, locale) for option in options]
    if not path:
        raise Refused(f"There is no command /{word}.{nearest(f'/{word}', [f'/{name}' for name in names])}")
    if options and options[0]["type"] <= commands.GROUP:
        raise Refused(f"{_called(path)} needs one of: {', '.join(names)}.{nearest(word, names)}")
    return Typed(path, options, tuple(_values(rest, options, locale)))


def _called(path: Sequence[Named]) -> str:
    return f"/{' '.join(step['name'] for step in path)}"


def _values(rest: str, options: Sequence[Named], locale: str) -> Iterable[tuple[Named, str]]:
    names = {name: option for option in options for name in (option["name"], shown(option, locale))}
    marks = [m for m in re.finditer(r"(?:^|(?<=\s))([^\s:]+):", rest) if m[1] in names]
    lead = rest[: marks[0].start()] if marks else rest
    if lead.strip():
        raise Refused(_stray(lead.strip(), names))
    seen: set[str] = set()
    ends = [mark.start() for mark in marks[1:]] + [len(rest)]
    for mark, end in zip(marks, ends, strict=False):
        option, value = names[mark[1]], rest[mark.end() : end].strip()
        if option["name"] in seen:
            raise Refused(f"The option {mark[1]} is given twice.")
        seen.add(option["name"])
        if unknown := re.search(r"\s([^\W\d][\w-]*):(?=[^\s/])", value):  # "sector:a compny:b"; not "see http://"
            raise Refused(_stray(unknown[0].strip(), names))
        yield option, value


def _stray(text: str, names: Iterable[str]) -> str:
    if text in names:
        return f"The option {text} needs a value: write {text}: and then the value."
    word = text.partition(":")[0]
    named = ":" in text and " " not in word
    what = f"There is no option {word}." if named else f"“{text}” belongs to no option."
    takes = " ".join(f"{name}:" for name in names) or "no options."
    return f"{what}{nearest(word, names)} The command takes {takes}"


def value(option: Named, text: str, entities: Sequence[Entity], locale: str) -> Any:
    """The typed text as the option's type sends it; an Entity for users, channels and roles. Raises Refused."""
    name, kind = option["name"], option["type"]
    if option.get("choices"):
        return _choice(option, text, locale)
    if not text:
        raise Refused(f"The option {name} needs a value.")
    if kind == commands.STRING:
        low, high = option.get("min_length", 0), option.get("max_length", limits.STRING_OPTION)
        return _held(name, text, len(text), low, high, " characters")
    if kind in (commands.INTEGER, commands.NUMBER):
        number = _number(name, text, kind)
        low, high = option.get("min_value", -limits.INTEGER), option.get("max_value", limits.INTEGER)
        return _held(name, number, number, low, high, "")
    if kind == commands.BOOLEAN:
        if text.lower() not in TRUE:
            raise Refused(f"The option {name} takes True or False.")
        return TRUE[text.lower()]
    return _entity(option, text, entities)


def _choice(option: Named, text: str, locale: str) -> Any:
    for choice in option["choices"]:
        if text.lower() in [str(name).lower() for name in (shown(choice, locale), choice["name"], choice["value"])]:
            return choice["value"]
    names = [shown(choice, locale) for choice in option["choices"]]
    raise Refused(f"The option {option['name']} takes one of: {', '.join(names)}.{nearest(text, names)}")


def _number(name: str, text: str, kind: int) -> int | float:
    if not re.fullmatch(r"-?[0-9]+" if kind == commands.INTEGER else r"-?[0-9]*\.?[0-9]+", text):
        raise Refused(f"The option {name} takes a {'whole ' if kind == commands.INTEGER else ''}number.")
    return int(text) if kind == commands.INTEGER else float(text)


def _held(name: str, sent: Any, size: float, low: float, high: float, unit: str) -> Any:
    if not low <= size <= high:
        raise Refused(f"The option {name} takes {low} to {high}{unit}.")
    return sent


def _entity(option: Named, text: str, entities: Sequence[Entity]) -> Entity:
    if option["type"] not in NAMES:
        raise Refused(f"The option {option['name']} takes a file, which the mock cannot send.")
    for entity in entities:
        if isinstance(entity, NAMES[option["type"]]) and text.lstrip("#@").lower() == entity.name.lstrip("@").lower():
            kinds = option.get("channel_types")
            if kinds and isinstance(entity, Channel) and entity.kind not in kinds:
                raise Refused(f"The option {option['name']} does not take channels of this kind.")
            return entity
    raise Refused(f"The option {option['name']} finds nothing called {text}.")
