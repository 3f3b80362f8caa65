"""Which subscription is meant: the labels that completion offers, and what managers type instead of choosing one."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.limits import CHOICE_NAME

from .records import Subscription


def labelled(guild: discord.Guild | None, given: Sequence[Subscription]) -> list[tuple[str, Subscription]]:
    """Each with a line that no other has: `#news 08:00 Asia/Ho_Chi_Minh`; of those that look the same, with the id."""
    texts = [f"#{_name(guild, s)} {s.rule.at} {s.rule.zone}"[:CHOICE_NAME] for s in given]
    ids = [f" · {s.id}" if texts.count(text) > 1 else "" for text, s in zip(texts, given, strict=True)]
    return [(text[: CHOICE_NAME - len(i)] + i, s) for text, i, s in zip(texts, ids, given, strict=True)]


def meant(guild: discord.Guild | None, given: Sequence[Subscription], typed: str) -> list[Subscription]:
    """Those that a label or an id names, else those whose channel is called so, with or without its #."""
    wanted = typed.strip().casefold()
    named = [s for text, s in labelled(guild, given) if wanted in (text.casefold(), s.id)]
    return named or [s for s in given if wanted in _calls(guild, s)]


def _calls(guild: discord.Guild | None, subscription: Subscription) -> tuple[str, ...]:
    name = _name(guild, subscription).casefold()
    return name, f"#{name}", f"<#{subscription.channel}>"  # the last is what Discord's own completion of # types


def _name(guild: discord.Guild | None, subscription: Subscription) -> str:
    channel = guild.get_channel_or_thread(subscription.channel) if guild else None
    return channel.name if channel else str(subscription.channel)
