"""What stands in the terminal: lines of 80 columns, accents right, numbers to press, exit codes and JSON."""

import io
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

from bot.mock import MockDiscord
from bot.mock.client import screen
from bot.mock.client.markdown import Reader, lines
from bot.mock.client.play import ANSWERED, FAILED, REFUSED, USAGE, Seat, play, script

READER = Reader(now=datetime(2026, 2, 19, 7, tzinfo=UTC), names={"@1": "@admin", "#2": "#news"})


def read(text: str, reader: Reader = READER) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in lines(text, reader)]


@pytest.mark.parametrize(("text", "kind", "shown"), [
    ("# Title", "h1", "Title"),
    ("### Small", "h3", "Small"),
    ("#no heading", "text", "#no heading"),
    ("-# subtext", "subtext", "subtext"),
    ("- item", "item", "• item"),
    ("  - nested", "item", "  • nested"),
    ("2. second", "item", "2. second"),
    ("> quoted", "quote", "▏ quoted"),
    (r"\- no item, 2 \* 3 \\ 4", "text", r"- no item, 2 * 3 \ 4"),
    ("2026\\. was", "text", "2026. was"),
    ("**bold** *italic* _too_ __under__ ~~gone~~ `code`", "text", "bold italic too under gone code"),
    ("**a *b* c**", "text", "a b c"),
    ("snake_case_word and 2*3", "text", "snake_case_word and 2*3"),
    ("[label](https://x.example/a)", "text", "label (https://x.example/a)"),
    ("[HT¶6] [x](y)", "text", "[HT¶6] [x](y)"),
    ("</deals show:123>", "text", "/deals show"),
    ("<@1> in <#2> <@&3> <:flag:9>", "text", "@admin in #news @&unknown :flag:"),
])  # fmt: skip
def test_a_line_as_discord_shows_it(text, kind, shown):
    assert read(text) == [(kind, shown)]


def test_every_newline_shows_and_code_stays():
    assert read("a\n\n```\n**b**\n```") == [("text", "a"), ("text", ""), ("code", "**b**")]
    assert read("```**b**```\n**c**") == [("code", "**b**"), ("text", "c")]


def test_milliseconds_are_no_moment():
    assert read("<t:1771504200000000>") == [("text", "Invalid date")]


@pytest.mark.parametrize(("style", "locale", "zone", "shown"), [
    ("", "en-US", "UTC", "February 19, 2026 12:30\u202fPM"),
    (":f", "vi", "Asia/Ho_Chi_Minh", "19 tháng 2, 2026 19:30"),
    (":d", "de", "UTC", "19.02.26"),
    (":T", "fr", "UTC", "12:30:00"),
    (":R", "en-US", "UTC", "in 6 hours"),
])  # fmt: skip
def test_a_moment_in_the_readers_words(style, locale, zone, shown):
    reader = Reader(locale, ZoneInfo(zone), READER.now)
    assert read(f"<t:1771504200{style}>", reader) == [("text", shown)]


LONG = "Tổng Bí thư Tô Lâm gặp các thượng nghị sĩ ở Washington, và " * 4


async def test_lines_fit_eighty_columns_and_hang(rest):
    content = f"# {LONG}\n- {LONG}\n  - {LONG}"
    await rest.post({"flags": 1 << 15, "components": [{"type": 17, "components": [{"type": 10, "content": content}]}]})
    out = io.StringIO()
    screen.draw(rest.mock.messages("#general"), rest.mock.reader(), screen.screen(out))
    drawn = out.getvalue().splitlines()
    assert max(map(cell_len, drawn)) <= 80
    assert "\x1b" not in out.getvalue()  # no terminal, no colours
    starts = [line[:6] for line in drawn]
    assert {"│ • Tổ", "│   • "} <= set(starts)
    assert any(line.startswith("│     ") for line in drawn)  # what follows a nested item hangs under it
    assert "".join(LONG.split()) * 3 in "".join("".join(drawn).replace("│", "").replace("•", "").split())


async def test_a_rule_and_a_file_in_a_box(rest):
    file = {"type": 13, "file": {"url": "attachment://a.txt"}}
    box = {"type": 17, "components": [{"type": 10, "content": "above"}, {"type": 14}, file]}
    await rest.post({"flags": 1 << 15, "components": [box]}, files=[("a.txt", b"1")])
    out = io.StringIO()
    screen.draw(rest.mock.messages("#general"), rest.mock.reader(), screen.screen(out))
    assert out.getvalue().splitlines() == ["Bot APP", "│ above", f"│ {'─' * 24}", "│ ▣ a.txt"]


