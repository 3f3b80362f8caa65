"""/daily as managers meet it: the real bot in the mock Discord."""

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.client import Readout
from bot.daily.ledger import open_ledger
from bot.daily.records import MOST
from bot.daily.state import open_state
from bot.mock import MockDiscord, Refused, places
from bot.settings import Settings
from briefs.compose import Composer
from tests.daily.desk import MORNING, SUBSCRIBE, Server, running, subscription


async def test_subscribe_names_place_time_zone_and_the_next_post_in_both_clocks(server: Server) -> None:
    said = await server.says(f"{SUBSCRIBE} topics:Agreements, Trade when-quiet:skip")
    assert "#news · every day at 08:00, Asia/Ho" in said
    assert "Agreements, Trade · a quiet day is skipped" in said
    assert "Next: 19 Feb 2026 08:00 in Asia/Ho" in said
    assert "1:00" in said, "the reader's own clock"


async def test_the_preview_is_what_now_posts(server: Server) -> None:
    await server.says(SUBSCRIBE)
    server.mock.clock.set(datetime.fromisoformat(MORNING))
    seen = await server.says("/daily preview")
    server.mock.clock.set(datetime.fromisoformat(MORNING))
    said = await server.says("/daily now")
    assert "posted: https://discord.com/channels/" in said
    assert server.mock.text(server.mock.messages("#news")[-1]) == seen


async def test_edit_changes_only_what_is_said(server: Server) -> None:
    await server.says(f"{SUBSCRIBE} topics:Trade role:admin")
    said = await server.says("/daily edit days:mon-fri channel:#general")
    assert "#general · Mon, Tue, Wed, Thu, Fri at 08:00, Asia/Ho" in said
    assert "Trade · a quiet day is posted · mentions @admin" in said
    assert "mentions" not in await server.says("/daily edit role:@everyone")


async def test_pause_resume_remove(server: Server) -> None:
    await server.says(SUBSCRIBE)
    assert "Paused until 22 Feb 2026. Next: 22 Feb 2026 08:00" in await server.says("/daily pause until:2026-02-22")
    assert "`/daily resume` goes on" not in await server.says("/daily status")
    server.mock.clock.advance(2 * 86400)
    await server.tick()
    assert server.mock.messages("#news") == []
    server.mock.clock.advance(86400 + 3600)
    await server.tick()
    assert len(server.mock.messages("#news")) == 1, "it goes on by itself"
    assert "/daily resume goes on with it" in await server.says("/daily pause")
    server.mock.clock.advance(86400)
    await server.tick()
    assert len(server.mock.messages("#news")) == 1
    assert "Next: 24 Feb 2026 08:00" in await server.says("/daily resume")
    assert "is removed" in await server.says("/daily remove")
    assert "no daily post" in await server.says("/daily status")


async def test_status_says_when_what_and_why_not(server: Server) -> None:
    await server.says(f"{SUBSCRIBE} when-quiet:skip")
    said = await server.says("/daily status")
    assert "Covers: the first edition in this channel" in said
    assert "Last: nothing yet" in said
    assert "Permissions: all there" in said
    server.mock.clock.advance(1801)
    await server.tick()
    assert "Last: 19 Feb 2026, posted: https://discord.com/channels/" in await server.says("/daily status")
    server.mock.clock.advance(86400)
    await server.tick()
    assert "not posted: nothing had changed" in await server.says("/daily status")
    server.mock.clock.advance(86400 + 8 * 3600)
    await server.tick()
    assert "missed by more than 6 hours, so not posted: the bot was away" in await server.says("/daily status")


@pytest.mark.parametrize(
    ("bits", "named"),
    [
        (places.VIEW, "View Channel"),
        (places.SEND, "Send Messages"),
        (places.EMBED, "Embed Links"),
        (places.ATTACH, "Attach Files"),
        (places.READ_HISTORY, "Read Message History"),
    ],
)
async def test_what_is_missing_is_named_before_anything_is_saved(server: Server, bits: int, named: str) -> None:
    server.mock.overwrite("#news", deny=bits)
    said = await server.says(SUBSCRIBE)
    assert f"Missing: {named}" in said
    assert await server.ledger.of_guild(server.guild) == ()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/daily subscribe channel:#forum time:8", "is a forum"),
        ("/daily subscribe channel:#general time:8 publish:true", "no announcement channel"),
        ("/daily subscribe channel:#news time:25", "no time of day"),
        ("/daily subscribe channel:#news time:8 timezone:+7", "Asia/Ho"),
        ("/daily subscribe channel:#news time:8 days:someday", "names no weekdays"),
        ("/daily subscribe channel:#news time:8 topics:tarde", "Did you mean Trade"),
        ("/daily now", "no daily post"),
        ("/daily pause", "no daily post"),
    ],
)
async def test_what_cannot_be_meant_is_said(server: Server, line: str, words: str) -> None:
    said = await server.says(line)
    assert said.startswith("⚠️")
    assert words in said
    assert await server.ledger.of_guild(server.guild) == ()


