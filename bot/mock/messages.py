"""A message, what Discord takes as one, and what it shows of it (Message resource)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from mimetypes import guess_type
from typing import Any, Final

from . import limits
from .components import component_problems, media, text_bytes, walk
from .errors import Invalid, Problem
from .places import Channel, User
from .shapes import Shape, flag, many, one_of, parts, snowflake, string, whole

_NAMED: Final[dict[str, Shape]] = {"url": string(0, limits.URL), "icon_url": string(0, limits.URL)}
_PICTURE = parts({"url": string(1, limits.URL)}, "url")
_FIELD: Final[dict[str, Shape]] = {
    "name": string(1, limits.EMBED_FIELD_NAME),
    "value": string(1, limits.EMBED_FIELD_VALUE),
    "inline": flag,
}
_EMBED: Final[dict[str, Shape]] = {
    "title": string(0, limits.EMBED_TITLE),
    "description": string(0, limits.EMBED_DESCRIPTION),
    "url": string(0, limits.URL),
    "color": whole(0, limits.COLOUR),
    "fields": many(parts(_FIELD, "name", "value"), 0, limits.EMBED_FIELDS),
    "footer": parts(_NAMED | {"text": string(1, limits.EMBED_FOOTER)}, "text"),
    "author": parts(_NAMED | {"name": string(1, limits.EMBED_AUTHOR)}, "name"),
    "image": _PICTURE,
    "thumbnail": _PICTURE,
}
_FILE: Final[dict[str, Shape]] = {"id": snowflake, "description": string(0, limits.ATTACHMENT_DESCRIPTION)}
_MENTIONS: Final[dict[str, Shape]] = {
    "parse": many(one_of("users", "roles", "everyone"), 0, 3),
    "users": many(snowflake, 0, limits.MENTIONS),
    "roles": many(snowflake, 0, limits.MENTIONS),
}
_MESSAGE = parts({
    "content": string(0, limits.CONTENT),
    "embeds": many(parts(_EMBED), 0, limits.EMBEDS),
    "flags": whole(0, 2**31 - 1),
    "tts": flag,
    "enforce_nonce": flag,
    "attachments": many(parts(_FILE), 0, limits.ATTACHMENTS),
    "allowed_mentions": parts(_MENTIONS),
})  # fmt: skip


@dataclass(frozen=True)
class Attachment:
    """A file of a message. `url` is where the mock serves it."""

    id: int
    name: str
    data: bytes
    description: str | None
    url: str

    def payload(self) -> dict[str, Any]:
        about = {"id": str(self.id), "filename": self.name, "size": len(self.data), "description": self.description}
        return about | {"url": self.url, "proxy_url": self.url, "content_type": guess_type(self.name)[0]}


@dataclass(frozen=True)
class Message:
    """One message as it stands now. `only_for`: the one user who sees it (ephemeral)."""

    id: int
    channel: Channel
    author: User
    created: datetime
    content: str = ""
    embeds: tuple[dict[str, Any], ...] = ()
    components: tuple[dict[str, Any], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    flags: int = 0
    edited: datetime | None = None
    only_for: int | None = None
    webhook: int | None = None
    cause: Mapping[str, Any] | None = None  # interaction_metadata

    @property
    def layout(self) -> bool:
        """It has the Components V2 flag."""
        return bool(self.flags & limits.COMPONENTS_V2)

    @property
    def files(self) -> tuple[Attachment, ...]:
        """The attachments that a reader sees; with V2 those that a component shows."""
        shown = {item["url"] for _, part in walk(self.components) for _, item in media(part)}
        return tuple(a for a in self.attachments if not self.layout or f"attachment://{a.name}" in shown)

    def payload(self) -> dict[str, Any]:
        """The message object. Files of a V2 message are not listed, only its components show them (thread 8277)."""
        files = {attachment.name: attachment for attachment in self.attachments}
        command = self.cause and self.cause["type"] == 2
        return {
            "id": str(self.id), "channel_id": str(self.channel.id), "author": self.author.payload(),
            "type": 20 if command else 0, "content": self.content, "flags": self.flags, "embeds": list(self.embeds),
            "timestamp": self.created.isoformat(), "edited_timestamp": self.edited and self.edited.isoformat(),
            "attachments": [] if self.layout else [attachment.payload() for attachment in self.attachments],
            "components": _shown(self.components, files),
            "tts": False, "pinned": False, "mention_everyone": False, "mentions": [], "mention_roles": [],
            **({"webhook_id": str(self.webhook)} if self.webhook else {}),
            **({"interaction_metadata": dict(self.cause)} if self.cause else {}),
        }  # fmt: skip


def _shown(components: Sequence[dict[str, Any]], files: Mapping[str, Attachment]) -> list[dict[str, Any]]:
    """The components as sent back: numbered, and with the address of each file in place of its name."""
    shown = deepcopy(list(components))
    for number, (_, part) in enumerate(walk(shown), 1):
        part["id"] = part.get("id") or number
        for _, item in media(part):
            if file := files.get(item["url"].removeprefix("attachment://")):
                item |= {"url": file.url, "proxy_url": file.url, "attachment_id": str(file.id)}
    return shown


@dataclass(frozen=True)
class Draft:
    """A body that wants to become a message: the JSON, and the files that came with it by their number."""

    body: Mapping[str, Any]
    files: Mapping[int, tuple[str, bytes]]


def written(before: Message, draft: Draft, store: Callable[[str, bytes, str | None], Attachment]) -> Message:
    """The message with the draft's changes; for a new one, `before` is blank. Raises Invalid, as Discord refuses."""
    body = draft.body
    faults = [*_MESSAGE(body, ()), *_mentions(body.get("allowed_mentions") or {}), *_nonce(body)]
    if faults:
        raise Invalid(*faults)
    sizes = [len(data) for _, data in draft.files.values()]
    if max(sizes, default=0) > limits.FILE_SIZE:
        raise Invalid(code=50045, message="File uploaded exceeds the maximum size")
    if sum(sizes) > limits.REQUEST_SIZE:
        raise Invalid(status=413, code=40005, message="Request entity too large")
    after = replace(
        before,
        content=(body["content"] or "") if "content" in body else before.content,
        embeds=tuple(body["embeds"] or ()) if "embeds" in body else before.embeds,
        components=tuple(body["components"] or ()) if "components" in body else before.components,
        flags=before.flags | (body.get("flags") or 0) & limits.SETTABLE,  # V2 can never be taken away again
        attachments=_kept(before, body) + _added(draft, store),
    )
    _hold(after, draft)
    return after


