"""A message, what Discord takes as one, and what it shows of it (Message resource)."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from mimetypes import guess_type
from typing import Any, Final

from . import limits
from .components import component_problems, media, texts, walk
from .errors import Invalid, Problem
from .places import Channel, User
from .shapes import address, fault, flag, many, one_of, parts, snowflake, string, trimmed, whole

_URLS: Final = {"url": address(1, limits.URL), "icon_url": address(1, limits.URL, "attachment")}
_PICTURE = parts({"url": address(1, limits.URL, "attachment")}, "url")
_FIELD: Final = {"name": trimmed(1, limits.EMBED_FIELD_NAME), "value": trimmed(1, limits.EMBED_FIELD_VALUE)}
_EMBED: Final = {
    "title": trimmed(0, limits.EMBED_TITLE),
    "description": trimmed(0, limits.EMBED_DESCRIPTION),
    "url": address(1, limits.URL),
    "color": whole(0, limits.COLOUR),
    "fields": many(parts(_FIELD | {"inline": flag}, "name", "value"), 0, limits.EMBED_FIELDS),
    "footer": parts(_URLS | {"text": trimmed(1, limits.EMBED_FOOTER)}, "text"),
    "author": parts(_URLS | {"name": trimmed(1, limits.EMBED_AUTHOR)}, "name"),
    "image": _PICTURE,
    "thumbnail": _PICTURE,
}
_COUNTED: Final = ("title", "description", "text", "name", "value")  # towards the sum of all embeds
_FILE: Final = {"id": snowflake, "description": string(0, limits.ATTACHMENT_DESCRIPTION)}
_MENTIONED: Final = dict.fromkeys(("users", "roles"), many(snowflake, 0, limits.MENTIONS))
_BODY = parts({
    "content": trimmed(0, limits.CONTENT),
    "embeds": many(parts(_EMBED), 0, limits.EMBEDS),
    "flags": whole(0, 2**31 - 1),
    "tts": flag,
    "nonce": fault("BASE_TYPE_MAX_LENGTH", "{} is too long.", lambda nonce: len(str(nonce)) <= limits.NONCE),
    "enforce_nonce": flag,
    "attachments": many(parts(_FILE), 0, limits.ATTACHMENTS),
    "allowed_mentions": parts(_MENTIONED | {"parse": many(one_of("users", "roles", "everyone"), 0, 3)}),
})  # fmt: skip

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Attachment:
    """A file of a message. `url` is where the mock serves it."""

    id: int
    name: str
    data: bytes
    url: str
    description: str | None = None

    def payload(self) -> dict[str, Any]:
        about = {"id": str(self.id), "filename": self.name, "size": len(self.data), "description": self.description}
        return about | {"url": self.url, "proxy_url": self.url, "content_type": guess_type(self.name)[0]}


Files = Mapping[int, Attachment]  # by their number in the request


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
    cause: Body | None = None  # interaction_metadata

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
        command = self.cause and self.cause["type"] == 2
        return {
            "id": str(self.id), "channel_id": str(self.channel.id), "author": self.author.payload(),
            "type": 20 if command else 0, "content": self.content, "flags": self.flags, "embeds": list(self.embeds),
            "timestamp": self.created.isoformat(), "edited_timestamp": self.edited and self.edited.isoformat(),
            "attachments": [] if self.layout else [attachment.payload() for attachment in self.attachments],
            "components": self._numbered(),
            "tts": False, "pinned": False, "mention_everyone": False, "mentions": [], "mention_roles": [],
            **({"webhook_id": str(self.webhook)} if self.webhook else {}),
            **({"interaction_metadata": dict(self.cause)} if self.cause else {}),
        }  # fmt: skip

    def _numbered(self) -> list[dict[str, Any]]:
        """The components with ids, and with the address of each file in place of its name."""
        files = {f"attachment://{file.name}": file for file in self.attachments}
        shown = deepcopy(list(self.components))
        for number, (_, part) in enumerate(walk(shown), 1):
            part["id"] = part.get("id") or number
            for _, item in media(part):
                if file := files.get(item["url"]):
                    item |= {"url": file.url, "proxy_url": file.url, "attachment_id": str(file.id)}
        return shown


def written(before: Message, body: Body, files: Files) -> Message:
    """The message with the body's changes; for a new one, `before` is blank. Raises Invalid, as Discord refuses."""
    if faults := list(_BODY(body, ())) or list(_mentions(body.get("allowed_mentions") or {})):
        raise Invalid(*faults)
    sizes = [len(file.data) for file in files.values()]
    if max(sizes, default=0) > limits.FILE_SIZE:
        raise Invalid(code=50045, message="File uploaded exceeds the maximum size")
    if sum(sizes) > limits.REQUEST_SIZE:
        raise Invalid(status=413, code=40005, message="Request entity too large")
    alts = {str(item.get("id")): item.get("description") for item in body.get("attachments") or ()}
    kept = [file for file in before.attachments if body.get("attachments") is None or str(file.id) in alts]
    added = [replace(file, description=alts.get(str(number))) for number, file in files.items()]
    after = replace(
        before,
        content=(body["content"] or "") if "content" in body else before.content,
        embeds=tuple(body["embeds"] or ()) if "embeds" in body else before.embeds,
        components=tuple(body["components"] or ()) if "components" in body else before.components,
        flags=before.flags & ~_taken_off(body) | (body.get("flags") or 0) & limits.SETTABLE,
        attachments=(*kept, *added),
    )
    names = {file.name for file in after.attachments}
    faults = [*component_problems(after.components, layout=after.layout, files=names), *_sums(after)]
    if faults or (after.layout and (faults := list(_layout(after, files)))):
        raise Invalid(*faults)
    if not (after.content.strip() or any(after.embeds) or after.components or after.attachments):
        raise Invalid(code=50006, message="Cannot send an empty message")
    size = sum(len(text.encode()) + limits.TEXT_BYTES_EACH for text in texts(after.components))
    if size > limits.TEXT_BYTES:
        most = f"text displays of {size} bytes ({limits.TEXT_BYTES_EACH} added for each), over {limits.TEXT_BYTES}"
        error = Problem(("components",), "TEXT_BYTES", most)
        raise Invalid(error, status=500, code=0, message="500: Internal Server Error")
    return after


