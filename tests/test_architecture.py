"""How the house is built: who may import whom, how long a file may be, and what may not stand in it."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@cache
def files() -> tuple[Path, ...]:
    """What belongs to the project: what git holds, or will; without git, what is no hidden or built thing."""
    found = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    names = found.stdout.splitlines() if found.returncode == 0 else []
    paths = [ROOT / name for name in names] or [p for p in ROOT.rglob("*") if not hidden(p.relative_to(ROOT))]
    return tuple(p for p in paths if p.is_file())


def hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" or part.endswith(".egg-info") for part in path.parts)


@cache
def modules() -> dict[str, Path]:
    """Every module of the product by its dotted name."""
    paths = [p for p in files() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in ("bot", "briefs")]
    return {".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p for p in paths}


@cache
def imports() -> dict[str, frozenset[str]]:
    """What each module imports, anywhere in it: our modules by their full name, others by their first word."""
    return {name: frozenset(imported(name, path)) for name, path in modules().items()}


def imported(name: str, path: Path):
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (known(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*up, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield whole if whole in modules() else known(base)


def known(name: str) -> str:
    return name if name in modules() else name.partition(".")[0]


def reached(start: str) -> frozenset[str]:
    """Every module of ours that one leads to."""
    seen, todo = set[str](), [start]
    while todo:
        for each in imports()[todo.pop()] - seen:
            if each in modules():
                seen.add(each)
                todo.append(each)
    return frozenset(seen)


def room(*names: str) -> set[str]:
    """The modules of these rooms, with all within."""
    return {m for m in modules() for name in names if m == name or m.startswith(f"{name}.")}


def led(starts: set[str], never: set[str]) -> list[str]:
    """Where one of the modules leads to one that it must not know."""
    return sorted(f"{start} -> {end}" for start in starts for end in (reached(start) - {start}) & never)


# ---- Arrows ----


def test_briefs_know_nothing_of_discord_nor_of_the_bot():
    wrong = [name for name in room("briefs") if imports()[name] & {"discord", "bot", "aiohttp", "click"}]
    assert not wrong
    assert not led(room("briefs"), room("bot"))


def test_the_product_knows_nothing_of_its_tests_and_reads_seeds_as_files():
    foreign = {"tests", "pytest", "hypothesis", "seeds"}
    assert not [name for name in modules() if imports()[name] & foreign - allowed(name)]


def allowed(name: str) -> set[str]:
    return {"pytest"} if name == "bot.mock.fixtures" else set()


FACTS = ("briefs.fields", "briefs.when", "briefs.facts")
PACK = (*FACTS, "briefs.meta", "briefs.pack")
STORE = (*PACK, "briefs.names", "briefs.fold", "briefs.refusal", "briefs.store")


@pytest.mark.parametrize(("start", "may"), [("briefs.facts", FACTS), ("briefs.pack", PACK), ("briefs.store", STORE)])
def test_facts_lead_to_the_pack_and_the_pack_to_the_store_and_never_back(start, may):
    assert not reached(start) - set(may) - {"briefs"}


def functions() -> set[str]:
    """The modules of briefs' functions: what the catalog is made of."""
    return {m for m in imports()["briefs.catalog"] if m.startswith("briefs.")} - {"briefs.brief", "briefs.meta"}


def test_a_function_asks_the_store_and_knows_neither_words_nor_pages():
    words = {"briefs.render", "briefs.document", "briefs.compose", "briefs.catalog", "briefs.charts"}
    assert len(functions()) >= 7
    assert not led(functions(), words)


def test_the_document_knows_no_template_and_the_renderer_no_brief():
    assert not led({"briefs.document"}, room("briefs") - {"briefs", *FACTS})
    assert not led({"briefs.render"}, functions() | {"briefs.catalog", "briefs.compose"})


def test_sql_on_facts_stands_in_the_store_alone():
    sql = re.compile(r"\b(SELECT|INSERT INTO|DELETE FROM|UPDATE)\b .*\b(FROM|VALUES|SET|fact|tag)\b")
    wrong = [m for m in room("briefs") - {"briefs.store"} if sql.search(modules()[m].read_text(encoding="utf-8"))]
    assert not wrong


def test_answers_go_from_commands_over_reply_and_present_to_the_limits():
    above = {"bot.client", "bot.run", "bot.trial", "bot.cli"}
    assert not led({"bot.limits"}, room("bot") - {"bot"})
    assert not led({"bot.present"}, above | room("bot.daily") | {"bot.reply", "bot.commands", "bot.manual"})
    assert not led({"bot.reply"}, above | room("bot.daily") | {"bot.commands", "bot.manual"})
    assert not led({"bot.commands", *room("bot.daily")}, above)


