"""The bot beside a bare discord.py `/ping` bot, measured in the same run: CPU, memory, start.

The mock, the bot and the bare bot are three processes, so that what Discord's stand-in costs is on nobody's bill.
CPU is user and system time of the bot's process (10 ms ticks over some hundred interactions), memory is resident.
"""

import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).parents[2]
COUNT = 300  # interactions in a measurement
TICK = os.sysconf("SC_CLK_TCK")

PING = """
import discord
from discord import app_commands

class Ping(discord.Client):
    def __init__(self):
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(app_commands.Command(name="ping", description="Answers", callback=ping))

    async def setup_hook(self):
        await self.tree.sync()

async def ping(interaction: discord.Interaction):
    await interaction.response.send_message("pong")
"""
CONNECT = "import sys; from bot.mock import connect_to; connect_to(*sys.argv[1:3]); del sys.argv[1:3]"
RUN_PING = f"{CONNECT}\n{PING}\nPing().run('mock', log_handler=None)"
RUN_BOT = f"{CONNECT}\nfrom bot.cli import main; sys.argv = ['readout', 'run']; main()"
RUN_UNCACHED = f"import briefs.compose, bot.reply; briefs.compose.KEPT = bot.reply.KEPT = 0\n{RUN_BOT}"
TRY_PING = f"""
import asyncio
from bot.mock import MockDiscord
{PING}
async def main():
    async with MockDiscord() as mock, mock.running(Ping()):
        print((await mock.slash("/ping")).text)
asyncio.run(main())
"""
MOCK = """
import asyncio, json, sys
from bot.mock import MockDiscord

async def main():
    async with MockDiscord() as mock:
        print(json.dumps([mock.url, mock.gateway_url]), flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            count, _, command = line.strip().partition(" ")
            await mock.wait_ready()
            took = []
            for _ in range(int(count)):
                took.append((await mock.slash(command)).took)
                for kept in (mock.world.messages, mock.world.interactions, mock.requests):
                    kept.clear()
            assert not mock.violations
            print(json.dumps(took), flush=True)
asyncio.run(main())
"""


def environment(data: Path) -> dict[str, str]:
    own = {"DISCORD_TOKEN": "mock", "READOUT_DATA": str(data), "READOUT_COOLDOWN": "off", "PYTHONPATH": str(ROOT)}
    return {k: v for k, v in os.environ.items() if not k.startswith("READOUT_")} | own


class Measured:
    """A bot in a process of its own on a mock in another. Numbers are of the bot's process alone."""

    def __init__(self, mock: asyncio.subprocess.Process, bot: asyncio.subprocess.Process) -> None:
        self.mock, self.bot = mock, bot

    async def call(self, command: str, count: int) -> list[float]:
        """Call a command so often, one after the other. Returns seconds until each answer."""
        assert self.mock.stdin
        assert self.mock.stdout
        self.mock.stdin.write(f"{count} {command}\n".encode())
        async with asyncio.timeout(300):
            return json.loads(await self.mock.stdout.readline())

    async def cost(self, command: str) -> float:
        """CPU milliseconds of one call."""
        before = self._ticks()
        await self.call(command, COUNT)
        return (self._ticks() - before) / TICK / COUNT * 1000

    @property
    def memory(self) -> float:
        """Resident MiB."""
        status = Path(f"/proc/{self.bot.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024

    def _ticks(self) -> int:
        stat = Path(f"/proc/{self.bot.pid}/stat").read_text().rpartition(")")[2].split()
        return int(stat[11]) + int(stat[12])


@asynccontextmanager
async def measured(code: str, data: Path) -> AsyncIterator[Measured]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    mock = await asyncio.create_subprocess_exec(
        sys.executable, "-c", MOCK, **pipes, env=environment(data), cwd=ROOT, limit=2**20
    )
    assert mock.stdout
    urls = json.loads(await mock.stdout.readline())
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, *urls, **quiet, env=environment(data), cwd=data
    )
    try:
        yield Measured(mock, bot)
    finally:
        for each in (bot, mock):
            each.kill()
            await each.wait()


def best(numbers: Sequence[float]) -> float:
    return min(numbers)


async def test_cpu_and_memory_beside_a_bare_ping(tmp_path, capsys):
    rounds = 3
    async with (
        measured(RUN_PING, tmp_path) as ping,
        measured(RUN_BOT, tmp_path) as bot,
    ):
        await ping.call("/ping", 20)
        for line in ("/deals", "/deals sector:aviation", "/timeline", "/help"):
            await bot.call(line, 20)
        pings, deals, narrow = [], [], []
        for _ in range(rounds):  # in turns, so that a busy machine is busy for both
            pings.append(await ping.cost("/ping"))
            deals.append(await bot.cost("/deals"))
            narrow.append(await bot.cost("/deals sector:aviation"))
        quick = statistics.median(await ping.call("/ping", 50)), statistics.median(await bot.call("/deals", 50))
        sizes = ping.memory, bot.memory
    (tmp_path / "lock").unlink(missing_ok=True)
    async with measured(RUN_UNCACHED, tmp_path) as bot:
        await bot.call("/deals", 5)
        uncached = [await bot.cost("/deals sector:aviation")]
    one, cached, small, anew = best(pings), best(deals), best(narrow), best(uncached)
    with capsys.disabled():
        print(f"\nCPU of one interaction: /ping {one:.2f} ms")
        for told, cost in (
            ("cached /deals, which sends a picture", cached),
            ("cached /deals sector:aviation", small),
            ("uncached /deals sector:aviation", anew),
        ):
            print(f"  {told}: {cost:.2f} ms = {cost / one:.2f} ×")
        first, then = (seconds * 1e3 for seconds in quick)
        print(f"first response: /ping {first:.1f} ms, /deals {then:.1f} ms = {then / first:.2f} ×")
        print(f"memory: ping {sizes[0]:.1f} MiB, readout run {sizes[1]:.1f} MiB = {sizes[1] / sizes[0]:.2f} ×")


def child(*arguments: str, data: Path | None) -> tuple[float, float]:
    """Seconds of the wall's clock, and of CPU, of a whole process."""
    env = environment(data or Path())
    if data is None:
        del env["READOUT_DATA"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], env=env, cwd=ROOT, capture_output=True, check=True)
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.stdout
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_start_to_first_answer_beside_a_bare_ping(tmp_path, capsys):
    try_deals = ("-c", "import sys; from bot.cli import main; sys.argv = ['readout', 'try', '/deals']; main()")
    runs = {"ping": (("-c", TRY_PING), tmp_path), "kept": (try_deals, tmp_path), "first": (try_deals, None)}
    for code, data in runs.values():
        child(*code, data=data)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for _ in range(5):
        for name, (code, data) in runs.items():
            times[name].append(child(*code, data=data))
    wall = {name: min(t for t, _ in each) for name, each in times.items()}
    cpu = {name: min(c for _, c in each) for name, each in times.items()}
    with capsys.disabled():
        print(f"\nstart to first answer, whole process: bare /ping {wall['ping']:.2f} s (CPU {cpu['ping']:.2f})")
        for name, told in (("kept", "facts.db kept"), ("first", "facts.db built")):
            ratios = f"{wall[name] / wall['ping']:.2f} × (CPU {cpu[name] / cpu['ping']:.2f} ×)"
            print(f'  readout try "/deals", {told}: {wall[name]:.2f} s (CPU {cpu[name]:.2f}) = {ratios}')
