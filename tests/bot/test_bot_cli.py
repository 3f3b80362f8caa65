"""`readout` at a terminal: what it prints and with which code it ends; `run` in a process of its own."""

import asyncio
import json
import os
import re
import shutil
import signal
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.mock import MockDiscord

ROOT = Path(__file__).parents[2]
TOKEN = "MTk4NjIyNDgz.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


@pytest.fixture
def readout(tmp_path, data, monkeypatch):
    """Runs the command line in an empty folder, with nothing set but where the facts are kept."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("READOUT_") or name == "DISCORD_TOKEN"]:
        monkeypatch.delenv(name)

    def run(*arguments: str, typed: str | None = None, **settings: str) -> Result:
        environment = {"READOUT_DATA": str(data), **settings}
        return CliRunner().invoke(main, list(arguments), input=typed, env=environment, catch_exceptions=False)

    return run


# ---- try ----


def test_an_answer_ends_with_0(readout):
    done = readout("try", "/deals sector:aviation")
    assert done.exit_code == 0
    assert "Boeing" in done.stdout
    assert "page 1 of" in done.stdout
    assert done.stderr == ""


def test_the_readmes_transcript_is_what_the_first_line_shows(readout):
    """Shortened with … and in the same order; how long ago something was depends on the day."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    transcript = re.search(r"shows \(shortened\):\n\n```text\n(.*?)```", readme, re.DOTALL)[1].splitlines()
    shown = iter(undated(readout("try", "/deals").stdout).splitlines())
    assert len(transcript) > 20
    missing = [line for line in transcript if "…" not in line and undated(line) not in shown]
    assert missing[:1] == []


def undated(text: str) -> str:
    return re.sub(r"\(\d+ \w+ ago\)", "(ago)", text)


def test_a_refusal_ends_with_1_and_goes_on(readout):
    done = readout("try", "/deals company:Boing", "/deals")
    assert done.exit_code == 1
    assert "Did you mean Boeing?" in done.stdout
    assert "page 1 of" in done.stdout


@pytest.mark.parametrize(
    ("step", "word"), [("/deels", "deals"), ("/deals colour:red", "colour"), ("/deals sector", "sector")]
)
def test_what_discord_would_not_send_is_refused_with_the_reason(readout, step, word):
    done = readout("try", step)
    assert done.exit_code == 1
    assert word in done.stderr


@pytest.mark.parametrize(
    "arguments", [("try", "dance"), ("try", "--wrong"), ("tr",), ("try", "/deals", "--at", "noon")]
)
def test_a_slip_at_the_keyboard_ends_with_2(readout, arguments):
    done = readout(*arguments)
    assert done.exit_code == 2
    assert len(done.stderr.strip().splitlines()) <= 4
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "word"),
    [(("--as", "ghost"), "ghost"), (("--in", "#nowhere"), "#nowhere"), (("--locale", "xx"), "xx")],
)
def test_a_place_or_person_that_is_not_there_is_refused(readout, options, word):
    done = readout("try", "/deals", *options)
    assert done.exit_code in (1, 2)
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_one_json_object_a_step(readout):
    done = readout("try", "--json", "/timeline", "click Next", "/deals company:Boing", "click Nowhere")
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert [step["outcome"] for step in steps] == ["answered", "answered", "refused", "refused"]
    assert [step["ephemeral"] for step in steps] == [False, False, True, False]
    assert "page 2 of" in steps[1]["text"]
    assert steps[0]["components"][0]["type"] == 17
    assert steps[3]["reason"]
    assert done.exit_code == 1


def test_a_script_on_standard_input(readout):
    done = readout("try", "--json", typed="# two questions\n/deals\n\n/as other\n/sources\n")
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert [step["step"] for step in steps] == ["/deals", "/as other", "/sources"]
    assert done.exit_code == 0


