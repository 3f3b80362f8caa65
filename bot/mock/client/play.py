"""Someone at the keyboard: steps typed one by one or read from a script, and what each led to."""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rich.console import Console

from bot.mock.messages import Attachment, Message
from bot.mock.places import Channel
from bot.mock.server import MockDiscord

from . import screen
from .person import NoAnswer, Reply
from .reading import Control, controls
from .slash import Named, Refused

ANSWERED, REFUSED, USAGE, FAILED = 0, 1, 2, 3
_OUTCOMES: Final = ("answered", "refused", "usage", "failed")
_SETTLE: Final = 0.02  # seconds in which a follow-up right behind the answer still belongs to the step
LOCAL: Final = {  # the terminal's own commands: what follows, and what they do
    "/as": ("NAME", "be somebody else: nobody, admin, other"),
    "/in": ("#CHANNEL", "go to another channel or DM, and see what was said last"),
    "/locale": ("CODE", "change your language, such as vi"),
    "/at": ("2026-02-19T07:00", "set the clock (UTC unless an offset is given)"),
}
STEPS: Final = {
    "/command option: value": "call a command of the bot",
    "click LABEL   or   N": "press a button by its label or number",
    "select N VALUE, VALUE": "choose in a select, by its number or placeholder",
    **{f"{name} {after}": about for name, (after, about) in LOCAL.items()},
    "?": "this help (Ctrl-D leaves)",
}


class Usage(Exception):
    """A step that says nothing the terminal knows."""


@dataclass
class Seat:
    """Who sits there: user, channel and language, and the messages on the screen with controls to press.

    `refused` tells the bot's own refusals from its answers; pictures are saved in `save_to`.
    """

    mock: MockDiscord
    user: str = "nobody"
    channel: str = "#general"
    locale: str = "en-US"
    refused: Callable[[Reply], bool] = lambda reply: False
    save_to: Path | None = None
    shown: tuple[Message, ...] = ()
    _seen: set[int] = field(default_factory=set)

    async def do(self, step: str) -> Reply | str:
        """Take one step: the bot's reply, or a notice. Raises Usage, Refused, NoAnswer."""
        word, _, rest = step.strip().partition(" ")
        local: dict[str, Callable[[str], Reply | str]]
        local = {"/as": self._as, "/in": self._in, "/locale": self._locale, "/at": self._at}
        if word in ("click", "select", *local) and not rest.strip():
            raise Usage(f"{word} what? Write {next(typed for typed in STEPS if typed.startswith(word))}.")
        if word in ("?", "help"):
            return "\n".join(f"{typed:25}{about}" for typed, about in STEPS.items())
        if word in local and word[1:] not in {one["name"] for one in self.known}:  # a command of the bot goes first
            return local[word](rest.strip())
        if word.startswith("/"):
            return await self.mock.slash(step, user=self.user, channel=self.channel, locale=self.locale)
        if word == "click" or word.isdecimal():
            return await self._click(rest.strip() if word == "click" else word)
        if word == "select":
            return await self._select(rest.strip())
        raise Usage(f"“{step}” is no step: begin with /, click, select or a number (? helps).")

    def news(self) -> tuple[Message, ...]:
        """What can be read in the channel and has not been shown yet."""
        mine = self.mock.user(self.user).id
        every = [m for m in self.mock.world.messages.values() if m.channel is self._where]
        new = tuple(m for m in every if m.only_for in (None, mine) and m.id not in self._seen)
        self._seen.update(message.id for message in new)
        return new

    @property
    def numbered(self) -> tuple[tuple[Message, Control], ...]:
        """The controls on the screen that can be used; the first is number 1."""
        return tuple(pair for pair in controls(self.shown) if pair[1].usable)

    @property
    def known(self) -> Sequence[Named]:
        """The commands offered here."""
        return self.mock.known(self.mock.user(self.user), self._where)

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
        return Reply(())

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
        numbered = self.numbered
        if which.isdecimal() and 1 <= int(which) <= len(numbered):
            return numbered[int(which) - 1]
        every = [pair for pair in controls(self.shown) if pair[1].select == select]
        for message, control in every:
            if control.called(which):
                return message, control
        what, labels = "select" if select else "button", ", ".join(dict.fromkeys(c.label for _, c in every))
        raise Refused(f"There is no {what} “{which}” on the screen" + (f"; there is {labels}." if labels else "."))

    async def _click(self, which: str) -> Reply:
        message, control = self._find(which, select=False)
        if control.select:
            raise Refused(f"{which} is a select: write “select {which} value”.")
        return await self.mock.click(message, control.name, user=self.user, locale=self.locale)

    async def _select(self, rest: str) -> Reply:
        labels = [control.label for _, control in controls(self.shown) if control.select]
        which = next((label for label in labels if rest.startswith(label)), rest.partition(" ")[0])
        message, control = self._find(which, select=True)
        if not control.select:
            raise Refused(f"{which} is a button: write “click {which}”.")
        values = [value.strip() for value in rest[len(which) :].split(",") if value.strip()]
        return await self.mock.select(message, control.name, values, user=self.user, locale=self.locale)


