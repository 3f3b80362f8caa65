"""What a brief is: one async function `(store, today, *, options…)` and one template.

The function returns what the template needs. Its signature is the one home of its options.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from inspect import signature
from typing import Any, Literal, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from .address import Address
from .names import Names
from .options import Offer, Suggest
from .refusal import Refusal
from .store import Store

Group = Literal["start", "subject", "check"]  # where /help lists a brief
Function = Callable[..., Awaitable[Any]]
LONGEST = 80  # characters of an option that names no bound of its own


@dataclass(frozen=True)
class Parameter:
    """An option of a brief: how it is described, bounded, completed and read."""

    name: str
    argument: str  # of the function; `from_` where the name is a word of Python
    description: str
    max_length: int
    required: bool
    suggest: str | None  # the kind of name that it is
    offer: str | None  # the kind of name that completes it
    adapter: TypeAdapter[Any]

    def resolve(self, names: Names, text: str) -> str:
        """The value as an address holds it. Raises Refusal for what cannot be meant."""
        text = text.strip()
        if len(text) > self.max_length:
            raise Refusal("too_long", option=self.name, most=self.max_length)
        if self.suggest:
            return names.resolve(self.suggest, text)
        self.value(text)
        return text

    def value(self, text: str) -> Any:
        """The typed value of an address's text. Raises Refusal."""
        try:
            return self.adapter.validate_python(text)
        except ValidationError:
            raise Refusal("unreadable", option=self.name, text=text) from None


@dataclass(frozen=True)
class Brief:
    """A recipe for readouts: `function` asks the store, `template` (in templates/<language>/) says how it reads."""

    name: str
    description: str
    function: Function
    template: str
    parameters: tuple[Parameter, ...]
    group: Group
    pictures: tuple[str, ...]  # charts of the unfiltered readout (charts.CHARTS)

    def address(self, names: Names, typed: Mapping[str, str]) -> Address:
        """What was typed as an address. Raises Refusal with every fault at once."""
        known = {p.name for p in self.parameters}
        faults = [Refusal("unknown_option", brief=self.name, option=name) for name in typed if name not in known]
        values = list[tuple[str, str]]()
        for parameter in self.parameters:
            text = typed.get(parameter.name)
            if text is None:
                faults += [Refusal("missing_option", brief=self.name, option=parameter.name)] * parameter.required
                continue
            try:
                values.append((parameter.name, parameter.resolve(names, text)))
            except Refusal as refusal:
                faults.append(refusal)
        if faults:
            raise Refusal.together(faults)
        return Address(self.name, tuple(values))

    async def ask(self, store: Store, today: date, address: Address) -> Any:
        """What the template needs, for an address. Raises Refusal where the address names what is not there."""
        checked = self.address(store.names, dict(address.parameters))
        known = {p.name: p for p in self.parameters}
        arguments = {known[name].argument: known[name].value(text) for name, text in checked.parameters}
        return await self.function(store, today, **arguments)


def brief(
    function: Function,
    name: str,
    description: str,
    *,
    template: str | None = None,
    group: Group = "start",
    pictures: tuple[str, ...] = (),
) -> Brief:
    """A brief from its function; its parameters are the keyword-only arguments, its template `<name>.md`."""
    hints = get_type_hints(function, include_extras=True)
    options = [p for p in signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY]
    parameters = tuple(_parameter(p.name, hints[p.name], p.default is p.empty) for p in options)
    return Brief(name, description, function, template or f"{name}.md", parameters, group, pictures)


def _parameter(name: str, hint: Any, required: bool) -> Parameter:
    option = hint if hasattr(hint, "__metadata__") else next(a for a in get_args(hint) if hasattr(a, "__metadata__"))
    field = next(m for m in option.__metadata__ if isinstance(m, FieldInfo))
    suggest = next((m.kind for m in option.__metadata__ if isinstance(m, Suggest)), None)
    offer = next((m.kind for m in option.__metadata__ if isinstance(m, Offer)), suggest)
    longest = next((m.max_length for m in field.metadata if hasattr(m, "max_length")), LONGEST)
    return Parameter(
        name.rstrip("_"), name, field.description or "", longest, required, suggest, offer, TypeAdapter(option)
    )
