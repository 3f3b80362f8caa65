"""Draws messages in a terminal, 80 columns wide or less: one style for each kind of line, accents where they belong."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, groupby
from typing import Final, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from bot.mock.messages import Message

from .markdown import Reader, lines
from .reading import Block, Control, blocks

WIDTH: Final = 80
_KINDS: Final = {"h1": "bold underline", "h2": "bold", "h3": "bold", "subtext": "dim", "quote": "italic"}
_DIM: Final = "bright_black"


def screen(out: TextIO | None = None) -> Console:
    """Where to draw: at most 80 columns; no colour and no style if it is not a terminal or NO_COLOR is set."""
    console = Console(file=out, highlight=False, color_system=None if os.environ.get("NO_COLOR") else "auto")
    console.width = min(WIDTH, console.width) if console.is_terminal else WIDTH
    return console


def draw(messages: Sequence[Message], reader: Reader, console: Console) -> None:
    """Print messages; controls that can be used are numbered from 1 on through all of them."""
    numbers = count(1)
    for message in messages:
        private = " · only you see this" if message.only_for else ""
        console.print(Text.assemble((message.author.name, "bold"), (f" APP{private}", _DIM)))
        for (kind, boxed), group in groupby(blocks(message), key=lambda block: (block.kind, block.boxed)):
            bar = Text("│ ", _DIM) if boxed else Text("  ")
            for lead, body in _drawn(kind, tuple(group), reader, numbers, console.width - 2):
                for line in _wrapped(Text(lead), body, console):
                    console.print(bar + line, soft_wrap=True)


def _drawn(
    kind: str, group: Sequence[Block], reader: Reader, numbers: Iterator[int], width: int
) -> Iterator[tuple[str, Text]]:
    """The lines of some blocks of one kind: what stands before each, and its body."""
    if kind == "rule":
        yield "", Text("─" * 24, _DIM)
    elif kind == "control":
        for row in _rows([block.control for block in group if block.control], numbers, width):
            yield "", row
    elif kind == "file":
        yield from (("▣ ", Text(block.text, "green")) for block in group)
    else:
        for line in (line for block in group for line in lines(block.text, reader)):
            line.body.style = _KINDS.get(line.kind, line.body.style)
            yield line.lead, line.body


def _wrapped(lead: Text, body: Text, console: Console) -> Iterable[Text]:
    """The text in lines that fit beside the bar; those after the first hang under it."""
    room = cell_len(lead.plain)
    for number, line in enumerate(body.wrap(console, console.width - 2 - room) or [Text()]):
        line.rstrip()
        yield (Text(" " * room) if number else lead) + line


def _rows(controls: Sequence[Control], numbers: Iterator[int], width: int) -> Iterator[Text]:
    """Buttons side by side as far as they fit, each select in a row of its own."""
    row = Text()
    for control in controls:
        drawn = _control(control, numbers)
        if row and (control.select or row.cell_len + 2 + drawn.cell_len > width):
            yield row
            row = Text()
        row = Text("  ").join([row, drawn]) if row else drawn
        if control.select:
            yield row
            row = Text()
    if row:
        yield row


def _control(control: Control, numbers: Iterator[int]) -> Text:
    if control.part.get("url"):
        return Text(f"[{control.label} ↗ {control.part['url']}]", "blue")
    if not control.usable:
        return Text(f"[{control.label}]", _DIM)
    offered = " · ".join(("● " if o.get("default") else "") + o["label"] for o in control.options)
    select = f" ▾ {offered}".rstrip() if control.select else ""
    return Text.assemble("[", (str(next(numbers)), "bold cyan"), f" {control.label}{select}]")