async def test_buttons_go_on_in_the_next_row_and_are_never_broken(rest):
    buttons = [{"type": 2, "style": 1, "label": f"Show number {n}", "custom_id": f"{n}"} for n in range(5)]
    await rest.post({"components": [{"type": 1, "components": buttons}]})
    out = io.StringIO()
    screen.draw(rest.mock.messages("#general"), rest.mock.reader(), screen.screen(out))
    drawn = [f"[{n + 1} Show number {n}]" for n in range(5)]
    assert out.getvalue().splitlines()[1:] == [f"  {'  '.join(drawn[:4])}", f"  {drawn[4]}"]


async def test_a_link_shows_where_it_leads_and_has_no_number(rest):
    link = {"type": 2, "style": 5, "label": "Site", "url": "https://x.example"}
    press = {"type": 2, "style": 1, "label": "Go", "custom_id": "g"}
    await rest.post({"components": [{"type": 1, "components": [link, press]}]})
    out = io.StringIO()
    screen.draw(rest.mock.messages("#general"), rest.mock.reader(), screen.screen(out))
    assert out.getvalue().splitlines()[1:] == ["  [Site ↗ https://x.example]  [1 Go]"]


@pytest.mark.parametrize("off", [False, True])
async def test_colours_go_with_no_color(rest, monkeypatch, off: bool):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1" if off else "")
    await rest.post({"content": "**bold**"})
    out = io.StringIO()
    screen.draw(rest.mock.messages("#general"), rest.mock.reader(), screen.screen(out))
    assert ("\x1b" not in out.getvalue()) is off


def warns(reply) -> bool:
    return reply.text.startswith("x")


@pytest.fixture
def run(mock_discord: MockDiscord, bot, capsys, tmp_path):
    async def steps(*steps: str, as_json: bool = False, seat: Seat | None = None):
        code = await play(seat or Seat(mock_discord, refused=warns, save_to=tmp_path), steps, as_json=as_json)
        return code, *capsys.readouterr()

    return steps


async def test_a_script_is_drawn(run, tmp_path):
    code, out, err = await run("/page", "click Next", "3", "select 3 Page 2", "select Jump to Page 1", "1")
    assert code == REFUSED
    assert err == "3 is a select: write “select 3 value”.\n"
    assert out.splitlines()[:9] == [
        "› /page",
        "Bot APP",
        "│ Tô Lâm, page 1",
        "│ • one bold [HT¶6]",
        "│ small",
        "│ ▣ chart.png: a chart",
        "  [Previous]  [1 Next]",
        "  [2 Jump to ▾ Page 1 · Page 2 · Page 3]",
        "  [3 Quiet]",
    ]
    assert out.count("page 2") == 3
    code, _, err = await run("/page", "click Nxt", "select Go 1")
    assert (code, err.splitlines()) == (REFUSED, [
        "There is no button “Nxt” on the screen; there is Previous, Next, Quiet.",
        "There is no select “Go” on the screen; there is Jump to.",
    ])  # fmt: skip
    assert (tmp_path / "chart.png").read_bytes() == b"png"


async def test_a_picture_that_cannot_be_saved_is_told_and_the_answer_stands(mock_discord: MockDiscord, run, tmp_path):
    (tmp_path / "file").touch()
    code, out, err = await run("/page", "/ping", seat=Seat(mock_discord, save_to=tmp_path / "file"))
    assert (code, "page 1" in out, "pong" in out) == (ANSWERED, True, True)
    assert err.startswith("The pictures are not saved: ")


async def test_a_private_answer_is_marked(run):
    assert await run("/ping") == (ANSWERED, "Bot APP · only you see this\n  pong\n", "")


async def test_a_follow_up_belongs_to_its_step(run, monkeypatch):
    monkeypatch.setattr("bot.mock.client.play._SETTLE", 0.5)
    assert "and more" in (await run("/later"))[1]


@pytest.mark.parametrize(("steps", "code", "outcomes", "reason"), [
    (["/ping"], ANSWERED, ["answered"], ""),
    (["/find company:x"], REFUSED, ["refused"], ""),  # the bot's own refusal, told by the predicate
    (["/pong", "/ping"], REFUSED, ["refused", "answered"], "There is no command /pong"),
    (["hello", "/ping", "/ping"], USAGE, ["usage"], "2 more not taken"),
    (["hello"], USAGE, ["usage"], "is no step"),
    (["click"], USAGE, ["usage"], "click what? Write click LABEL   or   N."),
    (["/in "], USAGE, ["usage"], "/in what? Write /in #CHANNEL."),
    (["click Next"], REFUSED, ["refused"], "There is no button “Next” on the screen."),
    (["/page", "select 1 x"], REFUSED, ["answered", "refused"], "1 is a button: write “click 1”."),
    (["/at tomorrow"], USAGE, ["usage"], "is no time"),
    (["/broken", "/ping"], FAILED, ["failed"], "data.content: Must be 2000 or fewer"),
])  # fmt: skip
async def test_exit_codes_and_json(run, monkeypatch, steps, code, outcomes, reason):
    monkeypatch.setattr("bot.mock.limits.FIRST_ANSWER", 1.0)
    got, out, err = await run(*steps, as_json=True)
    assert got == code
    assert [json.loads(line)["outcome"] for line in out.splitlines()] == outcomes
    assert reason in err


