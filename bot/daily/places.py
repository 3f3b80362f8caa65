"""Where a daily post can go: which channels, and which permissions the bot needs there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import discord

from briefs.refusal import Refusal

NEEDED = ("view_channel", "send_messages", "embed_links", "attach_files", "read_message_history")
_THREADS = (discord.ChannelType.public_thread, discord.ChannelType.private_thread, discord.ChannelType.news_thread)
_FORUMS = (discord.ChannelType.forum, discord.ChannelType.media)
POSTABLE = (discord.ChannelType.text, discord.ChannelType.news, *_THREADS)


def missing(held: discord.Permissions, kind: discord.ChannelType) -> tuple[str, ...]:
    """The permissions that the bot lacks in a channel of this kind, by discord.py's names."""
    needed = [("send_messages_in_threads" if n == "send_messages" and kind in _THREADS else n) for n in NEEDED]
    return tuple(name for name in needed if not getattr(held, name))


def check(interaction: discord.Interaction[Any], channel: int, kind: discord.ChannelType, *, publish: bool) -> None:
    """Prove from the interaction alone that a channel can be posted in. Raises Refusal, which names what is missing."""
    if kind in _FORUMS:
        raise Refusal("daily_forum", channel=channel)
    if kind not in POSTABLE:
        raise Refusal("daily_no_text", channel=channel)
    if publish and kind is not discord.ChannelType.news:
        raise Refusal("daily_no_announcements", channel=channel)
    lacking = missing(_held(interaction, channel), kind)
    if lacking:
        raise Refusal("daily_lacking", channel=channel, permissions=[_words(name) for name in lacking])


def lacking(guild: discord.Guild | None, channel: int) -> tuple[str, ...] | None:
    """What the bot lacks there, from what the gateway told; None where it cannot see the channel."""
    found = guild.get_channel_or_thread(channel) if guild else None
    if guild is None or found is None or guild.me is None:
        return None
    return tuple(_words(name) for name in missing(found.permissions_for(guild.me), found.type))


def _held(interaction: discord.Interaction[Any], channel: int) -> discord.Permissions:
    """The bot's own permissions in the channel that was chosen (resolved channels carry them)."""
    data: Mapping[str, Any] = interaction.data or {}
    chosen = data.get("resolved", {}).get("channels", {}).get(str(channel), {})
    return discord.Permissions(int(chosen.get("app_permissions", 0)))


def _words(permission: str) -> str:
    """`read_message_history` as Discord's settings show it: Read Message History."""
    return permission.replace("_", " ").title()