def test_the_mock_shares_nothing_with_the_bot_it_tests():
    assert not led(room("bot.mock"), (room("bot") | room("briefs")) - room("bot.mock") - {"bot"})


def test_nobody_imports_the_command_line_but_the_door():
    assert [m for m in modules() if "bot.cli" in imports()[m]] == ["bot.__main__"]


def test_no_import_goes_in_a_circle():
    assert not [m for m in modules() if m in reached(m)]


# ---- Files ----

TOP = {
    "pyproject.toml", "README.md", ".env.example", "seeds", "bot", "briefs", "tests", "LICENSE", "requirements.lock",
    "Dockerfile", "compose.yaml",
}  # fmt: skip


def test_the_top_level_holds_what_the_house_names_and_nothing_else():
    names = {p.relative_to(ROOT).parts[0] for p in files()}
    assert not {n for n in names - TOP if not n.startswith(".")}
    assert {"pyproject.toml", "README.md", ".env.example", "LICENSE", "seeds", "bot", "briefs", "tests"} <= names


def test_no_file_of_code_is_longer_than_400_lines():
    long = {str(p.relative_to(ROOT)): n for p in files() if p.suffix == ".py" and (n := lines(p)) > 400}
    assert not long


@pytest.mark.parametrize(("place", "most"), [("bot/mock", 2000), ("bot/mock/client", 1200)])
def test_the_mock_can_be_read_in_a_sitting(place, most):
    """Discord itself, and Discord's client with the terminal: each room has its measure, and each file."""
    sizes = {p.name: lines(p) for p in files() if p.suffix == ".py" and p.relative_to(ROOT).parent == Path(place)}
    assert len(sizes) >= 7
    assert sum(sizes.values()) < most
    assert max(sizes.values()) < 300


def test_the_mocks_server_needs_of_its_client_what_a_test_calls_alone():
    terminal = {f"bot.mock.client.{name}" for name in ("screen", "play", "prompt")}
    assert not led({"bot.mock", "bot.mock.server"}, terminal)
    assert "prompt_toolkit" not in {name for m in reached("bot.mock") for name in imports()[m]}


def lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def test_except_exception_stands_in_three_places():
    """The command tree's errors come through discord.py; the controls and the scheduler's tick catch their own."""
    caught = re.compile(r"^\s*except Exception\b", re.MULTILINE)
    found = [name for name, path in modules().items() for _ in caught.findall(path.read_text(encoding="utf-8"))]
    assert len([name for name in found if not name.startswith("bot.mock")]) <= 3, found


def text_files() -> list[Path]:
    kinds = (".py", ".toml", ".md", ".sql", ".svg", ".yaml", ".lock", ".txt", ".example", "")
    return [p for p in files() if p.suffix in kinds]


def holding(pattern: str, *, but: tuple[str, ...] = ()) -> list[str]:
    """The files in which a pattern stands, each with the first line of it. This file is not looked at."""
    found = []
    for path in text_files():
        name = str(path.relative_to(ROOT))
        if path == Path(__file__) or any(Path(name).match(each) for each in but):
            continue
        match = re.search(pattern, path.read_text(encoding="utf-8"))
        found += [f"{name}: {match[0]}"] if match else []
    return found


def test_no_file_names_a_place_of_the_machine_it_was_written_on():
    assert not holding(r"/work/|/root/|/Users/")


def test_the_texts_are_looked_for_beside_the_project_by_the_tests_set_up_alone():
    assert not holding(r"(?<![\w-])shared/", but=("tests/conftest.py",))


def test_no_file_names_a_tool_of_the_workshop_or_leaves_a_reminder():
    assert not holding(r"copied-sentences|\bissues show\b|house\.md|\bTODO\b|\bFIXME\b|\bXXX\b")


def test_nothing_but_the_lock_pins_an_index():
    assert not holding(r"--index-url|extra-index|https?://[^\s]*pypi[^\s]*/simple")


def test_nobody_mocks_an_object_of_discord():
    wrong = []
    for path in files():
        if path.suffix == ".py" and path != Path(__file__):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} | {
                a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names
            }
            wrong += [str(path.relative_to(ROOT))] * bool(names & {"MagicMock", "Mock", "AsyncMock"})
    assert not wrong
