"""Numbers, dates and capitalised words of a text, in one form whether a pack or an article writes them.

Only what can be compared is taken out: `six` is 6 and `8th` is 8; `February 18 to 20` is two days. The word
"one" is left aside: in English it seldom counts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_CARDINALS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_NUMBERS = (
    {word: str(n) for n, word in enumerate(_CARDINALS.split(), 2)}
    | {word: str(n) for n, word in enumerate(_ORDINALS.split(), 1)}
    | {"thirty": "30", "thirtieth": "30", "forty": "40", "fifty": "50", "sixty": "60", "eighty": "80", "hundred": "100"}
)
# What may open a sentence in any pack, beside the words that its own texts also write small.
_OPENERS = (
    "a an and as at both but by each for from how if in it its no none not of on one only or other that the their "
    "there these this those to what when where whether which while who whose why with without"
)
_DAYS = r"\d{1,2}(?!\d)(?:(?: ?[-–] ?| to | and | or )\d{1,2}(?!\d))*"
_DATE = re.compile(
    rf"(?:\b(?P<before>{_DAYS}) )?\b(?P<month>{'|'.join(MONTHS)})\b(?: (?P<after>{_DAYS}))?(?:,? (?P<year>\d{{4}})\b)?"
    r"|\b(?P<iso>\d{4}-\d{2}-\d{2})\b"
)
_YEAR = re.compile(r"(?<![\w$.,])(?:19|20)\d{2}(?![\w%]|[.,]\d)")
_NUMBER = re.compile(r"[A-Za-z]*\d[A-Za-z\d]*(?:[.,:-][A-Za-z]*\d[A-Za-z\d]*|-[A-Z]{2,})*")
_WORD = re.compile(r"[A-Za-z]+")
_CAPITALISED = re.compile(r"\b[A-Za-z]*[A-Z][A-Za-z]*\b")
_STARTS = re.compile(r"(?:^|[.:;?!“‘(] ?)$")


@dataclass(frozen=True)
class Day:
    """A date as a text gives it. What the text leaves out is None; of a bare year only the year stands."""

    year: int | None
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        month = MONTHS[self.month - 1] if self.month else None
        return " ".join(str(part) for part in (self.day, month, self.year) if part)


@dataclass(frozen=True)
class Words:
    """What of a text can be compared: its dates, the numbers that are no dates, its words without marks and case."""

    dates: frozenset[Day]
    numbers: frozenset[str]
    words: frozenset[str]


def unmarked(text: str) -> str:
    """The text without diacritics, letter for letter: case and length stay. đ has no decomposition."""
    marked = unicodedata.normalize("NFC", text).replace("đ", "d").replace("Đ", "D")
    return "".join(unicodedata.normalize("NFD", c)[0] for c in marked)


def read(text: str) -> Words:
    """Take a text apart."""
    text = unmarked(text)
    dates, rest = _dates(text)
    return Words(dates, _numbers(rest), _vocabulary(text))


def capitalised(text: str, common: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The words written with a capital, but not those in `common` (lower case) that stand first in a sentence."""
    opening = frozenset(_OPENERS.split())
    found = []
    for match in _CAPITALISED.finditer(_DATE.sub(" ", text)):
        first = _STARTS.search(match.string[: match.start()])
        if len(match[0]) > 1 and not (first and match[0].lower() in common | opening):
            found.append(match[0])
    return tuple(dict.fromkeys(found))


def lower(text: str) -> frozenset[str]:
    """The words that the text writes without any capital."""
    return frozenset(word for word in _WORD.findall(unmarked(text)) if word.islower())


def counted(text: str) -> tuple[str, ...]:
    """How many of a model, as written: `50 Boeing 737`, `six Boeing 737-8`."""
    count = rf"(?:\d[\d,.]*|{'|'.join(_NUMBERS)})"
    return tuple(re.findall(rf"\b{count} [A-Z]\w+ \d(?:[\d-]*\d)?", _DATE.sub(" ", unmarked(text))))


def number(token: str) -> str:
    """`1,409` -> 1409, `8th` -> 8, `sixth` -> 6; a name of a model such as `787-9` stays."""
    token = token.lower()
    if token in _NUMBERS:
        return _NUMBERS[token]
    if ordinal := re.fullmatch(r"(\d*?(?:1\dth|(?<!1)(?:1st|2nd|3rd|[04-9]th)))", token):
        return ordinal[1][:-2]
    return token.replace(",", "") if re.fullmatch(r"[\d,.]+", token) else token


def _dates(text: str) -> tuple[frozenset[Day], str]:
    found: set[Day] = set()
    for match in _DATE.finditer(text):
        found |= _days(match)
    rest = _DATE.sub(" ", text)
    found |= {Day(int(year[0])) for year in _YEAR.finditer(rest)}
    return frozenset(found), _YEAR.sub(" ", rest)


def _days(match: re.Match[str]) -> set[Day]:
    if iso := match["iso"]:
        year, month, day = map(int, iso.split("-"))
        return {Day(year, month, day)}
    month = MONTHS.index(match["month"]) + 1
    printed = int(match["year"]) if match["year"] else None
    days = re.findall(r"\d+", f"{match['before'] or ''} {match['after'] or ''}")
    return {Day(printed, month, int(day)) for day in days} or {Day(printed, month)}


def _numbers(text: str) -> frozenset[str]:
    written = {_NUMBERS[word.lower()] for word in _WORD.findall(text) if word.lower() in _NUMBERS}
    return frozenset(written | {number(token) for token in _NUMBER.findall(text)})


def _vocabulary(text: str) -> frozenset[str]:
    """Every word, and every two neighbours as one word: `Ha Noi` is also `hanoi`."""
    words = _WORD.findall(text.lower())
    return frozenset(words) | frozenset(a + b for a, b in pairwise(words))
