"""What other people's bots do, and what the mock makes of it: silent buttons, threads, rights, broken frames."""

import asyncio

import aiohttp
import discord
import pytest
from barebot import Bare, layout

from bot.mock import MockDiscord, NoAnswer, Refused
from bot.mock.places import SEND


async def press(mock: MockDiscord, bot: Bare, answer) -> str:
    """What comes of a press of a button that the bot answers so, and how the message reads then."""

    async def on_interaction(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            await answer(interaction)

    bot.on_interaction = on_interaction
    page = (await mock.slash("/page")).messages[0]
    return (await mock.click(page, "Quiet")).text


async def test_a_button_that_changes_nothing_is_silent(mock_discord: MockDiscord, bot, monkeypatch):
    monkeypatch.setattr("bot.mock.limits.FIRST_ANSWER", 1.0)
    assert "page 1" in await press(mock_discord, bot, lambda interaction: interaction.response.defer())


async def test_a_silent_button_that_edits_its_message_is_waited_for(mock_discord: MockDiscord, bot):
    async def later(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await asyncio.sleep(0.1)
        await interaction.message.edit(view=layout(7), attachments=[])

    assert "page 7" in await press(mock_discord, bot, later)


async def test_a_deferred_answer_may_take_longer_than_the_first_and_not_for_ever(mock_discord, bot, monkeypatch):
    monkeypatch.setattr("bot.mock.limits.FIRST_ANSWER", 1.0)

    async def slow(interaction: discord.Interaction, answers: bool) -> None:
        await interaction.response.defer()
        await asyncio.sleep(1.3)
        if answers:
            await interaction.edit_original_response(content="at last")

    bot.tree.add_command(discord.app_commands.Command(name="slow", description="-", callback=slow))
    await bot.tree.sync()
    assert (await mock_discord.slash("/slow answers:True")).text == "at last"
    mock_discord.patience = 0.1
    with pytest.raises(NoAnswer, match=r"still thinking after 0\.1 s"):
        await mock_discord.slash("/slow answers:False")


async def test_no_answer_says_what_discord_refused(mock_discord: MockDiscord, bot, monkeypatch):
    monkeypatch.setattr("bot.mock.limits.FIRST_ANSWER", 1.0)
    with pytest.raises(
        NoAnswer, match=r"did not answer within 1 s\. Discord refused what it said: content: Must be 2000"
    ):
        await mock_discord.slash("/broken")


async def test_a_channel_goes_with_its_threads(mock_discord: MockDiscord, bot):
    await bot.wait_until_ready()
    thread = mock_discord.channel("#thread").id
    mock_discord.remove_channel("#general")
    await mock_discord.slash("/ping", channel="#news")  # events arrive in order
    assert bot.get_guild(mock_discord.world.guild.id).get_thread(thread) is None
    with pytest.raises(discord.NotFound, match="10003"):
        await bot.get_partial_messageable(thread).send("x")
    with pytest.raises(Refused, match="no channel #thread"):
        await mock_discord.slash("/ping", channel="#thread")
    with pytest.raises(Refused, match="no channel #general"):
        mock_discord.overwrite("#general", deny=SEND)


async def test_a_thread_has_the_permissions_of_its_channel(mock_discord: MockDiscord, bot):
    with pytest.raises(Refused, match="has no permissions of its own"):
        mock_discord.overwrite("#thread", deny=SEND)


async def test_a_post_wakes_a_thread(mock_discord: MockDiscord, bot):
    thread = mock_discord.channel("#thread")
    thread.archived = True
    await (await bot.get_partial_messageable(thread.id).send("x")).edit(content="y")
    assert [message.content for message in mock_discord.messages("#thread")] == ["y"]


async def test_what_may_be_done_in_a_channel_that_an_option_names(mock_discord: MockDiscord, bot):
    seen = {}

    async def where(interaction: discord.Interaction, place: discord.app_commands.AppCommandChannel) -> None:
        resolved = interaction.data["resolved"]["channels"][str(place.id)]
        seen[interaction.user.name] = place.permissions, int(resolved["app_permissions"])
        await interaction.response.send_message("seen")

    bot.tree.add_command(discord.app_commands.Command(name="where", description="-", callback=where))
    await bot.tree.sync()
    mock_discord.overwrite("#news", deny=SEND)
    for user in ("nobody", "admin"):
        await mock_discord.slash("/where place:#news", user=user)
    assert [seen[user][0].administrator for user in ("nobody", "admin")] == [False, True]
    assert seen["nobody"][0].send_messages
    assert not seen["nobody"][1] & SEND


async def test_a_person_is_a_member_in_a_server_and_a_user_elsewhere(mock_discord: MockDiscord, bot):
    async def who(interaction: discord.Interaction, person: discord.User) -> None:
        await interaction.response.send_message(type(person).__name__)

    bot.tree.add_command(discord.app_commands.Command(name="who", description="-", callback=who))
    await bot.tree.sync()
    assert (await mock_discord.slash("/who person:@admin")).text == "Member"
    assert (await mock_discord.slash("/who person:@admin", channel="DM")).text == "User"


async def test_a_second_identify_on_one_connection_is_refused(mock_discord: MockDiscord):
    async with aiohttp.ClientSession() as session, session.ws_connect(mock_discord.gateway_url) as socket:
        await socket.receive_json()
        await socket.send_json({"op": 2, "d": {"token": "mock", "intents": 0}})
        assert (await socket.receive_json())["t"] == "READY"
        await socket.send_json({"op": 2, "d": {"token": "mock", "intents": 0}})
        assert (await socket.receive()).data == 4005


@pytest.mark.parametrize("sent", ["{", "[]", "1", '{"op": 2}', '{"op": 2, "d": {"token": "mock"}}'])
async def test_what_the_gateway_cannot_decode_ends_the_connection(mock_discord: MockDiscord, sent, caplog):
    async with aiohttp.ClientSession() as session, session.ws_connect(mock_discord.gateway_url) as socket:
        await socket.receive_json()
        await socket.send_str(sent)
        assert (await socket.receive()).data == 4002
    assert not caplog.records


def row(**more) -> dict:
    return {
        "components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "b", "custom_id": "c", **more}]}]
    }


def link(url: str) -> dict:
    return row(style=5, custom_id=None, url=url)


@pytest.mark.parametrize(("allowed", "refused", "field"), [
    ({"embeds": [{"url": "https://x.example"}]}, {"embeds": [{"url": "x"}]}, "embeds.0.url"),
    ({"embeds": [{"image": {"url": "attachment://a.png"}}]}, {"embeds": [{"image": {"url": "ftp://x"}}]}, "image.url"),
    (link("http://x.example"), link("javascript:1"), "components.0.components.0.url"),
    (row(emoji={"name": "✅"}), row(emoji={"name": "foo"}), "components.0.components.0.emoji"),
    (row(emoji={"name": "foo", "id": "1"}), row(emoji=1), "emoji"),
    ({"content": "x" * 2000 + "\n"}, {"content": "x" * 2001}, "content"),  # blanks around it do not count
    ({"content": "c", "embeds": [{"title": " t" + "t" * 255}]}, {"embeds": [{"title": "t" * 257}]}, "embeds.0.title"),
])  # fmt: skip
async def test_what_the_shapes_alone_do_not_say(rest, allowed, refused, field):
    files = [("a.png", b"1")] if "attachment" in str(allowed) else ()
    assert (await rest.post(allowed, files))[0] == 200
    assert (await rest.post(refused))[1]["code"] == 50035
    assert field in str(rest.mock.violations[0])


@pytest.mark.parametrize("body", [{"content": " \n"}, {"embeds": [{}]}, {}])
async def test_blanks_are_no_message(rest, body):
    assert (await rest.post(body))[1]["code"] == 50006


async def test_a_file_part_shows_a_file_of_the_message(rest):
    part = {"flags": 1 << 15, "components": [{"type": 13, "file": {"url": "https://x.example/a.txt"}}]}
    assert (await rest.post(part))[1]["code"] == 50035


async def test_blanks_of_an_id_count(rest):
    assert (await rest.post(row(custom_id="c" * 100)))[0] == 200
    assert (await rest.post(row(custom_id="c" * 100 + " ")))[1]["code"] == 50035


async def test_links_are_suppressed_and_shown_again(rest):
    _, message = await rest.post({"content": "c", "flags": 1 << 2})
    path = f"/channels/{message['channel_id']}/messages/{message['id']}"
    assert (await rest("PATCH", path, {"content": "d"}))[1]["flags"] == 1 << 2
    assert (await rest("PATCH", path, {"flags": 0}))[1]["flags"] == 0


async def test_a_fault_can_carry_discords_code(mock_discord: MockDiscord, bot):
    mock_discord.faults.fail("POST /channels/", 403, code=50007)
    with pytest.raises(discord.Forbidden, match="50007"):
        await bot.get_partial_messageable(mock_discord.channel("#general").id).send("x")
    assert (await bot.application_info()).owner.name == "admin"


@pytest.mark.parametrize(("code", "answer"), [(1000, {"op": 9, "d": False}), (4000, "RESUMED")])
async def test_a_session_ends_where_the_bot_says_goodbye(mock_discord: MockDiscord, code, answer):
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(mock_discord.gateway_url) as socket:
            await socket.receive_json()
            await socket.send_json({"op": 2, "d": {"token": "mock", "intents": 0}})
            id_ = (await socket.receive_json())["d"]["session_id"]
            await socket.close(code=code)
        async with session.ws_connect(mock_discord.gateway_url) as socket:
            await socket.receive_json()
            await socket.send_json({"op": 6, "d": {"token": "mock", "session_id": id_, "seq": 1}})
            said = await socket.receive_json()
            assert answer in (said, said.get("t"))
