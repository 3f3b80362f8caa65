"""Asking a brief as a reader does: with names as they are typed."""

import pytest

from briefs.compose import Composer, Readout
from briefs.refusal import Refusal
from tests.conftest import TODAY


async def ask(composer: Composer, brief: str, **typed: str) -> Readout:
    """A readout for what was typed, names and all."""
    wanted = {name.rstrip("_"): text for name, text in typed.items()}
    return await composer.compose(composer.catalog[brief].address(composer.store.names, wanted), TODAY)


async def text(composer: Composer, brief: str, **typed: str) -> str:
    return "\n".join(line.text for line in (await ask(composer, brief, **typed)).lines)


async def refusal(composer: Composer, brief: str, **typed: str) -> str:
    """The words with which a question is refused."""
    with pytest.raises(Refusal) as refused:
        await ask(composer, brief, **typed)
    return composer.renderer("en").refusal(refused.value)