def _kept(before: Message, body: Mapping[str, Any]) -> tuple[Attachment, ...]:
    if body.get("attachments") is None:
        return before.attachments
    ids = {str(item.get("id")) for item in body["attachments"]}
    return tuple(attachment for attachment in before.attachments if str(attachment.id) in ids)


def _added(draft: Draft, store: Callable[[str, bytes, str | None], Attachment]) -> tuple[Attachment, ...]:
    alts = {str(item.get("id")): item.get("description") for item in draft.body.get("attachments") or ()}
    return tuple(store(name, data, alts.get(str(number))) for number, (name, data) in draft.files.items())


def _hold(message: Message, draft: Draft) -> None:
    """The rules that concern the whole message."""
    names = {attachment.name for attachment in message.attachments}
    faults = list(component_problems(message.components, layout=message.layout, names=names))
    faults += _sums(message)
    if message.layout and not faults:
        faults += _legacy(message)
        faults += _hidden(message, draft)
    if faults:
        raise Invalid(*faults)
    if not (message.content or message.embeds or message.components or message.attachments):
        raise Invalid(code=50006, message="Cannot send an empty message")
    if (size := text_bytes(message.components)) > limits.TEXT_BYTES:
        reason = f"text displays of {size} bytes (12 added for each); Discord fails over {limits.TEXT_BYTES}"
        fault = Problem(("components",), "TEXT_BYTES", reason)
        raise Invalid(fault, status=500, code=0, message="500: Internal Server Error")


def _sums(message: Message) -> Iterator[Problem]:
    if sum(map(_embed_size, message.embeds)) > limits.EMBED_SUM:
        text = f"Embed size exceeds maximum size of {limits.EMBED_SUM}"
        yield Problem(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", text)
    if len(message.attachments) > limits.ATTACHMENTS:
        text = f"Must be {limits.ATTACHMENTS} or fewer in length."
        yield Problem(("attachments",), "BASE_TYPE_MAX_LENGTH", text)


def _embed_size(embed: Mapping[str, Any]) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [embed.get("footer", {}).get("text"), embed.get("author", {}).get("name")]
    texts += [field[key] for field in embed.get("fields") or () for key in ("name", "value")]
    return sum(len(text.strip()) for text in texts if text)


def _legacy(message: Message) -> Iterator[Problem]:
    for field in ("content", "embeds"):
        if getattr(message, field):
            text = f"The '{field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            yield Problem((field,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", text)


def _hidden(message: Message, draft: Draft) -> Iterator[Problem]:
    """Discord keeps such a file and shows it nowhere. Nobody means that, so here it is refused."""
    for number, (name, _) in draft.files.items():
        if name not in {file.name for file in message.files}:
            yield Problem(("attachments", number), "ATTACHMENT_NOT_SHOWN", f"No component shows {name}.")


def _mentions(allowed: Mapping[str, Any]) -> Iterator[Problem]:
    for field in ("users", "roles"):
        if allowed.get(field) and field in (allowed.get("parse") or ()):
            text = f'parse:["{field}"] and {field}: [ids...] are mutually exclusive.'
            yield Problem(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", text)


def _nonce(body: Mapping[str, Any]) -> Iterator[Problem]:
    if len(str(body.get("nonce") or "")) > limits.NONCE:
        yield Problem(("nonce",), "BASE_TYPE_MAX_LENGTH", f"Must be {limits.NONCE} or fewer in length.")
