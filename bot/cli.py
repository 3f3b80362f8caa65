"""The command line: try, run, check, sync. What it prints is for one person at a terminal: one line a fault."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, TypeVar

import click

from briefs.pack import Pack, PackError, read_pack

from .lock import HeldError
from .settings import Settings, SettingsError, load, prepare

T = TypeVar("T")
FAILED = 3  # the other exit codes: 0 answered, 1 refused, 2 usage (click's own)


class Failure(click.ClickException):
    """Ends the program with its message on standard error."""

    exit_code = FAILED


def _settings() -> Settings:
    try:
        return load(os.environ, Path(".env"))
    except SettingsError as error:
        raise Failure(str(error)) from None


def _kept() -> Settings:
    """The settings of a command that writes to the data folder, which is there now."""
    settings = _settings()
    try:
        prepare(settings.data)
    except SettingsError as error:
        raise Failure(str(error)) from None
    return settings


def _pack(settings: Settings) -> Path:
    """The pack's folder: the one that is set, or the one that comes with Readout."""
    if settings.pack:
        return settings.pack
    with as_file(files("seeds").joinpath("pack.toml")) as place:
        return place.parent


def _log(level: int) -> None:
    logging.basicConfig(level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="readout")
def main() -> None:
    """Readout: cited briefings in Discord. Start with: readout try "/deals" """


@main.command(name="try", short_help="Play a user of the real bot in a mock Discord.")
@click.argument("steps", nargs=-1)
@click.option("--as", "user", default="nobody", help="Who you are: nobody, other or admin.")
@click.option("--in", "channel", default="#general", help="Where: #general, #news, a thread, dm.")
@click.option("--locale", default="en-US", help="The language of your Discord.")
@click.option("--at", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]), help="The time, UTC, that the bot sees.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a step.")
def try_(steps: tuple[str, ...], user: str, channel: str, locale: str, at: datetime | None, as_json: bool) -> None:
    """Play a user of the real bot in a mock Discord: no token, no network.

    Each argument is a step, such as "/deals sector:aviation" or "click Next"; without any, a prompt.
    """
    _log(logging.ERROR)
    from .mock import MockDiscord
    from .trial import Attended, trial

    settings = _settings()
    if "data" in settings.model_fields_set:  # a folder that somebody names keeps the facts
        settings = _kept()
    if "cooldown" not in settings.model_fields_set:  # a script is no flood
        settings = settings.model_copy(update={"cooldown": None})
    seat = Attended(MockDiscord("Readout"), user=user, channel=channel, locale=locale)
    at = at.replace(tzinfo=UTC) if at else None
    raise SystemExit(_finish(trial(settings, _pack(settings), steps, seat, at, as_json)))


@main.command(short_help="Prove the pack, with --texts against its articles.")
@click.option("--texts", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The source texts.")
@click.option("--uses", is_flag=True, help="Print what each paragraph of the texts is used for.")
@click.option("--show", metavar="ID:N", help="Print paragraph N of the source ID, and nothing else.")
def check(texts: Path | None, uses: bool, show: str | None) -> None:
    """Prove the pack: types, ids, references, citations; with --texts, against the articles themselves.

    READOUT_TEXTS names the texts where --texts is not given.
    """
    from .proving import counted, prove_texts, prove_words

    settings = _settings()
    texts = texts or settings.texts
    try:
        pack = read_pack(_pack(settings))
    except PackError as error:
        raise Failure(f"{error}\n{counted(len(error.faults))}") from None
    _prove_kept(settings, pack)
    if texts:
        prove_texts(pack, texts, uses=uses, place=show)
    elif uses or show:
        raise click.UsageError("--uses and --show need the texts: --texts FOLDER or READOUT_TEXTS")
    else:
        prove_words(pack)


def _prove_kept(settings: Settings, pack: Pack) -> None:
    """What a daily post has shown may be withdrawn, which readers are told; it may not just be gone."""
    from .daily.kept import missing
    from .proving import counted

    if gone := _finish(missing(settings.data, pack.records)):
        lines = [
            f"{i}: was shown by a daily post and is gone: put it back with a history that withdraws it" for i in gone
        ]
        raise Failure("\n".join([*lines, counted(len(gone))]))


@main.command(short_help="Connect to Discord and answer until ended.")
def run() -> None:
    """Connect to Discord with DISCORD_TOKEN and answer until ended (Ctrl-C or SIGTERM)."""
    _log(logging.INFO)
    from .run import run_bot

    settings = _kept()
    _finish(run_bot(settings, _pack(settings), _token(settings)))


@main.command(short_help="Register the commands with Discord and leave.")
def sync() -> None:
    """Register the commands with Discord and leave; `run` does it too. Nothing is sent if nothing differs."""
    _log(logging.WARNING)
    from .run import sync as register

    settings = _kept()
    sent = _finish(register(settings, _pack(settings), _token(settings)))
    click.echo("commands sent to Discord" if sent else "Discord has these commands already; nothing sent")


def _asked_for(command: Callable[..., None]) -> Callable[..., None]:
    """The options of an edition by hand."""
    for option in (
        click.option("--timezone", default="UTC", help="Whose date it is: a city or a zone, such as hanoi."),
        click.option("--topics", default="all", help="Only these, with commas between."),
    ):
        command = option(command)
    return command


@main.command(short_help="Print the daily edition of a date.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The local date; without it, today.")
@click.option("--first", is_flag=True, help="As the first edition in a channel, which introduces the pack.")
@_asked_for
def edition(day: datetime | None, first: bool, topics: str, timezone: str) -> None:
    """Print the daily edition of a date: what a channel would get that day."""
    from .daily.byhand import printed

    click.echo(_finish(printed(*_by_hand(topics, timezone), day.date() if day else None, first=first)))


@main.command(short_help="Send today's edition through a channel webhook.")
@click.option("--webhook", required=True, metavar="URL", help="The webhook's address; it is not kept.")
@click.option("--again", is_flag=True, help="Send it even if today's was sent.")
@_asked_for
def post(webhook: str, again: bool, topics: str, timezone: str) -> None:
    """Send today's edition through a channel webhook, once a date. For cron, where no bot runs."""
    from .daily.byhand import Webhook, posted, report

    try:
        to = Webhook.parse(webhook)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    delivery, sending = _finish(posted(*_by_hand(topics, timezone), to, again=again))
    code, text = report(delivery, sending)
    click.echo(text, err=code != 0)
    raise SystemExit(code)


def _by_hand(topics: str, timezone: str) -> tuple[Path, Path, str, str]:
    settings = _kept()
    return _pack(settings), settings.data, topics, timezone


def _finish(work: Coroutine[Any, Any, T]) -> T:
    from .daily.byhand import HandError
    from .daily.state import StateError
    from .run import RunError

    try:
        return asyncio.run(work)
    except (RunError, HeldError, PackError, StateError, HandError) as error:
        raise Failure(str(error)) from None


def _token(settings: Settings) -> str:
    if not settings.token:
        raise Failure("no token: set DISCORD_TOKEN in the environment or in .env (README, “In your server”)")
    return settings.token.get_secret_value()
