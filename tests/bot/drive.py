"""What every answer of the bot is held to, and the lines and presses with which tests drive it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.mock.client.reading import Control, blocks, controls
from bot.mock.messages import Message
from briefs.compose import Composer

MARK = re.compile(r"\[((?:[A-Z][A-Z-]*¶\d+(?:,\d+)*(?:; )?)+)\]")
FOOT = re.compile(r"page (\d+) of (\d+)$")
CHROME = re.compile(r"#{1,3} |-# |\s*$")


@dataclass(frozen=True)
class Page:
    """A readout's page as it stands in a message: its lines, its foot, and which page of how many it says it is."""

    lines: tuple[str, ...]
    foot: tuple[str, ...]
    number: int
    of: int

    @property
    def marked(self) -> set[str]:
        """The labels of the documents that its lines cite."""
        return {label for line in self.lines for label, _ in paragraphs(line)}

    @property
    def named(self) -> list[str]:
        """The labels of the documents that its foot names."""
        return [line.removeprefix("-# ").split()[0] for line in self.foot[:-1]]


def paragraphs(line: str) -> list[tuple[str, str]]:
    """What a line cites: label and paragraph."""
    parts = [part.partition("¶") for marks in MARK.findall(line) for part in marks.split("; ")]
    return [(label, number) for label, _, numbers in parts for number in numbers.split(",")]


def texts(message: Message) -> list[str]:
    return [block.text for block in blocks(message) if block.kind == "text"]


def page(message: Message) -> Page | None:
    """The readout in a message; None for a message that says one thing (a refusal, help)."""
    *body, foot = texts(message)
    if not (match := FOOT.search(foot)):
        return None
    return Page(tuple("\n".join(body).split("\n")), tuple(foot.split("\n")), int(match[1]), int(match[2]))


def held(message: Message) -> Page:
    """The readout in a message, after proving what every readout promises."""
    shown = page(message)
    assert shown, f"no readout: {texts(message)}"
    uncited = [line for line in shown.lines if not CHROME.match(line) and not MARK.search(line)]
    assert uncited == [], "every statement is cited"
    assert shown.lines[0].startswith("#"), "a page begins with a title"
    assert set(shown.named) == shown.marked, "the foot names the documents that the page cites"
    assert len(shown.named) == len(set(shown.named)), "and each of them once"
    assert 1 <= shown.number <= shown.of
    return shown


def roles(message: Message) -> list[str]:
    """What its usable controls do: prev, next, cite, share, go, pick-topic, …"""
    return [control.part["custom_id"].partition(" ")[0] for control in usable(message)]


def usable(message: Message) -> list[Control]:
    return [control for _, control in controls([message]) if not control.part.get("disabled")]


def find(message: Message, role: str) -> Control:
    return next(c for c in usable(message) if c.part["custom_id"].partition(" ")[0] == role)


def chosen(control: Control) -> list[str]:
    """The values of a select, the one that takes the filter away first."""
    return [option["value"] for option in control.options]


def plain(composer: Composer) -> Iterator[str]:
    """Each brief as it is called with what it needs and no more."""
    for brief in composer.catalog.values():
        needed = [p for p in brief.parameters if p.required]
        given = [f" {p.name}:{composer.store.names.kinds[p.suggest or ''][n].id}" for n, p in enumerate(needed)]
        yield f"/{brief.name}{''.join(given)}"


def commands(composer: Composer) -> Iterator[str]:
    """Each brief as it is called without options, and with each of its options."""
    values = {"from": "2026-02", "to": "2026-02-18"}
    for line, brief in zip(plain(composer), composer.catalog.values(), strict=True):
        yield line
        for p in brief.parameters:
            some = composer.store.names.kinds[p.suggest] if p.suggest else ()
            if not p.required:
                yield f"{line} {p.name}:{some[0].label if some else values[p.name]}"
