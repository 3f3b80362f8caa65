"""A message as its reader meets it: blocks of text, pictures and numbered controls, in order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from . import limits
from .components import BUTTON, CONTAINER, GALLERY, LINK, ROW, SECTION, SELECTS, SEPARATOR, TEXT, media
from .markdown import Reader, lines
from .messages import Message


@dataclass(frozen=True)
class Control:
    """A button or select. `part` is the component as the bot sent it."""

    label: str
    part: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What names it for sure: its custom_id, or the label of a link."""
        return str(self.part.get("custom_id") or self.label)

    @property
    def select(self) -> bool:
        """It is a select and no button."""
        return self.part["type"] in SELECTS

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
            if "accessory" in part:
                yield from _parts([part["accessory"]], boxed=boxed)
        elif kind == TEXT:
            yield Block("text", part["content"], boxed=boxed)
        elif kind == SEPARATOR:
            yield Block("rule", boxed=boxed)
        elif kind == BUTTON or kind in SELECTS:
            yield Block("control", control=_control(part), boxed=boxed)
        else:
            described = part["items"] if kind == GALLERY else [part]
            for (_, item), about in zip(media(part), described, strict=True):
                name = item["url"].removeprefix("attachment://")
                yield Block("file", _file(name, about.get("description")), boxed=boxed)


def _control(part: Mapping[str, Any]) -> Control:
    emoji = (part.get("emoji") or {}).get("name")
    texts = [emoji, part.get("label") or part.get("placeholder") or (None if part["type"] == BUTTON else "select")]
    return Control(" ".join(text for text in texts if text), part)


def _file(name: str, description: str | None) -> str:
    return f"{name}: {description}" if description else name


def _embed(embed: Mapping[str, Any]) -> str:
    texts = [embed.get("author", {}).get("name"), embed.get("title") and f"### {embed['title']}"]
    texts.append(embed.get("description"))
    for field in embed.get("fields") or ():
        texts += [f"**{field['name']}**", field["value"]]
    footer = embed.get("footer", {}).get("text")
    return "\n".join(text for text in [*texts, footer and f"-# {footer}"] if text)


def controls(messages: Sequence[Message]) -> tuple[tuple[Message, Control], ...]:
    """Every control of the messages with the message it stands on; numbered from 1 in this order."""
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
            out.append(" ".join(_bracketed(block.control) for block in group if block.control))
    return "\n".join(out)


def _bracketed(control: Control) -> str:
    if control.part.get("style") == LINK:
        return f"[{control.label}]({control.part['url']})"
    return f"[{control.label}]"
