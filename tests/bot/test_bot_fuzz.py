"""Anything at all as an option's value or a control's custom_id: one answer each, no error in the log, no violation."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from drive import page, usable

from bot.mock.messages import Message
from bot.mock.world import World

SEED = 20260218
SHORT, LONG = 150, 10_000

ODD = [
    *("'", '"', "''", '"; DROP TABLE fact; --', "' OR 1=1 --", "%", "_%", "* OR NEAR(", "fact MATCH 'a'", "$1", "\\"),
    *(
        "**bold**",
        "`code`",
        "```\nx\n```",
        "||spoiler||",
        "[a](http://b)",
        "<@1>",
        "<@&2>",
        "<#3>",
        "@everyone",
        "</deals:1>",
    ),
    *(
        "<t:0:R>",
        "<:a:1>",
        ":smile:",
        "# title",
        "-# small",
        "> quote",
        "- item",
        "1. one",
        "~~x~~",
        "__x__",
        "http://x.y",
    ),
    *("{{7*7}}", "{% for x in y %}", "{# c #}", "${7*7}", "#{7*7}", "{{ self.__class__ }}", "%s%n", "{0}", "{view}"),
    *(
        "\ue000ht:6:\ue001",
        "\ue000",
        "\ue001",
        "\uf8ff",
        "\u200b",
        "\u200d",
        "\u202eevil",
        "\u2066x\u2069",
        "\ufeff",
        "\u00ad",
    ),
    *(
        "🙂",
        "👩‍👩‍👧‍👦",
        "🇻🇳",
        "é",
        "e\u0301",
        "đ",
        "İ",
        "ß",
        "ﬁ",
        "Ω",
        "中文",
        "ไทย",
        "العربية",
        "עברית",
        "\u0301" * 40,
    ),
    *("\n", "\r\n", "\t", "\x00", "\x1b[31m", "\x7f", "\u2028", "\u2029", "\x85", "\v", " ", "  ", "\u00a0"),
    *(
        "0",
        "-1",
        "1e9",
        "2026",
        "2026-13",
        "2026-02-30",
        "٢٠٢٦",
        "２０２６",
        "9999-12-31",
        "0001-01-01",
        "2026/2025",
        "2026-02/2026",
    ),
    *(
        "null",
        "None",
        "undefined",
        "NaN",
        "true",
        "*",
        "all",
        "__proto__",
        "../../etc/passwd",
        "a:b",
        "page:2",
        "::",
        "/",
        "//",
    ),
    *("to-lam", "boeing", "Tô Lâm", "aviation", "HT", "deals-total", "visit", "vietnam airlines", "x" * 80, "x" * 81),
    *("x" * 6000, "ă" * 6000, "a b " * 1500, "{{7*7}}" * 800, "\ue000" * 6000, "🙂" * 6000),
]
ROLES = [
    "next",
    "prev",
    "cite",
    "share",
    "go",
    "pick-sector",
    "pick-topic",
    "pick-",
    "pick-to",
    "jump",
    "",
    "NEXT",
    "next next",
    "\ue000",
]
BRIEFS = [
    "deals",
    "timeline",
    "senators",
    "who",
    "compare",
    "fact",
    "sources",
    "visit",
    "help",
    "nothing",
    "DEALS",
    "",
    "deals/",
    "{{7*7}}",
]
OPTIONS = [
    "sector",
    "company",
    "from",
    "to",
    "who",
    "topic",
    "name",
    "a",
    "b",
    "id",
    "source",
    "page",
    "private",
    "q",
    "",
    "__x__",
]


def value(chance: random.Random) -> str:
    """One odd text, or several in a row, or letters of every kind."""
    if chance.random() < 0.6:
        return chance.choice(ODD)
    if chance.random() < 0.6:
        return "".join(chance.choice(ODD)[:200] for _ in range(chance.randrange(1, 6)))[:6000]
    planes = [(0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x2000, 0x206F), (0xE000, 0xF8FF), (0x1F300, 0x1F6FF)]
    return "".join(chr(chance.randint(*chance.choice(planes))) for _ in range(chance.randrange(1, 120)))


def custom_id(chance: random.Random, known: list[str]) -> str:
    """A forged id: of nothing, of the grammar with odd parts, or a true one that something happened to."""
    kind = chance.random()
    if kind < 0.25:
        return value(chance)
    if kind < 0.75:
        pairs = "".join(f" {chance.choice(OPTIONS)}:{value(chance)}" for _ in range(chance.randrange(4)))
        return f"{chance.choice(ROLES)} /{chance.choice(BRIEFS)}{pairs}"
    true = chance.choice(known)
    place = chance.randrange(len(true) + 1)
    return chance.choice(
        [true[:place] + value(chance) + true[place:], true[:place], true + true, true + " page:" + value(chance)]
    )


def commands(world: World, chance: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """Commands with odd values in any of their options, as a client that checks nothing would send them."""
    for _ in range(count):
        command = chance.choice(world.commands[None])
        options = []
        for option in command["options"]:
            if option.get("required") or chance.random() < 0.5:
                given = chance.random() < 0.5 if option["type"] == 5 else value(chance)
                options.append({"name": option["name"], "type": option["type"], "value": given})
        named = {field: command.get(field) for field in ("id", "name", "type", "guild_id")}
        yield named | {"options": [o for o in options if o["value"] != ""]}


async def run(host, count: int) -> None:
    """A third each of commands, completions and controls; each is answered once, in time, with something to read."""
    await host.start()
    mock, chance = host.mock, random.Random(SEED)
    shown: list[Message] = [
        (await mock.slash(line)).messages[0]
        for line in ("/deals", "/timeline", "/senators private:true", "/who name:to-lam", "/legacy", "/discrepancies")
    ]
    known = [control.part["custom_id"] for message in shown for control in usable(message)]
    answered = len(host.answers)
    for data in commands(mock.world, chance, count // 3):
        reply = await host.forge(data)
        answered += 1
        assert len(host.answers) == answered, data
        assert len(reply.messages) == 1, data
        assert page(reply.messages[0]) or reply.ephemeral, data
    for data in commands(mock.world, chance, count // 3):
        texts = [option for option in data["options"] if option["type"] == 3]
        offered = {
            o["name"]
            for c in mock.world.commands[None]
            if c["name"] == data["name"]
            for o in c["options"]
            if o.get("autocomplete")
        }
        if texts := [option for option in texts if option["name"] in offered]:
            texts[-1]["focused"] = True
            await host.forge(data | {"options": [o for o in data["options"] if o["type"] != 3] + texts}, kind=4)
            answered += 1
            assert len(host.answers) == answered, data
    for _ in range(count - 2 * (count // 3)):
        forged, values = custom_id(chance, known), [value(chance)] if chance.random() < 0.3 else None
        message = mock.world.messages[chance.choice(shown).id]
        reply = await host.forge_control(message, forged, values)
        answered += 1
        assert len(host.answers) == answered, (forged, values)
        assert reply.messages, (forged, values)


async def test_150_odd_values_and_ids_get_one_answer_each(host):
    await run(host, SHORT)


@pytest.mark.long
async def test_10_000_odd_values_and_ids_get_one_answer_each(host):
    await run(host, LONG)


async def test_the_cache_stays_bounded_under_a_fuzz(host, mock, monkeypatch):
    monkeypatch.setattr("briefs.compose.KEPT", 8)
    for year in range(2026, 2056):
        await host.forge(host.command("timeline") | {"options": [{"name": "from", "type": 3, "value": str(year)}]})
    assert len(host.bot.composer.kept) <= 8


async def test_template_syntax_is_text(mock):
    assert "“{{7*7}}”" in (await mock.slash("/deals company:{{7*7}}")).text
