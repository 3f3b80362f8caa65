"""Draws messages in a terminal, 80 columns wide or less: one style for each kind of line, accents where they belong."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from .components import LINK
from .markdown import Line, Reader, lines
from .messages import Message
from .reading import Block, Control, blocks

WIDTH: Final = 80
_KINDS: Final = {"h1": "bold underline", "h2": "bold", "h3": "bold", "subtext": "dim", "quote": "italic"}
_INLINE: Final = {"code": "cyan", "link": "blue"}
_DIM: Final = "bright_black"


def screen(out: TextIO | None = None) -> Console:
    """Where to draw: at most 80 columns; no colour and no style if it is not a terminal or NO_COLOR is set."""
    console = Console(file=out, highlight=False, color_system=None if os.environ.get("NO_COLOR") else "auto")
    console.width = min(WIDTH, console.width) if console.is_terminal else WIDTH
    return console


def draw(messages: Sequence[Message], reader: Reader, console: Console, start: int = 1) -> None:
    """Print messages; controls that can be used are numbered from `start` on through all of them."""
    numbers = iter(range(start, start + 1000))
    for message in messages:
        head = Text(message.author.name, "bold") + Text(" APP", _DIM)
        if message.only_for:
            head += Text(" · only you see this", _DIM)
        console.print(head)
        for line in _lines(message, reader, console, numbers):
            console.print(line, soft_wrap=True)


def _lines(message: Message, reader: Reader, console: Console, numbers: Iterator[int]) -> Iterator[Text]:
    for (kind, boxed), group in groupby(blocks(message), key=lambda block: (block.kind, block.boxed)):
        bar = Text("│ ", _DIM) if boxed else Text("  ")
        for line in _group(kind, tuple(group), reader, console, console.width - 2, numbers):
            yield bar + line


def _group(
    kind: str, group: Sequence[Block], reader: Reader, console: Console, width: int, numbers: Iterator[int]
) -> Iterable[Text]:
    if kind == "rule":
        return [Text("─" * 24, _DIM)]
    if kind == "control":
        rows = _rows([block.control for block in group if block.control], numbers)
        return [line for row in rows for line in _wrapped(Text(), row, console, width)]
    if kind == "file":
        return [line for block in group for line in _wrapped(Text("▣ "), Text(block.text, "green"), console, width)]
    return [line for block in group for each in lines(block.text, reader) for line in _line(each, console, width)]


def _line(line: Line, console: Console, width: int) -> Iterable[Text]:
    body = Text(style=_KINDS.get(line.kind, ""))
    for span in line.spans:
        body.append(span.text, " ".join(_INLINE.get(style, style) for style in sorted(span.styles)))
    return _wrapped(Text(line.lead), body, console, width)


def _wrapped(lead: Text, body: Text, console: Console, width: int) -> Iterator[Text]:
    """The text in lines of that width; those after the first hang under it."""
    room = cell_len(lead.plain)
    for number, line in enumerate(body.wrap(console, width - room) or [Text()]):
        line.rstrip()
        yield (Text(" " * room) if number else lead) + line


def _rows(controls: Sequence[Control], numbers: Iterator[int]) -> Iterator[Text]:
    """Buttons side by side, each select in a row of its own."""
    for select, run in groupby(controls, key=lambda control: control.select):
        drawn = [_control(control, numbers) for control in run]
        yield from drawn if select else [Text("  ").join(drawn)]


def usable(control: Control) -> bool:
    """It can be pressed here: neither switched off nor a link."""
    return not control.part.get("disabled") and control.part.get("style") != LINK


def _control(control: Control, numbers: Iterator[int]) -> Text:
    if control.part.get("style") == LINK:
        return Text(f"[{control.label} ↗ {control.part['url']}]", "blue")
    if not usable(control):
        return Text(f"[{control.label}]", _DIM)
    offered = " · ".join(("● " if o.get("default") else "") + o["label"] for o in control.options)
    select = f" ▾ {offered}".rstrip() if control.select else ""
    return Text.assemble("[", (str(next(numbers)), "bold cyan"), f" {control.label}{select}]")