def test_the_time_that_the_bot_sees_can_be_set(readout):
    assert "10 years ago" in readout("try", "/deals", "--at", "2036-02-20").stdout


def test_try_leaves_nothing_behind(readout, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert readout("try", "/deals sector:aviation", READOUT_DATA="").exit_code == 0
    assert list(tmp_path.iterdir()) == []


def test_a_trial_never_touches_the_subscriptions_of_a_real_bot(readout, tmp_path):
    steps = ("/daily subscribe channel:#news time:07:00", "/daily status")
    done = readout("try", "--as", "admin", *steps, READOUT_DATA=str(tmp_path))
    assert "#news" in done.stdout
    assert [path.suffix for path in tmp_path.iterdir()] == [".db"]
    assert not list(tmp_path.glob("state*"))


def test_a_wrong_setting_ends_with_3_and_every_fault(readout, tmp_path):
    done = readout("try", "/deals", READOUT_COOLDOWN="often", READOUT_PACK=str(tmp_path / "gone"))
    assert done.exit_code == 3
    assert "READOUT_COOLDOWN" in done.stderr
    assert "READOUT_PACK" in done.stderr
    assert "Traceback" not in done.stderr


# ---- A broken pack ----


@pytest.fixture
def broken(tmp_path, seeds) -> Path:
    """The pack with three faults in two files."""
    pack = tmp_path / "broken"
    shutil.copytree(seeds, pack)
    for file, more in {
        "deals.toml": '[deals.one]\ntitle = "X"\ncolour = "red"\n',
        "people.toml": '[people.two]\nname = "Y"\ncite = "gazette 1"\n\n[people.three]\ncite = "ht 1"\n',
    }.items():
        with (pack / file).open("a", encoding="utf-8") as end:
            end.write(f"\n{more}")
    return pack


@pytest.mark.parametrize("command", [("try", "/deals"), ("check",), ("run",), ("sync",)], ids=lambda c: c[0])
def test_a_broken_pack_ends_with_3_and_every_fault_of_every_record(readout, broken, command):
    done = readout(*command, READOUT_PACK=str(broken), DISCORD_TOKEN=TOKEN)
    assert done.exit_code == 3
    for word in ("deals.toml:", " one: ", "colour", "people.toml:", " two: ", "gazette", " three: "):
        assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert TOKEN not in done.stderr


def test_a_broken_pack_leaves_the_facts_as_they_were(readout, broken, seeds, tmp_path):
    kept = tmp_path / "kept"
    assert readout("try", "/deals sector:aviation", READOUT_DATA=str(kept)).exit_code == 0
    before = {path.name: path.read_bytes() for path in kept.glob("facts-*")}
    assert readout("try", "/deals", READOUT_DATA=str(kept), READOUT_PACK=str(broken)).exit_code == 3
    assert {path.name: path.read_bytes() for path in kept.glob("facts-*")} == before
    assert len(before) == 1


# ---- run and sync ----


@pytest.mark.parametrize("command", ["run", "sync"])
def test_without_a_token_one_line_says_what_to_do(readout, command):
    done = readout(command)
    assert done.exit_code == 3
    (line,) = done.stderr.splitlines()
    assert "DISCORD_TOKEN" in line
    assert ".env" in line


class Process:
    """`readout …` in a process of its own, on the mock."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self.child = child

    @classmethod
    async def start(cls, mock: MockDiscord, *arguments: str, data: Path, token: str, where: Path) -> "Process":
        begin = "import sys; from bot.mock import connect_to; connect_to(*sys.argv[1:3]); del sys.argv[1:3]"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("READOUT_")}
        environment |= {"DISCORD_TOKEN": token, "READOUT_DATA": str(data), "PYTHONPATH": str(ROOT)}
        code = f"{begin}; from bot.cli import main; main()"
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", code, mock.url, mock.gateway_url, *arguments),
            cwd=where,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        return cls(child)

    async def end(self, by: signal.Signals | None = None) -> tuple[int, str]:
        """Exit code, and everything it printed."""
        if by:
            self.child.send_signal(by)
        async with asyncio.timeout(30):
            out, err = await self.child.communicate()
        assert self.child.returncode is not None
        return self.child.returncode, (out + err).decode()


async def test_a_token_that_discord_refuses_is_one_line_and_stands_nowhere(mock_discord, data, tmp_path):
    for command in ("run", "sync"):
        child = await Process.start(mock_discord, command, data=tmp_path / command, token=TOKEN, where=tmp_path)
        code, printed = await child.end()
        assert code == 3
        assert "Discord refuses the token" in printed
        assert "Traceback" not in printed
        assert TOKEN not in printed
        assert TOKEN.split(".")[2] not in printed


async def test_run_answers_alone_on_its_folder_until_sigterm(mock_discord, data, tmp_path):
    first = await Process.start(mock_discord, "run", data=tmp_path, token="mock", where=tmp_path)
    async with asyncio.timeout(30):
        await mock_discord.wait_ready()
    assert "page 1 of" in (await mock_discord.slash("/deals")).text
    second = await Process.start(mock_discord, "run", data=tmp_path, token="mock", where=tmp_path)
    code, printed = await second.end()
    assert code == 3
    (line,) = printed.splitlines()
    assert "another readout runs" in line
    assert "READOUT_DATA" in line
    assert "page 1 of" in (await mock_discord.slash("/deals")).text, "the first is not disturbed"
    code, printed = await first.end(signal.SIGTERM)
    assert code == 0
    assert "SIGTERM" in printed
    assert "Traceback" not in printed
    assert "ERROR" not in printed
    assert mock_discord.violations == []
    third = await Process.start(mock_discord, "sync", data=tmp_path, token="mock", where=tmp_path)
    assert await third.end() == (0, "Discord has these commands already; nothing sent\n")


async def test_a_discord_that_cannot_be_reached_is_one_line(data, tmp_path):
    async with MockDiscord() as gone:
        pass
    child = await Process.start(gone, "sync", data=tmp_path, token="mock", where=tmp_path)
    code, printed = await child.end()
    assert code == 3
    assert "cannot be reached" in printed
    assert "Traceback" not in printed


# ---- Installed ----


async def test_the_folders_of_the_wheel_are_enough_wherever_one_stands(tmp_path):
    site = tmp_path / "site"
    for package in ("bot", "briefs", "seeds"):
        shutil.copytree(ROOT / package, site / package, ignore=shutil.ignore_patterns("__pycache__"))
    where = tmp_path / "elsewhere"
    where.mkdir()
    told = "import bot, sys; print(bot.__file__); from bot.cli import main; main()"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(site), "HOME": str(tmp_path)}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", told, "try", "/deals", "/about", cwd=where, env=environment, stdout=-1, stderr=-1
    )
    out, err = await child.communicate()
    assert err.decode() == ""
    assert child.returncode == 0
    assert out.decode().startswith(str(site))
    assert "page 1 of" in out.decode()
    assert "Version" in out.decode()


@pytest.mark.long
async def test_the_wheel_holds_all_that_is_needed(tmp_path):
    pytest.importorskip("hatchling")
    build = ["-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), str(ROOT)]
    child = await asyncio.create_subprocess_exec(sys.executable, *build)
    assert await child.wait() == 0
    (wheel,) = tmp_path.glob("readout-*.whl")
    shutil.unpack_archive(wheel, tmp_path / "site", "zip")
    for path in ("seeds/pack.toml", "briefs/templates/en/deals.md", "briefs/schema.sql", "bot/cli.py"):
        assert (tmp_path / "site" / path).exists(), path
    told = "import sys; from bot.cli import main; sys.argv = ['readout', 'try', '/deals']; main()"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path / "site")}
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", told, cwd=tmp_path, env=environment)
    assert await child.wait() == 0
