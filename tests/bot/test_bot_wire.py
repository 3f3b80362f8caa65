"""Every brief and every control over the wire: in a server, a thread and a direct message, for an administrator and for
nobody in particular. The fixture `host` adds that Discord refused nothing and that the log holds no error."""

import asyncio

import pytest
from drive import chosen, commands, find, held, page, paragraphs, plain, roles, usable

from bot.mock import MockDiscord
from bot.mock.messages import Message

PLACES = [(where, who) for where in ("#general", "#thread", "DM") for who in ("nobody", "admin")]
places = pytest.mark.parametrize(("where", "who"), PLACES)
SHORT = (("#general", "nobody"), ("#thread", "admin"), ("DM", "nobody"))  # every place and both people; the rest long
places_in_turn = pytest.mark.parametrize(
    ("where", "who"), [pytest.param(*p, marks=() if p in SHORT else pytest.mark.long) for p in PLACES]
)


@places
async def test_every_brief_answers_with_cited_lines_and_names_its_documents(host, mock, where, who):
    lines = list(commands(host.bot.composer))
    assert len(lines) > 2 * len(host.bot.composer.catalog) - 6
    for line in lines:
        reply = await mock.slash(line, user=who, channel=where)
        assert held(reply.messages[0]).number == 1, line
        assert not reply.ephemeral
        assert len(reply.messages) == 1


@places_in_turn
async def test_every_control_of_every_page_answers(host, mock, where, who):
    thorough = (where, who) == PLACES[0]  # elsewhere every brief with every control, but not each choice of each select
    lines = commands(host.bot.composer) if thorough else plain(host.bot.composer)
    pressed = set()
    for line in lines:
        message = (await mock.slash(line, user=who, channel=where)).messages[0]
        for number in range(1, held(message).of + 1):
            assert held(message).number == number
            for control in usable(message):
                role = control.part["custom_id"].partition(" ")[0]
                pressed.add(role)
                if role in ("cite", "go") and (thorough or number == 1):
                    reply = await mock.click(message, control.name, user=who)
                    assert reply.ephemeral, "what one reader opens is for that reader"
                    assert all(held(each) for each in reply.messages)
                elif control.select and number == 1:  # on another message, for it turns the message in place
                    fresh = (await mock.slash(line, user=who, channel=where)).messages[0]
                    every = thorough and " " not in line  # a choice leads to the same from any filter
                    for value in chosen(control) if every else chosen(control)[-1:]:
                        reply = await mock.select(fresh, control.part["placeholder"], [value], user=who)
                        assert [each.id for each in reply.messages] == [fresh.id]
                        assert held(reply.messages[0]).number == 1
                        picked = find(reply.messages[0], role)
                        assert [o["value"] for o in picked.options if o.get("default")] == [value], (
                            "it shows the choice"
                        )
            if "next" in roles(message):
                message = (await mock.click(message, "Next", user=who)).messages[0]
        while "prev" in roles(message):
            message = (await mock.click(message, "Previous", user=who)).messages[0]
        assert held(message).number == 1
    assert {"prev", "next", "cite", "go"} < pressed
    assert any(role.startswith("pick-") for role in pressed)


async def test_an_answer_comes_at_once_and_is_never_deferred(host, mock):
    for line in plain(host.bot.composer):
        message = (await mock.slash(line)).messages[0]
        for control in usable(message):
            if not control.select:
                await mock.click(message, control.name, user="other")
    assert {answer.body["type"] for answer in host.answers} == {4}
    message = (await mock.slash("/timeline")).messages[0]
    await mock.click(message, "Next")
    assert host.answers[-1].body["type"] == 7


async def test_the_asker_turns_the_page_in_place(mock):
    message = (await mock.slash("/timeline")).messages[0]
    reply = await mock.click(message, "Next")
    assert [each.id for each in reply.messages] == [message.id]
    assert held(reply.messages[0]).number == 2
    assert len(mock.messages("#general")) == 1


async def test_anybody_else_gets_a_private_copy_and_the_message_stays(mock):
    message = (await mock.slash("/timeline")).messages[0]
    reply = await mock.click(message, "Next", user="other")
    assert reply.ephemeral
    assert held(reply.messages[0]).number == 2
    assert [held(each).number for each in mock.messages("#general")] == [1]
    onward = await mock.click(reply.messages[0], "Previous", user="other")
    assert [each.id for each in onward.messages] == [reply.messages[0].id], "the copy is theirs to turn"


async def test_anybody_else_picks_into_a_private_copy(mock):
    message = (await mock.slash("/deals")).messages[0]
    reply = await mock.select(message, "Sector", ["aviation"], user="other")
    assert reply.ephemeral
    assert "Starlink" in mock.text(mock.messages("#general")[0])
    assert "Starlink's licence or" not in reply.text
    assert "Boeing" in reply.text


async def test_a_page_beyond_the_end_is_the_last(host, mock):
    message = (await mock.slash("/timeline")).messages[0]
    last = held(message).of
    reply = await host.forge_control(message, "next /timeline page:9999")
    assert held(reply.messages[0]).number == last
    assert find(reply.messages[0], "prev").part["custom_id"] == f"prev /timeline page:{last - 1}"
    assert "next" not in roles(reply.messages[0])


