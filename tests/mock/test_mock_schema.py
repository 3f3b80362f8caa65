"""The mock against Discord's published schema: every request a bot makes, and the numbers both state."""

import pytest
from jsonschema import Draft202012Validator

from bot.mock import MockDiscord, limits


def schema_of(openapi: dict, request) -> dict | None:
    """The body schema of the operation that a request stands for."""
    names = {"channel": "channel_id", "message": "message_id", "webhook": "webhook_id", "token": "webhook_token"}
    names |= {"application": "application_id", "guild": "guild_id", "command": "command_id"}
    names |= {"interaction": "interaction_id"}
    method, path = request.route.split()
    if "/interactions/" in path:
        names |= {"token": "interaction_token"}
    if request.path.endswith("@original"):
        path = path.replace("{message}", "@original")
    for ours, theirs in names.items():
        path = path.replace(f"{{{ours}}}", f"{{{theirs}}}")
    body = openapi["paths"][path][method.lower()].get("requestBody")
    return body and body["content"]["application/json"]["schema"]


@pytest.fixture(scope="session")
def relaxed(openapi: dict) -> dict:
    """The schema, with integers for snowflakes: the documentation allows "snowflake or number"."""
    schemas = openapi["components"]["schemas"]
    loose = {"SnowflakeType": {"anyOf": [{"type": "integer"}, schemas["SnowflakeType"]]}}
    return {**openapi, "components": {**openapi["components"], "schemas": {**schemas, **loose}}}


async def test_every_request_of_the_bot_fits_the_schema(mock_discord: MockDiscord, bot, relaxed):
    reply = await mock_discord.slash("/page")
    await mock_discord.click(reply.messages[0], "Next")
    await mock_discord.click(reply.messages[0], "quiet")
    await mock_discord.select(reply.messages[0], "Jump to", ["2"])
    await mock_discord.autocomplete("/find company:viet")
    await mock_discord.slash("/later")
    await mock_discord.slash("/daily here channel:#news", user="admin")
    channel = bot.get_partial_messageable(mock_discord.channel("#news").id)
    await (await channel.send("x")).edit(content="y")
    held = 0
    for request in mock_discord.requests:
        if schema := schema_of(relaxed, request) if request.body is not None else None:
            validator = Draft202012Validator({**schema, "components": relaxed["components"]})
            errors = [error.message for error in validator.iter_errors(request.body)]
            assert errors == [], request.route
            held += 1
    assert held >= 9


def find(schemas: dict, *path: str) -> dict:
    """A property within the named schema, through references and unions."""
    name, *rest = path
    part = schemas[name]
    for key in rest:
        part = part["properties"][key]
    return part


NUMBERS = [
    ("EMBED_TITLE", ("RichEmbed", "title"), "maxLength"),
    ("EMBED_DESCRIPTION", ("RichEmbed", "description"), "maxLength"),
    ("EMBED_FIELDS", ("RichEmbed", "fields"), "maxItems"),
    ("EMBED_FIELD_NAME", ("RichEmbedField", "name"), "maxLength"),
    ("EMBED_FIELD_VALUE", ("RichEmbedField", "value"), "maxLength"),
    ("EMBED_FOOTER", ("RichEmbedFooter", "text"), "maxLength"),
    ("EMBED_AUTHOR", ("RichEmbedAuthor", "name"), "maxLength"),
    ("COLOUR", ("RichEmbed", "color"), "maximum"),
    ("EMBEDS", ("MessageCreateRequest", "embeds"), "maxItems"),
    ("NONCE", ("MessageCreateRequest", "nonce"), "maxLength"),
    ("ATTACHMENTS", ("MessageCreateRequest", "attachments"), "maxItems"),
    ("ATTACHMENT_DESCRIPTION", ("MessageAttachmentRequest", "description"), "maxLength"),
    ("CONTENT", ("IncomingWebhookInteractionRequest", "content"), "maxLength"),
    ("MENTIONS", ("MessageAllowedMentionsRequest", "users"), "maxItems"),
    ("CUSTOM_ID", ("ButtonComponentForMessageRequest", "custom_id"), "maxLength"),
    ("BUTTON_LABEL", ("ButtonComponentForMessageRequest", "label"), "maxLength"),
    ("BUTTON_URL", ("ButtonComponentForMessageRequest", "url"), "maxLength"),
    ("ROW_BUTTONS", ("ActionRowComponentForMessageRequest", "components"), "maxItems"),
    ("PLACEHOLDER", ("StringSelectComponentForMessageRequest", "placeholder"), "maxLength"),
    ("SELECT_OPTIONS", ("StringSelectComponentForMessageRequest", "options"), "maxItems"),
    ("SELECT_TEXT", ("StringSelectOptionForRequest", "label"), "maxLength"),
    ("SECTION_TEXTS", ("SectionComponentForMessageRequest", "components"), "maxItems"),
    ("GALLERY", ("MediaGalleryComponentForMessageRequest", "items"), "maxItems"),
    ("MEDIA_DESCRIPTION", ("MediaGalleryItemRequest", "description"), "maxLength"),
    ("TEXT", ("TextDisplayComponentForMessageRequest", "content"), "maxLength"),
    ("COMPONENTS", ("MessageCreateRequest", "components"), "maxItems"),
    ("NAME", ("ApplicationCommandCreateRequest", "name"), "maxLength"),
    ("DESCRIPTION", ("ApplicationCommandCreateRequest", "description"), "maxLength"),
    ("OPTIONS", ("ApplicationCommandCreateRequest", "options"), "maxItems"),
    ("CHOICES", ("ApplicationCommandStringOption", "choices"), "maxItems"),
    ("CHOICE", ("ApplicationCommandOptionStringChoice", "name"), "maxLength"),
    ("STRING_OPTION", ("ApplicationCommandStringOption", "max_length"), "maximum"),
]


@pytest.mark.parametrize(("name", "path", "key"), NUMBERS, ids=[row[0] for row in NUMBERS])
def test_the_numbers_are_the_schemas(openapi: dict, name, path, key):
    part = find(openapi["components"]["schemas"], *path)
    branches = [part, *part.get("oneOf", ()), *part.get("anyOf", ())]
    assert [branch[key] for branch in branches if key in branch] == [getattr(limits, name)]


def test_the_locales_are_the_schemas(openapi: dict):
    offered = openapi["components"]["schemas"]["AvailableLocalesEnum"]["oneOf"]
    assert {one["const"] for one in offered} - {"ar", "he"} == set(limits.LOCALES)


def test_the_number_of_commands_is_the_schemas(openapi: dict):
    put = openapi["paths"]["/applications/{application_id}/commands"]["put"]
    schema = put["requestBody"]["content"]["application/json"]["schema"]
    most = [branch["maxItems"] for branch in [schema, *schema.get("oneOf", ())] if "maxItems" in branch]
    assert most == [limits.COMMANDS + 2 * limits.CONTEXT_MENUS]