async def test_json_tells_what_machines_need(run, tmp_path):
    _, out, _ = await run("/page", as_json=True)
    step = json.loads(out)
    assert step["files"] == [{"name": "chart.png", "size": 3, "path": str(tmp_path / "chart.png")}]
    assert (step["step"], step["ephemeral"], len(step["components"])) == ("/page", False, 4)
    assert step["text"].startswith("Tô Lâm, page 1\n")


async def test_changing_who_where_and_when(mock_discord: MockDiscord, run):
    seat = Seat(mock_discord)
    steps = ("/as admin", "/daily here channel:#news", "/in #news", "/locale vi", "/find company:Vietjet")
    code, out, _ = await run(*steps, "/at 2026-02-19T07:00", "?", seat=seat)
    assert code == ANSWERED
    assert "  the daily\n› /locale vi" in out
    assert "Vietjet × 1 in None, vi" in out
    assert "It is 2026-02-19 07:00 UTC now." in out
    assert (seat.user, seat.channel, seat.locale) == ("admin", "#news", "vi")


async def test_completion_as_in_discord(mock_discord: MockDiscord, bot):
    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    from bot.mock.client.prompt import Typing

    seat = Seat(mock_discord, user="admin")
    seat.shown = (await mock_discord.slash("/page")).messages

    async def offered(line: str) -> list[str]:
        event = CompleteEvent()
        return [
            line[: len(line) + c.start_position] + c.text
            async for c in Typing(seat).get_completions_async(Document(line), event)
        ]

    assert await offered("/pi") == ["/ping "]
    assert "/as " in await offered("/")
    assert await offered("/find ") == ["/find company: ", "/find count: ", "/find where: "]
    assert await offered("/find wh") == ["/find where: "]
    assert await offered("/find company: viet") == ["/find company: vietjet", "/find company: vietnam airlines"]
    assert await offered("/find company: viet co") == ["/find company: viet count: "]
    assert await offered("/find company: x where: #n") == ["/find company: x where: #news"]
    assert await offered("/daily h") == ["/daily here "]
    assert await offered("/daily here ") == ["/daily here channel: "]
    assert await offered("/as ad") == ["/as @admin"]
    assert await offered("/in #ne") == ["/in #news"]
    assert await offered("click N") == ["click Next"]
    assert await offered("select 2 Page 3") == ["select 2 Page 3"]


async def typed(seat: Seat, *lines: str) -> int:
    """Somebody types these lines at the prompt and leaves. The exit code."""
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    from bot.mock.client.prompt import converse

    with create_pipe_input() as keyboard, create_app_session(input=keyboard, output=DummyOutput()):
        keyboard.send_text("".join(f"{line}\n" for line in lines) + "\x04")
        return await converse(seat)


async def test_a_conversation_goes_on_whatever_is_typed(mock_discord: MockDiscord, bot, capsys):
    assert await typed(Seat(mock_discord), "/pong", "nonsense", "", "help", "/ping") == 0
    told = capsys.readouterr().out
    assert "There is no command /pong" in told
    assert "“nonsense” is no step" in told
    assert "press a button by its label or number" in told
    assert told.splitlines()[-1] == "  pong"


async def test_a_bot_that_fails_at_the_last_step_shows_in_the_exit_code(mock_discord: MockDiscord, bot, monkeypatch):
    monkeypatch.setattr("bot.mock.limits.FIRST_ANSWER", 1.0)
    assert await typed(Seat(mock_discord), "/ping", "/silent") == FAILED
    assert await typed(Seat(mock_discord), "/silent", "/ping") == 0


def test_a_script_has_comments():
    assert script("# first\n/deals\n\n  click Next  \n") == ["/deals", "click Next"]


async def test_a_language_that_discord_has_not(run, mock_discord: MockDiscord):
    assert (await run("/locale vn"))[0] == REFUSED
    code, _, err = await run("/ping", seat=Seat(mock_discord, locale="vn"))
    assert (code, err[:31]) == (REFUSED, "Discord speaks no language vn; ")
