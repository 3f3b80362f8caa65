"""What every test may ask for: the pack that comes with Readout, a composer over it, and the flag `--golden`."""

import json
import os
from collections.abc import AsyncIterator, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment

from briefs import render
from briefs.compose import Composer, open_composer

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 2, 24)

settings.register_profile("house", deadline=None)  # a slow machine is no failure
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write tests/golden/ anew; read the difference")


@pytest.fixture
def seeds() -> Path:
    """The folder of the pack that comes with Readout."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def texts() -> Path:
    """The folder of the articles that the pack is curated from, where this machine has it."""
    folder = Path(os.environ.get("READOUT_TEXTS") or ROOT / "../shared/seeds")
    if not folder.is_dir():
        pytest.skip("the articles are not here; READOUT_TEXTS names their folder")
    return folder


@pytest.fixture(scope="session")
def openapi() -> dict[str, Any]:
    """Discord's published schema, where this machine has it."""
    path = Path(os.environ.get("READOUT_OPENAPI", ROOT / "../shared/discord/openapi.json"))
    if not path.exists():
        pytest.skip(f"Discord's schema is not here ({path.name}); READOUT_OPENAPI names it")
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder for the whole run, so that facts.db is built once."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
async def composer(seeds: Path, data: Path) -> AsyncIterator[Composer]:
    """Readouts over the pack that comes with Readout."""
    async with open_composer(seeds, data) as composer:
        yield composer


class CompiledTemplates(FileSystemBytecodeCache):
    """The words of pictures are compiled without Discord's escapes: not the same code as those of the same template."""

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        escaped = "escaped" if environment.finalize else "plain"
        return super().get_bucket(environment, f"{name} {escaped}", filename, source)


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hundreds of tests open a composer of their own; compiling the templates anew took a third of the suite's time."""
    cache = CompiledTemplates(str(tmp_path_factory.mktemp("templates")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            render, "ImmutableSandboxedEnvironment", partial(ImmutableSandboxedEnvironment, bytecode_cache=cache)
        )
        yield
