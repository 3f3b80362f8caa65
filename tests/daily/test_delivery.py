"""What a channel sees of a daily post, and what the ledger says of it, when things go well and when they do not."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.mock import places
from tests.daily.desk import Desk, day

POST = r"POST /channels/\d+/messages$"
READ = r"GET /channels/\d+/messages"


async def test_it_is_posted_once_when_it_falls_due(desk: Desk) -> None:
    made = await desk.subscribe()
    await desk.tick()
    assert desk.posts() == []
    desk.mock.clock.advance(1801)
    for _ in range(3):
        await desk.tick()
    assert len(desk.posts()) == 1
    last = await desk.last(made)
    assert (last.state, last.message, last.day) == ("sent", desk.posts()[0].id, day("2026-02-19"))
    assert f"Edition {last.edition}" in desk.words()
    assert "Daily readout" in desk.words()
    assert "Sources" in desk.words()
    assert not desk.mock.violations


async def test_the_second_says_what_it_covers_and_that_nothing_changed(desk: Desk) -> None:
    made = await desk.subscribe()
    desk.mock.clock.advance(1801)
    await desk.tick()
    assert "first edition" in desk.words()
    desk.mock.clock.advance(86400)
    await desk.tick()
    first, second = reversed(await desk.ledger.deliveries(made, 2))
    assert second.start == first.end
    assert second.base == desk.courier.editions.composer.store.revision
    assert "Quiet" in desk.words()
    assert "first edition" not in desk.words()


async def test_a_quiet_day_can_be_skipped_and_is_recorded(desk: Desk) -> None:
    made = await desk.subscribe(when_quiet="skip")
    desk.mock.clock.advance(1801)
    await desk.tick()
    desk.mock.clock.advance(86400)
    await desk.tick()
    assert len(desk.posts()) == 1  # the first edition is never quiet
    assert (await desk.last(made)).state == "skipped-quiet"


async def test_after_downtime_there_is_one_late_post(desk: Desk) -> None:
    made = await desk.subscribe()
    desk.mock.clock.advance(3 * 86400 + 3600)  # three dates fell due, the last half an hour ago
    await desk.tick()
    assert len(desk.posts()) == 1
    assert "Late" in desk.words()
    assert [d.state for d in await desk.ledger.deliveries(made, 9)] == ["late", "missed", "missed", "missed"]


async def test_more_than_six_hours_late_is_none(desk: Desk) -> None:
    made = await desk.subscribe()
    desk.mock.clock.advance(1800 + 6 * 3600 + 1)
    await desk.tick()
    assert desk.posts() == []
    assert (await desk.last(made)).state == "missed"
    assert (await desk.ledger.subscription(made.id)).next_day == day("2026-02-20")  # type: ignore[union-attr]


@pytest.mark.parametrize("done", [True, False])
async def test_a_lost_reply_is_read_back(desk: Desk, done: bool) -> None:
    """Whether Discord took it or not, there is one message in the end."""
    made = await desk.subscribe()
    desk.mock.clock.advance(1801)
    desk.mock.faults.drop(POST, done=done)
    await desk.tick()
    last = await desk.last(made)
    assert (last.state, len(desk.posts())) == (("sent", 1) if done else ("will-retry", 0))
    desk.mock.clock.advance(3)
    await desk.tick()
    assert (await desk.last(made)).state == "sent"
    assert len(desk.posts()) == 1


async def test_a_lost_reply_that_cannot_be_read_back_is_never_resent(desk: Desk) -> None:
    made = await desk.subscribe()
    desk.mock.overwrite("#news", deny=places.READ_HISTORY)
    desk.mock.clock.advance(1801)
    desk.mock.faults.drop(POST, done=True)
    for _ in range(4):
        await desk.tick()
        desk.mock.clock.advance(600)
    last = await desk.last(made)
    assert (last.state, last.reason) == ("unverified", "history")
    assert len(desk.posts()) == 1


async def test_losing_the_reading_too_leaves_it_to_a_later_look(desk: Desk) -> None:
    made = await desk.subscribe()
    desk.mock.clock.advance(1801)
    desk.mock.faults.drop(POST, done=True)
    desk.mock.faults.drop(READ, done=True, times=2)  # aiohttp repeats a GET once by itself
    await desk.tick()
    assert (await desk.last(made)).state == "claimed"
    desk.mock.clock.advance(3)
    await desk.tick()
    assert (await desk.last(made)).state == "sent"
    assert len(desk.posts()) == 1


@pytest.mark.parametrize("done", [True, False])
async def test_removed_while_nobody_knows_whether_it_is_there(desk: Desk, done: bool) -> None:
    """It is settled all the same: there, it counts for the channel; not there, it is not sent again."""
    made = await desk.subscribe()
    desk.mock.clock.advance(1801)
    desk.mock.faults.drop(POST, done=done)
    desk.mock.faults.drop(READ, done=True, times=2)
    await desk.tick()
    await desk.ledger.remove(made.id, desk.now())
    desk.mock.clock.advance(3)
    await desk.tick()
    last = await desk.last(made)
    assert (last.state, last.reason) == (("sent", None) if done else ("paused", "ended"))
    assert len(desk.posts()) == done


async def test_a_message_that_is_not_ours_is_not_taken_for_it(desk: Desk) -> None:
    """Someone quotes the edition's id in the channel; the bot's own post is what counts."""
    made = await desk.subscribe()
    desk.mock.clock.advance(1801)
    claimed = await desk.ledger.claim(made.id, desk.now())
    assert claimed
    world, channel = desk.mock.world, desk.mock.channel("#news")
    quoting = world.blank(channel, author=desk.mock.user("other"), content=f"Edition {claimed.edition}")
    world.messages[quoting.id] = quoting
    desk.mock.faults.drop(POST, done=False)
    await desk.courier.carry(claimed)
    desk.mock.clock.advance(3)
    await desk.tick()
    assert [m.author.name for m in desk.posts()] == ["other", "Bot"]


@pytest.mark.parametrize(("status", "reason"), [(429, "limited"), (503, "lost")])
async def test_a_busy_discord_is_tried_again(desk: Desk, status: int, reason: str) -> None:
    made = await desk.subscribe()
    desk.mock.clock.advance(1801)
    if status == 429:
        desk.mock.faults.limit(POST, 3600, via=False)
    else:
        desk.mock.faults.fail(POST, status)
    await desk.tick()
    last = await desk.last(made)
    assert (last.state, last.reason) == ("will-retry", reason)
    desk.mock.clock.advance(61)
    await desk.tick()
    assert (await desk.last(made)).state == "sent"
    assert len(desk.posts()) == 1


async def test_trying_again_ends_after_six_hours(desk: Desk) -> None:
    made = await desk.subscribe()
    desk.mock.clock.advance(1801)
    for _ in range(80):
        desk.mock.faults.fail(POST, 503)
        await desk.tick()
        desk.mock.clock.advance(300)
    last = await desk.last(made)
    assert (last.state, last.reason, desk.posts()) == ("missed", "lost", [])


async def test_without_permission_it_stops_and_is_kept(desk: Desk) -> None:
    made = await desk.subscribe()
    desk.mock.overwrite("#news", deny=places.SEND)
    desk.mock.clock.advance(1801)
    for _ in range(3):
        await desk.tick()
        desk.mock.clock.advance(86400)
    kept = await desk.ledger.subscription(made.id)
    assert kept
    assert kept.paused == "permission"
    last = await desk.last(made)
    assert (last.state, last.reason) == ("refused", "permission")
    refused = [r for r in desk.mock.requests if r.method == "POST" and r.status == 403]
    assert len(refused) == 1  # each one counts towards a ban
    assert [n.reason for n in await desk.ledger.notices(made.guild)] == ["permission"]


async def test_a_channel_that_is_gone_stops_it_too(desk: Desk) -> None:
    made = await desk.subscribe()
    desk.mock.remove_channel("#news")
    desk.mock.clock.advance(1801)
    await desk.tick()
    kept = await desk.ledger.subscription(made.id)
    assert kept
    assert kept.paused == "gone"


async def test_an_announcement_is_published_when_asked(desk: Desk) -> None:
    made = await desk.subscribe(publish=True)
    desk.mock.clock.advance(1801)
    desk.mock.faults.drop("POST .*/crosspost", done=True)
    await desk.tick()
    assert (await desk.last(made)).publishing == "due"
    assert (await desk.last(made)).state == "sent"
    desk.mock.clock.advance(301)
    await desk.tick()
    assert (await desk.last(made)).publishing == "done"  # it was published already, which Discord says with an error
    assert len(desk.posts()) == 1


async def test_only_the_named_role_is_mentioned(desk: Desk) -> None:
    role = next(r for r in desk.mock.world.guild.roles.values() if r.name == "admin")  # type: ignore[union-attr]
    await desk.subscribe(role=role.id)
    desk.mock.clock.advance(1801)
    await desk.tick()
    body = next(r.body for r in desk.mock.requests if r.method == "POST" and r.path.endswith("/messages"))
    assert body["allowed_mentions"]["roles"] == [str(role.id)] or body["allowed_mentions"]["roles"] == [role.id]
    assert body["allowed_mentions"].get("parse", []) == []
    assert desk.words().startswith("@admin")
    assert len(str(body["nonce"])) <= 25
    assert body["enforce_nonce"] is True


async def test_when_the_store_fails_the_post_says_only_that(desk: Desk) -> None:
    made = await desk.subscribe()
    desk.mock.clock.advance(1801)
    await desk.tick()
    store = desk.courier.editions.composer.store
    broken = replace(store, db=_Broken())  # type: ignore[arg-type]
    blind = replace(desk.courier.editions, composer=replace(desk.courier.editions.composer, store=broken))
    desk.scheduler.courier = replace(desk.courier, editions=blind)
    blind.kept.clear()
    desk.mock.clock.advance(86400)
    await desk.tick()
    assert "Blind" in desk.words()
    assert "Quiet" not in desk.words()
    assert "¶" not in desk.words()
    desk.scheduler.courier = desk.courier
    desk.mock.clock.advance(86400)
    await desk.tick()
    first, _, third = reversed(await desk.ledger.deliveries(made, 3))
    assert third.start == first.end  # the blind one covered nothing


class _Broken:
    async def execute_fetchall(self, *query: object) -> list[object]:
        import sqlite3

        raise sqlite3.OperationalError("disk I/O error")


async def test_channels_that_ask_for_the_same_share_one_rendering(desk: Desk) -> None:
    for n, name in enumerate(("#news", "#general", "#thread")):
        made = await desk.subscribe(name, id=f"{n:08x}")
        await desk.ledger.save(replace(made, since=datetime(2026, 2, 18, tzinfo=UTC)))
    desk.mock.clock.advance(1801)
    await desk.tick()
    assert len(desk.courier.editions.kept) == 1
    words = {name: desk.words(name).split("\nEdition")[0] for name in ("#news", "#general", "#thread")}
    assert len(set(words.values())) == 1
    assert len({desk.words(name) for name in words}) == 3, "but each shows an id of its own"
