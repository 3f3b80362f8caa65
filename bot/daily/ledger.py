"""The ledger: every statement on state.db. A delivery is one row for each subscription and local date.

A channel has one subscription, and one post for each local date, whichever subscription of the last 30 days it was of.

The row is made before anything is sent, in the transaction that moves the subscription on to its next date, so
whatever happens in between, no date is claimed twice and none is forgotten.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from .records import MOST, POSTED, Delivery, Notice, Outcome, Pause, Receipt, Subscription
from .rows import FIELDS, delivery_of, key, moment, perhaps, row_of, seconds, subscription_of, text
from .schedule import MISSED_AFTER, Rule
from .state import State, Transaction, Value, open_state

KEPT_AFTER_REMOVAL = timedelta(days=30)
APART = timedelta(days=2)  # as many dates ahead of one zone another can be; further off, a clock was wrong
_SAVE = (
    f"INSERT INTO subscription ({', '.join(FIELDS)}) VALUES ({', '.join(f'${n + 1}' for n in range(len(FIELDS)))}) "
    f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in FIELDS[1:])} "
    "WHERE subscription.ended IS NULL"
)
_CLAIM = (
    "INSERT INTO delivery (subscription, day, channel, edition, due, window_start, window_end, base, state) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (subscription, day) DO "
)
_BOTS = "subscription NOT LIKE 'webhook-%'"  # what is sent by hand is no business of the bot's
_OPEN = "state IN ('claimed', 'will-retry')"
_STANDING = "ended IS NULL"  # of a subscription: nobody has removed it; one that is removed never falls due
_ITS = "(channel = $1 OR subscription = $2)"
_UNPOSTED = "state IN ('missed', 'paused', 'skipped-quiet', 'refused')"  # settled with nothing posted, for sure
_TAKEN_OVER = (  # by `now`
    "UPDATE SET channel = excluded.channel, edition = excluded.edition, due = excluded.due, "
    "window_start = excluded.window_start, window_end = excluded.window_end, base = excluded.base, state = 'claimed', "
    "reason = NULL, tries = 0, tried = NULL, again = NULL"
)


@dataclass(frozen=True)
class Ledger:
    """Subscriptions and deliveries. Moments come and go as aware UTC, whole seconds."""

    state: State

    # ---- subscriptions ----

    async def save(self, subscription: Subscription) -> bool:
        """Add or change a subscription, unless its channel has another one: then False."""
        async with self.state.writing() as to:
            return await _save(to, subscription)

    async def add(self, subscription: Subscription) -> Literal["full", "taken"] | None:
        """Add one, or why not: its channel has one, or the server has 25."""
        async with self.state.writing() as to:
            query = f"SELECT count(*) FROM subscription WHERE guild = $1 AND {_STANDING}"
            rows = await to.run(query, subscription.guild)
            if rows[0][0] >= MOST:
                return "full"
            return None if await _save(to, subscription) else "taken"

    async def remove(self, subscription: str, now: datetime) -> None:
        """End one. What it posted, or may have, counts for its channel for 30 days more; the rest goes with it."""
        async with self.state.writing() as to:
            ended = "ended = $2, next_day = NULL, next_due = NULL"
            await to.run(f"UPDATE subscription SET {ended} WHERE id = $1", subscription, seconds(now))
            unsent = f"({_UNPOSTED} OR ({_OPEN} AND tried IS NULL))"
            await to.run(f"DELETE FROM delivery WHERE subscription = $1 AND {unsent}", subscription)
            await to.run("DELETE FROM notice WHERE subscription = $1", subscription)

    async def subscription(self, subscription: str) -> Subscription | None:
        rows = await self.state.read(f"SELECT * FROM subscription WHERE id = $1 AND {_STANDING}", subscription)
        return subscription_of(rows[0]) if rows else None

    async def of_guild(self, guild: int) -> tuple[Subscription, ...]:
        query = f"SELECT * FROM subscription WHERE guild = $1 AND {_STANDING} ORDER BY since, id"
        return tuple(map(subscription_of, await self.state.read(query, guild)))

    async def pause(self, subscription: Subscription, why: Pause, until: date | None, now: datetime) -> None:
        """Stop posting, until a local date or until resumed. What is on its way and not sent becomes `paused`."""
        async with self.state.writing() as to:
            day = next_day(subscription.rule, until, now) if until else None
            await _pause(to, subscription, why, until, day)

    # ---- claims ----

    async def due(self, now: datetime) -> tuple[str, ...]:
        """The subscriptions that have fallen due, the longest due first."""
        query = "SELECT id FROM subscription WHERE next_due <= $1 ORDER BY next_due, id"
        return tuple(row["id"] for row in await self.state.read(query, seconds(now)))

    async def next_due(self) -> datetime | None:
        """When the next subscription falls due."""
        rows = await self.state.read("SELECT min(next_due) AS next FROM subscription")
        return perhaps(rows[0]["next"])

    async def claim(self, subscription: str, now: datetime) -> Delivery | None:
        """Claim what has fallen due: the newest date, unless it is too late for it; older ones become `missed`.

        None where there is nothing to post. However long the bot was away, it is one post at most.
        """
        async with self.state.writing() as to:
            which = "id = $1 AND next_due <= $2"
            rows = await to.run(f"SELECT * FROM subscription WHERE {which}", subscription, seconds(now))
            if not rows:
                return None
            found = subscription_of(rows[0])
            assert found.next_day
            dates = found.rule.fallen_due(found.next_day, now)
            claimed = None
            for day in dates:
                in_time = day == dates[-1] and now - found.rule.due(day) <= MISSED_AFTER
                made = await _fell_due(to, found, day, "claimed" if in_time else "missed")
                claimed = made if in_time else None
            await _move_on(to, found, found.rule.next_from(now, dates[-1] if dates else None))
            return claimed

    async def take(
        self, subscription: Subscription, now: datetime, *, again: bool = False
    ) -> tuple[Delivery, Literal["claimed", "had"]]:
        """Claim today's date at once. Where there was a post for it, or may be one: that one, unless wanted `again`."""
        day = subscription.rule.today(now)
        async with self.state.writing() as to:
            had = await _had(to, subscription, day)
            if had and not again:
                return had, "had"
            delivery = await _delivery_for(to, subscription, day, now, now)
            await _insert(to, delivery, "claimed", _TAKEN_OVER)
            if subscription.next_day and subscription.next_day <= day:
                await _move_on(to, subscription, subscription.rule.next_from(now, day))
            return delivery, "claimed"

    async def window(self, subscription: Subscription, day: date, end: datetime) -> Delivery:
        """The delivery that a claim at `end` would make; nothing is written."""
        return await _delivery_for(self.state, subscription, day, end, end)

    # ---- what became of a delivery ----

    async def trying(
        self, delivery: Delivery, now: datetime, receipt: Receipt, held: Mapping[str, str]
    ) -> Delivery | None:
        """Sending begins: from here to the next word on it, nobody knows whether it is there.

        What is being sent is kept now: whoever finds the post after a crash may run on another revision. None where
        the row has moved on since `delivery` was read: then nothing may be sent.
        """
        async with self.state.writing() as to:
            rows = await to.run(
                "UPDATE delivery SET state = 'claimed', tries = tries + 1, tried = $3, again = NULL, revision = $4, "
                f"digest = $5, facts = $6 WHERE subscription = $1 AND day = $2 AND tries = $7 AND {_OPEN} RETURNING 1",
                *(
                    *key(delivery),
                    seconds(now),
                    receipt.revision,
                    receipt.digest,
                    " ".join(receipt.facts),
                    delivery.tries,
                ),
            )
            if receipt.revision and rows:
                await _hold(to, receipt.revision, held)
        tried = replace(delivery, state="claimed", tries=delivery.tries + 1, tried=now, revision=receipt.revision)
        return tried if rows else None

    async def confirm(self, delivery: Delivery, outcome: Outcome, message: int, *, publish: bool = False) -> None:
        """It is posted, as this message."""
        what = "state = $3, message = $4, publishing = $5, reason = NULL, again = NULL"
        await self._set(delivery, what, outcome, message, "due" if publish else None)

    async def finish(self, delivery: Delivery, outcome: Outcome, reason: str | None = None) -> None:
        """An outcome with nothing known to be posted."""
        await self._set(delivery, "state = $3, reason = $4, again = NULL", outcome, reason)

    async def retry(self, delivery: Delivery, reason: str, again: datetime) -> None:
        """It is known not to be there: send it again then."""
        await self._set(delivery, "state = 'will-retry', reason = $3, again = $4, tried = NULL", reason, seconds(again))

    async def look_again(self, delivery: Delivery, reason: str, again: datetime) -> None:
        """It may be there: read the channel then."""
        await self._set(delivery, "reason = $3, again = $4", reason, seconds(again))

    async def published(self, delivery: Delivery, state: str, again: datetime | None = None) -> None:
        async with self.state.writing() as to:
            what = "UPDATE delivery SET publishing = $3, again = $4 WHERE subscription = $1 AND day = $2"
            await to.run(what, *key(delivery), state, seconds(again))

    async def refuse(self, delivery: Delivery, reason: str, *, pause: Pause | None, now: datetime) -> None:
        """Discord will not have it. With `pause`, the subscription stops, is kept, and the server is to be told."""
        async with self.state.writing() as to:
            what = "state = 'refused', reason = $3, again = NULL"
            await to.run(f"UPDATE delivery SET {what} WHERE subscription = $1 AND day = $2", *key(delivery), reason)
            rows = await to.run("SELECT * FROM subscription WHERE id = $1", delivery.subscription)
            if pause and rows:
                await _pause(to, found := subscription_of(rows[0]), pause, None, None)
                await to.run(
                    "INSERT INTO notice VALUES ($1, $2, $3, $4, $5) ON CONFLICT (subscription) DO UPDATE SET "
                    "reason = excluded.reason, at = excluded.at",
                    found.id, found.guild, delivery.channel, reason, seconds(now),
                )  # fmt: skip

    async def _set(self, delivery: Delivery, what: str, *values: Value) -> None:
        """Change a delivery that has no outcome yet; one that has keeps it."""
        async with self.state.writing() as to:
            where = f"subscription = $1 AND day = $2 AND {_OPEN}"
            await to.run(f"UPDATE delivery SET {what} WHERE {where}", *key(delivery), *values)

    # ---- what is open, and what was ----

    async def open(self, now: datetime) -> tuple[Delivery, ...]:
        """Claimed and not settled, due for another look."""
        which = f"{_OPEN} AND {_BOTS} AND coalesce(again, 0) <= $1"
        query = f"SELECT * FROM delivery WHERE {which} ORDER BY due"
        return tuple(map(delivery_of, await self.state.read(query, seconds(now))))

    async def unpublished(self, now: datetime) -> tuple[Delivery, ...]:
        """Posted and not published yet."""
        which = f"publishing = 'due' AND {_BOTS} AND coalesce(again, 0) <= $1"
        query = f"SELECT * FROM delivery WHERE {which} ORDER BY due"
        return tuple(map(delivery_of, await self.state.read(query, seconds(now))))

    async def delivery(self, subscription: str, day: date) -> Delivery | None:
        query = "SELECT * FROM delivery WHERE subscription = $1 AND day = $2"
        rows = await self.state.read(query, subscription, day.isoformat())
        return delivery_of(rows[0]) if rows else None

    async def deliveries(self, subscription: Subscription, most: int = 1) -> tuple[Delivery, ...]:
        """The last ones in its channel, and its own in another, the newest first."""
        query = f"SELECT * FROM delivery WHERE {_ITS} ORDER BY day DESC, due DESC LIMIT $3"
        rows = await self.state.read(query, subscription.channel, subscription.id, most)
        return tuple(map(delivery_of, rows))

    async def last_day(self, subscription: Subscription, today: date) -> date | None:
        """The newest local date that has its delivery, in its channel or by it in another."""
        query = f"SELECT max(day) AS day FROM delivery WHERE {_ITS} AND day <= $3"
        rows = await self.state.read(query, subscription.channel, subscription.id, text(today + APART))
        return date.fromisoformat(rows[0]["day"]) if rows[0]["day"] else None

    async def held(self, revision: str) -> dict[str, str]:
        """The ids and hashes of the facts of a revision that was posted."""
        rows = await self.state.read("SELECT fact, hash FROM holding WHERE revision = $1", revision)
        return {row["fact"]: row["hash"] for row in rows}

    async def ever_held(self) -> frozenset[str]:
        """The ids of every fact that any post may have shown."""
        return frozenset(row["fact"] for row in await self.state.read("SELECT DISTINCT fact FROM holding"))

    # ---- servers ----

    async def notices(self, guild: int | None = None) -> tuple[Notice, ...]:
        """What servers, or one of them, have not been told."""
        rows = await self.state.read("SELECT * FROM notice WHERE $1 IS NULL OR guild = $1 ORDER BY at", guild)
        return tuple(Notice(row["subscription"], row["guild"], row["channel"], row["reason"]) for row in rows)

    async def told(self, notice: Notice) -> None:
        async with self.state.writing() as to:
            await to.run("DELETE FROM notice WHERE subscription = $1", notice.subscription)

    async def here(self, guilds: Collection[int], now: datetime) -> None:
        """The servers that the bot is in now: what belongs to others is paused and kept for 30 days."""
        async with self.state.writing() as to:
            rows = await to.run(f"SELECT * FROM subscription WHERE guild <> 0 AND {_STANDING}")
            for row in rows:
                await _place(to, subscription_of(row), row["removed"], row["guild"] in guilds, now)

    async def left(self, guild: int, now: datetime) -> None:
        """The bot was removed from a server."""
        async with self.state.writing() as to:
            for row in await to.run(f"SELECT * FROM subscription WHERE guild = $1 AND {_STANDING}", guild):
                await _place(to, subscription_of(row), row["removed"], False, now)

    async def forget(self, now: datetime) -> int:
        """Delete the subscriptions that were removed, or whose server was left, 30 days ago; how many."""
        async with self.state.writing() as to:
            before = seconds(now - KEPT_AFTER_REMOVAL)
            which = "removed <= $1 OR ended <= $1"
            return len(await to.run(f"DELETE FROM subscription WHERE {which} RETURNING id", before))


