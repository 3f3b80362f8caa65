"""A message as its reader meets it: blocks of text, pictures and controls, in order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.mock import limits
from bot.mock.components import BUTTON, CONTAINER, GALLERY, ROW, SECTION, SELECTS, SEPARATOR, TEXT, media
from bot.mock.messages import Message

from .markdown import Reader, lines


@dataclass(frozen=True)
class Control:
    """A button or select. `part` is the component as the bot sent it."""

    label: str
    part: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What names it for sure: its custom_id, or the label of a link."""
        return str(self.part.get("custom_id") or self.label)

    def called(self, which: str) -> bool:
        """It goes by that custom_id or label, with its emoji or without, in whatever case."""
        named = (self.part.get("custom_id"), self.label, self.part.get("label"))
        return which.lower() in [name.lower() for name in named if name]

    @property
    def select(self) -> bool:
        """It is a select and no button."""
        return self.part["type"] in SELECTS

    @property
    def usable(self) -> bool:
        """It can be pressed here: neither switched off nor a link."""
        return not self.part.get("disabled") and not self.part.get("url")

    @property
    def options(self) -> Sequence[Mapping[str, Any]]:
        """What a string select offers."""
        return self.part.get("options") or ()


@dataclass(frozen=True)
class Block:
    """One thing to show: text in Markdown, a file (`text` says which, with its alt text), a rule, or a control."""

    kind: str  # text, file, rule, control
    text: str = ""
    control: Control | None = None
    boxed: bool = False  # inside a container or an embed


def blocks(message: Message) -> Iterator[Block]:
    """Everything the message shows, from top to bottom."""
    if message.flags & limits.LOADING:
        yield Block("text", "-# thinking…")
    if message.content:
        yield Block("text", message.content)
    for embed in message.embeds:
        yield Block("text", _embed(embed), boxed=True)
    if not message.layout:
        yield from (Block("file", _file(item.name, item.description)) for item in message.files)
    yield from _parts(message.components, boxed=False)


def _parts(parts: Sequence[Mapping[str, Any]], *, boxed: bool) -> Iterator[Block]:
    for part in parts:
        kind = part["type"]
        if kind in (ROW, SECTION, CONTAINER):
            yield from _parts(part["components"], boxed=boxed or kind == CONTAINER)
            yield from _parts([part["accessory"]] if "accessory" in part else (), boxed=boxed)
        elif kind == TEXT:
            yield Block("text", part["content"], boxed=boxed)
        elif kind == SEPARATOR:
            yield Block("rule", boxed=boxed)
        elif kind == BUTTON or kind in SELECTS:
            emoji = (part.get("emoji") or {}).get("name")
            words = part.get("label") or part.get("placeholder") or ("select" if kind in SELECTS else "")
            yield Block("control", control=Control(" ".join(filter(None, (emoji, words))), part), boxed=boxed)
        else:
            described = part["items"] if kind == GALLERY else [part]
            for (_, item), about in zip(media(part), described, strict=True):
                yield Block("file", _file(item["url"], about.get("description")), boxed=boxed)


def _file(name: str, description: str | None) -> str:
    return ": ".join(filter(None, (name.removeprefix("attachment://"), description)))


def _embed(embed: Mapping[str, Any]) -> str:
    texts = [(embed.get("author") or {}).get("name"), embed.get("title") and f"### {embed['title']}"]
    texts.append(embed.get("description"))
    for field in embed.get("fields") or ():
        texts += [f"**{field['name']}**", field["value"]]
    footer = (embed.get("footer") or {}).get("text")
    return "\n".join(filter(None, [*texts, footer and f"-# {footer}"]))


def controls(messages: Sequence[Message]) -> tuple[tuple[Message, Control], ...]:
    """Every control of the messages with the message it stands on."""
    return tuple((message, block.control) for message in messages for block in blocks(message) if block.control)


def text(message: Message, reader: Reader) -> str:
    """What the reader reads, as plain text: marks gone, files as (file name: alt), controls as [label], links named."""
    out: list[str] = []
    for kind, group in groupby(blocks(message), key=lambda block: block.kind):
        if kind == "text":
            out += [line.text for block in group for line in lines(block.text, reader)]
        elif kind == "file":
            out += [f"(file {block.text})" for block in group]
        elif kind == "control":
            named = [block.control for block in group if block.control]
            out.append(" ".join(f"[{c.label}]" + (f"({c.part['url']})" if c.part.get("url") else "") for c in named))
    return "\n".join(out)
