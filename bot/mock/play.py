"""Someone at the keyboard: steps typed one by one or read from a script, and what each led to."""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from . import terminal
from .client import NoAnswer, Reply
from .messages import Attachment, Message
from .places import Channel
from .reading import Control, controls
from .server import MockDiscord
from .slash import Refused

ANSWERED, REFUSED, USAGE, FAILED = 0, 1, 2, 3
_OUTCOMES: Final = ("answered", "refused", "usage", "failed")
_SETTLE: Final = 0.02  # seconds in which a follow-up right behind the answer still belongs to the step
LOCAL: Final = {
    "/as": "be somebody else",
    "/in": "go to another channel",
    "/locale": "change your language",
    "/at": "set the clock",
}
HELP: Final = """\
/command option: value   call a command of the bot
click LABEL   or   N     press a button by its label or number
select N VALUE, VALUE    choose in a select, by its number or placeholder
/as NAME                 be somebody else: nobody, admin, other
/in #CHANNEL             go to another channel or DM, and see what was said last
/locale CODE             change your language, such as vi
/at 2026-02-19T07:00     set the clock (UTC unless an offset is given)
?                        this help (Ctrl-D leaves)"""


class Usage(Exception):
    """A step that says nothing the terminal knows."""


@dataclass
class Seat:
    """Who sits there: user, channel and language, and the controls on the screen."""

    mock: MockDiscord
    user: str = "nobody"
    channel: str = "#general"
    locale: str = "en-US"
    shown: tuple[Message, ...] = ()
    _seen: set[int] = field(default_factory=set)

    async def do(self, step: str) -> Reply | str:
        """Take one step: the bot's reply, or a notice. Raises Usage, Refused, NoAnswer."""
        word, _, rest = step.strip().partition(" ")
        rest = rest.strip()
        if word == "?":
            return HELP
        if word.startswith("/"):
            local: dict[str, Callable[[str], Reply | str]]
            local = {"/as": self._as, "/in": self._in, "/locale": self._locale, "/at": self._at}
            known = {command["name"] for command in self.mock.known(self.mock.user(self.user), self._where)}
            if word in local and word[1:] not in known:  # a command of the bot goes first
                return local[word](rest)
            return await self.mock.slash(step, user=self.user, channel=self.channel, locale=self.locale)
        if word == "click" or word.isdecimal():
            return await self._click(rest if word == "click" else word)
        if word == "select":
            return await self._select(rest)
        raise Usage(f"“{step}” is no step: begin with /, click, select or a number (? helps).")

    def news(self) -> tuple[Message, ...]:
        """What can be read in the channel and has not been shown yet."""
        mine = self.mock.user(self.user).id
        every = [m for m in self.mock.world.messages.values() if m.channel is self._where]
        new = tuple(m for m in every if m.only_for in (None, mine) and m.id not in self._seen)
        self._seen.update(message.id for message in new)
        return new

    def numbered(self) -> tuple[tuple[Message, Control], ...]:
        """The controls on the screen that can be used; the first is number 1."""
        return tuple(pair for pair in controls(self.shown) if terminal.usable(pair[1]))

    @property
    def _where(self) -> Channel:
        return self.mock.channel(self.channel, self.user)

    def _as(self, name: str) -> str:
        self.user = self.mock.user(name).name
        return f"You are {self.user} now."

    def _in(self, name: str) -> Reply:
        last = list(self.mock.world.listed(self.mock.channel(name, self.user)))[-3:]
        self.channel = name
        self._seen.difference_update(message.id for message in last)
        return Reply((), "", 0.0)

    def _locale(self, code: str) -> str:
        self.locale = self.mock.language(code)
        return f"Your language is {code} now."

    def _at(self, when: str) -> str:
        try:
            moment = datetime.fromisoformat(when)
        except ValueError:
            raise Usage(f"“{when}” is no time; write it like 2026-02-19T07:00.") from None
        self.mock.clock.set(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        return f"It is {self.mock.clock.now():%Y-%m-%d %H:%M} UTC now."

    def _find(self, which: str, *, select: bool) -> tuple[Message, Control]:
        """The control of that number, label or placeholder on the screen. Raises Refused."""
        numbered = self.numbered()
        if which.isdecimal() and 1 <= int(which) <= len(numbered):
            return numbered[int(which) - 1]
        every = [pair for pair in controls(self.shown) if pair[1].select == select]
        for message, control in every:
            if which.lower() in (control.label.lower(), str(control.part.get("label")).lower()):
                return message, control
        labels = ", ".join(control.label for _, control in every) or "none"
        raise Refused(f"There is no {'select' if select else 'button'} “{which}” on the screen; there is {labels}.")

    async def _click(self, which: str) -> Reply:
        message, control = self._find(which, select=False)
        if control.select:
            raise Refused(f"{which} is a select: write “select {which} value”.")
        return await self.mock.click(message, control.name, user=self.user, locale=self.locale)

    async def _select(self, rest: str) -> Reply:
        labels = [control.label for _, control in controls(self.shown) if control.select]
        which = next((label for label in labels if rest.startswith(label)), rest.partition(" ")[0])
        message, control = self._find(which, select=True)
        values = [value.strip() for value in rest[len(which) :].split(",") if value.strip()]
        return await self.mock.select(message, control.name, values, user=self.user, locale=self.locale)


@dataclass(frozen=True)
class Outcome:
    """What a step led to. `code` is an exit code; `reason` says why it was not answered."""

    step: str
    code: int
    messages: tuple[Message, ...] = ()
    text: str = ""
    reason: str = ""


async def take(seat: Seat, step: str, refused: Callable[[Reply], bool]) -> Outcome:
    """Do one step and see what came of it: a body that Discord would have refused makes it a failure."""
    before = len(seat.mock.violations)
    try:
        done = await _done(seat, step, refused)
    except Usage as unclear:
        done = Outcome(step, USAGE, reason=str(unclear))
    except Refused as refusal:
        done = Outcome(step, REFUSED, reason=str(refusal))
    except NoAnswer as silence:
        done = Outcome(step, FAILED, reason=str(silence))
    if faults := seat.mock.violations[before:]:
        return replace(done, code=FAILED, reason="\n".join(filter(None, [done.reason, *map(str, faults)])))
    return done


async def _done(seat: Seat, step: str, refused: Callable[[Reply], bool]) -> Outcome:
    reply = await seat.do(step)
    if isinstance(reply, str):
        return Outcome(step, ANSWERED, text=reply)
    await asyncio.sleep(_SETTLE)
    ids = dict.fromkeys(message.id for message in (*reply.messages, *seat.news()))
    found = tuple(seat.mock.world.messages[id_] for id_ in ids if id_ in seat.mock.world.messages)
    if controls(found):  # what was there before can still be pressed otherwise
        seat.shown = found
    text = "\n".join(seat.mock.text(message, locale=seat.locale) for message in found)
    return Outcome(step, REFUSED if refused(reply) else ANSWERED, found, text)


def script(text: str) -> list[str]:
    """The steps of a script: one a line; blank lines and those that begin with # are none."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


async def play(
    seat: Seat, steps: Sequence[str], *, as_json: bool, refused: Callable[[Reply], bool], save_to: Path | None
) -> int:
    """Take the steps in turn and print each: drawn, or one JSON object a line. Returns the exit code, the worst of all.

    Goes on after a refusal, ends at a usage error (2) or a failure (3); their reasons go to standard error. `refused`
    tells the bot's own refusals from its answers. Pictures are saved in `save_to`. The bot must be connected already.
    """
    worst, console = ANSWERED, terminal.screen()
    for step in steps:
        done = await take(seat, step, refused)
        saved = save(done.messages, save_to)
        if as_json:
            print(json.dumps(_record(done, saved), ensure_ascii=False), flush=True)
        else:
            if len(steps) > 1:
                console.print(f"› {step}", style="bold cyan", markup=False)
            show(done, seat, console, saved)
        if done.reason:
            print(done.reason, file=sys.stderr)
        worst = max(worst, done.code)
        if done.code >= USAGE:
            break
    return worst


def show(done: Outcome, seat: Seat, console: Console, saved: dict[int, Path]) -> None:
    """Draw what a step led to."""
    if done.messages:
        terminal.draw(done.messages, seat.mock.reader(seat.locale), console)
    elif done.text:
        console.print(done.text, markup=False)
    for path in saved.values():
        console.print(f"  saved {path}", style="dim", markup=False, soft_wrap=True)


def save(messages: Sequence[Message], folder: Path | None) -> dict[int, Path]:
    """Save the files of the messages, by the attachment's id; a name that is taken gets a number."""
    files = [file for message in messages for file in message.files] if folder else []
    return {file.id: _save(file, folder) for file in files if folder}


def _save(file: Attachment, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path, number = folder / Path(file.name).name, 1
    while path.exists() and path.read_bytes() != file.data:
        number += 1
        path = folder / f"{Path(file.name).stem}-{number}{path.suffix}"
    path.write_bytes(file.data)
    return path


def _record(done: Outcome, saved: dict[int, Path]) -> dict[str, Any]:
    files = [file for message in done.messages for file in message.files]
    paths = {id_: str(path) for id_, path in saved.items()}
    return {
        "step": done.step,
        "outcome": _OUTCOMES[done.code],
        "ephemeral": any(message.only_for for message in done.messages),
        "text": done.text,
        "components": [part for message in done.messages for part in message.components],
        "files": [{"name": file.name, "size": len(file.data), "path": paths.get(file.id)} for file in files],
    } | ({"reason": done.reason} if done.reason else {})
