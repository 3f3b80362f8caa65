"""What Discord's client would not send is refused with the reason."""

import pytest

from bot.mock import MockDiscord, Refused
from bot.mock.client import slash as client

CHOICES = [
    {"name": "Licence", "value": "licence", "name_localizations": {"vi": "Giấy phép"}},
    {"name": "Two words", "value": "2"},
]
DEALS = {
    "name": "deals",
    "description": "Agreements",
    "name_localizations": {"vi": "thỏa-thuận"},
    "options": [
        {"type": 3, "name": "sector", "min_length": 2, "max_length": 10, "name_localizations": {"vi": "ngành"}},
        {"type": 3, "name": "text"},
        {"type": 4, "name": "page", "min_value": 1, "max_value": 9},
        {"type": 10, "name": "share", "max_value": 1.5},
        {"type": 5, "name": "all"},
        {"type": 3, "name": "kind", "choices": CHOICES},
    ],
}
SUBS = {
    "name": "daily",
    "options": [
        {"type": 1, "name": "stop"},
        {"type": 2, "name": "set", "options": [{"type": 1, "name": "time", "options": [{"type": 3, "name": "at"}]}]},
    ],
}
KNOWN = [DEALS, SUBS]


def values(text: str, locale: str = "en-US"):
    typed = client.read(text, KNOWN, locale)
    return {option["name"]: client.value(option, raw, [], locale) for option, raw in typed.values}


@pytest.mark.parametrize(("text", "sent"), [
    ("/deals", {}),
    ("deals sector:energy", {"sector": "energy"}),
    ("/deals sector: air lines page:2", {"sector": "air lines", "page": 2}),
    ("/deals text:see https://x.example/a:b, 9:30 all:no", {"text": "see https://x.example/a:b, 9:30", "all": False}),
    ("/deals text:note: this", {"text": "note: this"}),
    ("/deals kind:Two words", {"kind": "2"}),
    ("/deals kind:licence share:0.5", {"kind": "licence", "share": 0.5}),
    ("/daily set time at:07:00", {"at": "07:00"}),
])  # fmt: skip
def test_reads_slash_text(text, sent):
    assert values(text) == sent


def test_reads_the_users_language():
    assert values("/thỏa-thuận ngành:energy", "vi") == {"sector": "energy"}
    assert values("/thỏa-thuận kind:giấy phép", "vi") == {"kind": "licence"}
    assert values("/thỏa-thuận kind:Licence", "vi") == {"kind": "licence"}
    with pytest.raises(Refused):
        values("/thỏa-thuận", "de")


@pytest.mark.parametrize(("text", "reason"), [
    ("/dels", "There is no command /dels. Did you mean /deals?"),
    ("/nothing", "There is no command /nothing."),
    ("/deals secto:x", "There is no option secto. Did you mean sector? The command takes sector: text: page:"),
    ("/deals sector:energy compny:x", "There is no option compny."),
    ("/deals sector", "The option sector needs a value: write sector:"),
    ("/daily set tim", "/daily set needs one of: time. Did you mean time?"),
    ("/deals energy", "“energy” belongs to no option. The command takes sector:"),
    ("/deals page:1 page:2", "The option page is given twice."),
    ("/deals page:x", "The option page takes a whole number."),
    ("/deals page:1_0", "The option page takes a whole number."),
    ("/deals text:", "The option text needs a value."),
    ("/deals page:1.5", "The option page takes a whole number."),
    ("/deals page:10", "The option page takes 1 to 9."),
    ("/deals share:2", "The option share takes"),
    ("/deals sector:x", "The option sector takes 2 to 10 characters."),
    ("/deals all:maybe", "The option all takes True or False."),
    ("/deals kind:Licens", "The option kind takes one of: Licence, Two words. Did you mean Licence?"),
    ("/daily", "/daily needs one of: stop, set."),
    ("/daily sto", "/daily needs one of: stop, set. Did you mean stop or set?"),
    ("/daily stop now", "“now” belongs to no option. The command takes no options."),
])  # fmt: skip
def test_refuses_with_the_reason(text, reason):
    with pytest.raises(Refused) as refusal:
        values(text)
    assert str(refusal.value).startswith(reason)


async def test_a_missing_option_and_an_unknown_channel(mock_discord: MockDiscord, bot):
    with pytest.raises(Refused, match="needs the option company"):
        await mock_discord.slash("/find count:2")
    with pytest.raises(Refused, match="finds nothing called #nowhere"):
        await mock_discord.slash("/find company:x where:#nowhere")
    with pytest.raises(Refused, match="does not take channels of this kind"):
        await mock_discord.slash("/find company:x where:#forum")
    with pytest.raises(Refused, match="there are #general, #news"):
        await mock_discord.slash("/ping", channel="#nowhere")
    with pytest.raises(Refused, match="there are nobody, admin, other"):
        await mock_discord.slash("/ping", user="somebody")


async def test_a_command_for_managers_is_offered_to_managers(mock_discord: MockDiscord, bot):
    with pytest.raises(Refused, match="does not offer /daily to nobody in #general; it does to admin"):
        await mock_discord.slash("/daily here channel:#news")
    with pytest.raises(Refused, match="/daily here needs the option channel"):
        await mock_discord.slash("/daily here", user="admin")
    reply = await mock_discord.slash("/daily here channel:#news", user="admin")
    assert reply.text == "Posted in #news"
    assert [mock_discord.text(message) for message in mock_discord.messages("#news")] == ["the daily"]


async def test_controls_that_cannot_be_used(mock_discord: MockDiscord, bot, rest):
    page = (await mock_discord.slash("/page")).messages[0]
    with pytest.raises(Refused, match="Previous is switched off"):
        await mock_discord.click(page, "Previous")
    with pytest.raises(Refused, match=r"the buttons are Previous, Next, Quiet\. Did you mean Next"):
        await mock_discord.click(page, "Nxt")
    with pytest.raises(Refused, match="offers Page 1, Page 2, Page 3"):
        await mock_discord.select(page, "jump", ["Page 4"])
    with pytest.raises(Refused, match="takes 1 of its options"):
        await mock_discord.select(page, "jump", ["1", "2"])
    link = {"type": 2, "style": 5, "label": "Site", "url": "https://x.example"}
    await rest.post({"components": [{"type": 1, "components": [link]}]})
    with pytest.raises(Refused, match=r"Site opens https://x\.example; the bot hears nothing of it"):
        await mock_discord.click(mock_discord.messages("#general")[-1], "Site")
    private = (await mock_discord.slash("/ping")).messages[0]
    with pytest.raises(Refused, match="not there"):
        await mock_discord.click(private, "x", user="other")
