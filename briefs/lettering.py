"""How wide words are in a picture. SVG cannot measure text, so each width is bounded from above."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, MARGIN, GAP = 480, 24, 8  # units; a phone shows 480 of them about 360 points wide

# The widest letter of each class in em, in the bold; a test holds them against the font. Any other letter: 1.07.
_CLASSES = (
    (0.24, " "), (0.31, "'’`Iilj·"), (0.36, ".,:;!"), (0.46, "()“”1frt|"), (0.55, "Jsz*/[]"), (0.63, "cehknuvxy?7-¶"),
    (0.70, "abdgopqđ2358$+EFLPSTZ−"), (0.74, "0469BHKRY_–"), (0.80, "ACDĐGNUVX&="), (0.85, "OQ#"),
)  # fmt: skip
_EM = {letter: em for em, letters in _CLASSES for letter in letters}


def text_width(text: str, size: float) -> float:
    """The most units that a line of text can take."""
    return size * sum(_EM.get(unicodedata.normalize("NFD", letter)[0], 1.07) for letter in text)


def wrap(text: str, size: float, room: float) -> list[str]:
    """The text in as few lines as fit the room, of about the same length. A word that is longer stands alone."""
    wrapped = _filled(text, size, room)
    while len(_filled(text, size, room - size)) == len(wrapped) and room > size:
        room -= size
        wrapped = _filled(text, size, room)
    return wrapped


def _filled(text: str, size: float, room: float) -> list[str]:
    filled = [""]
    for word in text.split():
        longer = f"{filled[-1]} {word}".lstrip()
        if filled[-1] and text_width(longer, size) > room:
            filled.append(word)
        else:
            filled[-1] = longer
    return filled


@dataclass(frozen=True)
class Bar:
    """A bar in units, and where the words behind it begin."""

    x: float
    width: float
    after: float
    label: str


def bars(rows: Sequence[tuple[Decimal, Decimal, str]], size: float) -> tuple[Bar, ...]:
    """Bars from a start to an end on one axis, as long as their labels let them be."""
    ends = [(float(max(row[:2])), text_width(row[2], size)) for row in rows]
    unit = min(((WIDTH - 2 * MARGIN - GAP - words) / end for end, words in ends if end > 0), default=0)
    return tuple(
        Bar(
            x=round(MARGIN + unit * float(min(start, end)), 1),
            width=round(max(2, unit * float(abs(end - start))), 1),
            after=round(MARGIN + unit * float(max(start, end)) + GAP, 1),
            label=label,
        )
        for start, end, label in rows
    )
