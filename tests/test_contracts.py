"""What one place promises and another keeps, both ways: briefs, templates, commands, README, settings, messages."""

import ast
import re
from pathlib import Path

import discord
import pytest
from discord import app_commands
from jinja2 import Environment, nodes

import briefs
from bot import limits
from bot.commands import slash
from bot.settings import variables
from briefs.catalog import catalog
from briefs.meta import Meta
from briefs.pack import read_pack

ROOT = Path(__file__).parents[1]
TEMPLATES = Path(briefs.__file__).parent / "templates"
OURS = ("help", "about", "daily")  # commands that are no briefs
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def meta() -> Meta:
    return read_pack(ROOT / "seeds").meta


# ---- Briefs ----


def test_every_brief_has_its_template_in_every_language(meta):
    languages = [folder for folder in TEMPLATES.iterdir() if folder.name != "charts"]
    wanted = {brief.template for brief in catalog(meta).values()}
    assert languages
    assert not [f"{folder.name}/{name}" for folder in languages for name in wanted if not (folder / name).is_file()]


def test_every_language_has_the_same_templates():
    languages = {folder.name: {p.name for p in folder.iterdir()} for folder in TEMPLATES.iterdir()}
    del languages["charts"]
    assert all(names == languages["en"] for names in languages.values())


async def test_every_brief_makes_a_command_that_discord_takes(composer):
    wrong, tree = [], app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    for brief in composer.catalog.values():
        command = slash(brief, composer.store.names, None, "Only you see the answer")
        sent = command.to_dict(tree)
        options = [o["name"] for o in sent["options"]]
        wrong += [brief.name] * (options != [p.name for p in brief.parameters] + ["private"])
        wrong += [brief.name] * (len(options) > limits.OPTIONS or len(sent["description"]) > limits.DESCRIPTION)
        wrong += [f"{brief.name} {o['name']}" for o in sent["options"] if not 1 <= len(o["description"]) <= 100]
        completed = {o["name"] for o in sent["options"] if o.get("autocomplete")}
        wrong += [brief.name] * (completed != {p.name for p in brief.parameters if p.offer})
    assert not wrong
    assert len(composer.catalog) + len(OURS) <= limits.COMMANDS


async def test_every_kind_of_name_that_an_option_completes_is_held(composer):
    kinds = {p.offer for b in composer.catalog.values() for p in b.parameters if p.offer}
    assert kinds <= set(composer.store.names.kinds)
    empty = {kind for kind in kinds if not composer.store.names.complete(kind, "")}
    assert not empty


def rows() -> dict[str, str]:
    """The commands of README's table, each with its options as they stand there."""
    found = {}
    for row in re.findall(r"^\| (`/.*?) \|", README, re.MULTILINE):
        for command in re.findall(r"`/([a-z-]+)([^`]*)`", row):
            found[command[0]] = command[1].strip()
    return found


def test_every_brief_has_a_row_in_the_readme_with_its_options_and_every_row_a_command(meta):
    wanted = {
        brief.name: " ".join(p.name if p.required else f"[{p.name}]" for p in brief.parameters)
        for brief in catalog(meta).values()
    }
    listed = rows()
    assert {name: options for name, options in listed.items() if name not in OURS} == wanted
    assert set(OURS) <= set(listed)


# ---- Templates and messages ----


def sources() -> dict[str, str]:
    """The product's code by path."""
    paths = [p for room in ("bot", "briefs") for p in (ROOT / room).rglob("*.py")]
    return {str(p.relative_to(ROOT)): p.read_text(encoding="utf-8") for p in paths if "mock" not in p.parts}


def spoken() -> tuple[set[str], list[re.Pattern[str]]]:
    """Every string in the code, and a pattern for each that is put together: `f"button_{role}"` is button_…"""
    whole, made = set[str](), []
    for text in sources().values():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(v.value) if isinstance(v, ast.Constant) else r"\w+" for v in node.values]
                if len(parts) > 1 and any(p != r"\w+" and len(p) > 3 for p in parts):
                    made.append(re.compile("".join(parts)))
    return whole, made


def templates() -> dict[str, str]:
    return {p.name: p.read_text(encoding="utf-8") for p in sorted((TEMPLATES / "en").glob("*.md"))}


def test_every_template_is_used(meta):
    whole, _ = spoken()
    used = {brief.template for brief in catalog(meta).values()} | whole
    for text in templates().values():
        used |= set(re.findall(r'from "([\w.]+)" import', text))
    assert not set(templates()) - used


def macros(text: str) -> dict[str, list[str]]:
    """The macros of a template with the names of their arguments."""
    tree = Environment().parse(text)
    return {m.name: [a.name for a in m.args] for m in tree.find_all(nodes.Macro)}


def test_every_message_is_used_by_the_code():
    whole, made = spoken()
    unused = {
        name
        for name in macros(templates()["messages.md"])
        if name not in whole and not any(p.fullmatch(name) for p in made)
    }
    assert not unused


def test_every_other_macro_is_used_by_a_template_a_chart_or_the_code():
    whole, made = spoken()
    calls = [n for t in sources().values() for n in ast.walk(ast.parse(t)) if isinstance(n, ast.Call)]
    attributes = {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
    charts = [p.read_text(encoding="utf-8") for p in (TEMPLATES / "charts").glob("*.svg")]
    everything = "\n".join([*templates().values(), *charts])
    unused = []
    for template, text in templates().items():
        for name in macros(text) if template != "messages.md" else ():
            called = re.search(rf"(?<!macro )\b{name}\(|: {name}[,}}]|[\"']{name}[\"']", everything)
            composed = any(p.fullmatch(name) for p in made)
            unused += [f"{template}: {name}"] * (not called and not composed and name not in whole | attributes)
    assert not unused


def codes():
    """Every message that the code names: where, its code, and the arguments it gives by name (None: not seen)."""
    for path, text in sources().items():
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if name in ("Refusal", "message") and given and given[0]:
                keywords = [k.arg for k in node.keywords]
                yield f"{path}:{node.lineno}", given[0], None if None in keywords else set(keywords)


def test_every_message_that_the_code_names_exists_and_gets_the_arguments_it_takes():
    known = macros(templates()["messages.md"])
    found = list(codes())
    assert len(found) > 20
    assert not [(place, code) for place, code, _ in found if code not in known]
    wrong = [(place, code, given) for place, code, given in found if given is not None and given != set(known[code])]
    assert not wrong


def test_every_message_that_the_code_puts_together_exists():
    known = macros(templates()["messages.md"])
    for _, text in sources().items():
        for made in re.findall(r'message\(f"([^"]+)"', text):
            pattern = re.sub(r"\\{.*?\\}", r"\\w+", re.escape(made))
            assert any(re.fullmatch(pattern, name) for name in known), made


# ---- Settings ----


def test_every_setting_that_is_read_is_explained_and_nothing_else_is():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert re.findall(r"^([A-Z_]+)=", example, re.MULTILINE) == list(variables())
    assert not re.findall(r"^[A-Z_]+=.+$", example, re.MULTILINE), "an example value would be a setting"
    explained = re.findall(r"^#.*\n([A-Z_]+)=", example, re.MULTILINE)
    assert explained == list(variables())


def test_every_setting_is_named_in_the_readme_and_every_one_named_there_is_read():
    named = set(re.findall(r"\b(READOUT_[A-Z]+|DISCORD_TOKEN)\b", README))
    assert named == set(variables())


def test_no_other_variable_of_ours_is_read_anywhere():
    named = {n for text in sources().values() for n in re.findall(r"\bREADOUT_[A-Z]+\b", text)}
    assert named <= set(variables())
