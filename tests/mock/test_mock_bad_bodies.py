"""Whatever a bot sends, it gets an answer of Discord's kind, the mock goes on, and what was wrong is on record."""

import random
from copy import deepcopy

import pytest

V2 = 1 << 15
BUTTON = {"type": 2, "style": 1, "label": "b", "custom_id": "c", "emoji": {"name": "✅"}}
SELECT = {"type": 3, "custom_id": "s", "options": [{"label": "l", "value": "v"}], "min_values": 1, "max_values": 1}
PARTS = [
    {"type": 10, "content": "t"},
    {"type": 9, "components": [{"type": 10, "content": "t"}], "accessory": BUTTON | {"custom_id": "d"}},
    {"type": 12, "items": [{"media": {"url": "https://x.example/p.png"}, "description": "d"}]},
    {"type": 17, "accent_color": 1, "components": [{"type": 1, "components": [BUTTON]}]},
    {"type": 1, "components": [SELECT]},
]
EMBED = {"title": "t", "author": {"name": "a"}, "footer": {"text": "f"}, "fields": [{"name": "n", "value": "v"}]}
MESSAGES = [
    {"content": "c", "embeds": [EMBED], "allowed_mentions": {"parse": [], "users": ["1"]}, "nonce": "n", "flags": 0},
    {"content": "c", "components": [{"type": 1, "components": [BUTTON]}], "attachments": [{"id": 0}]},
    {"flags": V2, "components": PARTS},
]
OPTION = {"type": 3, "name": "o", "description": "d", "choices": [{"name": "n", "value": "v"}], "required": True}
COMMANDS = [{"name": "n", "description": "d", "name_localizations": {"vi": "x"}, "options": [OPTION]}]
ODD = [
    None,
    True,
    0,
    -1,
    1.5,
    10**400,
    "",
    "x",
    " ",
    [],
    [[]],
    [None],
    {},
    {"a": 1},
    "\ud83d",
    "9" * 5000,
    {"type": []},
]


def mutants(chance: random.Random, body, count: int):
    """The body with odd values in places, one or two at a time."""
    for _ in range(count):
        changed = deepcopy(body)
        for _ in range(chance.choice((1, 1, 2))):
            changed = put(chance, changed)
        yield changed


def put(chance: random.Random, body):
    if not isinstance(body, dict | list) or not body or chance.random() < 0.15:
        return deepcopy(chance.choice(ODD))
    key = chance.choice([*body]) if isinstance(body, dict) else chance.randrange(len(body))
    body[key] = put(chance, body[key])
    return body


@pytest.fixture
def routes(rest):
    """Every route that takes a body, with a body that it takes and how to call it."""
    mock, bot = rest.mock, rest.mock.world.bot.id
    channel = mock.channel("#general").id
    webhook = "/webhooks/{}/{}".format(*mock.webhook("#news"))

    def asked(kind: int):
        opened = mock.world.open(kind, mock.user("nobody"), mock.channel("#general"))
        opened.option = 3
        return f"/interactions/{opened.id}/{opened.token}/callback", opened

    def follow_up():
        _, opened = asked(2)
        opened.first = 4
        return f"/webhooks/{bot}/{opened.token}"

    return [
        *[("POST", lambda: f"/channels/{channel}/messages", body) for body in MESSAGES],
        *[("POST", lambda: asked(2)[0], {"type": 4, "data": body}) for body in MESSAGES],
        ("POST", lambda: asked(2)[0], {"type": 5, "data": {"flags": 64}}),
        ("POST", lambda: asked(4)[0], {"type": 8, "data": {"choices": [{"name": "n", "value": "v"}]}}),
        ("POST", follow_up, MESSAGES[0]),
        ("POST", lambda: webhook, MESSAGES[0]),
        ("PUT", lambda: f"/applications/{bot}/commands", COMMANDS),
        ("POST", lambda: "/users/@me/channels", {"recipient_id": str(mock.user("nobody").id)}),
    ]


async def test_odd_bodies_are_refused_and_never_break_the_mock(rest, routes, caplog):
    chance, refused = random.Random(20260218), 0
    for method, path, body in routes:
        assert (await rest(method, path(), body))[0] in (200, 204), body
        for changed in mutants(chance, body, 60):
            seen = len(rest.mock.requests)
            status, _ = await rest(method, path(), changed)
            assert status < 500, changed
            assert len(rest.mock.requests) == seen + 1
            refused += status == 400
    for message in rest.mock.world.messages.values():
        rest.mock.text(message)  # what was taken can be read
    assert refused > 200
    assert len(rest.mock.violations) >= refused
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize("sent", [b"{", b"\xff", b"[" * 100_000, b'{"content": "\\ud83d"}'])
async def test_what_is_no_json_is_refused(rest, sent):
    url = f"{rest.mock.url}/channels/{rest.mock.channel('#general').id}/messages"
    headers = {"Authorization": "Bot mock", "Content-Type": "application/json"}
    async with rest.session.post(url, data=sent, headers=headers) as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, 50109)
    assert "no JSON" in str(rest.mock.violations[0])


async def test_a_file_alone_is_a_message(rest):
    import aiohttp

    form = aiohttp.FormData()
    form.add_field("files[0]", b"1", filename="a.txt")
    url = f"{rest.mock.url}/channels/{rest.mock.channel('#general').id}/messages"
    async with rest.session.post(url, data=form, headers={"Authorization": "Bot mock"}) as answer:
        assert answer.status == 200
    assert [file.name for file in rest.mock.messages("#general")[0].files] == ["a.txt"]


@pytest.mark.parametrize("path", ["/channels/{c}/messages?limit=x", "/channels/{c}/messages?after=x", "/channels/x"])
async def test_ids_and_numbers_that_are_none(rest, path):
    assert (await rest("GET", path.format(c=rest.mock.channel("#general").id)))[0] in (400, 404)
