"""One post for each channel and local date, whatever managers type, and which daily post they mean."""

import pytest

from tests.daily.desk import SUBSCRIBE, Server


async def test_now_takes_the_place_of_todays_post(server: Server) -> None:
    await server.says(SUBSCRIBE)
    await server.says("/daily now")
    assert "#news has had the edition of 19 Feb 2026: https://" in await server.says("/daily now")
    server.mock.clock.advance(3600)
    await server.tick()
    assert len(server.mock.messages("#news")) == 1
    server.mock.clock.advance(86400)
    await server.tick()
    assert len(server.mock.messages("#news")) == 2


async def test_no_edit_gives_a_date_a_second_post(server: Server) -> None:
    await server.says(SUBSCRIBE)
    server.mock.clock.advance(3600)
    await server.tick()
    said = await server.says("/daily edit time:23:00")
    assert "Next: 20 Feb 2026 23:00" in said
    said = await server.says("/daily edit timezone:washington time:21:00")  # there it is still the 18th
    assert "Next: 20 Feb 2026 21:00 in America/New" in said
    server.mock.clock.advance(20 * 3600)
    await server.tick()
    assert len(server.mock.messages("#news")) == 1


async def test_a_zone_that_is_a_day_behind_gives_no_second_post(server: Server) -> None:
    await server.says(SUBSCRIBE)
    await server.says("/daily now")
    await server.says("/daily edit timezone:honolulu")  # there it is still the 18th
    said = await server.says("/daily now")
    assert "#news has had the edition of 19 Feb 2026" in said
    assert str(server.mock.messages("#news")[0].id) in said, "the link"
    assert len(server.mock.messages("#news")) == 1


async def test_a_removed_daily_post_still_counts_for_its_channel(server: Server) -> None:
    await server.says(SUBSCRIBE)
    await server.says("/daily now")
    await server.says("/daily remove")
    assert "Next: 20 Feb 2026 08:00" in await server.says(SUBSCRIBE), "today has had its own"
    assert "#news has had the edition of 19 Feb 2026: https://" in await server.says("/daily now")
    assert "Last: 19 Feb 2026, posted: https://" in await server.says("/daily status")
    server.mock.clock.advance(86400 + 1800)
    await server.tick()
    first, second = map(server.mock.text, server.mock.messages("#news"))
    assert "The first edition in this channel" in first
    assert "The first edition in this channel" not in second
    assert "Covers" in second


async def test_a_channel_has_one(server: Server) -> None:
    await server.says(SUBSCRIBE)
    said = await server.says("/daily subscribe channel:#news time:18:00 topics:Trade")
    assert "#news has a daily post already, and a channel has one. /daily edit changes it" in said
    await server.says("/daily subscribe channel:#general time:09:00")
    assert "#news has a daily post already" in await server.says("/daily edit which:#general channel:#news")
    assert sorted(s.rule.at for s in await server.ledger.of_guild(server.guild)) == ["08:00", "09:00"]


async def test_several_are_told_apart(server: Server) -> None:
    await server.says(SUBSCRIBE)
    await server.says("/daily subscribe channel:#general time:09:00")
    assert "#news 08:00" in await server.says("/daily now")
    choices = await server.mock.autocomplete("/daily now which:gen", user="admin")
    assert [c["name"] for c in choices] == ["#general 09:00 Asia/Ho_Chi_Minh"], "the zone of the one before"
    assert "posted" in await server.says(f"/daily now which:{choices[0]['value']}")
    assert len(server.mock.messages("#general")) == 1


@pytest.mark.parametrize("typed", ["#general 09:00 Asia/Ho_Chi_Minh", "#general", "general", " #General ", "<#{id}>"])
async def test_which_takes_what_people_type(server: Server, typed: str) -> None:
    await server.says(SUBSCRIBE)
    await server.says("/daily subscribe channel:#general time:09:00")
    typed = typed.format(id=server.mock.channel("#general").id)
    assert "The daily post in #general is removed" in await server.says(f"/daily remove which:{typed}")
    assert [s.channel for s in await server.ledger.of_guild(server.guild)] == [server.mock.channel("#news").id]