@dataclass(frozen=True)
class Outcome:
    """What a step led to. `code` is an exit code; `reason` says why it was not answered; `saved`: paths of files."""

    step: str
    code: int
    messages: tuple[Message, ...] = ()
    text: str = ""
    notice: str = ""  # what the terminal itself says
    reason: str = ""
    saved: tuple[Path, ...] = ()

    def record(self) -> str:
        """As JSON, on one line."""
        files = [file for message in self.messages for file in message.files]
        paths: list[str | None] = [str(path) for path in self.saved] or [None] * len(files)
        return json.dumps({
            "step": self.step,
            "outcome": _OUTCOMES[self.code],
            "ephemeral": any(message.only_for for message in self.messages),
            "text": self.text,
            "components": [part for message in self.messages for part in message.components],
            "files": [{"name": f.name, "size": len(f.data), "path": p} for f, p in zip(files, paths, strict=True)],
        } | ({"reason": self.reason} if self.reason else {}), ensure_ascii=False)  # fmt: skip


_CODES: Final = {Usage: USAGE, Refused: REFUSED, NoAnswer: FAILED}


async def take(seat: Seat, step: str) -> Outcome:
    """Do one step and see what came of it: a body that Discord would have refused makes it a failure."""
    before = len(seat.mock.violations)
    try:
        done = await _done(seat, step)
    except tuple(_CODES) as reason:
        done = Outcome(step, _CODES[type(reason)], reason=str(reason))
    if faults := seat.mock.violations[before:]:
        return replace(done, code=FAILED, reason="\n".join(filter(None, [done.reason, *map(str, faults)])))
    return done


async def _done(seat: Seat, step: str) -> Outcome:
    done = await seat.do(step)
    notice, reply = (done, Reply(())) if isinstance(done, str) else ("", done)
    await asyncio.sleep(0 if notice else _SETTLE)
    ids = dict.fromkeys(message.id for message in (*reply.messages, *seat.news()))
    found = tuple(seat.mock.world.messages[id_] for id_ in ids if id_ in seat.mock.world.messages)
    if controls(found):  # what was there before can still be pressed otherwise
        seat.shown = found
    text = "\n".join(seat.mock.text(message, locale=seat.locale) for message in found)
    outcome = Outcome(step, REFUSED if seat.refused(reply) else ANSWERED, found, text or notice, notice)
    files = [file for message in found for file in message.files] if seat.save_to else []
    try:
        return replace(outcome, saved=tuple(_saved(seat.save_to or Path(), file) for file in files))
    except OSError as error:
        return replace(outcome, reason=f"The pictures are not saved: {error}")


def _saved(folder: Path, file: Attachment) -> Path:
    """Where the file is now; a name that another one has gets a number."""
    folder.mkdir(parents=True, exist_ok=True)
    path, number = folder / Path(file.name).name, 1
    while path.exists() and path.read_bytes() != file.data:
        number += 1
        path = folder / f"{Path(file.name).stem}-{number}{path.suffix}"
    path.write_bytes(file.data)
    return path


def script(text: str) -> list[str]:
    """The steps of a script: one a line; blank lines and those that begin with # are none."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


async def play(seat: Seat, steps: Sequence[str], *, as_json: bool) -> int:
    """Take the steps in turn and print each: drawn, or one JSON object a line. Returns the exit code, the worst of all.

    Goes on after a refusal, ends at a usage error (2) or a failure (3); their reasons go to standard error. The bot
    must be connected already.
    """
    worst, console = ANSWERED, screen.screen()
    for number, step in enumerate(steps, 1):
        done = await take(seat, step)
        if as_json:
            print(done.record(), flush=True)
        else:
            if len(steps) > 1:
                console.print(f"› {step}", style="bold cyan", markup=False)
            show(done, seat, console)
        if done.reason:
            print(done.reason, file=sys.stderr)
        worst = max(worst, done.code)
        if done.code >= USAGE:
            if left := len(steps) - number:
                print(f"{left} more not taken", file=sys.stderr)
            break
    return worst


def show(done: Outcome, seat: Seat, console: Console) -> None:
    """Draw what a step led to."""
    if done.notice:
        console.print(done.notice, markup=False)
    if done.messages:
        screen.draw(done.messages, seat.mock.reader(seat.locale), console)
    for path in done.saved:
        console.print(f"  saved {path}", style="dim", markup=False, soft_wrap=True)
