"""The one grammar of what is asked for: `/deals company:vietjet page:2`.

The same text names a readout in the cache, in a control's custom_id and in the log. Values are ids or
dates, so they hold no blank; what people type is resolved to ids first (options).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

_ADDRESS = re.compile(r"/([a-z][a-z-]*)((?: [a-z-]+:[^\s:]+)*)")


@dataclass(frozen=True)
class Address:
    """A brief, its parameters in the order of the brief's signature, and a page from 1."""

    brief: str
    parameters: tuple[tuple[str, str], ...] = ()
    page: int = 1

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read an address. Raises ValueError for anything that is not one."""
        match = _ADDRESS.fullmatch(text)
        pairs = [p.split(":", 1) for p in match[2].split()] if match else []
        parameters = {name: value for name, value in pairs}
        page = parameters.pop("page", "1")
        if not match or len(pairs) != len({name for name, _ in pairs}) or not re.fullmatch(r"[1-9]\d{0,3}", page):
            raise ValueError(f"{text!r} is no address")
        return cls(match[1], tuple(parameters.items()), int(page))

    def on_page(self, page: int) -> Address:
        return replace(self, page=page)

    def having(self, changes: Mapping[str, str | None]) -> Address:
        """This address with parameters set, or taken away where the value is None; on its first page."""
        changed: dict[str, str | None] = {**dict(self.parameters), **changes}
        return Address(self.brief, tuple((name, value) for name, value in changed.items() if value is not None))

    def __str__(self) -> str:
        pairs = [*self.parameters, *([("page", str(self.page))] if self.page > 1 else [])]
        return " ".join([f"/{self.brief}", *(f"{name}:{value}" for name, value in pairs)])