@asynccontextmanager
async def open_ledger(data: Path) -> AsyncIterator[Ledger]:
    """The ledger of a data folder, made and migrated as needed. Raises StateError."""
    async with open_state(data) as state:
        yield Ledger(state)


def next_day(rule: Rule, first: date, now: datetime) -> date:
    """The first date of a rule from `first` on that is still to come."""
    return rule.next_from(now, first - timedelta(days=1))


async def _save(to: Transaction, subscription: Subscription) -> bool:
    taken = f"SELECT 1 FROM subscription WHERE channel = $1 AND id <> $2 AND {_STANDING}"
    if await to.run(taken, subscription.channel, subscription.id):
        return False
    await to.run(_SAVE, *row_of(subscription))
    return True


async def _had(to: Transaction, which: Subscription, day: date) -> Delivery | None:
    """What was posted for this local date or a later one, or may have been: in its channel, or by it in another."""
    wanted = f"{_ITS} AND day BETWEEN $3 AND $4 AND NOT {_UNPOSTED}"
    query = f"SELECT * FROM delivery WHERE {wanted} ORDER BY day DESC, due DESC LIMIT 1"
    rows = await to.run(query, which.channel, which.id, text(day), text(day + APART))
    return delivery_of(rows[0]) if rows else None


async def _fell_due(to: Transaction, which: Subscription, day: date, state: str) -> Delivery | None:
    """The row of a date that has fallen due; None where it has one, or its channel has had a post."""
    if await _had(to, which, day):
        return None
    delivery = await _delivery_for(to, which, day, due := which.rule.due(day), due)
    return delivery if await _insert(to, delivery, state, "NOTHING") else None