async def test_threads_and_announcements(server: Server) -> None:
    await server.says("/daily subscribe channel:#thread time:08:00 timezone:hanoi")
    await server.says(f"{SUBSCRIBE} publish:true")
    server.mock.clock.advance(3600)
    await server.tick()
    assert len(server.mock.messages("#thread")) == 1
    assert server.mock.messages("#news")[0].flags & 1, "published"


async def test_only_managers(server: Server) -> None:
    with pytest.raises(Refused):  # Discord does not even offer it
        await server.mock.slash("/daily status")
    command = server.mock.world.commands[None]
    (daily,) = (each for each in command if each["name"] == "daily")
    assert (daily["contexts"], daily["integration_types"]) == ([0], [0])  # servers, and installed there
    with pytest.raises(Refused, match="to admin in direct messages"):
        await server.mock.slash("/daily status", user="admin", channel="DM")
    for each in command:
        each["default_member_permissions"] = None  # the server gave it to everyone
    assert "Only those who may manage" in await server.says("/daily status", user="nobody")


async def test_at_most_25(server: Server) -> None:
    for n in range(MOST):
        server.mock.world.add_channel(f"c{n}", places.TEXT)
        await server.says(f"/daily subscribe channel:#c{n} time:08:00")
    assert "25 daily posts" in await server.says(SUBSCRIBE)
    before = set(server.mock.world.messages)
    await server.call("/daily status")
    await asyncio.sleep(0.1)  # one message does not hold them all
    said = [server.mock.text(m) for i, m in server.mock.world.messages.items() if i not in before]
    assert "\n".join(said).count("Permissions: all there") == MOST


async def test_completion(server: Server) -> None:
    zones = await server.mock.autocomplete("/daily edit timezone:han", user="admin")
    assert zones[0]["value"] == "Asia/Ho_Chi_Minh"
    assert "07:30" in zones[0]["name"]
    topics = await server.mock.autocomplete("/daily edit topics:Trade, agr", user="admin")
    assert "Trade, Agreements" in [c["value"] for c in topics]


async def test_a_pause_is_told_to_the_next_manager(server: Server) -> None:
    await server.says(SUBSCRIBE)
    server.mock.overwrite("#news", deny=places.SEND)
    server.mock.clock.advance(3600)
    await server.tick()
    said = await server.says("/daily status")
    assert "Paused: I may not post there" in said
    assert "missing Send Messages" in said
    assert "⚠️ The daily post in #news is paused" in said
    await asyncio.sleep(0.05)
    assert "⚠️" not in await server.says("/daily status"), "once is enough"
    assert "Missing: Send Messages" in await server.says("/daily resume")
    server.mock.overwrite("#news")
    assert "Next: 20 Feb 2026" in await server.says("/daily resume")


async def test_controls_of_a_post_work_for_everyone(server: Server) -> None:
    await server.says(SUBSCRIBE)
    await server.says("/daily now")
    post = server.mock.messages("#news")[0]
    sources = await server.mock.click(post, "Sources", user="nobody")
    assert sources.ephemeral
    assert "¶" in sources.text
    beside = await server.mock.click(post, "/discrepancies", user="nobody")
    assert beside.ephemeral
    assert server.mock.messages("#news") == [post], "the post stays as it is"


async def test_a_server_left_is_kept_for_thirty_days(server: Server) -> None:
    await server.says(SUBSCRIBE)
    guild = server.guild
    await server.ledger.left(guild, server.mock.clock.now())
    kept = await server.ledger.of_guild(guild)
    assert [s.paused for s in kept] == ["removed"]
    server.mock.clock.advance(29 * 86400)
    await server.tick()
    assert await server.ledger.of_guild(guild)
    await server.ledger.here({guild}, server.mock.clock.now())
    server.mock.clock.advance(5 * 86400)
    await server.tick()
    assert await server.ledger.of_guild(guild), "back in time: kept, still paused"
    await server.ledger.here(set(), server.mock.clock.now())
    server.mock.clock.advance(30 * 86400)
    await server.tick()
    assert await server.ledger.of_guild(guild) == ()


