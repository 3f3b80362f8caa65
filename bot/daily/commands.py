"""The /daily group: what managers of a server type. The words stand in messages.md and daily_*.md."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Literal

import discord
from discord import app_commands

from bot import limits
from bot.reply import Replier
from briefs.refusal import Refusal
from briefs.render import Renderer

from . import reading, zones
from .desk import Desk, Wish
from .records import Notice

Interaction = discord.Interaction[Any]
Channel = app_commands.AppCommandChannel | app_commands.AppCommandThread
Action = Callable[..., Coroutine[Any, Any, None]]
OPTIONS = ("channel", "time", "timezone", "days", "topics", "role", "when_quiet", "publish", "which", "until")


def group(desk: Desk, replier: Replier, english: Renderer) -> app_commands.Group:
    """The group with its commands, for those who may manage the server, in servers only."""
    made = app_commands.Group(
        name="daily",
        description=english.message("daily_about"),
        # beside the contexts of the tree, which Discord reads instead of it, guild_only alone would mean nothing
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        default_permissions=discord.Permissions(manage_guild=True),
    )
    for name, callback in _callbacks(_Counter(desk, replier)).items():
        made.add_command(_command(name, callback, desk, english))
    return made


class _Counter:
    """Runs an action for a manager, says what it returns, then what the server has not been told yet."""

    def __init__(self, desk: Desk, replier: Replier) -> None:
        self.desk, self.replier = desk, replier

    async def serve(self, interaction: Interaction, action: Callable[[], Awaitable[list[str]]]) -> None:
        await self.replier.guarded(interaction, lambda: self._serve(interaction, action))

    async def _serve(self, interaction: Interaction, action: Callable[[], Awaitable[list[str]]]) -> None:
        if not interaction.guild_id or not interaction.permissions.manage_guild:
            raise Refusal("daily_managers")  # the server may have given the command to others
        notices = await self.desk.ledger.notices(interaction.guild_id)
        untold = [self._notice(interaction, notice) for notice in notices]
        try:
            texts = await action()
        except Refusal:
            await self._tell(interaction, untold)  # and again with the next command that is not refused
            raise
        await self._tell(interaction, [*untold, *texts])
        for notice in notices:
            await self.desk.ledger.told(notice)

    async def _tell(self, interaction: Interaction, texts: list[str]) -> None:
        for text in _messages(texts):
            await self.replier.tell(interaction, text)

    def _notice(self, interaction: Interaction, notice: Notice) -> str:
        renderer = self.replier.renderer(interaction)
        return renderer.message("daily_notice", channel=notice.channel, reason=notice.reason)


def _callbacks(counter: _Counter) -> dict[str, Action]:
    """The subcommands by name, in the order in which they are offered."""
    made = (*_wishing(counter), *_posting(counter), *_keeping(counter))
    return {callback.__name__: callback for callback in made}


def _wishing(counter: _Counter) -> tuple[Action, ...]:
    desk = counter.desk

    async def subscribe(
        interaction: Interaction, channel: Channel, time: str, timezone: str | None = None,
        days: str | None = None, topics: str | None = None, role: discord.Role | None = None,
        when_quiet: Literal["post", "skip"] | None = None, publish: bool | None = None,
    ) -> None:  # fmt: skip
        wish = Wish(channel.id, channel.type, time, timezone, days, topics, role, when_quiet, publish)
        await counter.serve(interaction, lambda: _one(desk.subscribe(interaction, wish)))

    async def edit(
        interaction: Interaction, which: str | None = None, channel: Channel | None = None,
        time: str | None = None, timezone: str | None = None, days: str | None = None,
        topics: str | None = None, role: discord.Role | None = None,
        when_quiet: Literal["post", "skip"] | None = None, publish: bool | None = None,
    ) -> None:  # fmt: skip
        place, kind = (channel.id, channel.type) if channel else (None, None)
        wish = Wish(place, kind, time, timezone, days, topics, role, when_quiet, publish)
        await counter.serve(interaction, lambda: _one(desk.edit(interaction, which, wish)))

    return subscribe, edit


def _posting(counter: _Counter) -> tuple[Action, ...]:
    desk = counter.desk

    async def preview(interaction: Interaction, which: str | None = None) -> None:
        async def show() -> list[str]:
            post = await desk.preview(interaction, which)
            await interaction.response.send_message(view=post.layout, ephemeral=True)
            return []

        await counter.serve(interaction, show)

    async def now(interaction: Interaction, which: str | None = None) -> None:
        async def post() -> list[str]:
            await interaction.response.defer(ephemeral=True, thinking=True)  # a post may wait for Discord
            return [await desk.now(interaction, which)]

        await counter.serve(interaction, post)

    return preview, now


def _keeping(counter: _Counter) -> tuple[Action, ...]:
    desk = counter.desk

    async def pause(interaction: Interaction, which: str | None = None, until: str | None = None) -> None:
        await counter.serve(interaction, lambda: _one(desk.pause(interaction, which, until)))

    async def resume(interaction: Interaction, which: str | None = None) -> None:
        await counter.serve(interaction, lambda: _one(desk.resume(interaction, which)))

    async def remove(interaction: Interaction, which: str | None = None) -> None:
        await counter.serve(interaction, lambda: _one(desk.remove(interaction, which)))

    async def status(interaction: Interaction) -> None:
        await counter.serve(interaction, lambda: desk.status(interaction))

    return pause, resume, remove, status


async def _one(text: Awaitable[str]) -> list[str]:
    return [await text]


def _messages(texts: list[str]) -> list[str]:
    """Texts together, as many as a message holds."""
    messages = list[str]()
    for text in texts:
        if messages and len(messages[-1]) + len(text) < limits.PAGE.characters:
            messages[-1] = f"{messages[-1]}\n{text}"  # + would escape: what a template made is Markup
        else:
            messages.append(text)
    return messages


def _command(name: str, callback: Action, desk: Desk, english: Renderer) -> app_commands.Command[Any, Any, None]:
    app_commands.rename(**_present(callback, when_quiet="when-quiet"))(callback)
    texts = {option: english.message(f"daily_option_{option}") for option in OPTIONS}
    app_commands.describe(**_present(callback, **texts))(callback)
    description = english.message(f"daily_about_{name}")
    command: app_commands.Command[Any, Any, None] = app_commands.Command(
        name=name, description=description, callback=callback
    )
    for option, complete in _present(callback, **_completions(desk)).items():
        command.autocomplete(option)(complete)
    return command


def _present(callback: Action, **each: Any) -> dict[str, Any]:
    """What concerns options that the callback has."""
    return {option: value for option, value in each.items() if option in callback.__annotations__}


def _completions(desk: Desk) -> dict[str, Any]:
    async def timezone(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        now = desk.clock.now()
        return [app_commands.Choice(name=zones.label(z, now), value=z) for z in zones.complete(current, now)]

    async def topics(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return _choices(reading.complete_topics(current, desk.editions.composer.store.names))

    async def which(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return _choices(await desk.choices(interaction, current))

    return {"timezone": timezone, "topics": topics, "which": which}


def _choices(found: list[tuple[str, str]]) -> list[app_commands.Choice[str]]:
    fitting = [(text, value) for text, value in found if max(len(text), len(value)) <= limits.CHOICE_NAME]
    return [app_commands.Choice(name=text, value=value) for text, value in fitting[: limits.CHOICES]]