async def test_a_page_that_is_kept_grows_older_with_the_day(mock):
    ages = []
    for _ in range(3):
        ages.append(held((await mock.slash("/deals")).messages[0]).foot[-1])
        assert ages[-1] == held((await mock.slash("/deals")).messages[0]).foot[-1]
        mock.clock.advance(40 * 86_400)
    assert len(set(ages)) == 3


async def test_the_pages_of_a_readout_hold_each_statement_once(mock):
    message = (await mock.slash("/timeline")).messages[0]
    seen = []
    for number in range(1, held(message).of + 1):
        seen += [line for line in held(message).lines if line.startswith("- ")]
        if number < held(message).of:
            message = (await mock.click(message, "Next")).messages[0]
    assert len(seen) == len(set(seen)) > 20


async def test_no_control_is_dead_after_a_restart(host, mock):
    waiting = []
    for line in plain(host.bot.composer):
        for private in ("true", "false"):
            message = (await mock.slash(f"{line} private:{private}")).messages[0]
            waiting += [(message, control) for control in usable(message)]
            if "next" in roles(message):
                second = (await mock.click((await mock.slash(line)).messages[0], "Next")).messages[0]
                waiting.append((second, find(second, "prev")))
    assert {control.part["custom_id"].partition(" ")[0] for _, control in waiting} > {
        "prev",
        "next",
        "cite",
        "go",
        "share",
    }
    before = host.bot
    assert await host.start(fresh=True) is not before
    for message, control in waiting:
        custom_id = control.part["custom_id"]
        reply = await host.forge_control(message, custom_id, chosen(control)[-1:] if control.select else None)
        assert held(reply.messages[0]), custom_id


async def test_a_message_from_before_a_restart_turns_in_place(host, mock):
    message = (await mock.slash("/senators")).messages[0]
    first = host.bot
    assert await host.start(fresh=True) is not first
    reply = await mock.click(message, "Next")
    assert [each.id for each in reply.messages] == [message.id]
    assert held(reply.messages[0]).number == 2


async def test_discord_py_keeps_no_view(host, mock):
    message = (await mock.slash("/timeline private:true")).messages[0]
    await mock.click(message, "Next")
    store = host.bot._connection._view_store
    assert not any((store._views, store._synced_message_views, store._dynamic_items))


async def test_a_related_readout_is_one_press_away(mock):
    company = (await mock.slash("/deals company:vietjet")).messages[0]
    reply = await mock.click(company, "/who Vietjet")
    assert reply.ephemeral
    assert held(reply.messages[0]).lines[0] == "# Vietjet"
    assert "go" in roles((await mock.slash("/senators")).messages[0])


async def test_sources_shows_each_citation_of_the_page_with_its_words(mock):
    message = (await mock.slash("/timeline")).messages[0]
    reply = await mock.click(message, "Sources", user="other")
    shown = held(reply.messages[0])
    told = await following(mock, reply.messages[0], shown.of)
    assert all(each.only_for == mock.user("other").id for each in told)
    assert {p for each in told for line in held(each).lines for p in paragraphs(line)} == {
        p for line in held(message).lines for p in paragraphs(line)
    }
    assert "“" in reply.text


async def test_where_nothing_is_cited_there_is_no_button_for_sources(mock):
    for privacy, kept in (("", []), (" private:true", ["share"])):
        message = (await mock.slash(f"/timeline from:1901 to:1902{privacy}")).messages[0]
        assert not held(message).marked
        assert [role for role in roles(message) if not role.startswith("pick-")] == kept


async def following(mock: MockDiscord, first: Message, count: int) -> list[Message]:
    """That message and those sent right behind it, once there are so many."""
    for _ in range(200):
        found = [each for each in mock.world.messages.values() if each.id >= first.id]
        if len(found) >= count:
            return found
        await asyncio.sleep(0.005)
    raise AssertionError(f"{count} messages were announced, {len(found)} came")


async def test_a_filter_narrows_and_widens_again(mock: MockDiscord):
    message = (await mock.slash("/deals")).messages[0]
    narrowed = await mock.select(message, "Sector", ["Aviation"])
    assert "Tam Anh" not in narrowed.text.partition("Healthcare")[0].replace("Tam Anh General Hospital pays", "")
    widened = await mock.select(narrowed.messages[0], "Sector", ["*"])
    assert widened.text == mock.text(message)


async def test_a_company_without_an_agreement_is_answered_so(host, mock):
    names = host.bot.composer.store.names
    for company in names.kinds["company"]:
        reply = await mock.slash(f"/deals company:{company.label}")
        assert held(reply.messages[0])
        if "holds no agreement" in reply.text:
            assert company.label in reply.text
            return
    pytest.skip("every company of the pack has an agreement")


@places
async def test_help_and_about_answer_everywhere_and_privately(mock, where, who):
    for line in ("/help", "/about"):
        reply = await mock.slash(line, user=who, channel=where)
        assert reply.ephemeral
        assert page(reply.messages[0]) is None
        assert reply.text.strip()


async def test_about_counts_what_rests_on_more_than_the_articles(mock, composer):
    differences = composer.store.discrepancies
    known = sum(d.settled == "common knowledge" for d in differences)
    assert known
    text = (await mock.slash("/about")).text
    assert f"common knowledge settles {known} of the {len(differences)} places" in text
