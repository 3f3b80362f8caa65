"""Rendering: a value is shown letter for letter, a template cannot slip, and only one macro cites."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, nodes
from jinja2.exceptions import SecurityError, TemplateNotFound, UndefinedError

import briefs
from bot import limits
from bot.mock.client.markdown import Reader
from bot.mock.client.markdown import lines as shown_by_discord
from briefs.compose import open_composer
from briefs.render import escape
from tests.briefs.packs import ORGANISATIONS, edit, edited, tiny
from tests.conftest import TODAY

TEMPLATES = sorted(Path(briefs.__file__).parent.glob("templates/*/*.md"))

# ---- Values ----

NASTY = [
    *(f"a {sign} b{sign}c{sign}" for sign in "\\`*_~|<>[]#-+=.!(){}@&$%^"), "**bold**", "__under__", "*it*", "_it_",
    "~~struck~~", "||spoiler||", "`code`", "```fence", "[label](https://example.org)", "<@1>", "<@!1>", "<@&1>", "<#1>",
    "<t:1790000000:R>", "</deals:1>", "<:smile:1>", ":smile:", "10:30:15", "- item", "* item", "  - nested", "# head",
    "### head", "-# small", "> quote", ">>> quote", "2026. item", "2026.5 is no item", "\\", "\\*", "a\\", "AT&T <b>",
    "Đặng “quoted” — dash",
]  # fmt: skip


@pytest.mark.parametrize("value", NASTY)
def test_a_value_is_shown_letter_for_letter_at_the_start_of_an_item_and_within_it(value):
    assert seen(f"- {escape(value)}") == f"• {value.lstrip()}"
    assert seen(f"- said {escape(value)}") == f"• said {value}"
    assert seen(f"- **{escape(value)}**") == f"• {value}"


def seen(text: str) -> str:
    """The text as Discord shows it. Discord takes a backslash before any sign, `_` too."""
    return "\n".join(line.text for line in shown_by_discord(text, Reader())).replace(r"\_", "_")


def test_names_of_emoji_are_not_drawn():
    assert str(escape(":smile: at 10:30:15")) == r"\:smile: at 10\:30:15"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\v", "\f", "\n\n- x\n"])
def test_a_newline_in_a_value_makes_no_new_line(newline):
    text = str(escape(f"one{newline}two"))
    assert len(text.splitlines()) == 1
    assert text.startswith("one ")


def test_private_use_characters_are_dropped_so_that_no_value_can_cite():
    assert str(escape("a\ue000ht:6:\ue001b")) == r"aht\:6:b"


def test_none_is_not_printed():
    with pytest.raises(ValueError, match="None"):
        escape(None)


def test_text_of_ours_is_not_escaped_twice():
    once = escape("a*b & c")
    assert escape(once) == once == r"a\*b & c"


@given(st.text(max_size=60))
def test_any_value_stays_on_one_line_and_opens_no_block(value):
    text = str(escape(value))
    assert "\n" not in text
    [line] = shown_by_discord(text, Reader())
    assert line.kind == "text"


# ---- The environment ----


@pytest.fixture
async def renderer(tmp_path):
    async with open_composer(tiny(tmp_path), tmp_path / "data") as composer:
        yield composer.renderer("en")


@pytest.mark.parametrize(
    ("template", "error"),
    [
        ("{{ nobody }}", UndefinedError),
        ("{{ view.nobody }}", UndefinedError),
        ("{% if nobody %}x{% endif %}", UndefinedError),
        ("{% for x in nobody %}x{% endfor %}", UndefinedError),
        ("{{ none_given }}", ValueError),
        ("{{ view.__class__ }}", SecurityError),
        ("{{ ''.__class__.__mro__ }}", SecurityError),
        ("{{ view.append(1) }}", SecurityError),
    ],
)
def test_a_template_that_slips_raises_and_prints_nothing(template, error, renderer):
    with pytest.raises(error):
        renderer.environment.from_string(template).render(view=[1], none_given=None)


def test_a_template_that_is_not_there_raises(renderer):
    with pytest.raises(TemplateNotFound):
        renderer.render("no-such.md", view=None)


async def test_hostile_words_in_a_pack_reach_the_page_as_words(tmp_path):
    """Signs in a name, a link in a sentence, a mention: each is shown, none is obeyed."""
    hostile = edited(
        ORGANISATIONS, '"Northline runs ferries."', '"[Northline](https://x.org) runs **all** @everyone <@1>."'
    )
    folder = tiny(tmp_path, organisations=hostile)
    edit(folder / "organisations.toml", 'name   = "Northline"', 'name   = "# North_line_ & Co"')
    async with open_composer(folder, tmp_path / "data") as composer:
        address = composer.catalog["who"].address(composer.store.names, {"name": "northline"})
        readout = await composer.compose(address, TODAY)
        text = readout.pages(limits.PAGE)[0].text
    assert "# North_line_ & Co" in seen(text)
    assert "[Northline](https://x.org) runs **all** @everyone <@1>. [GZ¶2]" in seen(text)
    assert "&amp;" not in text


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2026-02-18", "18 Feb 2026"),
        ("2026-02", "Feb 2026"),
        ("2026", "2026"),
        ("2026-02-18/2026-02-20", "18–20 Feb 2026"),
        ("2026-02-28/2026-03-02", "28 Feb 2026 to 2 Mar 2026"),
        ("2025/2026-03", "2025 to Mar 2026"),
    ],
)
def test_a_date_is_worded_no_finer_than_it_is_known(when, words, renderer):
    from briefs.when import When

    assert renderer.date(When.parse(when)) == words


def test_a_language_without_templates_falls_back_to_english(renderer):
    assert renderer.language == "en"


# ---- What no template may do: read in Jinja's own syntax tree ----


def outputs(tree: nodes.Template):
    """Every expression that a template prints."""
    for output in tree.find_all(nodes.Output):
        yield from (node for node in output.nodes if not isinstance(node, nodes.TemplateData))


CONDITIONS = nodes.CondExpr | nodes.Pair  # their test and their key are not printed


def faults(source: str) -> list[str]:
    """What comes out escaped twice or not at all: literals, `~`, `|join`, `|safe`. Conditions may hold literals."""
    tree = Environment(autoescape=True).parse(source)
    found = []
    for printed in outputs(tree):
        whole = [printed, *printed.find_all(nodes.Node)]
        asked = [n.test if isinstance(n, nodes.CondExpr) else n.key for n in whole if isinstance(n, CONDITIONS)]
        unprinted = {id(n) for each in asked for n in [each, *each.find_all(nodes.Node)]}
        for node in whole:
            if id(node) in unprinted:
                continue
            if isinstance(node, nodes.Const) and isinstance(node.value, str):
                found.append(f"line {node.lineno}: the literal {node.value!r}")
            if isinstance(node, nodes.Concat | nodes.Add | nodes.Mod):
                found.append(f"line {node.lineno}: text put together in an expression")
            if isinstance(node, nodes.Filter) and node.name in ("join", "safe", "replace", "format"):
                found.append(f"line {node.lineno}: |{node.name}")
    return found


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_no_template_prints_literals_or_joins_text(template):
    assert not faults(template.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    ["{{ 'x' }}", "{{ a ~ b }}", "{{ a | join }}", "{{ a | safe }}", "{{ a | join(', ') }}", "{{ 'x' if a else b }}"],
)
def test_the_lint_sees_what_it_is_for(source):
    assert faults(source)


def test_a_literal_in_a_condition_is_allowed():
    assert not faults("{{ a if b == 'x' else c }}{% if a == 'x' %}y{% endif %}")


def test_only_the_macro_line_cites():
    """Statement and mark come from one object: nothing else may call `mark`."""
    callers = []
    for template in TEMPLATES:
        tree = Environment().parse(template.read_text(encoding="utf-8"))
        inside = {id(node): macro.name for macro in tree.find_all(nodes.Macro) for node in macro.find_all(nodes.Name)}
        callers += [
            (template.name, inside.get(id(name), "outside any macro"))
            for name in tree.find_all(nodes.Name)
            if name.name == "mark"
        ]
    assert set(callers) == {("lines.md", "line")}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_no_template_holds_a_citation_of_its_own_or_a_block_the_house_has_not(template):
    text = template.read_text(encoding="utf-8")
    assert not re.search("[\ue000-\uf8ff]", text)
    assert template.name == "help.md" or "¶{{" in text or "¶" not in text
    assert not re.search(r"^(---|```|\|)", text, re.MULTILINE)


def test_only_an_edition_has_a_date_that_no_source_says():
    folder = Path(__file__).parents[2] / "briefs" / "templates"
    using = {path.name for path in folder.rglob("*.*") if "| own" in path.read_text(encoding="utf-8")}
    assert using == {"edition.md", "edition_blind.md"}


def test_the_foot_says_how_old_the_pack_is_and_nothing_of_days_to_come(renderer):
    last = renderer.as_of.last
    assert "1 week ago" in renderer.foot((), 1, 1, last + timedelta(days=7))
    assert "ago" not in renderer.foot((), 1, 1, last - timedelta(days=400))