async def _delivery_for(
    at: State | Transaction, subscription: Subscription, day: date, due: datetime, end: datetime
) -> Delivery:
    """Its window begins where that of the last post in this channel ended, so windows tile."""
    query = (
        f"SELECT window_end, revision FROM delivery WHERE channel = $1 AND state IN {POSTED} "
        "AND revision IS NOT NULL ORDER BY window_end DESC LIMIT 1"
    )
    rows = await (at.read if isinstance(at, State) else at.run)(query, subscription.channel)
    start, base = (moment(rows[0]["window_end"]), rows[0]["revision"]) if rows else (subscription.since, None)
    return Delivery(subscription.id, day, subscription.channel, due, start, max(start, end), base)


async def _insert(to: Transaction, delivery: Delivery, state: str, conflict: str) -> bool:
    times = (seconds(delivery.due), seconds(delivery.start), seconds(delivery.end))
    values = (*key(delivery), delivery.channel, delivery.edition, *times, delivery.base, state)
    return bool(await to.run(f"{_CLAIM}{conflict} RETURNING day", *values))


async def _move_on(to: Transaction, subscription: Subscription, day: date) -> None:
    statement = "UPDATE subscription SET next_day = $2, next_due = $3, paused = NULL, paused_until = NULL"
    await to.run(
        f"{statement} WHERE id = $1 AND {_STANDING}",
        subscription.id,
        day.isoformat(),
        seconds(subscription.rule.due(day)),
    )


