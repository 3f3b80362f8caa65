"""What goes wrong, and what the user and the operator then see."""

import asyncio
import gc
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from drive import held

from bot.mock import MockDiscord, NoAnswer, Reply
from briefs.compose import Composer

SIGN = "⚠️"
CALLBACK = "POST /interactions/"
REFERENCE = re.compile(r"\b[0-9a-f]{8}\b")


def levels(caplog) -> list[str]:
    """The levels of what the bot itself logged while it answered, from the warning upwards."""
    gc.collect()  # a task whose exception nobody fetched reports it when it goes
    records = [r for r in caplog.get_records("call") if r.name.startswith(("readout", "asyncio", "discord.app"))]
    return [r.levelname for r in records if r.levelno >= logging.WARNING]


async def until(true: Callable[[], object]) -> None:
    for _ in range(400):
        if true():
            return
        await asyncio.sleep(0.005)


async def logged(caplog, expected: list[str]) -> None:
    """What the bot logged, once it has; on a busy machine the user gives up before that."""
    await until(lambda: len(levels(caplog)) >= len(expected))
    assert levels(caplog) == expected


# ---- Our fault ----


class Fault(Exception):
    pass


def failing(composer: Composer) -> Composer:
    async def fail(store, today, **options):
        raise Fault("/home/operator/secret is not readable")

    return replace(composer, catalog={**composer.catalog, "deals": replace(composer.catalog["deals"], function=fail)})


async def broken(host) -> MockDiscord:
    host.expected = ["reference "]
    await host.start(change=failing)
    return host.mock


def apology(reply: Reply, caplog) -> str:
    """The reference of an apology, after proving that it says no more, and that the log holds the rest under it."""
    assert reply.ephemeral
    assert reply.text.startswith(SIGN)
    assert "secret" not in reply.text
    assert "Fault" not in reply.text
    assert "Traceback" not in reply.text
    (reference,) = REFERENCE.findall(reply.text)
    (record,) = [r for r in caplog.get_records("call") if reference in r.getMessage()]
    assert record.levelname == "ERROR"
    assert record.exc_info
    assert isinstance(record.exc_info[1], Fault)
    assert "secret" in str(record.exc_info[1])
    return reference


async def test_a_brief_that_fails_shows_an_apology_and_logs_why_under_its_reference(host, caplog):
    mock = await broken(host)
    first = apology(await mock.slash("/deals"), caplog)
    second = apology(await mock.slash("/deals"), caplog)
    assert first != second


async def test_the_log_names_what_was_asked(host, caplog):
    mock = await broken(host)
    await mock.slash("/deals sector:aviation")
    assert "aviation" in caplog.get_records("call")[-1].getMessage()


async def test_a_control_that_fails_shows_an_apology(host, caplog):
    await host.start()
    message = (await host.mock.slash("/deals")).messages[0]
    mock = await broken(host)
    apology(await mock.click(message, "Sources"), caplog)
    assert held(mock.messages("#general")[0])


async def test_a_failure_is_not_kept_and_harms_no_other_brief(host):
    mock = await broken(host)
    await mock.slash("/deals")
    assert held((await mock.slash("/timeline")).messages[0])


# ---- Discord, or time ----


@pytest.fixture
def late(mock: MockDiscord, monkeypatch):
    """From here on the bot hears of everything when its three seconds are over."""
    opened = mock.world.open

    def open_late(*args, **more):
        asked = opened(*args, **more)
        asked.created -= timedelta(seconds=60)
        return asked

    def begin() -> None:
        monkeypatch.setattr("bot.mock.limits.FIRST_ANSWER", 0.15)  # seconds of the wall's clock that Discord waits
        monkeypatch.setattr(mock.world, "open", open_late)

    return begin


@pytest.mark.parametrize(
    "line", ["/deals", "/deals company:nobody-of-that-name", "/help", "/timeline from:2026 to:2025"]
)
async def test_an_interaction_that_has_expired_is_one_warning(mock, late, line, caplog):
    late()
    with pytest.raises(NoAnswer):
        await mock.slash(line)
    await logged(caplog, ["WARNING"])


async def test_a_press_that_has_expired_is_one_warning(mock, late, caplog):
    message = (await mock.slash("/timeline")).messages[0]
    late()
    for label in ("Next", "Sources"):
        with pytest.raises(NoAnswer):
            await mock.click(message, label)
    await logged(caplog, ["WARNING", "WARNING"])


async def test_a_command_over_the_cooldown_that_has_expired_is_one_warning(host, late, caplog):
    await host.start(READOUT_COOLDOWN="1/20")
    await host.mock.slash("/help")
    late()
    with pytest.raises(NoAnswer):
        await host.mock.slash("/help")
    await logged(caplog, ["WARNING"])


async def test_a_stale_command_that_has_expired_is_one_warning(mock, late, caplog):
    mock.world.commands[None].append({**mock.world.commands[None][0], "name": "older", "id": "77"})
    late()
    with pytest.raises(NoAnswer):
        await mock.slash("/older")
    await logged(caplog, ["WARNING"])


async def test_a_completion_that_has_expired_troubles_nobody(host, mock, late, caplog):
    host.expected = ["Ignoring exception in autocomplete"]  # discord.py's own words, which it cannot be kept from
    late()
    with pytest.raises(NoAnswer):
        await mock.autocomplete("/deals company:boe")
    await logged(caplog, ["ERROR"])
    assert not [r for r in caplog.get_records("call") if r.name == "readout"]


