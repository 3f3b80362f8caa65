"""Which daily post is meant."""

from datetime import UTC, datetime

from bot.daily.which import labelled, meant
from tests.daily.desk import subscription

NOW = datetime(2026, 2, 19, tzinfo=UTC)
SAME = subscription(5, NOW, id="0000000a"), subscription(5, NOW, id="0000000b")  # as two channels of one name and time
OTHER = subscription(6, NOW, id="0000000c")


def test_those_that_look_the_same_show_their_ids() -> None:
    labels = [text for text, _ in labelled(None, [*SAME, OTHER])]
    assert labels == [
        "#5 08:00 Asia/Ho_Chi_Minh · 0000000a", "#5 08:00 Asia/Ho_Chi_Minh · 0000000b", "#6 08:00 Asia/Ho_Chi_Minh"
    ]  # fmt: skip


def test_what_is_typed_means_one_or_is_asked_about() -> None:
    given = [*SAME, OTHER]
    for text, each in labelled(None, given):
        assert meant(None, given, text) == [each]
        assert meant(None, given, each.id) == [each]
    assert meant(None, given, "6") == [OTHER]
    assert meant(None, given, "#5") == list(SAME)
    assert meant(None, given, "08:00") == []
