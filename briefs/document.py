"""The document: lines, each with its citations, packed into pages.

The line is the unit of citation: in Discord every newline shows, so text is split by one expression and
nothing slips through. A statement without a citation cannot be made into a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from .fields import Citation

OPEN, CLOSE = "\ue000", "\ue001"  # around a citation in rendered text: source:paragraph:anchor
OURS = "\ue002"  # around a date of the bot's own, which no source has to say
Kind = Literal["heading", "subtext", "item", "nested", "quote", "blank", "text"]

_LINE = re.compile(
    r"(?P<heading>#{1,3} )|(?P<subtext>-# )|(?P<item>- )|(?P<nested> +- )|(?P<quote>> )|(?P<blank>\s*$)|(?P<text>)"
)
_MARKS = re.compile(f"(?: ?{OPEN}[^{CLOSE}]*{CLOSE})+")
_MARK = re.compile(f"{OPEN}([a-z0-9-]+):(\\d+):([^{CLOSE}]*){CLOSE}")
_OWN = re.compile(rf"<t:\d+(?::\w)?>|{OURS}[^{OURS}]*{OURS}")


class UncitedError(Exception):
    """A template made a statement without its citation: a fault of ours, never of the asker."""


@dataclass(frozen=True)
class Line:
    """One line as the reader sees it, marks as `[HT¶6]`, with the citations that they stand for."""

    kind: Kind
    text: str
    cites: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Budget:
    """What a page may hold, in characters and UTF-8 bytes; the caller knows where the page is going."""

    characters: int
    bytes: int


@dataclass(frozen=True)
class Page:
    """Lines that are shown together, and the ids of the sources they cite, in order of first citation."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cite.source for line in self.lines for cite in line.cites))


def lines(text: str, labels: Mapping[str, str]) -> tuple[Line, ...]:
    """Split rendered text into lines. `labels`: source id -> label, in the pack's order. Raises UncitedError."""
    return tuple(_line(line, labels) for line in text.strip("\n").split("\n"))


def _line(text: str, labels: Mapping[str, str]) -> Line:
    match = _LINE.match(text)
    assert match
    kind: Kind = match.lastgroup  # type: ignore[assignment]
    cites = tuple(
        Citation(source=source, paragraph=int(paragraph), anchor=anchor or None)
        for source, paragraph, anchor in dict.fromkeys(_MARK.findall(text))
    )
    states = kind in ("item", "nested", "quote", "text") or re.search(r"\d", _OWN.sub("", _MARKS.sub("", text)))
    if kind != "blank" and states and not cites:
        raise UncitedError(f"a line states something and cites nothing: {text!r}")
    return Line(kind, _MARKS.sub(lambda m: _bracket(m[0], labels), text).replace(OURS, "").rstrip(), cites)


def _bracket(marks: str, labels: Mapping[str, str]) -> str:
    """Adjacent marks as one: `[HT¶6,14; KM¶24]`."""
    order = list(labels)
    cites = sorted({(order.index(source), int(paragraph)) for source, paragraph, _ in _MARK.findall(marks)})
    documents = ((labels[order[n]], group) for n, group in groupby(cites, key=lambda cite: cite[0]))
    return f" [{'; '.join(f'{label}¶' + ','.join(str(p) for _, p in group) for label, group in documents)}]"


def pages(
    document: Iterable[Line],
    budget: Budget,
    foot: Mapping[str, int],
    captions: tuple[Line, ...] = (),
    continued: str = "(continued)",
) -> tuple[Page, ...]:
    """Pack groups of lines into pages; a group is never split, unless it fits no page by itself: then between lines.

    `foot`: characters that naming a source costs. `captions` end the first page, above its pictures. `continued`
    follows the heading that a page takes over from the one before.
    """
    done, page = list[Page](), tuple[Line, ...]()
    above: tuple[Line, ...] = ()  # the headings that the group stands under, outermost first
    groups = (part for group in _groups(tuple(document)) for part in _parts(group, budget, foot))
    for group in groups:
        below = captions if not done else ()
        if page and not _fits(Page(page + group + below), budget, foot):
            done.append(_trimmed(page, below))
            kept = [h for h in above if _level(h) < _level(group[0])]
            again = tuple(_continued(h, continued) for h in kept[1:] or kept)  # the title only where nothing else is
            page = again if _fits(Page(again + group), budget, foot) else ()
        page += group
        for line in group:
            if line.kind == "heading":
                above = (*(h for h in above if _level(h) < _level(line)), line)
    return (*done, _trimmed(page, captions if not done else ()))


def _groups(document: tuple[Line, ...]) -> list[tuple[Line, ...]]:
    """What stays together: a heading with the line under it, an item with its nested lines and subtext."""
    groups = list[tuple[Line, ...]]()
    for line in document:
        last = groups[-1] if groups else ()
        under_heading = last and all(before.kind in ("heading", "subtext", "blank") for before in last)
        hangs = last and line.kind in ("nested", "subtext", "blank")
        if under_heading or hangs:
            groups[-1] = (*last, line)
        else:
            groups.append((line,))
    return groups


def _parts(group: tuple[Line, ...], budget: Budget, foot: Mapping[str, int]) -> list[tuple[Line, ...]]:
    """The group whole, or line by line where no page holds it; every line can be quoted alone."""
    return [group] if _fits(Page(group), budget, foot) else [(line,) for line in group]


def _fits(page: Page, budget: Budget, foot: Mapping[str, int]) -> bool:
    below = sum(foot[source] for source in page.sources)
    return len(page.text) + below <= budget.characters and len(page.text.encode()) + 2 * below <= budget.bytes


def _trimmed(page: tuple[Line, ...], captions: tuple[Line, ...]) -> Page:
    kept = list(page)
    while kept and kept[-1].kind == "blank":
        kept.pop()
    return Page((*kept, *captions))


def _level(line: Line) -> int:
    """1 to 3 for a heading, more for anything else."""
    return line.text.index(" ") if line.kind == "heading" else 4


def _continued(heading: Line, word: str) -> Line:
    return Line("heading", f"{heading.text} {word}", heading.cites)
