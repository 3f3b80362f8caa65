"""Cooldown, private answers, the places where commands work, and mentions."""

import json

import pytest
from drive import held, page, plain, roles, usable

from bot.mock import MockDiscord, Refused, Reply

SIGN = "⚠️"


async def served(mock: MockDiscord, **who: str) -> bool:
    return not (await mock.slash("/help", **who)).text.startswith(SIGN)


@pytest.fixture
async def held_back(host) -> MockDiscord:
    """The bot as it comes: ten commands in twenty seconds."""
    await host.start(READOUT_COOLDOWN="10/20")
    return host.mock


# ---- Cooldown ----


async def test_the_eleventh_command_in_twenty_seconds_is_refused_with_the_time_to_wait(held_back):
    assert [await served(held_back) for _ in range(10)] == [True] * 10
    reply = await held_back.slash("/deals")
    assert reply.ephemeral
    assert reply.text.startswith(SIGN)
    assert "Try again in" in reply.text
    assert int("".join(c for c in reply.text if c.isdigit())) in range(15, 21)


async def test_whoever_waits_is_served_again(held_back):
    for _ in range(11):
        await served(held_back)
    held_back.clock.advance(21)
    assert await served(held_back)


async def test_a_refusal_does_not_lengthen_the_wait(held_back):
    for _ in range(5):
        await served(held_back)
    held_back.clock.advance(15)
    for _ in range(8):
        await served(held_back)
    held_back.clock.advance(6)
    assert [await served(held_back) for _ in range(6)] == [True] * 5 + [False]


async def test_each_user_has_a_count_of_their_own(held_back):
    for _ in range(11):
        await served(held_back)
    assert await served(held_back, user="other")
    assert await served(held_back, user="admin")


async def test_administrators_wait_too_and_places_count_together(held_back):
    for where in ("#general", "#thread", "DM", "#news", "#general") * 2:
        assert await served(held_back, user="admin", channel=where)
    assert not await served(held_back, user="admin", channel="DM")


async def test_completion_and_presses_are_free(held_back):
    message = (await held_back.slash("/timeline")).messages[0]
    for _ in range(15):
        assert await held_back.autocomplete("/deals company:boe")
        assert held((await held_back.click(message, "Sources")).messages[0])
    assert [await served(held_back) for _ in range(9)] == [True] * 9
    assert await held_back.autocomplete("/deals company:boe")
    assert not await served(held_back)
    assert held((await held_back.click(message, "Next")).messages[0]), "a page can be turned while one waits"


async def test_the_cooldown_can_be_set_and_switched_off(host):
    await host.start(READOUT_COOLDOWN="2/60")
    assert [await served(host.mock) for _ in range(3)] == [True, True, False]
    host.mock.clock.advance(59)
    assert not await served(host.mock)
    await host.start(READOUT_COOLDOWN="off")
    assert all([await served(host.mock) for _ in range(40)])


async def test_a_clock_that_goes_back_locks_nobody_out_for_long(held_back):
    for _ in range(10):
        await served(held_back)
    held_back.clock.advance(-3600)
    await served(held_back)
    held_back.clock.advance(3600 + 21)
    assert await served(held_back)


# ---- Private, and shared ----


async def test_every_brief_can_be_asked_privately_and_only_then_shared(host, mock):
    lines = list(plain(host.bot.composer))
    for line in lines:
        private = await mock.slash(f"{line} private:true")
        assert private.ephemeral
        assert "share" in roles(private.messages[0])
        public = await mock.slash(f"{line} private:false")
        assert not public.ephemeral
        assert "share" not in roles(public.messages[0])
    assert len(mock.messages("#general")) == len(lines)


async def test_every_command_with_an_answer_in_public_can_be_private(mock):
    for command in mock.world.commands[None]:
        names = [option["name"] for option in command["options"]]
        if command["name"] not in ("help", "about", "daily"):
            assert names[-1] == "private", command["name"]


async def test_share_shows_everyone_what_the_reader_saw(mock):
    mine = (await mock.slash("/timeline topic:visit private:true")).messages[0]
    if "next" in roles(mine):
        mine = (await mock.click(mine, "Next")).messages[0]
    reply = await mock.click(mine, "Share")
    assert not reply.ephemeral
    (public,) = mock.messages("#general")
    assert page(public) == page(mine)
    assert "share" not in roles(public)


async def test_a_private_answer_stays_private_while_it_is_used(mock):
    mine = (await mock.slash("/timeline private:true")).messages[0]
    turned = await mock.click(mine, "Next")
    assert turned.ephemeral
    assert "share" in roles(turned.messages[0])
    picked = await mock.select(turned.messages[0], "Topic", ["visit"])
    assert picked.ephemeral
    assert "share" in roles(picked.messages[0])
    assert mock.messages("#general") == []


async def test_nobody_else_sees_a_private_answer(mock):
    mine = (await mock.slash("/timeline private:true")).messages[0]
    with pytest.raises(Refused):
        await mock.click(mine, "Next", user="other")


async def test_who_shares_may_turn_what_was_shared(mock):
    mine = (await mock.slash("/timeline private:true")).messages[0]
    public = (await mock.click(mine, "Share")).messages[0]
    reply = await mock.click(public, "Next")
    assert [each.id for each in reply.messages] == [public.id]
    other = await mock.click(reply.messages[0], "Previous", user="other")
    assert other.ephemeral


# ---- Direct messages, other installs, other servers ----


async def elsewhere(mock: MockDiscord, line: str, **payload: object) -> Reply:
    """A command called where the bot is no member: installed by the user, in a group or in somebody's server."""
    told = mock.world.tell

    def changed(event: str, data: dict) -> None:
        told(event, data | payload if event == "INTERACTION_CREATE" else data)

    mock.world.tell = changed
    try:
        return await mock.slash(line, channel="DM")
    finally:
        mock.world.tell = told


async def test_an_app_that_a_user_installed_answers_in_a_group_and_in_a_strange_server(mock):
    user = {"1": str(mock.user("nobody").id)}
    for payload in (
        {"context": 2, "authorizing_integration_owners": user},
        {"context": 2, "authorizing_integration_owners": user, "channel": {"id": "5", "type": 3, "recipients": []}},
    ):
        assert held((await elsewhere(mock, "/deals", **payload)).messages[0])


async def test_no_brief_needs_a_right_in_the_server(mock):
    for command in mock.world.commands[None]:
        if command["name"] != "daily":
            assert command["default_member_permissions"] is None, command["name"]


async def test_an_answer_in_a_locale_without_templates_is_in_english(mock):
    for locale in ("vi", "ja", "en-GB", "fr"):
        assert (await mock.slash("/deals", locale=locale)).text == (await mock.slash("/deals")).text


# ---- Mentions ----


async def test_no_payload_pings_anyone(host, mock):
    message = (await mock.slash("/timeline")).messages[0]
    for control in usable(message):
        if not control.select:
            await mock.click(message, control.name, user="other")
    await mock.click(message, "Next")
    await mock.slash("/deals company:@everyone <@1> <@&2>")
    await mock.slash("/help")
    told = [r for r in mock.requests if r.method in ("POST", "PATCH") and isinstance(r.body, dict)]
    sent = [r.body.get("data", r.body) for r in told]
    assert len(sent) > 5
    for body in sent:
        assert body["allowed_mentions"] == {"parse": []}, json.dumps(body)[:300]
