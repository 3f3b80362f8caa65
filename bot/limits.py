"""Discord's limits, as far as the bot builds towards them. Pages: message, components, application-commands."""

from __future__ import annotations

from briefs.document import Budget

CUSTOM_ID = 100  # characters, unique in the message (components/reference)
CHOICES = 25  # completions of an option, choices of a select
CHOICE_NAME = 100
OPTION_LABEL = 100
SELECT_PLACEHOLDER = 150
COMPONENTS = 40  # in a Components V2 message, nested ones counted
TEXT = 4_000  # characters over all text displays of a message
TEXT_BYTES = 9_500  # UTF-8; over about 10,170 Discord answers 500 (discord-api-docs issue 8554)
COMMANDS = 100  # global slash commands
COMMAND_SIZE = 8_000  # characters over names, descriptions and values of one command
DESCRIPTION = 100
OPTIONS = 25

CLOSING = 200  # characters kept for the closing line of a page: as-of, revision, page number
PAGE = Budget(characters=TEXT - CLOSING, bytes=TEXT_BYTES - 2 * CLOSING)
