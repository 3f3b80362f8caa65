"""Registering the commands: asked of Discord, not remembered; held to every limit before anything is sent."""

from dataclasses import replace

import pytest
from drive import held, texts

from bot.commands import Unregistrable
from bot.mock import MockDiscord, Refused
from bot.run import RunError, sync
from bot.settings import Settings

PUT = "PUT /applications/{application}/commands"


def puts(mock: MockDiscord) -> int:
    return sum(request.route == PUT for request in mock.requests)


async def test_a_second_start_sends_nothing(host, mock):
    assert (puts(mock), host.bot.sent) == (1, True)
    await host.start()
    assert (puts(mock), host.bot.sent) == (1, False)


@pytest.mark.parametrize(
    "change",
    [
        lambda commands: commands[0].update(description="What an older version said"),
        lambda commands: commands.pop(),
        lambda commands: commands.append({**commands[0], "name": "gone", "id": "7"}),
        lambda commands: commands[1]["options"].pop(),
        lambda commands: commands[1]["options"][0].update(autocomplete=False),
        lambda commands: commands[1]["options"][0].update(max_length=5),
        lambda commands: commands[1]["options"].reverse(),
        lambda commands: commands[0].update(contexts=[0]),
        lambda commands: commands[0].update(integration_types=[0]),
        lambda commands: commands[0].update(default_member_permissions="0"),
    ],
    ids=[
        "description",
        "missing",
        "extra",
        "option gone",
        "completion",
        "length",
        "order",
        "places",
        "installs",
        "rights",
    ],
)
async def test_whatever_differs_sends_them_once(host, mock, change):
    change(mock.world.commands[None])
    await host.start()
    assert (puts(mock), host.bot.sent) == (2, True)
    await host.start()
    assert (puts(mock), host.bot.sent) == (2, False)


async def test_sync_says_whether_it_sent_anything(host):
    settings = Settings.model_validate({"READOUT_DATA": str(host.data)})
    assert await sync(settings, host.pack, "mock") is True
    assert await sync(settings, host.pack, "mock") is False
    assert host.mock.gateway.identified == 0, "to register, nobody needs the gateway"


async def test_a_refused_token_is_one_line_without_the_token(host):
    settings = Settings.model_validate({"READOUT_DATA": str(host.data)})
    with pytest.raises(RunError) as refused:
        await sync(settings, host.pack, "wrong-token")
    assert "DISCORD_TOKEN" in str(refused.value)
    assert "wrong-token" not in str(refused.value)


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("description", "x" * 101, "101 characters"),
        ("description", "", "0 characters"),
        ("name", "two words", "two words"),
    ],
)
async def test_what_discord_would_refuse_is_not_sent(host, field, value, word):
    def longer(composer):
        deals = replace(composer.catalog["deals"], **{field: value})
        return replace(composer, catalog={**composer.catalog, "deals": deals})

    with pytest.raises((Unregistrable, ValueError), match=word):
        await host.start(change=longer)
    assert puts(host.mock) == 0


async def test_sync_tells_an_operator_in_one_line_what_discord_would_refuse(host, monkeypatch):
    monkeypatch.setattr("bot.limits.DESCRIPTION", 20)
    with pytest.raises(RunError) as refused:
        await sync(Settings.model_validate({"READOUT_DATA": str(host.data)}), host.pack, "mock")
    assert "/deals: described in" in str(refused.value)
    assert puts(host.mock) == 0


async def test_every_command_can_be_called_in_servers_threads_and_direct_messages(mock):
    for command in mock.world.commands[None]:
        assert sorted(command["contexts"]) == [0, 1, 2], command["name"]
        assert sorted(command["integration_types"]) == [0, 1], command["name"]


async def test_help_names_every_command_so_that_it_can_be_clicked(mock):
    reply = await mock.slash("/help")
    (text,) = texts(reply.messages[0])
    for command in mock.world.commands[None]:
        if command["name"] not in ("help", "about"):
            assert f"</{command['name']}:{command['id']}>" in text


async def test_help_links_the_commands_after_a_start_that_sent_nothing(host, mock):
    before = await mock.slash("/help")
    await host.start()
    assert host.bot.sent is False
    assert (await mock.slash("/help")).text == before.text
    assert "</deals:" in texts((await mock.slash("/help")).messages[0])[0]


async def test_every_description_says_something(mock):
    for command in mock.world.commands[None]:
        for named in (command, *command["options"]):
            assert 10 <= len(named["description"]) <= 100, (command["name"], named["name"])


def older(mock: MockDiscord, name: str, **changes) -> None:
    """Discord still has a command as a former version of the bot registered it."""
    old = next(command for command in mock.world.commands[None] if command["name"] == name)
    mock.world.commands[None].append({**old, "name": "older", "id": "77", **changes})


async def test_a_command_that_is_gone_is_answered(mock):
    older(mock, "deals")
    reply = await mock.slash("/older sector:aviation")
    assert reply.ephemeral
    assert reply.text.startswith("⚠️")
    assert "changed" in reply.text


async def test_a_command_that_has_other_options_now_is_answered(host, mock):
    reply = await host.forge(host.command("compare") | {"options": [{"name": "a", "type": 3, "value": "to-lam"}]})
    assert reply.text.startswith("⚠️")
    assert "changed" in reply.text


async def test_an_option_that_is_gone_is_passed_over(host, mock):
    reply = await host.forge(host.command("deals") | {"options": [{"name": "colour", "type": 3, "value": "red"}]})
    assert held(reply.messages[0])


async def test_a_value_of_another_type_is_read_as_text(host, mock):
    for value in (5, 2.5, True):
        reply = await host.forge(host.command("deals") | {"options": [{"name": "sector", "type": 4, "value": value}]})
        assert reply.text.startswith("⚠️ No sector")


async def test_completing_a_command_that_is_gone_offers_nothing(host, mock):
    data = host.command("deals") | {"name": "older", "id": "77"}
    option = {"name": "sector", "type": 3, "value": "av", "focused": True}
    await host.forge(data | {"options": [option]}, kind=4)
    assert host.answers[-1].body["type"] == 8


async def test_a_menu_on_a_message_that_was_ours_once_is_answered(host, mock):
    reply = await host.forge({"id": "78", "name": "Cite this", "type": 3, "target_id": "1"})
    assert reply.text.startswith("⚠️")


async def test_there_is_no_command_that_was_not_registered(mock):
    with pytest.raises(Refused):
        await mock.slash("/older")


async def test_the_bot_asks_for_no_privileged_intent(host, mock):
    assert host.bot.intents.value == 1
