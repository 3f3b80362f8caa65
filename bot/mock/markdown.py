"""Discord's Markdown as Discord shows it: every newline counts, a line has one kind (Reference, Message formatting)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Final


@dataclass(frozen=True)
class Reader:
    """Who reads: the language (one of Discord's locales), the zone, the hour, and names of what can be mentioned."""

    locale: str = "en-US"
    zone: tzinfo = UTC
    now: datetime | None = None
    names: Mapping[str, str] = field(default_factory=dict)  # "#123" -> "#general"


@dataclass(frozen=True)
class Span:
    """A run of text in one style: a set of bold, italic, underline, strike, code, link."""

    text: str
    styles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Line:
    """One line: kind (h1 h2 h3 subtext item quote code text), what stands before it, and its spans."""

    kind: str
    lead: str
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The line as plain text."""
        return self.lead + "".join(span.text for span in self.spans)


_LINE: Final = re.compile(
    r"(?P<h>\#{1,3})\ +|(?P<subtext>-\#\ )|(?P<indent>\ *)(?P<item>[-*]|\d+\.)\ +|(?P<quote>>\ )|", re.VERBOSE
)
_INLINE: Final = re.compile(
    r"""\\(?P<escaped>[^\w\s]|_)
    |(?P<ticks>`+)(?P<code>.+?)(?P=ticks)
    |\*\*(?P<bold>(?:\\.|[^\\])+?)\*\*(?!\*)
    |__(?P<underline>(?:\\.|[^\\])+?)__
    |~~(?P<strike>(?:\\.|[^\\])+?)~~
    |\*(?P<italic>(?:\\.|[^\\*])+?)\*
    |\b_(?P<italic_>(?:\\.|[^\\_])+?)_\b
    |\[(?P<label>(?:\\.|[^\\\]])+)\]\(<?(?P<url>https?://[^\s>)]+)>?\)
    |<t:(?P<unix>-?\d+)(?::(?P<style>[tTdDfFRsS]))?>
    |</(?P<command>[^:>]+):\d+>
    |<(?P<sign>@&|@!?|\#)(?P<id>\d+)>
    |<a?(?P<emoji>:\w+:)\d+>""",
    re.VERBOSE,
)


def lines(text: str, reader: Reader) -> Iterator[Line]:
    """The lines of a text as the reader sees them."""
    fenced = False
    for raw in text.split("\n"):
        if raw.startswith("```"):
            fenced = not fenced
        elif fenced:
            yield Line("code", "", (Span(raw, frozenset({"code"})),))
        else:
            yield _line(raw, reader)


def _line(raw: str, reader: Reader) -> Line:
    match = _LINE.match(raw)
    assert match  # the last alternative is empty
    spans = tuple(_spans(raw[match.end() :], reader, frozenset()))
    if match["h"]:
        return Line(f"h{len(match['h'])}", "", spans)
    if match["item"]:
        bullet = match["item"] if match["item"][0].isdigit() else "•"
        return Line("item", "  " * ((len(match["indent"]) + 1) // 2) + bullet + " ", spans)
    if match["quote"]:
        return Line("quote", "▏ ", spans)
    return Line("subtext" if match["subtext"] else "text", "", spans)


def _spans(text: str, reader: Reader, styles: frozenset[str]) -> Iterator[Span]:
    at = 0
    for match in _INLINE.finditer(text):
        if match.start() > at:
            yield Span(text[at : match.start()], styles)
        yield from _marked(match, reader, styles)
        at = match.end()
    if at < len(text):
        yield Span(text[at:], styles)


def _marked(match: re.Match[str], reader: Reader, styles: frozenset[str]) -> Iterator[Span]:
    for style in ("bold", "underline", "strike", "italic", "italic_"):
        if match[style]:
            yield from _spans(match[style], reader, styles | {style.rstrip("_")})
            return
    if match["label"]:
        yield from _spans(match["label"], reader, styles)
        yield Span(f" ({match['url']})", styles | {"link"})
    elif match["code"]:
        yield Span(match["code"], styles | {"code"})
    elif match["unix"]:
        yield Span(moment(int(match["unix"]), match["style"] or "f", reader), styles)
    elif match["id"]:
        sign = match["sign"].rstrip("!")
        yield Span(reader.names.get(sign + match["id"], f"{sign}unknown"), styles | {"bold"})
    else:
        yield Span(match["escaped"] or match["emoji"] or f"/{match['command']}", styles)


def moment(unix: int, style: str, reader: Reader) -> str:
    """A timestamp as Discord's client words it, roughly: styles t T d D f F R s S."""
    from babel import Locale, dates  # 20 ms that only a text with a timestamp needs

    locale, when = Locale.parse(reader.locale, sep="-"), datetime.fromtimestamp(unix, reader.zone)
    if style == "R":
        since = when - (reader.now or datetime.now(UTC))
        return dates.format_timedelta(since, add_direction=True, locale=locale)
    day = {"d": "short", "D": "long", "f": "long", "F": "full", "s": "short", "S": "short"}.get(style)
    hour = {"t": "short", "T": "medium", "f": "short", "F": "short", "s": "short", "S": "medium"}.get(style)
    parts = [dates.format_date(when, day, locale=locale)] if day else []
    parts += [dates.format_time(when, hour, locale=locale)] if hour else []
    return " ".join(parts)
