"""Calendar dates as a pack writes them: EDTF text whose form is its precision.

`2019-05-03` a day, `2019-05` a month, `2019` a year, `A/B` a period between two of these.
Dates are those at the place of the event; no time zone is applied (house: never `<t:…>` for facts).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering
from typing import Annotated, Literal

from pydantic import PlainSerializer, PlainValidator

Precision = Literal["period", "year", "month", "day"]
_COARSENESS: dict[Precision, int] = {"period": 0, "year": 1, "month": 2, "day": 3}
_PART = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)

FORMS = "a year (2026), a month (2026-02) or a day (2026-02-18)"


@total_ordering
@dataclass(frozen=True)
class When:
    """A day, month, year or period. `first` and `last` are the earliest and latest possible day, both included."""

    text: str
    first: date
    last: date
    precision: Precision

    @classmethod
    def parse(cls, text: object) -> When:
        """Read EDTF text. Raises ValueError, with the forms that work, for anything else."""
        if isinstance(text, When):
            return text
        if not isinstance(text, str):
            raise ValueError(f"a date is text in quotes: {FORMS}, or two of these with a / between")
        begin, slash, end = text.partition("/")
        if not slash:
            return _one(text)
        first, last = _one(begin), _one(end)
        if last.last < first.first:
            raise ValueError(f"{text!r} ends before it begins")
        return cls(text, first.first, last.last, "period")

    def __lt__(self, other: When) -> bool:
        """Earliest possible day first, then the coarser."""
        return (self.first, _COARSENESS[self.precision]) < (other.first, _COARSENESS[other.precision])

    def __str__(self) -> str:
        return self.text


def _one(text: str) -> When:
    match = _PART.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a date: use {FORMS}")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if year is None or month is None:
            first, last = date(int(text), 1, 1), date(int(text), 12, 31)
            return When(text, first, last, "year")
        if day is None:
            last_day = calendar.monthrange(year, month)[1]
            return When(text, date(year, month, 1), date(year, month, last_day), "month")
        return When(text, date(year, month, day), date(year, month, day), "day")
    except (ValueError, calendar.IllegalMonthError):
        raise ValueError(f"{text!r} is no day of the calendar: use {FORMS}") from None


Edtf = Annotated[When, PlainValidator(When.parse), PlainSerializer(str, return_type=str)]