async def _pause(to: Transaction, which: Subscription, why: Pause, until: date | None, day: date | None) -> None:
    await to.run(
        "UPDATE subscription SET paused = $2, paused_until = $3, next_day = $4, next_due = $5 "
        f"WHERE id = $1 AND {_STANDING}",
        which.id, why, text(until), text(day), seconds(which.rule.due(day)) if day else None,
    )  # fmt: skip
    await to.run(
        "UPDATE delivery SET state = 'paused', reason = $2, again = NULL "
        f"WHERE subscription = $1 AND {_OPEN} AND tried IS NULL",
        which.id, why,
    )  # fmt: skip


async def _place(to: Transaction, which: Subscription, removed: int | None, here: bool, now: datetime) -> None:
    if here and removed:
        await to.run("UPDATE subscription SET removed = NULL WHERE id = $1", which.id)
    elif not here and not removed:
        await to.run("UPDATE subscription SET removed = $2 WHERE id = $1", which.id, seconds(now))
        await _pause(to, which, "removed", None, None)


async def _hold(to: Transaction, revision: str, held: Mapping[str, str]) -> None:
    if not await to.run("SELECT 1 FROM holding WHERE revision = $1 LIMIT 1", revision):
        for fact, digest in held.items():
            await to.run("INSERT INTO holding VALUES ($1, $2, $3)", revision, fact, digest)
