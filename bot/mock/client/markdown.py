"""Discord's Markdown as Discord shows it: every newline counts, a line has one kind (Reference, Message formatting)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Final

from rich.text import Text


@dataclass(frozen=True)
class Reader:
    """Who reads: the language (one of Discord's locales), the zone, the hour, and names of what can be mentioned."""

    locale: str = "en-US"
    zone: tzinfo = UTC
    now: datetime | None = None
    names: Mapping[str, str] = field(default_factory=dict)  # "#123" -> "#general"


@dataclass(frozen=True)
class Line:
    """One line: kind (h1 h2 h3 subtext item quote code text), what stands before it, and the rest in its styles."""

    kind: str
    lead: str
    body: Text

    @property
    def text(self) -> str:
        """The line as plain text."""
        return self.lead + self.body.plain


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
        if raw.startswith("```") and raw.count("```") % 2:
            fenced = not fenced
        elif fenced or raw.startswith("```"):  # the latter: a block in one line
            yield Line("code", "", Text(raw.strip("`"), "cyan"))
        else:
            yield _line(raw, reader)


def _line(raw: str, reader: Reader) -> Line:
    match = _LINE.match(raw)
    assert match  # the last alternative is empty
    body = _inline(raw[match.end() :], reader)
    if match["item"]:
        bullet = match["item"] if match["item"][0].isdigit() else "•"
        return Line("item", "  " * ((len(match["indent"]) + 1) // 2) + bullet + " ", body)
    if match["quote"]:
        return Line("quote", "▏ ", body)
    return Line(f"h{len(match['h'])}" if match["h"] else "subtext" if match["subtext"] else "text", "", body)


def _inline(text: str, reader: Reader, style: str = "") -> Text:
    done, at = Text(style=style), 0
    for match in _INLINE.finditer(text):
        done.append(text[at : match.start()]).append_text(_marked(match, reader))
        at = match.end()
    return done.append(text[at:])


def _marked(match: re.Match[str], reader: Reader) -> Text:
    for style in ("bold", "underline", "strike", "italic", "italic_"):
        if match[style]:
            return _inline(match[style], reader, style.rstrip("_"))
    if match["label"]:
        return _inline(match["label"], reader).append(f" ({match['url']})", "blue")
    if match["code"]:
        return Text(match["code"], "cyan")
    if match["unix"]:
        return Text(moment(int(match["unix"]), match["style"] or "f", reader))
    if match["id"]:
        sign = match["sign"].rstrip("!")
        return Text(reader.names.get(sign + match["id"], f"{sign}unknown"), "bold")
    return Text(match["escaped"] or match["emoji"] or f"/{match['command']}")


def moment(unix: int, style: str, reader: Reader) -> str:
    """A timestamp as Discord's client words it, roughly: styles t T d D f F R s S."""
    from babel import Locale, dates  # 20 ms that only a text with a timestamp needs

    try:
        locale, when = Locale.parse(reader.locale, sep="-"), datetime.fromtimestamp(unix, reader.zone)
    except (ValueError, OverflowError):  # milliseconds for seconds, most often
        return "Invalid date"
    if style == "R":
        since = when - (reader.now or datetime.now(UTC))
        return dates.format_timedelta(since, add_direction=True, locale=locale)
    day = {"d": "short", "D": "long", "f": "long", "F": "full", "s": "short", "S": "short"}.get(style)
    hour = {"t": "short", "T": "medium", "f": "short", "F": "short", "s": "short", "S": "medium"}.get(style)
    parts = [dates.format_date(when, day, locale=locale)] if day else []
    parts += [dates.format_time(when, hour, locale=locale)] if hour else []
    return " ".join(parts)