async def test_the_state_of_newer_code_is_refused(tmp_path: Path) -> None:
    from bot.daily.state import StateError

    async with open_state(tmp_path) as state:
        await state.writer.execute("PRAGMA user_version = 99")
    with pytest.raises(StateError, match="install a newer one"):
        async with open_state(tmp_path):
            pass


async def test_a_pause_is_told_in_the_system_channel_where_there_is_one(server: Server) -> None:
    await server.says(SUBSCRIBE)
    server.bot.guilds[0]._system_channel_id = server.mock.channel("#general").id  # the mock's server has none
    server.mock.overwrite("#news", deny=places.SEND)
    server.mock.clock.advance(3600)
    await server.tick()
    await server.tick()
    told = [server.mock.text(m) for m in server.mock.messages("#general")]
    assert len(told) == 1
    assert "The daily post in #news is paused" in told[0]
    assert "⚠️" not in await server.says("/daily status")


async def test_nobody_is_written_to_directly(server: Server) -> None:
    await server.says(SUBSCRIBE)
    server.mock.remove_channel("#news")
    server.mock.clock.advance(3600)
    await server.tick()
    assert not [r for r in server.mock.requests if r.path == "/users/@me/channels"]


async def test_a_long_edition_turns_in_a_private_copy(server: Server) -> None:
    """Much has changed: the post shows the first page, and everyone turns a copy of their own."""
    await server.says(SUBSCRIBE)
    server.mock.clock.advance(1801)
    await server.tick()
    async with server.ledger.state.writing() as to:
        await to.run("DELETE FROM holding WHERE rowid % 3 = 0")  # as if a third of the facts were new tomorrow
    server.mock.clock.advance(86400)
    await server.tick()
    post = server.mock.messages("#news")[-1]
    assert "What changed in the pack" in server.mock.text(post)
    assert "page 1 of" in server.mock.text(post)
    copy = await server.mock.click(post, "Next", user="nobody")
    assert copy.ephemeral
    assert "page 2 of" in copy.text
    turned = await server.mock.click(copy.messages[0], "Next", user="nobody")
    assert [m.id for m in turned.messages] == [copy.messages[0].id]
    assert "page 3 of" in turned.text
    assert "page 1 of" in server.mock.text(server.mock.messages("#news")[-1])
    sources = await server.mock.click(turned.messages[0], "Sources", user="nobody")
    assert "¶" in sources.text


async def test_the_controls_of_a_removed_daily_post_say_so(server: Server) -> None:
    await server.says(SUBSCRIBE)
    await server.says("/daily now")
    await server.says("/daily remove")
    said = await server.mock.click(server.mock.messages("#news")[0], "Sources", user="nobody")
    assert "has been removed" in said.text


async def test_what_is_sent_by_hand_is_left_alone(server: Server) -> None:
    """A webhook's row that waits for its next call is no business of the bot's."""
    made = subscription(77, server.mock.clock.now(), id="webhook-77", guild=0)
    await server.ledger.save(replace(made, next_day=None))
    await server.ledger.take(made, server.mock.clock.now())
    await server.tick()
    assert (await server.ledger.deliveries(made))[0].state == "claimed"


async def test_the_bot_by_itself(composer: Composer, tmp_path: Path) -> None:
    """Nobody ticks here: started, it settles what the process before left, and posts what falls due."""
    async with MockDiscord() as mock, open_ledger(tmp_path) as ledger:
        mock.clock.set(datetime.fromisoformat("2026-02-19T00:59:58.500000+00:00"))
        guild = mock.world.guild.id  # type: ignore[union-attr]
        made = subscription(mock.channel("#news").id, mock.clock.now(), guild=guild)
        left = subscription(mock.channel("#general").id, mock.clock.now(), guild=guild, id="1eft0000")
        await ledger.save(made)
        await ledger.save(left)
        await ledger.take(left, mock.clock.now())  # claimed, and then its process ended
        settings = Settings.model_validate({"READOUT_COOLDOWN": "off", "READOUT_DATA": str(tmp_path)})
        async with running(Readout(composer, mock.clock.now, settings, ledger)):
            for _ in range(100):
                await asyncio.sleep(0.05)
                if mock.messages("#news"):
                    break
        assert len(mock.messages("#general")) == 1
        assert len(mock.messages("#news")) == 1
        assert [d.state for d in await ledger.deliveries(made)] == ["sent"], "the process let it end before it closed"
