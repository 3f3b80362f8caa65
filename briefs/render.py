"""The one Jinja environment: facts and a template in, text in the house's Markdown out, citations in place.

Every value is escaped for Discord by `finalize`; with autoescape and a finalize that returns Markup, what
macros return is not escaped twice (a bare finalize does that). The sandbox is free and stays on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_skeleton, format_timedelta
from babel.numbers import format_decimal
from jinja2 import BaseLoader, PackageLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from .document import CLOSE, OPEN, OURS
from .facts import Dated, Discrepancy, Office
from .fields import Citation, Citing
from .refusal import Refusal
from .store import Store
from .when import When

_PRIVATE = re.compile("[\ue000-\uf8ff]")
_MARKDOWN = re.compile(r"([\\`*_~|<>\[\]]|:(?=[^\s:]+:))")
_BLOCK = re.compile(r"^(\s*)([#-])")
_ESCAPED = re.compile(r"\\(.)")
_NUMBERED = re.compile(r"^(\s*\d+)\.(?=\s)")
_BREAK = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")


def escape(value: object) -> Markup:
    """A value as Discord shows it letter for letter. Raises ValueError on None; private-use characters are dropped."""
    if value is None:
        raise ValueError("a template printed None")
    if hasattr(value, "__html__"):
        return Markup(value)  # already text of ours
    text = _PRIVATE.sub("", " ".join(str(value).split()) if _BREAK.search(str(value)) else str(value))
    text = _BLOCK.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", text))
    return Markup(_NUMBERED.sub(r"\1\\.", text))


def mark(cites: tuple[Citation, ...]) -> Markup:
    """Citations as marks that `document` finds; only the macro `line` may call this."""
    return Markup("".join(f" {OPEN}{c.source}:{c.paragraph}:{c.anchor or ''}{CLOSE}" for c in cites))


def own(date: str) -> Markup:
    """A date of the bot's own clock, in words; only an edition's heading has one."""
    return Markup(f"{OURS}{date}{OURS}")


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends a sentence already. Curators write none."""
    return text if text.endswith((".", "?", "!", ".”")) else f"{text}."


def _same_month(first: When, last: When) -> bool:
    """Whether both are days of one month, so that the month need be said but once."""
    return first.precision == last.precision == "day" and first.text[:7] == last.text[:7]


def _behind(office: Office | None, of: Any, found: Sequence[Discrepancy]) -> Sequence[Discrepancy]:
    """Of what disputes a person, what stands behind an office: what is about its body, and behind the last the rest."""
    if office is None:
        return found
    last = {each.of: each for each in of.offices}  # a body's last office, the latest body last
    meant = [next((each for body, each in reversed(last.items()) if body in d.about), of.offices[-1]) for d in found]
    return [d for d, each in zip(found, meant, strict=True) if each is office]


class Renderer:
    """Templates of one language over one pack."""

    def __init__(self, store: Store, language: str = "en", loader: BaseLoader | None = None) -> None:
        about: dict[str, list[Discrepancy]] = {}
        for discrepancy in store.discrepancies:
            for fact in discrepancy.about if discrepancy.inline else ():
                about.setdefault(fact, []).append(discrepancy)
        self.language = language
        self.environment = ImmutableSandboxedEnvironment(
            loader=loader or PackageLoader("briefs", f"templates/{language}"),
            autoescape=True,
            finalize=escape,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,  # else each message asks the file system whether its template is the same
        )
        self.environment.filters |= {
            "date": self.date,
            "number": self.number,
            "name": store.names.label,
            "sentence": sentence,
            "own": own,
            "alone": lambda record: Citing(record.cite),
            "unix": lambda moment: int(moment.timestamp()),
        }
        self.environment.globals |= {
            "mark": mark,
            "disputes": lambda fact, office=None: _behind(office, fact, about.get(getattr(fact, "id", ""), ())),
        }

        self.as_of, self.revision = store.meta.as_of, store.revision
        self.feet: Mapping[str, str] = {s.id: self.message("source", s=s) for s in store.sources}

    def render(self, template: str, **values: Any) -> str:
        """The text of a template. Raises on an undefined name, on None, and on a missing template."""
        return self.environment.get_template(template).render(values)

    def message(self, code: str, **values: Any) -> Markup:
        """A sentence of messages.md, as Markdown. Raises AttributeError for a code that has no macro."""
        return Markup(getattr(self.environment.get_template("messages.md").module, code)(**values))

    def label(self, code: str, **values: Any) -> str:
        """The same as plain text: for labels and descriptions, in which Discord shows no Markdown."""
        return _ESCAPED.sub(r"\1", self.message(code, **values))

    def foot(self, sources: Iterable[str], page: int, pages: int, today: date) -> str:
        """What stands under a page: the documents it cites, as-of and age, revision, and which page of how many."""
        feet = [self.feet[source] for source in sources]
        age = format_timedelta(today - self.as_of.last, locale=self.language) if today > self.as_of.last else ""
        return self.message(
            "foot", feet=feet, as_of=self.as_of, age=age, revision=self.revision, page=page, pages=pages
        )

    def refusal(self, refusal: Refusal) -> Markup:
        """Every message of a refusal, one after the other."""
        return Markup(" ").join(self.message(code, **values) for code, values in refusal.messages)

    def date(self, when: When | Dated) -> str:
        """A date in words, no finer than it is known: `18 Feb 2026`, `Feb 2026`, `2026`, `18–20 Feb 2026`."""
        if isinstance(when, Dated):
            return self._dated(when)
        if when.precision == "period":
            return self._period(when)
        if self.language == "en":  # Babel's English is American, the house writes 18 Feb 2026
            pattern = {"year": "y", "month": "MMM y", "day": "d MMM y"}[when.precision]
            return format_date(when.first, pattern, locale="en")
        skeleton = {"year": "y", "month": "yMMM", "day": "yMMMd"}[when.precision]
        return format_skeleton(skeleton, when.first, locale=self.language)

    def _dated(self, dated: Dated) -> str:
        if dated.on:
            return self.date(dated.on)
        first, last = dated.not_before, dated.not_after
        if first and last and _same_month(first, last) and self.language == "en":
            return self.message("bounds", first=first.first.day, last=self.date(last))
        return self.message("bounds", first=first and self.date(first), last=last and self.date(last))

    def _period(self, when: When) -> str:
        first, last = (When.parse(part) for part in when.text.split("/"))
        if _same_month(first, last) and self.language == "en":
            return f"{first.first.day}–{self.date(last)}"
        return self.message("period", first=self.date(first), last=self.date(last))

    def number(self, value: Decimal | int) -> str:
        """A number with the separators of the language."""
        return format_decimal(value, locale=self.language, decimal_quantization=False)
