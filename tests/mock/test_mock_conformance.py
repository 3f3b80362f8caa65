"""What a bare discord.py bot does in Discord, it does in the mock."""

import asyncio
import re
import sys
from operator import attrgetter
from pathlib import Path

import aiohttp
import discord
import pytest
from barebot import Bare

from bot.mock import MockDiscord, NoAnswer, Refused
from bot.mock.places import MANAGE_MESSAGES, SEND, VIEW


async def test_commands_are_registered_once(mock_discord: MockDiscord, bot):
    fetched = {command.name: command.id for command in await bot.tree.fetch_commands()}
    assert {"ping", "find", "daily"} <= fetched.keys()
    again = {command.name: command.id for command in await bot.tree.sync()}
    assert again == fetched  # a command that stays keeps its id


async def test_a_guild_has_its_own_commands(mock_discord: MockDiscord, bot):
    guild = discord.Object(mock_discord.world.guild.id)
    bot.tree.add_command(discord.app_commands.Command(name="local", description="-", callback=first), guild=guild)
    await bot.tree.sync(guild=guild)
    assert (await mock_discord.slash("/local")).text == "here"
    with pytest.raises(Refused, match="no command /local"):
        await mock_discord.slash("/local", channel="DM")


async def first(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("here")


async def test_an_ephemeral_answer_is_seen_by_the_asker_only(mock_discord: MockDiscord, bot):
    reply = await mock_discord.slash("/ping")
    assert (reply.text, reply.ephemeral) == ("pong", True)
    assert mock_discord.messages("#general") == []
    with pytest.raises(discord.NotFound, match="10008"):
        await bot.get_partial_messageable(mock_discord.channel("#general").id).fetch_message(reply.messages[0].id)


async def test_a_deferred_answer_comes_with_its_file_and_follow_up(mock_discord: MockDiscord, bot):
    reply = await mock_discord.slash("/later")
    assert reply.text.splitlines()[0] == "done"
    assert not reply.ephemeral
    assert [(file.name, file.data) for file in reply.files] == [("table.csv", b"1,2")]
    private = await mock_discord.slash("/later private:True")
    assert private.ephemeral  # what the deferral said holds for the edit


async def test_components_show_a_picture_and_turn_pages(mock_discord: MockDiscord, bot):
    reply = await mock_discord.slash("/page")
    assert reply.text.splitlines() == [
        "Tô Lâm, page 1",
        "• one bold [HT¶6]",
        "small",
        "(file chart.png: a chart)",
        "[Previous] [Next] [Jump to] [Quiet]",
    ]
    page = reply.messages[0]
    assert "page 2" in (await mock_discord.click(page, "Next")).text
    assert "page 3" in (await mock_discord.select(page, "Jump to", ["Page 3"], user="other")).text
    assert "page 9" in (await mock_discord.click(page, "quiet")).text
    assert len(mock_discord.messages("#general")) == 1


async def test_an_embed_is_read_from_top_to_bottom(mock_discord: MockDiscord, rest):
    embed = {"title": "T", "description": "d", "author": {"name": "A"}, "footer": {"text": "f"}}
    await rest.post({"content": "c", "embeds": [embed | {"fields": [{"name": "n", "value": "v"}]}, {"title": "U"}]})
    assert mock_discord.text(mock_discord.messages("#general")[0]).splitlines() == list("cATdnvfU")


async def test_options_arrive_as_their_types(mock_discord: MockDiscord, bot):
    reply = await mock_discord.slash("/find company: Vietnam Airlines count:3 where:#general", locale="vi")
    assert reply.text == "Vietnam Airlines × 3 in general, vi"


async def test_the_bot_completes_an_option(mock_discord: MockDiscord, bot):
    choices = await mock_discord.autocomplete("/find company:viet")
    assert [choice["name"] for choice in choices] == ["Vietjet", "Vietnam Airlines"]


async def test_options_before_the_one_that_is_completed_arrive_as_their_types(mock_discord: MockDiscord, bot):
    choices = await mock_discord.autocomplete("/find where:#news count:3 company:boe")
    assert [choice["name"] for choice in choices] == ["Boeing"]


async def test_a_bot_that_says_nothing_did_not_respond(mock_discord: MockDiscord, bot, monkeypatch):
    monkeypatch.setattr("bot.mock.limits.FIRST_ANSWER", 0.05)
    with pytest.raises(NoAnswer):
        await mock_discord.slash("/silent")


async def test_a_body_that_discord_refuses_is_on_record(mock_discord: MockDiscord, bot, monkeypatch, caplog):
    monkeypatch.setattr("bot.mock.limits.FIRST_ANSWER", 1.0)
    with pytest.raises(NoAnswer):
        await mock_discord.slash("/broken")
    assert "data.content: Must be 2000 or fewer in length." in str(mock_discord.violations[0])
    assert "In data.content: Must be 2000" in caplog.text  # discord.py reads the nested errors


async def test_a_deferred_answer_is_thinking_until_it_is_there(mock_discord: MockDiscord, rest):
    asked = mock_discord.world.open(2, mock_discord.user("nobody"), mock_discord.channel("#general"))
    await rest("POST", f"/interactions/{asked.id}/{asked.token}/callback", {"type": 5})
    (message,) = mock_discord.messages("#general")
    assert mock_discord.text(message) == "thinking…"
    await rest("PATCH", f"/webhooks/{mock_discord.world.bot.id}/{asked.token}/messages/@original", {"content": "done"})
    (message,) = mock_discord.messages("#general")
    assert mock_discord.text(message) == "done"


async def test_it_works_in_a_direct_message(mock_discord: MockDiscord, bot):
    assert (await mock_discord.slash("/ping", channel="DM")).text == "pong"
    user = await (await bot.create_dm(discord.Object(mock_discord.user("nobody").id))).send("hello")
    assert user.channel.id == mock_discord.channel("DM").id


async def test_a_post_is_read_back_edited_published_and_deleted(mock_discord: MockDiscord, bot):
    channel = bot.get_partial_messageable(mock_discord.channel("#news").id)
    posts = [await channel.send(f"no. {n}") for n in range(5)]
    await posts[0].edit(content="no. 0, corrected")
    await bot.http.publish_message(posts[1].channel.id, posts[1].id)
    await posts[2].delete()
    read = [message async for message in channel.history(limit=10, oldest_first=True)]
    assert [message.content for message in read] == ["no. 0, corrected", "no. 1", "no. 3", "no. 4"]
    assert [m.content async for m in channel.history(limit=2, after=posts[0])] == ["no. 1", "no. 3"]
    assert [m.content async for m in channel.history(limit=2, around=posts[3])] == ["no. 3", "no. 1"]
    assert [m.content async for m in channel.history(before=posts[1])] == ["no. 0, corrected"]
    assert read[1].flags.crossposted
    with pytest.raises(discord.HTTPException, match="40033"):
        await bot.http.publish_message(posts[1].channel.id, posts[1].id)
    assert mock_discord.violations == []


async def test_permissions_and_places_that_are_gone(mock_discord: MockDiscord, bot):
    async def post(name: str) -> discord.Message:
        return await bot.get_partial_messageable(mock_discord.channel(name).id).send("x")

    await post("#thread")
    with pytest.raises(discord.HTTPException, match="40058"):
        await post("#forum")
    mock_discord.overwrite("#general", deny=SEND)
    with pytest.raises(discord.Forbidden, match="50013"):
        await post("#general")
    mock_discord.overwrite("#general", deny=VIEW)
    with pytest.raises(discord.Forbidden, match="50001"):
        await post("#general")
    gone = mock_discord.channel("#news").id
    mock_discord.remove_channel("#news")
    with pytest.raises(discord.NotFound, match="10003"):
        await bot.get_partial_messageable(gone).send("x")
    guild = mock_discord.world.guild.id
    assert (await bot.fetch_guild(guild)).name == mock_discord.world.guild.name
    mock_discord.remove_guild()
    mock_discord.remove_guild()  # twice changes nothing
    with pytest.raises(discord.Forbidden, match="50001"):
        await post("#thread")
    with pytest.raises(discord.NotFound, match="10004"):
        await bot.fetch_guild(guild)


async def test_the_bot_hears_what_changes(mock_discord: MockDiscord, bot):
    await bot.wait_until_ready()
    guild = bot.get_guild(mock_discord.world.guild.id)
    general = guild.get_channel(mock_discord.channel("#general").id)
    assert general.permissions_for(guild.me).send_messages
    mock_discord.overwrite("#general", deny=SEND)
    mock_discord.world.add_channel("new", 0)
    await mock_discord.slash("/ping")  # events arrive in order, so the answer comes after them
    assert not general.permissions_for(guild.me).send_messages
    assert "new" in [channel.name for channel in guild.channels]


async def test_an_ordinary_webhook_posts(mock_discord: MockDiscord, bot):
    id_, token = mock_discord.webhook("#news")
    webhook = discord.Webhook.partial(id_, token, client=bot)
    sent = await webhook.send("from outside", username="Feed", wait=True)
    assert (sent.author.name, sent.content) == ("Feed", "from outside")
    with pytest.raises(discord.NotFound, match="10015"):
        await discord.Webhook.partial(1, token, client=bot).send("x")


@pytest.mark.parametrize("how", ["reconnect", "close", "invalid, resumable"])
async def test_a_lost_connection_is_resumed(mock_discord: MockDiscord, bot, how: str):
    gateway = mock_discord.gateway
    if how == "reconnect":
        await gateway.reconnect()
    elif how == "close":
        await gateway.close(4000)
    else:
        await gateway.invalidate(resumable=True)
    reply = asyncio.create_task(mock_discord.slash("/ping"))  # asked while the bot is away: replayed on resume
    assert (await reply).text == "pong"
    assert (gateway.identified, gateway.resumed) == (1, 1)


async def test_an_invalid_session_begins_anew(mock_discord: MockDiscord, monkeypatch, bot):
    monkeypatch.setattr(bot, "before_identify_hook", no_wait)  # documented: waits 5 s between shards
    await mock_discord.gateway.invalidate()
    await mock_discord.wait_ready()
    assert (mock_discord.gateway.identified, mock_discord.gateway.resumed) == (2, 0)
    assert (await mock_discord.slash("/ping")).text == "pong"


async def no_wait(shard: int | None, *, initial: bool = False) -> None: ...


async def test_a_guild_lost_while_away_is_not_there_on_return(mock_discord: MockDiscord, bot, monkeypatch):
    monkeypatch.setattr(bot, "before_identify_hook", no_wait)
    await bot.wait_until_ready()
    await mock_discord.gateway.invalidate()
    mock_discord.remove_guild()
    await mock_discord.wait_ready()
    with pytest.raises(Refused):
        await mock_discord.slash("/ping", channel="#general")


async def test_a_close_that_ends_it_ends_it(mock_discord: MockDiscord):
    ended = asyncio.Event()

    class Watched(Bare):
        async def close(self) -> None:
            await super().close()
            ended.set()

    async def lose() -> None:
        async with mock_discord.running(Watched()):
            await mock_discord.gateway.close(4014)
            await asyncio.wait_for(ended.wait(), 5)

    with pytest.raises(discord.PrivilegedIntentsRequired):
        await lose()


async def test_a_bad_token_is_refused(mock_discord: MockDiscord):
    client = discord.Client(intents=discord.Intents.none())
    with pytest.raises(discord.LoginFailure):
        await client.login("wrong")
    await client.close()


@pytest.mark.parametrize(("sent", "answer"), [
    ({"op": 2, "d": {"token": "wrong", "intents": 0}}, 4004),
    ({"op": 6, "d": {"token": "mock", "session_id": "forgotten", "seq": 1}}, {"op": 9, "d": False}),
    ({"op": 3, "d": "x" * (4096 - len('{"op": 3, "d": ""}') + 1)}, 4002),
])  # fmt: skip
async def test_the_gateway_refuses(mock_discord: MockDiscord, sent, answer):
    async with aiohttp.ClientSession() as session, session.ws_connect(mock_discord.gateway_url) as socket:
        assert (await socket.receive_json())["op"] == 10
        await socket.send_json(sent)
        said = await socket.receive()
        assert (said.json() if said.type is aiohttp.WSMsgType.TEXT else said.data) == answer


async def test_a_frame_of_4096_bytes_is_read(mock_discord: MockDiscord):
    async with aiohttp.ClientSession() as session, session.ws_connect(mock_discord.gateway_url) as socket:
        await socket.receive_json()
        await socket.send_json({"op": 1, "d": "x" * (4096 - len('{"op": 1, "d": ""}'))})
        assert await socket.receive_json() == {"op": 11}


async def test_a_session_that_was_invalidated_cannot_be_resumed(mock_discord: MockDiscord):
    async with aiohttp.ClientSession() as session, session.ws_connect(mock_discord.gateway_url) as socket:
        await socket.receive_json()
        await socket.send_json({"op": 2, "d": {"token": "mock", "intents": 0}})
        before = (await socket.receive_json())["d"]["session_id"]
        await mock_discord.gateway.invalidate()
        assert await socket.receive_json() == {"op": 9, "d": False}
        await socket.send_json({"op": 6, "d": {"token": "mock", "session_id": before, "seq": 1}})
        assert await socket.receive_json() == {"op": 9, "d": False}


async def test_a_heartbeat_is_acknowledged(mock_discord: MockDiscord):
    mock_discord.gateway.beat = 0.05
    client = Bare()
    async with mock_discord.running(client):
        await asyncio.sleep(0.15)
        assert 0 < client.latency < 1


async def test_a_bot_in_another_process(mock_discord: MockDiscord):
    script = Path(__file__).with_name("barebot.py")
    command = (sys.executable, str(script), mock_discord.url, mock_discord.gateway_url)
    process = await asyncio.create_subprocess_exec(*command, cwd=script.parents[2], env={"PYTHONPATH": "."})
    try:
        await asyncio.wait_for(mock_discord.wait_ready(), 15)
        assert (await mock_discord.slash("/ping")).text == "pong"
    finally:
        process.kill()
        await process.wait()


async def test_an_archived_thread_takes_no_edits(mock_discord: MockDiscord, bot):
    thread = mock_discord.channel("#thread")
    sent = await bot.get_partial_messageable(thread.id).send("x")
    thread.archived = True
    with pytest.raises(discord.HTTPException, match="50083"):
        await sent.edit(content="y")


async def test_a_message_of_somebody_else_takes_no_edit_and_is_deleted_by_those_who_may(mock_discord: MockDiscord, bot):
    id_, token = mock_discord.webhook("#news")
    sent = await discord.Webhook.partial(id_, token, client=bot).send("from outside", wait=True)
    ours = bot.get_partial_messageable(sent.channel.id).get_partial_message(sent.id)
    with pytest.raises(discord.Forbidden, match="50005"):
        await ours.edit(content="x")
    with pytest.raises(discord.Forbidden, match="50013"):
        await ours.delete()
    mock_discord.overwrite("#news", allow=MANAGE_MESSAGES)
    await ours.delete()
    assert mock_discord.messages("#news") == []


async def test_where_a_command_is_offered(mock_discord: MockDiscord, bot):
    for contexts in ({"guilds": True}, {"dms": True}):
        name = f"only-{next(iter(contexts))}"
        command = discord.app_commands.Command(name=name, description="-", callback=first)
        bot.tree.add_command(discord.app_commands.allowed_contexts(**contexts)(command))
    await bot.tree.sync()
    assert (await mock_discord.slash("/only-guilds")).text == "here"
    assert (await mock_discord.slash("/only-dms", channel="DM")).text == "here"
    for line, channel, place in (("/only-guilds", "DM", "direct messages"), ("/only-dms", "#general", "#general")):
        with pytest.raises(Refused, match=f"does not offer {line} to nobody in {place}\\."):
            await mock_discord.slash(line, channel=channel)


async def test_the_seams_are_put_back(mock_discord: MockDiscord):
    inside = discord.http.Route.BASE
    async with MockDiscord() as other:
        assert other.url == discord.http.Route.BASE
    assert discord.http.Route.BASE == inside == mock_discord.url


async def test_a_file_can_be_fetched(mock_discord: MockDiscord, bot):
    reply = await mock_discord.slash("/later")
    async with aiohttp.ClientSession() as session, session.get(reply.files[0].url) as answer:
        assert await answer.read() == b"1,2"


async def test_the_readmes_example_passes(mock_discord: MockDiscord):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    names = {"MyBot": Bare}
    exec(example, names)
    await names["test_pages"](mock_discord)
    told = re.search(r"`slash`, `autocomplete`.*?time pass", readme, re.DOTALL)[0]
    for name in re.findall(r"`([a-z_.]+)`", re.sub(r"\(.*?\)", "", told, flags=re.DOTALL)):
        assert attrgetter(name)(mock_discord) is not None
    for owner, methods in re.findall(r"`(\w+)`\s+\((.*?)\)", told, re.DOTALL):
        assert all(hasattr(getattr(mock_discord, owner), method) for method in re.findall(r"`(\w+)`", methods))
