"""Slash commands made from the catalog: no brief has code here.

`app_commands.Command` reads a callback's signature, so a made `__signature__` is all that it needs. A
completion callback takes exactly two parameters. Options are keyword-only and resolved before the library does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from inspect import Parameter as Argument
from inspect import Signature
from typing import Any, Optional

import discord
from discord import app_commands

from briefs.brief import Brief, Parameter
from briefs.names import Names

from . import limits

Interaction = discord.Interaction[Any]
Choice = app_commands.Choice[str]
Answer = Callable[[Interaction, Brief, dict[str, str], bool], Awaitable[None]]


class Unregistrable(Exception):
    """Commands that Discord would refuse; the message holds one line a fault."""


def slash(brief: Brief, names: Names, answer: Answer, private: str) -> app_commands.Command[Any, Any, None]:
    """The command of a brief. `answer` gets what was typed; `private` describes the option that hides the answer."""

    async def callback(interaction: Interaction, /, **typed: Any) -> None:
        hidden = bool(typed.pop("private", False))
        named = {p.name: str(typed[p.argument]) for p in brief.parameters if typed.get(p.argument) is not None}
        await answer(interaction, brief, named, hidden)

    arguments = [_argument(p.argument, _annotation(p), p.required) for p in brief.parameters]
    arguments.append(_argument("private", Optional[bool], required=False))  # noqa: UP045  the library reads Optional
    first = Argument("interaction", Argument.POSITIONAL_OR_KEYWORD, annotation=Interaction)
    callback.__signature__ = Signature([first, *arguments])  # type: ignore[attr-defined]
    app_commands.describe(**{p.argument: p.description for p in brief.parameters}, private=private)(callback)
    app_commands.rename(**{p.argument: p.name for p in brief.parameters})(callback)
    command: app_commands.Command[Any, Any, None] = app_commands.Command(
        name=brief.name, description=brief.description, callback=callback
    )
    for parameter in brief.parameters:
        if parameter.offer:
            command.autocomplete(parameter.argument)(_completion(names, parameter.offer))
    return command


def _argument(name: str, annotation: Any, required: bool) -> Argument:
    return Argument(name, Argument.KEYWORD_ONLY, annotation=annotation, default=Argument.empty if required else None)


def _annotation(parameter: Parameter) -> Any:
    text = app_commands.Range[str, 1, parameter.max_length]
    return text if parameter.required else Optional[text]  # noqa: UP045


def _completion(names: Names, kind: str) -> Callable[[Interaction, str], Coroutine[Any, Any, list[Choice]]]:
    async def complete(interaction: Interaction, current: str) -> list[Choice]:
        found = names.complete(kind, current[: limits.CHOICE_NAME])
        return [app_commands.Choice(name=label[: limits.CHOICE_NAME], value=value) for label, value in found]

    return complete


def same(ours: Any, theirs: Any) -> bool:
    """Whether Discord has what we would send. It adds ids and defaults; absent, null, false and empty are one."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return all(same(value, theirs.get(key)) for key, value in ours.items())
    if isinstance(ours, list) and isinstance(theirs, list) and ours:
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return ours == theirs or (not ours and not theirs)


async def register(client: discord.Client, tree: app_commands.CommandTree[Any]) -> tuple[bool, dict[str, int]]:
    """Send our commands if what Discord has differs: asked, not remembered. Returns whether it was so, and their ids.

    Raises Unregistrable, before anything is sent: Discord takes all of them or none.
    """
    assert client.application_id
    ours = {c["name"]: c for c in (command.to_dict(tree) for command in tree.get_commands())}
    if faults := list(limits.faults(list(ours.values()))):
        raise Unregistrable("\n".join(faults))
    theirs = {c["name"]: c for c in await client.http.get_global_commands(client.application_id)}
    if ours.keys() == theirs.keys() and all(same(payload, theirs[name]) for name, payload in ours.items()):
        return False, {name: int(command["id"]) for name, command in theirs.items()}
    return True, {command.name: command.id for command in await tree.sync()}
