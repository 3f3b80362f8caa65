"""The interactive form of the terminal: a prompt that completes as Discord's client does."""

from collections.abc import AsyncGenerator, Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.mock.commands import BOOLEAN, CHANNEL, GROUP, USER
from bot.mock.places import called

from . import screen, slash
from .person import NoAnswer
from .play import FAILED, LOCAL, Seat, show, take
from .slash import Refused


async def converse(seat: Seat) -> int:
    """Read steps from the keyboard until Ctrl-D. Returns 0, or 3 if the bot failed at the last step."""
    console, last = screen.screen(), 0
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
            done = await take(seat, step)
            show(done, seat, console)
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
        for completion in await self._slash(line) if line.startswith("/") else self._controls(line):
            yield completion

    def _controls(self, line: str) -> list[Completion]:
        """Buttons after "click", numbers of selects and then their options after "select"."""
        word, _, rest = line.partition(" ")
        found = [(str(number), control) for number, (_, control) in enumerate(self._seat.numbered, 1)]
        if word == "click":
            return _matching(rest, [(c.label, c.label, f"button {n}") for n, c in found if not c.select])
        which, space, value = rest.partition(" ")
        options = [o["label"] for n, c in found if space and n == which for o in c.options]
        selects = [(n, n, c.label) for n, c in found if c.select and not space]
        return [*_matching(value, _plain(options)), *_matching(rest, selects)] if word == "select" else []

    async def _slash(self, line: str) -> list[Completion]:
        seat, known = self._seat, self._seat.known
        start, space, word = line.rpartition(" ")
        if not space:
            local = [(f"{name} ", name, about) for name, (_, about) in LOCAL.items()]
            return _matching(line, [*(_offer("/", one, " ", seat.locale) for one in known), *local])
        if start in LOCAL:
            names = {"/as": self._names(USER), "/in": [*self._names(CHANNEL), "DM"]}
            return _matching(word, _plain(names.get(start, ())))
        path, options, _ = slash.descend(start, known, seat.locale)
        if path and options and options[0]["type"] <= GROUP:
            return _matching(word, [_offer("", one, " ", seat.locale) for one in options])
        return [*await self._values(line), *self._free(start, word)]

    def _free(self, start: str, word: str) -> list[Completion]:
        """The options that are still free."""
        try:
            typed = slash.read(start, self._seat.known, self._seat.locale)
        except Refused:
            return []
        given = [option["name"] for option, _ in typed.values]
        free = [option for option in typed.options if option["name"] not in given]
        return _matching(word, [_offer("", option, ": ", self._seat.locale) for option in free])

    async def _values(self, line: str) -> list[Completion]:
        """What the last option on the line can hold; the bot is asked where it completes."""
        seat = self._seat
        try:
            option, value = slash.read(line, seat.known, seat.locale).values[-1]
            if option.get("autocomplete"):
                who = {"user": seat.user, "channel": seat.channel, "locale": seat.locale}
                choices = await seat.mock.autocomplete(line, **who)
                return [Completion(str(c["value"]), -len(value), display=c["name"]) for c in choices]
        except (Refused, NoAnswer, IndexError):
            return []
        listed = [slash.shown(choice, seat.locale) for choice in option.get("choices") or ()]
        return _matching(value, _plain(listed or self._names(option["type"])))

    def _names(self, kind: int) -> list[str]:
        """What an option of that type can name here."""
        if kind == BOOLEAN:
            return ["True", "False"]
        return [called(one) for one in self._seat.mock.entities() if isinstance(one, slash.NAMES.get(kind, ()))]


def _plain(names: Iterable[str]) -> list[tuple[str, str, str]]:
    return [(name, name, "") for name in names]


def _offer(before: str, named: slash.Named, after: str, locale: str) -> tuple[str, str, str]:
    name = slash.shown(named, locale)
    return f"{before}{name}{after}", f"{before}{name}{after.rstrip()}", slash.shown(named, locale, "description")


def _matching(typed: str, offers: Iterable[tuple[str, str, str]]) -> list[Completion]:
    """Those of (text, what is displayed, description) that begin with what is typed, whatever case, with # @ or not."""
    return [
        Completion(text, -len(typed), display=display, display_meta=about)
        for text, display, about in offers
        if display.lower().lstrip("#@").startswith(typed.lower().lstrip("#@"))
    ]
