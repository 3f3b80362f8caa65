"""What the asker can put right, as data: the words stand in templates/<language>/messages.md."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Refusal(Exception):
    """One or more messages, each the name of a macro in messages.md and its arguments."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code, values)
        self.messages: tuple[tuple[str, dict[str, Any]], ...] = ((code, values),)

    @classmethod
    def together(cls, refusals: Iterable[Refusal]) -> Refusal:
        """Every fault at once."""
        one = cls("")
        one.messages = tuple(message for refusal in refusals for message in refusal.messages)
        return one
