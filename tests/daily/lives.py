"""Lives of a delivering process: started for real, killed for real, watched from outside.

Run as a script this is the nursery: it has everything imported, forks one process for each line of JSON on its
standard input, and reports on standard output how that one ended. A life makes one look at what is due, with the
product's own scheduler, courier, ledger and client; the hooks that end it stand here alone.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

STEPS = (
    "before claim", "in claim", "after claim", "before trying", "after trying", "during the reply", "after send",
    "before confirm", "in confirm", "after confirm", "before find", "after find", "before retry", "after retry",
    "before publish", "after publish",
)  # fmt: skip


@dataclass(frozen=True)
class Life:
    """What a process is started with. `step`: where it dies, at the `nth` time it gets there; "": it does not."""

    data: str
    pack: str
    url: str
    gateway: str
    ahead: float  # seconds by which its clock is ahead of the wall
    step: str = ""
    nth: int = 1


class Nursery:
    """Starts lives, one at a time. Async context manager. `process`: the id of the last one."""

    process = 0

    async def __aenter__(self) -> "Nursery":
        root = Path(__file__).parents[2]
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.daily.lives", cwd=root,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        return self

    async def __aexit__(self, *error: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        await self._process.wait()

    async def live(self, life: Life, watch: Callable[[], bool] = lambda: False) -> int:
        """A life from its start to its end: the exit code, or minus the signal. It is killed once `watch()` holds."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin
        assert stdout
        stdin.write(json.dumps(asdict(life)).encode() + b"\n")
        self.process = process = int(await stdout.readline())
        end = asyncio.ensure_future(stdout.readline())
        while not end.done():
            await asyncio.wait([end], timeout=0.004)
            if not end.done() and watch():
                os.kill(process, signal.SIGKILL)
                break
        return int(await end)


def _serve() -> None:
    import tests.daily.desk  # noqa: F401  everything that a life needs, imported once

    for line in sys.stdin:
        process = os.fork()
        if not process:
            try:
                asyncio.run(_live(Life(**json.loads(line))))
            except BaseException:
                import traceback

                traceback.print_exc()
                os._exit(70)
            os._exit(0)
        print(process, flush=True)
        _, status = os.waitpid(process, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


async def _live(life: Life) -> None:
    from bot.daily.clock import Clock
    from bot.daily.delivery import Courier
    from bot.daily.editions import Editions
    from bot.daily.ledger import open_ledger
    from bot.daily.limiter import Limiter
    from bot.daily.scheduler import Scheduler
    from bot.daily.wire import Channels
    from bot.mock import connect_to
    from briefs.compose import open_composer
    from tests.daily.desk import QuickClient, running, silent

    connect_to(life.url, life.gateway)
    _arm(life.step, life.nth)
    clock = Clock(lambda: datetime.now(UTC) + timedelta(seconds=life.ahead))
    async with (
        open_composer(Path(life.pack), Path(life.pack)) as composer,
        open_ledger(Path(life.data)) as ledger,
        running(QuickClient()) as client,
    ):
        wire = Channels(client)
        courier = Courier(ledger, Editions(composer, ledger), wire, clock, Limiter(clock))
        scheduler = Scheduler(ledger, courier, wire, clock, silent)
        await scheduler.tick()
        await scheduler.drain(120)
        os._exit(0)  # what a clean end would still do is another test's


def _arm(step: str, nth: int) -> None:
    """Put the end of this process where it is wanted."""
    from bot.daily import ledger
    from bot.daily.ledger import Ledger
    from bot.daily.wire import Channels

    when, _, what = step.partition(" ")
    left = nth

    def reached() -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(owner: Any, name: str) -> None:
        original = getattr(owner, name)

        async def wrapped(*given: Any, **named: Any) -> Any:
            if when == "before":
                reached()
            result = await original(*given, **named)
            if when == "after":
                reached()
            return result

        setattr(owner, name, wrapped)

    def inside(name: str) -> None:
        """In the transaction, when all of its statements but one are done and nothing is committed."""
        original = getattr(ledger, name)

        async def wrapped(*given: Any, **named: Any) -> Any:
            reached()
            return await original(*given, **named)

        setattr(ledger, name, wrapped)

    owners = {"send": Channels, "find": Channels, "publish": Channels}
    if step == "in claim":
        inside("_move_on")
    elif step == "in confirm":
        _inside_confirm(reached)
    elif when in ("before", "after"):
        around(owners.get(what, Ledger), what)


def _inside_confirm(reached: Callable[[], None]) -> None:
    from bot.daily.state import Transaction

    original = Transaction.run

    async def run(self: Any, statement: str, *values: Any) -> Any:
        rows = await original(self, statement, *values)
        if "message = $4" in statement:
            reached()
        return rows

    Transaction.run = run  # type: ignore[method-assign]


if __name__ == "__main__":
    _serve()
