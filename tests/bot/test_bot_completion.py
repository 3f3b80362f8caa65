"""Completion over the wire: from memory, forgiving, never more than Discord takes, never an exception."""

import pytest

from briefs.names import Names

BRIEFS_WITH = [
    ("/deals company:", "prat whitney", "pratt-whitney"),
    ("/deals company:", "PRATT", "pratt-whitney"),
    ("/deals company:", "boing", "boeing"),
    ("/deals company:", "whitney", "pratt-whitney"),
    ("/timeline who:", "to lam", "to-lam"),
    ("/timeline who:", "Tô Lâm", "to-lam"),
    ("/timeline who:", "tô lâm", "to-lam"),
    ("/timeline who:", "TO  LAM", "to-lam"),
    ("/timeline who:", "lam to", "to-lam"),
    ("/senators name:", "hagrty", "bill-hagerty"),
    ("/deals sector:", "avia", "aviation"),
    ("/sources source:", "ht", "ht"),
]


def values(choices) -> list[str]:
    return [choice["value"] for choice in choices]


@pytest.mark.parametrize(("option", "typed", "wanted"), BRIEFS_WITH)
async def test_what_is_meant_stands_first(mock, option, typed, wanted):
    found = values(await mock.autocomplete(option + typed))
    assert wanted in found[:2], found


async def test_an_alias_is_understood(host, mock):
    people = [r for r in host.bot.composer.store.names.kinds["entity"] if len(r.spellings) > 3]
    assert people
    for name in people:
        for spelling in name.spellings:
            assert name.id in values(await mock.autocomplete(f"/timeline who:{spelling}")), spelling


async def test_nothing_typed_offers_the_first_25(host, mock):
    for line in ("/timeline who:", "/deals company:", "/fact id:", "/compare a:to-lam b:", "/legacy topic:"):
        found = await mock.autocomplete(line)
        assert 1 <= len(found) <= 25, line
    assert len(await mock.autocomplete("/fact id:")) == 25


async def test_what_fits_many_offers_25(mock):
    assert len(await mock.autocomplete("/fact id:the")) == 25


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 100,
        "x" * 6000,
        "á" * 101,
        " ",
        "\u200b",
        "\u202eabc",
        "%_'\"; DROP TABLE fact",
        "🙂",
        "(",
        "\\",
        "[",
        "*",
        "\ue000",
    ],
    ids=repr,
)
async def test_whatever_is_typed_is_answered_with_choices_that_discord_takes(host, mock, typed):
    for name in ("deals", "fact"):
        option = {"name": {"deals": "company", "fact": "id"}[name], "type": 3, "value": typed, "focused": True}
        await host.forge(host.command(name) | {"options": [option]}, kind=4)
        body = host.answers[-1].body
        assert body["type"] == 8
        assert len(body["data"]["choices"]) <= 25


async def test_a_choice_can_be_sent_as_it_is_offered(mock):
    for line in ("/who name:", "/fact id:", "/sources source:", "/timeline topic:", "/trade topic:"):
        for choice in (await mock.autocomplete(line))[:5]:
            reply = await mock.slash(f"{line}{choice['value']}")
            assert not reply.text.startswith("⚠️"), choice


async def test_every_option_with_names_completes(mock):
    options = [
        (command["name"], option["name"], [o for o in command["options"] if o.get("required")])
        for command in mock.world.commands[None]
        for option in command["options"]
        if option.get("autocomplete")
    ]
    assert len(options) > 12
    for command, option, _ in options:
        assert await mock.autocomplete(f"/{command} {option}:"), (command, option)


async def test_completion_asks_no_store(host):
    bot = await host.start(fresh=True)
    await bot.composer.store.db.close()
    assert values(await host.mock.autocomplete("/deals company:boe")) == ["boeing"]


def test_no_text_at_all_raises(seeds):
    names = Names({"entity": ()})
    for text in ("", " ", "\x00", "\u0301", "đ" * 500, "(((", "\ud800"):
        assert names.complete("entity", text) == []
