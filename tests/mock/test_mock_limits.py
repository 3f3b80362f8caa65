"""For each limit one body that Discord just takes and one that it just refuses, with the field it names."""

import pytest
from naming import named

from bot.mock.limits import COMPONENTS_V2


def v2(*parts, **more):
    return {"flags": COMPONENTS_V2, "components": list(parts), **more}


def text(content):
    return {"type": 10, "content": content}


def row(*parts):
    return {"type": 1, "components": list(parts)}


def button(label="b", custom_id="c", **more):
    return {"type": 2, "style": 1, "label": label, "custom_id": custom_id, **more}


def select(count=1, **more):
    options = [{"label": f"l{n}", "value": f"v{n}"} for n in range(count)]
    return row({"type": 3, "custom_id": "s", "options": options, **more})


def option(**more):
    return select(options=[{"label": "l", "value": "v", **more}])


def rows(*parts):
    return {"components": list(parts)}


def embed(**fields):
    return {"embeds": [fields]}


def picture(**more):
    return {"media": {"url": "https://x.example/p.png"}, **more}


def section(count=1, **more):
    return {"type": 9, "components": [text("t")] * count, "accessory": button(), **more}


MANY = [text("t")] * 38
# what, just allowed, just refused, the field of the refusal
BODIES = [
    ("content", {"content": "é" * 2000}, {"content": "é" * 2001}, "content"),
    ("embeds", {"embeds": [{"title": "t"}] * 10}, {"embeds": [{"title": "t"}] * 11}, "embeds"),
    ("embed title", embed(title="t" * 256), embed(title="t" * 257), "embeds.0.title"),
    ("embed text", embed(description="t" * 4096), embed(description="t" * 4097), "embeds.0.description"),
    (
        "embed fields",
        embed(fields=[{"name": "n", "value": "v"}] * 25),
        embed(fields=[{"name": "n", "value": "v"}] * 26),
        "embeds.0.fields",
    ),
    (
        "field name",
        embed(fields=[{"name": "n" * 256, "value": "v"}]),
        embed(fields=[{"name": "n" * 257, "value": "v"}]),
        "embeds.0.fields.0.name",
    ),
    (
        "field value",
        embed(fields=[{"name": "n", "value": "v" * 1024}]),
        embed(fields=[{"name": "n", "value": "v" * 1025}]),
        "embeds.0.fields.0.value",
    ),
    (
        "field value missing",
        embed(fields=[{"name": "n", "value": "v"}]),
        embed(fields=[{"name": "n", "value": ""}]),
        "embeds.0.fields.0.value",
    ),
    ("footer", embed(footer={"text": "t" * 2048}), embed(footer={"text": "t" * 2049}), "embeds.0.footer.text"),
    ("author", embed(author={"name": "t" * 256}), embed(author={"name": "t" * 257}), "embeds.0.author.name"),
    (
        "author without a name",
        embed(author={"name": "t", "url": "https://x.example"}),
        embed(title="t", author={"url": "https://x.example"}),
        "embeds.0.author.name",
    ),
    (
        "address",
        embed(title="t", image={"url": "https://x.example/" + "u" * 2030}),
        embed(title="t", image={"url": "https://x.example/" + "u" * 2031}),
        "embeds.0.image.url",
    ),
    (
        "file's alt text",
        {"content": "c", "attachments": [{"id": 0, "description": "d" * 1024}]},
        {"content": "c", "attachments": [{"id": 0, "description": "d" * 1025}]},
        "attachments.0.description",
    ),
    (
        "sum of embeds",
        {"embeds": [{"description": "t" * 3000}] * 2},
        {"embeds": [{"description": "t" * 3000}] * 2 + [{"title": "t"}]},
        "embeds",
    ),
    (
        "mentions",
        {"content": "c", "allowed_mentions": {"parse": [], "users": ["1"] * 100}},
        {"content": "c", "allowed_mentions": {"users": ["1"] * 101}},
        "allowed_mentions.users",
    ),
    (
        "mentions twice",
        {"content": "c", "allowed_mentions": {"parse": ["roles"], "users": ["1"]}},
        {"content": "c", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions",
    ),
    ("nonce", {"content": "c", "nonce": "n" * 25}, {"content": "c", "nonce": "n" * 26}, "nonce"),
    (
        "40 parts, nested ones counted",
        v2({"type": 17, "components": MANY}, text("t")),
        v2({"type": 17, "components": MANY}, text("t"), text("t")),
        "components",
    ),
    (
        "an accessory counts",
        v2({"type": 17, "components": [section()]}, *[text("t")] * 36),
        v2({"type": 17, "components": [section()]}, *[text("t")] * 37),
        "components",
    ),
    (
        "4,000 characters together",
        v2(text("t" * 2000), text("t" * 2000)),
        v2(text("t" * 2000), text("t" * 2001)),
        "components",
    ),
    ("a text", v2(text("t" * 4000)), v2(text("")), "components.0.content"),
    ("V2 with content", v2(text("t"), content=None), v2(text("t"), content="c"), "content"),
    ("V2 with embeds", v2(text("t"), embeds=[]), v2(text("t"), embeds=[{"title": "t"}]), "embeds"),
    ("V2 parts need the flag", v2(text("t")), rows(text("t")), "components.0.type"),
    (
        "no container in a container",
        v2({"type": 17, "components": [text("t")]}),
        v2({"type": 17, "components": [{"type": 17, "components": [text("t")]}]}),
        "components.0.components.0.type",
    ),
    ("section", v2(section(3)), v2(section(4)), "components.0.components"),
    ("accessory", v2(section()), v2(section(accessory=None)), "components.0.accessory"),
    (
        "gallery",
        v2({"type": 12, "items": [picture()] * 10}),
        v2({"type": 12, "items": [picture()] * 11}),
        "components.0.items",
    ),
    (
        "alt text",
        v2({"type": 12, "items": [picture(description="d" * 1024)]}),
        v2({"type": 12, "items": [picture(description="d" * 1025)]}),
        "components.0.items.0.description",
    ),
    ("separator", v2({"type": 14, "spacing": 2}), v2({"type": 14, "spacing": 3}), "components.0.spacing"),
    (
        "colour",
        v2({"type": 17, "accent_color": 0xFFFFFF, "components": [text("t")]}),
        v2({"type": 17, "accent_color": 0x1000000, "components": [text("t")]}),
        "components.0.accent_color",
    ),
    (
        "custom_id",
        rows(row(button(custom_id="c" * 100))),
        rows(row(button(custom_id="c" * 101))),
        "components.0.components.0.custom_id",
    ),
    (
        "custom_id doubled",
        rows(row(button(), button(custom_id="d"))),
        rows(row(button(), button())),
        "components.0.components.0.custom_id",
    ),
    (
        "custom_id missing",
        rows(row(button())),
        rows(row(button(custom_id=None))),
        "components.0.components.0.custom_id",
    ),
    (
        "id doubled",
        v2(text("t") | {"id": 1}, text("t") | {"id": 2}),
        v2(*[text("t") | {"id": 1}] * 2),
        "components.0.id",
    ),
    ("label", rows(row(button("l" * 80))), rows(row(button("l" * 81))), "components.0.components.0.label"),
    ("label missing", rows(row(button("", emoji={"name": "✅"}))), rows(row(button(""))), "components.0.components.0"),
    (
        "link",
        rows(row({"type": 2, "style": 5, "label": "l", "url": "https://x.example/" + "u" * 494})),
        rows(row({"type": 2, "style": 5, "label": "l", "url": "https://x.example/" + "u" * 495})),
        "components.0.components.0.url",
    ),
    (
        "rows",
        rows(*[row(button(custom_id=f"{n}")) for n in range(5)]),
        rows(*[row(button(custom_id=f"{n}")) for n in range(6)]),
        "components",
    ),
    (
        "buttons in a row",
        rows(row(*[button(custom_id=f"{n}") for n in range(5)])),
        rows(row(*[button(custom_id=f"{n}") for n in range(6)])),
        "components.0.components",
    ),
    (
        "a select alone in its row",
        rows(select(), row(button())),
        rows({"type": 1, "components": [*select()["components"], button()]}),
        "components.0.components",
    ),
    ("options", rows(select(25)), rows(select(26)), "components.0.components.0.options"),
    (
        "option label",
        rows(option(label="l" * 100)),
        rows(option(label="l" * 101)),
        "components.0.components.0.options.0.label",
    ),
    (
        "option value",
        rows(option(value="l" * 100)),
        rows(option(value="l" * 101)),
        "components.0.components.0.options.0.value",
    ),
    (
        "option doubled",
        rows(select(2)),
        rows(select(options=[{"label": "a", "value": "v"}] * 2)),
        "components.0.components.0.options",
    ),
    (
        "placeholder",
        rows(select(placeholder="p" * 150)),
        rows(select(placeholder="p" * 151)),
        "components.0.components.0.placeholder",
    ),
    (
        "max_values",
        rows(select(2, max_values=2)),
        rows(select(2, max_values=3)),
        "components.0.components.0.max_values",
    ),
]


@pytest.mark.parametrize(("allowed", "refused", "field"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
async def test_the_edge_of_a_limit(rest, allowed, refused, field):
    status, answer = await rest.post(allowed)
    assert status == 200, answer
    status, answer = await rest.post(refused)
    assert (status, answer["code"]) == (400, 50035)
    assert field in named(answer["errors"])
    assert field in str(rest.mock.violations[0])
    assert len(rest.mock.messages("#general")) == 1


async def test_an_empty_message(rest):
    assert (await rest.post({"content": ""}))[1]["code"] == 50006


async def test_many_bytes_fail_as_a_server_error(rest):
    half = "日" * 1690 + "xxx"  # 5,073 bytes and 12 for the part: two of them make the 10,170 that just pass
    assert (await rest.post(v2(text(half), text(half))))[0] == 200
    assert (await rest.post(v2(text(half), text(half + "x"))))[0] == 500
    assert "bytes" in str(rest.mock.violations[0])


async def test_files_are_shown_by_components_and_components_name_files(rest):
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}
    assert (await rest.post(v2(gallery), files=[("a.png", b"1")]))[0] == 200
    status, answer = await rest.post(v2(gallery), files=[("b.png", b"1")])
    assert (status, named(answer["errors"])) == (400, {"components.0.items.0.media.url"})
    status, answer = await rest.post(v2(text("t")), files=[("b.png", b"1")])
    assert (status, named(answer["errors"])) == (400, {"attachments.0"})
    file = {"type": 13, "file": {"url": "ftp://x/y"}}
    assert named((await rest.post(v2(file)))[1]["errors"]) == {"components.0.file.url"}


async def test_count_and_size_of_files(rest):
    assert (await rest.post({}, files=[(f"{n}.txt", b"x") for n in range(10)]))[0] == 200
    assert "attachments" in named((await rest.post({}, files=[(f"{n}.txt", b"x") for n in range(11)]))[1]["errors"])
    mib = b"x" * 2**20
    assert (await rest.post({}, files=[("a.txt", mib * 10)]))[0] == 200
    assert (await rest.post({}, files=[("a.txt", mib * 10 + b"x")]))[1]["code"] == 50045
    half = [("a.txt", mib * 10), ("b.txt", mib * 10)]
    assert (await rest.post({}, files=[*half, ("c.txt", mib * 5)]))[0] == 200
    assert (await rest.post({}, files=[*half, ("c.txt", mib * 5 + b"x")]))[1]["code"] == 40005


async def test_how_many_messages_are_read_at_once(rest):
    path = f"/channels/{rest.mock.channel('#general').id}/messages"
    assert (await rest("GET", path, limit=100))[0] == 200
    assert (await rest("GET", path, limit=101))[1]["code"] == 50035


async def test_the_v2_flag_stays_and_an_edit_keeps_files(rest):
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}
    _, message = await rest.post(v2(gallery), files=[("a.png", b"1")])
    path = f"/channels/{message['channel_id']}/messages/{message['id']}"
    assert message["components"][0]["items"][0]["media"]["url"].startswith(rest.mock.world.url)
    assert message["attachments"] == []  # discord-api-docs, thread 8277
    assert (await rest("PATCH", path, {"content": "c"}))[1]["code"] == 50035
    assert (await rest("PATCH", path, {"components": [gallery, text("t")]}))[0] == 200
    assert (await rest("PATCH", path, {"components": [gallery], "attachments": []}))[1]["code"] == 50035
    _, plain = await rest.post({"content": "c"})
    path = f"/channels/{plain['channel_id']}/messages/{plain['id']}"
    assert (await rest("PATCH", path, v2(text("t"))))[1]["code"] == 50035
    assert (await rest("PATCH", path, v2(text("t"), content=None)))[0] == 200


async def test_a_bot_sets_the_flags_that_are_its_own(rest):
    for flag, kept in ((1 << 2, 1 << 2), (1 << 12, 1 << 12), (1 << 0, 0), (1 << 6, 0), (1 << 7, 0)):
        assert (await rest.post({"content": "c", "flags": flag}))[1]["flags"] == kept


async def test_completion_is_held_to_its_limits(rest):
    mock = rest.mock
    for choices, status in (
        ([{"name": "n" * 100, "value": "v" * 100}] * 25, 204),
        ([{"name": "n", "value": "v"}] * 26, 400),
        ([{"name": "n" * 101, "value": "v"}], 400),
        ([{"name": "n", "value": "v" * 101}], 400),
        ([{"name": "n", "value": 1}], 400),
    ):
        asked = mock.world.open(4, mock.user("nobody"), mock.channel("#general"))
        asked.option = 3
        path = f"/interactions/{asked.id}/{asked.token}/callback"
        assert (await rest("POST", path, {"type": 8, "data": {"choices": choices}}))[0] == status


async def test_first_answers(rest):
    mock = rest.mock

    async def answer(kind: int, body: dict, *, after: float = 0, token: str | None = None):
        asked = mock.world.open(kind, mock.user("nobody"), mock.channel("#general"))
        mock.clock.advance(after)
        return asked, await rest("POST", f"/interactions/{asked.id}/{token or asked.token}/callback", body)

    hello = {"type": 4, "data": {"content": "c"}}
    asked, (status, _) = await answer(2, hello, after=2.9)
    assert status == 204
    path = f"/interactions/{asked.id}/{asked.token}/callback"
    assert (await rest("POST", path, hello))[1]["code"] == 40060
    assert (await answer(2, hello, after=3.1))[1][1]["code"] == 10062
    assert (await answer(2, hello, token="unknown"))[1][1]["code"] == 10062
    assert (await answer(2, {"type": 7, "data": {}}))[1][1]["code"] == 50035  # only controls are updated
    assert (await answer(4, hello))[1][1]["code"] == 50035  # completion takes choices only
    assert (await answer(2, {"type": 5, "data": {"flags": 64}}))[1][0] == 204
    assert (await answer(2, {"type": 5, "data": {"flags": COMPONENTS_V2}}))[1][1]["code"] == 50035
    assert (await answer(2, {"type": 5, "data": {"content": "c"}}))[1][1]["code"] == 50035


async def test_a_token_lives_fifteen_minutes(rest):
    mock = rest.mock
    asked = mock.world.open(2, mock.user("nobody"), mock.channel("#general"))
    path = f"/webhooks/{mock.world.bot.id}/{asked.token}"
    assert (await rest("POST", path, {"content": "too early"}))[1]["code"] == 10015
    await rest("POST", f"/interactions/{asked.id}/{asked.token}/callback", {"type": 5})
    first = await rest("POST", path, {"content": "takes the place of the deferral"})
    assert first[1]["id"] == (await rest("GET", f"{path}/messages/@original"))[1]["id"]
    mock.clock.advance(14 * 60)
    _, more = await rest("POST", path, {"content": "more"})
    assert (await rest("DELETE", f"{path}/messages/{more['id']}"))[0] == 204
    assert (await rest("PATCH", f"{path}/messages/{more['id']}", {"content": "x"}))[1]["code"] == 10008
    mock.clock.advance(61)
    assert (await rest("POST", path, {"content": "late"}))[1]["code"] == 50027


async def test_a_webhook_needs_to_say_that_it_has_components(rest):
    id_, token = rest.mock.webhook("#news")
    body = v2(text("t"))
    assert (await rest("POST", f"/webhooks/{id_}/{token}", body))[1]["code"] == 50035
    assert (await rest("POST", f"/webhooks/{id_}/{token}", body, with_components="true", wait="true"))[0] == 200
    assert (await rest("POST", f"/webhooks/{id_}/wrong", body))[1]["code"] == 50027


async def test_routes_and_tokens_that_are_not_there(rest):
    assert (await rest("GET", "/users/1/nothing"))[0] == 404
    assert "does not know this route" in str(rest.mock.violations[0])
    async with rest.session.get(rest.mock.url + "/users/@me") as answer:
        assert answer.status == 401