async def test_a_message_deleted_meanwhile_is_one_warning(mock, caplog):
    message = (await mock.slash("/timeline")).messages[0]
    asked = mock._open(3, mock.user("nobody"), message.channel, source=message)
    payload = mock._payload(asked, {"component_type": 2, "custom_id": "next /timeline page:2"}, "en-US")
    mock.world.delete(message)
    mock.world.tell("INTERACTION_CREATE", payload)
    await logged(caplog, ["WARNING"])
    assert mock.messages("#general") == []


async def test_no_permission_to_answer_is_a_warning_and_no_apology(mock, caplog, monkeypatch):
    assert held((await mock.slash("/deals")).messages[0])
    monkeypatch.setattr("bot.mock.limits.FIRST_ANSWER", 0.3)
    mock.faults.fail(CALLBACK, 403)
    with pytest.raises(NoAnswer):
        await mock.slash("/deals")
    await logged(caplog, ["WARNING"])
    assert held((await mock.slash("/deals")).messages[0]), "and the next one is answered"


async def test_a_bot_that_may_not_write_in_the_channel_answers_all_the_same(mock):
    mock.overwrite("#general", deny=1 << 11)
    message = (await mock.slash("/timeline")).messages[0]
    assert held((await mock.click(message, "Next")).messages[0]).number == 2


async def test_a_server_error_is_tried_again(mock, monkeypatch):
    mock.faults.fail(CALLBACK, 503)
    assert held((await mock.slash("/deals")).messages[0])


async def test_a_connection_dropped_after_the_answer_shows_it_once(host, mock, caplog):
    host.expected = ["reference "]
    mock.faults.drop(CALLBACK, done=True)
    reply = await mock.slash("/deals")
    await until(lambda: "ERROR" in levels(caplog))
    assert [held(message).number for message in mock.messages("#general")] == [1]
    assert held(reply.messages[0])


# ---- The asker's fault ----


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/deals company:Boing", ["Boing", "Did you mean", "Boeing"]),
        ("/deals company:prat whitney x", ["Pratt & Whitney"]),
        ("/deals sector:aviaton", ["Aviation"]),
        ("/senators name:Hagert", []),
        ("/who name:Steve Dain", []),
        ("/timeline from:yesterday", ["from", "yesterday", "2026-02-18", "2026-02", "2026"]),
        ("/timeline to:2026-02-30", ["to", "2026-02-30", "2026-02-18"]),
        ("/timeline from:2026-13", ["2026-13", "2026-02"]),
        ("/timeline from:0000", ["0000"]),
        ("/timeline from:2026-03 to:2026-01", ["2026-03", "2026-01", "before"]),
        ("/compare a:to-lam b:to-lam", ["Tô Lâm", "two people"]),
        ("/fact id:nothing-like-this", ["nothing-like-this"]),
        ("/sources source:ZZZ", ["ZZZ"]),
    ],
)
async def test_a_slip_is_told_with_the_way_out(mock, line, words):
    reply = await mock.slash(line)
    if not words:  # near enough to be understood
        assert held(reply.messages[0])
        return
    assert reply.ephemeral, "to who asked alone"
    assert reply.text.startswith(SIGN)
    assert not [word for word in words if word not in reply.text], reply.text
    assert len(reply.messages) == 1


async def test_every_slip_of_a_command_is_told_at_once(mock):
    reply = await mock.slash("/timeline from:never to:2026-99 who:nobody-known topic:wether")
    for word in ("never", "2026-99", "nobody-known", "wether"):
        assert word in reply.text
    both = await mock.slash("/compare a:qqqq b:zzzz")
    assert "qqqq" in both.text
    assert "zzzz" in both.text


async def test_what_was_typed_is_shown_letter_for_letter(mock):
    typed = "**bold** `x` <@1> @everyone [a](http://b)"
    reply = await mock.slash(f"/deals company:{typed}")
    assert typed in reply.text


@pytest.mark.parametrize(
    "custom_id",
    [
        "",
        "next",
        "next ",
        "next deals",
        "next /deals page:0",
        "next /deals page:99999",
        "next /deals page:1 page:2",
        "jump /deals",
        "pick-sector /deals",
        "next  /deals",
        "next /deals sector:",
        "NEXT /deals",
        "next /deals\n",
        "7c2d",
        "go /" + "x" * 6000,
    ],
    ids=lambda custom_id: repr(custom_id[:30]),
)
async def test_a_control_of_another_version_is_answered(host, mock, custom_id):
    message = (await mock.slash("/deals")).messages[0]
    reply = await host.forge_control(message, custom_id)
    assert reply.ephemeral
    assert reply.text.startswith(SIGN)
    assert "older version" in reply.text
    assert held(mock.messages("#general")[0]), "and the message stays as it was"


@pytest.mark.parametrize(
    ("custom_id", "values", "word"),
    [
        ("next /weather", None, "weather"),
        ("go /deals company:gone", None, "gone"),
        ("cite /who", None, "name"),
        ("share /timeline from:2027 to:2026", None, "before"),
        ("next /deals colour:red", None, "colour"),
        ("pick-sector /deals", ["gone"], "gone"),
        ("pick-colour /deals", ["red"], "colour"),
    ],
)
async def test_a_control_whose_subject_is_gone_says_so(host, mock, custom_id, values, word):
    message = (await mock.slash("/deals")).messages[0]
    reply = await host.forge_control(message, custom_id, values)
    assert reply.ephemeral
    assert reply.text.startswith(SIGN)
    assert word in reply.text


async def test_a_forged_choice_of_a_label_leaves_working_controls(host, mock):
    message = (await mock.slash("/deals")).messages[0]
    for value in ("Vietnam Airlines", "VIETNAM  AIRLINES", "vietnam" + " " * 60 + "airlines"):
        reply = await host.forge_control(message, "pick-company /deals", [value])
        assert held(reply.messages[0])
        assert held((await mock.click(reply.messages[0], "Sources")).messages[0])