def _taken_off(body: Body) -> int:
    """The flags that a body without them takes away: never that of Components V2."""
    return 0 if body.get("flags") is None else limits.SETTABLE & ~limits.COMPONENTS_V2


def _mentions(allowed: Body) -> Iterator[Problem]:
    for field in ("users", "roles"):
        if allowed.get(field) and field in (allowed.get("parse") or ()):
            text = f'parse:["{field}"] and {field}: [ids...] are mutually exclusive.'
            yield Problem(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", text)


def _sums(message: Message) -> Iterator[Problem]:
    embeds = [[e, e.get("footer") or {}, e.get("author") or {}, *(e.get("fields") or ())] for e in message.embeds]
    counted = [part.get(key) or "" for embed in embeds for part in embed for key in _COUNTED]
    if sum(len(text.strip()) for text in counted) > limits.EMBED_SUM:
        yield Problem(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", f"Embeds exceed the maximum size of {limits.EMBED_SUM}")
    if len(message.attachments) > limits.ATTACHMENTS:
        yield Problem(("attachments",), "BASE_TYPE_MAX_LENGTH", f"Must be {limits.ATTACHMENTS} or fewer in length.")


def _layout(message: Message, files: Files) -> Iterator[Problem]:
    """Components V2 takes no other content, and shows its files itself."""
    for field in ("content", "embeds"):
        if getattr(message, field):
            text = f"The '{field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            yield Problem((field,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", text)
    shown = {file.name for file in message.files}
    for number, file in files.items():
        if file.name not in shown:  # Discord keeps such a file and shows it nowhere; nobody means that
            yield Problem(("attachments", number), "ATTACHMENT_NOT_SHOWN", f"No component shows {file.name}.")
