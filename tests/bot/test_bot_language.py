"""Another language, proved with one that nobody speaks: every literal word of a template stands in ⟦brackets⟧.

What is visible and not bracketed is then the pack's, or a number or date that Babel wrote, or it stands in code.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from drive import FOOT, held, plain, texts, usable
from jinja2 import BaseLoader, Environment, PackageLoader

from bot.mock.components import GALLERY, media, walk
from bot.mock.messages import Message
from briefs.compose import Composer
from briefs.render import Renderer

WORD = re.compile(r"<[^>]*>?|:[tTdDfFR]>|[^\W\d_]+")  # what stands in <> is Discord's own syntax
BABEL = {"thg", "tháng", "năm", "ngày", "giờ", "tuần"}  # the words of Vietnamese dates and durations


class Bracketed(BaseLoader):
    """The templates of a folder, each literal word in brackets, line marks and blanks as they are."""

    def __init__(self, loader: BaseLoader) -> None:
        self.loader = loader

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, name, fresh = self.loader.get_source(environment, template)
        kinds = ((kind, text) for _, kind, text in environment.lex(source))
        return "".join(WORD.sub(bracket, text) if kind == "data" else text for kind, text in kinds), name, fresh


def bracket(word: re.Match[str]) -> str:
    return word[0] if word[0].startswith(("<", ":")) else f"⟦{word[0]}⟧"


def with_pseudo_vietnamese(composer: Composer) -> Composer:
    pseudo = Renderer(composer.store, "vi", Bracketed(PackageLoader("briefs", "templates/en")))
    return replace(composer, renderers={**composer.renderers, "vi": pseudo})


@pytest.fixture
async def mock(host):
    await host.start(change=with_pseudo_vietnamese)
    return host.mock


@pytest.fixture(scope="session")
def vocabulary(seeds_of_the_session: Path) -> set[str]:
    """Every word of the pack, and the names of the commands' options, which Discord shows as they are."""
    pack = " ".join(path.read_text(encoding="utf-8") for path in seeds_of_the_session.glob("*.toml"))
    return {word.lower() for word in re.findall(r"[^\W\d_]+", pack)} | BABEL


@pytest.fixture(scope="session")
def seeds_of_the_session() -> Path:
    return Path(__file__).parents[2] / "seeds"


def visible(message: Message) -> Iterator[str]:
    """Every piece of text that a reader sees: words, labels, placeholders, choices, alt texts."""
    yield from texts(message)
    for _, part in walk(message.components):
        yield from (str(part[key]) for key in ("label", "placeholder") if part.get(key))
        yield from (option["label"] for option in part.get("options") or ())
        if part["type"] == GALLERY:
            yield from (item.get("description") or "" for _, item in media(part))


def unbracketed(text: str) -> set[str]:
    rest = re.sub(r"⟦[^⟧]*⟧|<[^>]*>|\b[0-9a-f]{8}\b", " ", text)  # the last: the revision
    return {word.lower() for word in re.findall(r"[^\W\d_]+", rest)}


async def test_every_word_of_ours_comes_from_a_template(host, mock, vocabulary):
    options = {option["name"] for command in mock.world.commands[None] for option in command["options"]}
    names = {command["name"] for command in mock.world.commands[None]}
    known = vocabulary | options | names
    seen: set[str] = set()
    for line in plain(host.bot.composer):
        message = (await mock.slash(f"{line} private:true", locale="vi")).messages[0]
        while True:
            assert held_in_any_language(message)
            for text in visible(message):
                assert unbracketed(text) <= known, (line, unbracketed(text) - known)
                seen |= set(re.findall(r"⟦(\w+)⟧", text))
            for control in [c for c in usable(message) if c.part["custom_id"].startswith("cite ")]:
                cited = await mock.click(message, control.name, locale="vi")
                for text in visible(cited.messages[0]):
                    assert unbracketed(text) <= known, (line, unbracketed(text) - known)
            following = [c for c in usable(message) if c.part["custom_id"].startswith("next ")]
            if not following:
                break
            message = (await mock.click(message, following[0].name, locale="vi")).messages[0]
    assert {"Next", "Previous", "Sources", "Share", "page", "of", "revision", "continued", "Chart"} <= seen


def held_in_any_language(message: Message) -> bool:
    return "⟦page⟧" in texts(message)[-1] and not FOOT.search(texts(message)[-1])


@pytest.mark.parametrize(
    "line",
    [
        "/deals company:Boing",
        "/timeline from:qqq to:2026-13",
        "/timeline from:2026-03 to:2026-01",
        "/compare a:to-lam b:to-lam",
        "/about",
    ],
)
async def test_refusals_and_the_manual_come_from_templates(mock, vocabulary, line):
    options = {option["name"] for command in mock.world.commands[None] for option in command["options"]}
    reply = await mock.slash(line, locale="vi")
    known = vocabulary | options | {"boing", "qqq", "readout", "e"}
    for text in visible(reply.messages[0]):
        assert unbracketed(text) <= known, unbracketed(text) - known
        assert "⟦" in text


async def test_dates_and_durations_are_written_in_the_language(mock):
    reply = await mock.slash("/deals", locale="vi")
    foot = texts(reply.messages[0])[-1]
    assert "18 thg 2, 2026" in foot
    assert "1 tuần" in foot
    timeline = await mock.slash("/timeline from:2026", locale="vi")
    dates = re.findall(r"^- \*\*(.*?)\*\*", texts(timeline.messages[0])[0], re.MULTILINE)
    assert len(dates) > 5
    assert not [date for date in dates if re.search("Jan|Feb|Mar", date)]


def test_numbers_are_written_in_the_language(host, mock):
    from decimal import Decimal

    vietnamese = host.bot.composer.renderers["vi"]
    assert vietnamese.number(Decimal("37.2")) == "37,2"
    assert vietnamese.number(1_234_567) == "1.234.567"


async def test_each_reader_has_their_own_language_on_the_same_message(mock):
    english = await mock.slash("/deals")
    assert "⟦" not in english.text
    assert held(english.messages[0])
    vietnamese = await mock.click(english.messages[0], "Sources", user="other", locale="vi")
    assert "⟦" in vietnamese.text
    again = await mock.slash("/deals", user="other")
    assert again.text == english.text, "the kept readouts of two languages do not mix"


async def test_a_regional_variant_is_served_by_its_language(mock):
    assert "⟦" not in (await mock.slash("/deals", locale="en-GB")).text


async def test_the_facts_are_the_same_in_every_language(mock):
    def marks(message: Message) -> list[str]:
        return re.findall(r"\[[A-Z][^\]]*¶[^\]]*\]", "\n".join(texts(message)))

    english, vietnamese = await mock.slash("/deals"), await mock.slash("/deals", locale="vi")
    assert marks(english.messages[0]) == marks(vietnamese.messages[0]) != []
