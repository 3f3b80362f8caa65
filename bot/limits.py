"""Discord's limits, as far as the bot builds towards them. Pages: message, components, application-commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from briefs.document import Budget

CUSTOM_ID = 100  # characters, unique in the message (components/reference)
CHOICES = 25  # completions of an option, choices of a select
CHOICE_NAME = 100  # characters, of a completion and of a select's choice
BUTTON_LABEL = 80
COMPONENTS = 40  # in a Components V2 message, nested ones counted
TEXT = 4_000  # characters over all text displays of a message
TEXT_BYTES = 9_500  # UTF-8; over about 10,170 Discord answers 500 (discord-api-docs issue 8554)
COMMANDS = 100  # global slash commands
COMMAND_SIZE = 8_000  # characters over names, descriptions and values of one command
DESCRIPTION = 100
OPTIONS = 25

CLOSING = 120  # characters kept for the closing line of a page: as-of, revision, page number
PAGE = Budget(characters=TEXT - CLOSING, bytes=TEXT_BYTES - 2 * CLOSING)


def faults(commands: list[Mapping[str, Any]]) -> Iterator[str]:
    """What Discord would refuse in a registration, which it takes or refuses whole; none: it may be sent."""
    if len(commands) > COMMANDS:
        yield f"{len(commands)} commands; Discord takes {COMMANDS}"
    for command in commands:
        parts = list(_parts(command))
        yield from (
            f"/{name}: described in {len(text)} characters; Discord takes 1 to {DESCRIPTION}"
            for name, text in parts
            if not 1 <= len(text) <= DESCRIPTION
        )
        if len(command.get("options", ())) > OPTIONS:
            yield f"/{command['name']}: more than {OPTIONS} options"
        if (size := sum(len(name.split()[-1]) + len(text) for name, text in parts)) > COMMAND_SIZE:
            yield f"/{command['name']}: {size} characters in all; Discord takes {COMMAND_SIZE}"


def _parts(part: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, str]]:
    """Name and description of a command and of its options, subcommands included; `daily set time` is one name."""
    name = f"{within} {part['name']}".lstrip()
    yield name, part.get("description", "")
    for option in part.get("options", ()):
        yield from _parts(option, name)
