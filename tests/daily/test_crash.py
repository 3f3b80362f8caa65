"""Exactly once, whatever happens: the delivering process is killed at every step, replies are lost at every step.

Every life here is a process of its own, ended by SIGKILL in the middle of what it was doing. After a second or an
hour the next one begins on the same data folder. In the end each delivery is one message, or is recorded as missed
or unverified.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.daily.ledger import Ledger, open_ledger
from bot.daily.records import Delivery, Subscription
from bot.daily.schedule import Rule
from bot.mock import MockDiscord, places
from tests.briefs.packs import tiny
from tests.daily.desk import subscription
from tests.daily.lives import STEPS, Life, Nursery
from tests.daily.test_schedule import ZONES

pytestmark = pytest.mark.asyncio(loop_scope="module")  # one nursery for all: it takes a second to import things
KILLED = -9
POST, READ, PUBLISH = r"POST /channels/\d+/messages$", r"GET /channels/\d+/messages", r"POST .*/crosspost"
TURNS = [(step, 3600.0 if n % 2 else 1.0) for n, step in enumerate(STEPS)]  # back after a second, after an hour
FAULTS = ("", "lost, done", "lost, not done", "read lost", "503", "429", "publish lost", "unreadable")


@dataclass(frozen=True)
class Mishap:
    """What befalls one life: where it is killed, what goes wrong on the wire, how long until the next life."""

    step: str = ""
    nth: int = 1
    fault: str = ""
    away: float = 1.0


@dataclass(frozen=True)
class Case:
    """A schedule, and the mishaps of its lives, the first first. `late`: seconds past due when the first begins."""

    rule: Rule
    day: date
    channels: tuple[str, ...]
    late: float
    mishaps: tuple[Mishap, ...]
    publish: bool = False


class Story:
    """One case, played to its end."""

    def __init__(self, case: Case, mock: MockDiscord, nursery: Nursery, data: Path, pack: Path) -> None:
        self.case, self.mock, self.nursery, self.data, self.pack = case, mock, nursery, data, pack
        self.ends: list[int] = []

    async def play(self) -> list[Delivery]:
        """Every delivery of the day, settled. Raises AssertionError for one that is not as it must be."""
        due = self.case.rule.due(self.case.day)
        async with open_ledger(self.data) as ledger:
            made = [await self._subscribe(ledger, name, n) for n, name in enumerate(self.case.channels)]
        self.mock.clock.set(due + timedelta(seconds=self.case.late))
        for mishap in self.case.mishaps:
            await self._live(mishap)
        self.mock.overwrite("#news")
        for _ in range(12):
            async with open_ledger(self.data) as ledger:
                if not await self._open(ledger):
                    return [await self._proved(ledger, each) for each in made]
            await self._live(Mishap(away=60.0))
        raise AssertionError("not settled after twelve quiet lives")

    async def _subscribe(self, ledger: Ledger, name: str, number: int) -> Subscription:
        due = self.case.rule.due(self.case.day)
        made = subscription(
            self.mock.channel(name).id, due - timedelta(hours=1), id=f"{number:08x}", guild=self.mock.world.guild.id,  # type: ignore[union-attr]
            rule=self.case.rule, publish=self.case.publish and name == "#news", next_day=self.case.day,
        )  # fmt: skip
        await ledger.save(made := replace(made, next_day=self.case.day))
        return made

    async def _live(self, mishap: Mishap) -> None:
        self._spoil(mishap.fault)
        watched = mishap.step == "during the reply"
        there = len(self.mock.world.messages)
        if watched:
            self.mock.faults.slow(POST, 0.5)
        ahead = (self.mock.clock.now() - datetime.now(UTC)).total_seconds()
        step = "" if watched else mishap.step
        where = str(self.data), str(self.pack), self.mock.url, self.mock.gateway_url
        life = Life(*where, ahead, step, mishap.nth)
        end = await self.nursery.live(life, lambda: watched and len(self.mock.world.messages) > there)
        assert end in (0, KILLED), f"a life failed by itself: {end}"
        self.ends.append(end)
        self.mock.faults._pending.clear()
        self.mock.clock.advance(mishap.away)

    def _spoil(self, fault: str) -> None:
        faults = self.mock.faults
        if fault.startswith("lost"):
            faults.drop(POST, done=fault == "lost, done")
        elif fault == "read lost":
            faults.drop(POST, done=True)
            faults.drop(READ, done=True, times=2)  # aiohttp repeats a GET once by itself
        elif fault == "503":
            faults.fail(POST, 503)
        elif fault == "429":
            faults.limit(POST, 3600, via=False)
        elif fault == "publish lost":
            faults.drop(PUBLISH, done=True)
        elif fault == "unreadable":
            faults.drop(POST, done=True)
            self.mock.overwrite("#news", deny=places.READ_HISTORY)

    async def _open(self, ledger: Ledger) -> bool:
        far = self.mock.clock.now() + timedelta(days=365)
        due = [s for s in await ledger.due(self.mock.clock.now())]
        return bool(due or await ledger.open(far) or await ledger.unpublished(far))

    async def _proved(self, ledger: Ledger, made: Subscription) -> Delivery:
        """One message, or a reason why not."""
        delivery = await ledger.delivery(made.id, self.case.day)
        assert delivery
        ours = [m for m in self.mock.world.messages.values() if m.channel.id == made.channel]
        shown = [m for m in ours if delivery.edition in self.mock.text(m)]
        if delivery.state in ("sent", "late"):
            assert [m.id for m in shown] == [delivery.message]
            assert delivery.revision
        elif delivery.state == "unverified":
            assert len(shown) <= 1
            assert delivery.reason == "history"
        else:
            assert (delivery.state, shown) == ("missed", [])
        if made.publish and shown and delivery.state != "unverified":
            assert (delivery.publishing, shown[0].flags & 1) == ("done", 1)
        return delivery


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny(tmp_path_factory.mktemp("pack"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def nursery() -> AsyncIterator[Nursery]:
    async with Nursery() as nursery:
        yield nursery


async def play(case: Case, nursery: Nursery, data: Path, pack: Path) -> tuple[list[Delivery], list[int]]:
    async with MockDiscord() as mock:
        story = Story(case, mock, nursery, data, pack)
        found = await story.play()
        assert mock.violations == []
        return found, story.ends


MORNING, DAY = Rule(time(8), "Asia/Ho_Chi_Minh"), date(2026, 2, 19)
# Steps at which the post is there when the process dies, so that an hour later it need not be sent, late.
SENT = (
    "during the reply", "after send", "before confirm", "in confirm", "after confirm", "before publish",
    "after publish", "before find", "after find",
)  # fmt: skip
NEEDED = {"find": "lost, done", "retry": "lost, not done"}  # what must go wrong for a life to get to a step at all


@pytest.mark.parametrize(("step", "away"), TURNS)
async def test_killed_at_every_step(step: str, away: float, nursery: Nursery, tmp_path: Path, pack: Path) -> None:
    fault = NEEDED.get(step.split()[-1], "")
    case = Case(MORNING, DAY, ("#news",), 1.0, (Mishap(step, 1, fault, away),), publish=True)
    found, ends = await play(case, nursery, tmp_path, pack)
    assert ends[0] == KILLED, "the step was reached"
    assert [d.state for d in found] == ["sent" if away < 900 or step in SENT else "late"]


@pytest.mark.parametrize("fault", FAULTS[1:])
@pytest.mark.parametrize("away", [1.0, 3600.0])
async def test_every_reply_lost(fault: str, away: float, nursery: Nursery, tmp_path: Path, pack: Path) -> None:
    case = Case(MORNING, DAY, ("#news", "#general"), 1.0, (Mishap("", 1, fault, away),), publish=True)
    found, ends = await play(case, nursery, tmp_path, pack)
    assert KILLED not in ends
    assert {d.state for d in found} <= {"sent", "late", "unverified"}


async def test_killed_again_and_again(nursery: Nursery, tmp_path: Path, pack: Path) -> None:
    """The same step in life after life, until it is too late."""
    lives = tuple(Mishap("after trying", 1, "", 3600.0) for _ in range(7))
    found, ends = await play(Case(MORNING, DAY, ("#news",), 1.0, lives), nursery, tmp_path, pack)
    assert ends[:6] == [KILLED] * 6
    assert [d.state for d in found] == ["missed"]


# ---- the long form ----

RUNS, LANES = 1_000, 3


def _mishap(chance: random.Random, channels: int) -> Mishap:
    """Mostly a kill, with what must go wrong before it; else, or on top, a fault on the wire."""
    step = chance.choice((*STEPS, ""))
    fault = NEEDED.get(step.split()[-1] if step else "") or chance.choice((*FAULTS, *[""] * 8))
    return Mishap(step, chance.randint(1, channels), fault, chance.choice((1.0, 1.0, 3600.0)))


def random_case(chance: random.Random) -> Case:
    rule = Rule(time(chance.randrange(24), chance.choice((0, 15, 30))), chance.choice(ZONES))
    day = date(2026, 1, 1) + timedelta(days=chance.randrange(720))
    names = tuple(chance.sample(["#news", "#general", "#thread"], chance.choice((1, 1, 2, 3))))
    mishaps = tuple(_mishap(chance, len(names)) for _ in range(chance.randint(2, 5)))
    late = chance.choice((0.5, 0.5, 30.0, 30.0, 3000.0, 20_000.0, 22_000.0))
    return Case(rule, day, names, late, mishaps, chance.random() < 0.5)


@pytest.mark.long
async def test_a_thousand_random_runs(tmp_path: Path, pack: Path) -> None:
    """Every run by real processes. `pytest -m long tests/daily/test_crash.py -s` prints what became of them."""
    chance, states, ends = random.Random(20260219), Counter[str](), Counter[int]()
    cases = list(enumerate(random_case(chance) for _ in range(RUNS)))

    async def lane(nursery: Nursery) -> None:
        while cases:
            number, case = cases.pop()
            try:
                found, lives = await play(case, nursery, tmp_path / str(number), pack)
            except AssertionError as error:
                raise AssertionError(f"run {number}: {case}") from error
            states.update(d.state for d in found)
            ends.update(lives)

    async with AsyncExitStack() as stack:
        nurseries = [await stack.enter_async_context(Nursery()) for _ in range(LANES)]
        await asyncio.gather(*map(lane, nurseries))
    print(f"\n{RUNS} runs, {sum(states.values())} deliveries: {dict(states)}")
    print(f"{ends[KILLED]} kills in {sum(ends.values())} lives")
    assert ends[KILLED] > RUNS
    assert set(states) <= {"sent", "late", "missed", "unverified"}
