"""Settings from the environment, or from a `.env` file beside the working directory; the environment wins."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Annotated

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError


class SettingsError(Exception):
    """Settings that cannot be used; the message holds one line a fault."""


class Cooldown(BaseModel):
    """At most `commands` of one user in `seconds`."""

    model_config = ConfigDict(frozen=True)
    commands: int = Field(ge=1)
    seconds: int = Field(ge=1)


def _cooldown(text: object) -> object:
    if not isinstance(text, str):
        return text
    if text == "off":
        return None
    commands, slash, seconds = text.partition("/")
    if not (slash and commands.isdecimal() and seconds.isdecimal()):
        raise ValueError("write it as commands/seconds, such as 10/20, or off")
    return {"commands": int(commands), "seconds": int(seconds)}


def _state_home() -> Path:
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "readout"


class Settings(BaseModel):
    """What an operator can set; each field's alias is its variable, explained in .env.example."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    token: SecretStr | None = Field(default=None, alias="DISCORD_TOKEN")
    data: Path = Field(default_factory=_state_home, alias="READOUT_DATA")
    pack: Path | None = Field(default=None, alias="READOUT_PACK")
    texts: Path | None = Field(default=None, alias="READOUT_TEXTS")
    contact: str | None = Field(default=None, alias="READOUT_CONTACT", max_length=200)
    cooldown: Annotated[Cooldown | None, BeforeValidator(_cooldown)] = Field(
        default=Cooldown(commands=10, seconds=20), alias="READOUT_COOLDOWN"
    )


def variables() -> tuple[str, ...]:
    """Every variable that is read."""
    return tuple(str(field.alias) for field in Settings.model_fields.values())


def load(environment: Mapping[str, str], dotenv: Path | None = None) -> Settings:
    """Settings from `dotenv` and the environment over it. Raises SettingsError with every fault, values never shown."""
    values, faults = _read(dotenv) if dotenv and dotenv.exists() else ({}, [])
    values |= {name: value for name, value in environment.items() if value}
    faults += [
        f"{name}: is no setting{_near(name)}"
        for name in sorted(values)
        if name.startswith("READOUT_") and name not in variables()
    ]
    folders = {name: Path(values[name]) for name in ("READOUT_PACK", "READOUT_TEXTS") if name in values}
    faults += [f"{name}: {folder} is no folder" for name, folder in folders.items() if not folder.is_dir()]
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        wrong = error.errors(include_input=False)
        faults += [f"{e['loc'][0]}: {e['msg'].removeprefix('Value error, ')}" for e in wrong]
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


def _read(dotenv: Path) -> tuple[dict[str, str], list[str]]:
    """The file's settings, and its faults."""
    try:
        text = dotenv.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return {}, [f"{dotenv}: cannot be read as UTF-8 text: {error}"]
    wrong = [each.original for each in parse_stream(StringIO(text)) if each.error]
    good = text
    for each in wrong:  # python-dotenv would tell of it in the log
        good = good.replace(each.string, "\n", 1)
    values = {name: value for name, value in dotenv_values(stream=StringIO(good)).items() if value}
    return values, [f"{dotenv}:{each.line}: is no NAME=value" for each in wrong]


def prepare(data: Path) -> None:
    """Make the data folder if need be. Raises SettingsError where it cannot be made or written."""
    if data.exists() and not data.is_dir():
        raise SettingsError(f"READOUT_DATA: {data} is no folder")
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        raise SettingsError(f"READOUT_DATA: {data} cannot be made or written: {error.strerror}") from None


def _near(name: str) -> str:
    near = difflib.get_close_matches(name, variables(), n=1, cutoff=0.8)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(variables())}"
