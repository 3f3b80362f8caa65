"""The interactive form of the terminal: a prompt that completes as Discord's client does."""

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from . import commands, slash, terminal
from .client import NoAnswer, Reply
from .play import FAILED, Seat, save, show, take
from .slash import Refused


async def converse(seat: Seat, *, refused: Callable[[Reply], bool], save_to: Path | None) -> int:
    """Read steps from the keyboard until Ctrl-D. Returns 0, or 3 if the bot failed at the last step."""
    console, last = terminal.screen(), 0
    session: PromptSession[str] = PromptSession(completer=Typing(seat), complete_while_typing=True)
    console.print("Type / for the commands, ? for help, Ctrl-D to leave.", style="dim")
    while True:
        try:
            step = await session.prompt_async(f"{seat.user} {seat.channel} › ")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return last
        if step.strip():
            done = await take(seat, step, refused)
            show(done, seat, console, save(done.messages, save_to))
            if done.reason:
                console.print(done.reason, style="red", markup=False)
            last = FAILED if done.code == FAILED else 0


class Typing(Completer):
    """What can stand at the cursor: commands, options, choices, the bot's own suggestions, controls on screen."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        return ()  # prompt_toolkit asks for them asynchronously

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        line = document.text_before_cursor.lstrip()
        offered = await self._slash(line) if line.startswith("/") else self._controls(line)
        for completion in offered:
            yield completion

    def _controls(self, line: str) -> list[Completion]:
        word, _, rest = line.partition(" ")
        found = [(n, control) for n, (_, control) in enumerate(self._seat.numbered(), 1)]
        if word == "click":
            return _matching(rest, [(c.label, c.label, f"button {n}") for n, c in found if not c.select])
        which, _, value = rest.partition(" ")
        for number, control in found:
            if word == "select" and which == str(number) and value is not None and " " in rest:
                return _matching(value, [(o["label"], o["label"], "") for o in control.options])
        return _matching(rest, [(str(n), str(n), c.label) for n, c in found if c.select]) if word == "select" else []

    async def _slash(self, line: str) -> list[Completion]:
        seat, locale = self._seat, self._seat.locale
        known = seat.mock.known(seat.mock.user(seat.user), seat.mock.channel(seat.channel, seat.user))
        if " " not in line:
            local = [("/as ", "/as", "be somebody else"), ("/in ", "/in", "go to another channel")]
            local += [("/locale ", "/locale", "change your language"), ("/at ", "/at", "set the clock")]
            return _matching(line, [*(_offer("/", one, " ", locale) for one in known), *local])
        if line.startswith(("/as ", "/in ")):
            names = [user.name for user in seat.mock.world.users.values() if not user.bot]
            if line.startswith("/in "):
                names = [f"#{c.name}" for c in seat.mock.world.channels.values() if c.guild_id] + ["DM"]
            return _matching(line[4:], [(name, name, "") for name in names])
        try:
            typed = slash.read(line, known, locale)
        except Refused:
            return self._began(line, known, locale)
        last = line.rsplit(" ", 1)[-1]
        free = self._names(typed, last, locale)
        if typed.values and not line.endswith(": "):
            return [*await self._values(line, typed.values[-1]), *(free if line.endswith(" ") else [])]
        return await self._values(line, typed.values[-1]) if typed.values else free

    def _began(self, line: str, known: Iterable[slash.Named], locale: str) -> list[Completion]:
        """The names of options or subcommands that begin with the last, unfinished word."""
        start, _, last = line.rpartition(" ")
        try:
            return self._names(slash.read(start, list(known), locale), last, locale)
        except Refused:
            at: Mapping[str, Any] | None = None
            options: Iterable[slash.Named] = known
            for word in start.removeprefix("/").split():
                at = next((one for one in options if word in (one["name"], slash.shown(one, locale))), None)
                options = (at or {}).get("options") or ()
            return _matching(last, [_offer("", one, " ", locale) for one in options]) if at else []

    def _names(self, typed: slash.Typed, last: str, locale: str) -> list[Completion]:
        given = {option["name"] for option, _ in typed.values}
        free = [option for option in typed.options if option["name"] not in given]
        return _matching(last, [_offer("", option, ": ", locale) for option in free])

    async def _values(self, line: str, given: tuple[slash.Named, str]) -> list[Completion]:
        option, value = given
        seat, world = self._seat, self._seat.mock.world
        if option.get("autocomplete"):
            try:
                choices = await seat.mock.autocomplete(
                    line, user=seat.user, channel=seat.channel, locale=seat.locale
                )
            except (Refused, NoAnswer):
                return []
            return [Completion(str(c["value"]), -len(value), display=c["name"]) for c in choices]
        if option.get("choices"):
            return _matching(value, [(c["name"], c["name"], "") for c in option["choices"]])
        people = [f"@{user.name}" for user in world.users.values()]
        roles = [f"@{role.name}" for role in world.guild.roles.values()] if world.guild else []
        places = [f"#{channel.name}" for channel in world.channels.values() if channel.guild_id]
        offers = {commands.BOOLEAN: ["True", "False"], commands.USER: people, commands.ROLE: roles}
        offers |= {commands.CHANNEL: places, commands.MENTIONABLE: people + roles}
        return _matching(value, [(name, name, "") for name in offers.get(option["type"], [])])


def _offer(before: str, named: slash.Named, after: str, locale: str) -> tuple[str, str, str]:
    name = slash.shown(named, locale)
    return f"{before}{name}{after}", f"{before}{name}{after.rstrip()}", slash.shown(named, locale, "description")


def _matching(typed: str, offers: Iterable[tuple[str, str, str]]) -> list[Completion]:
    """Those of (text, what is displayed, description) that begin with what is typed, whatever its case."""
    return [
        Completion(text, -len(typed), display=display, display_meta=about)
        for text, display, about in offers
        if display.lower().startswith(typed.lower())
    ]
