"""Discord's numbers, as its documentation gives them.

The page of Discord's developer documentation stands after each group. Characters are Unicode code points (Python's
`len`), sizes are bytes, times are seconds. Nothing here is shared with the bot under test: a number that is wrong in
one place must not be wrong in both. A test holds these against the published schema.
"""

from typing import Final

# Message resource
CONTENT: Final = 2000
EMBEDS: Final = 10
EMBED_TITLE: Final = 256
EMBED_DESCRIPTION: Final = 4096
EMBED_FIELDS: Final = 25
EMBED_FIELD_NAME: Final = 256
EMBED_FIELD_VALUE: Final = 1024
EMBED_FOOTER: Final = 2048
EMBED_AUTHOR: Final = 256
EMBED_SUM: Final = 6000  # over all embeds of the message: titles, descriptions, fields, footers, authors
COLOUR: Final = 0xFFFFFF
URL: Final = 2048
NONCE: Final = 25
NONCE_MEMORY: Final = 300.0  # "the past few minutes": the true length is not published
MENTIONS: Final = 100  # ids in each list of allowed_mentions
ATTACHMENTS: Final = 10
ATTACHMENT_DESCRIPTION: Final = 1024
FILE_SIZE: Final = 10 * 1024 * 1024  # Reference, "Uploading Files"; more with boosts, which nobody can plan for
REQUEST_SIZE: Final = 25 * 1024 * 1024
READ_BACK: Final = 100  # messages in one GET

# Component reference
CUSTOM_ID: Final = 100
ROWS: Final = 5
ROW_BUTTONS: Final = 5
BUTTON_LABEL: Final = 80
BUTTON_URL: Final = 512
SELECT_OPTIONS: Final = 25
SELECT_TEXT: Final = 100  # label, value and description of an option
PLACEHOLDER: Final = 150
COMPONENTS: Final = 40  # Components V2, nested ones counted
SECTION_TEXTS: Final = 3
GALLERY: Final = 10
MEDIA_DESCRIPTION: Final = 1024
TEXT: Final = 4000  # over all text displays together: discord-api-docs, thread 8562
TEXT_BYTES: Final = 10_170  # over it Discord answers 500: discord-api-docs, thread 8554
TEXT_BYTES_EACH: Final = 12  # what each text display adds to that sum

# Application commands
COMMANDS: Final = 100
CONTEXT_MENUS: Final = 15  # user and message commands, each
NAME: Final = 32
DESCRIPTION: Final = 100
OPTIONS: Final = 25
CHOICES: Final = 25
CHOICE: Final = 100  # the name, and a value that is a string
STRING_OPTION: Final = 6000
INTEGER: Final = 2**53 - 1
COMMAND_SIZE: Final = 8000  # names, descriptions and values of one command with its subcommands

# Receiving and responding to interactions
FIRST_ANSWER: Final = 3.0
TOKEN_LIFE: Final = 15 * 60.0

# Gateway
GATEWAY_PAYLOAD: Final = 4096

# Rate limits: 50 requests a second is documented; 5 in 5 s for a channel is what bots see in the headers
GLOBAL_RATE: Final = (50, 1.0)
CHANNEL_RATE: Final = (5, 5.0)

# Message flags
SUPPRESS_EMBEDS: Final = 1 << 2
EPHEMERAL: Final = 1 << 6
LOADING: Final = 1 << 7
SUPPRESS_NOTIFICATIONS: Final = 1 << 12
COMPONENTS_V2: Final = 1 << 15
CROSSPOSTED: Final = 1 << 0
SETTABLE: Final = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2  # by any body; the rest is Discord's

# Reference, "Locales"
_EUROPE = ("da", "de", "en-GB", "en-US", "es-ES", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "ro", "fi", "sv-SE")
_OTHERS = ("id", "es-419", "pt-BR", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko")
LOCALES: Final = frozenset(_EUROPE + _OTHERS)
