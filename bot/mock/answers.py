"""Routes by which a bot answers an interaction, and ordinary webhooks (Receiving and responding, Webhook resource)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from . import commands, limits
from .errors import ApiError, Invalid, Problem
from .messages import Draft, Message
from .shapes import many, one_of, parts, string
from .wire import Call, Handler
from .world import AUTOCOMPLETE, COMPONENT, Interaction, World

MESSAGE, THINKING, LATER, UPDATE, CHOICES = 4, 5, 6, 7, 8
_CHOICES: Final = parts(
    {"choices": many(parts({"name": string(1, limits.CHOICE)}, "name", "value"), 0, limits.CHOICES)},
    "choices",
)


def _callback(world: World, call: Call) -> dict[str, Any] | None:
    """The first answer: one, within three seconds, of a type that suits the interaction."""
    asked = world.interactions.get(call.params["token"])
    if asked is None or str(asked.id) != call.params["interaction"]:
        raise ApiError(10062)
    if asked.first is not None:
        raise ApiError(40060)
    if world.clock.now() - asked.created > timedelta(seconds=limits.FIRST_ANSWER):
        raise ApiError(10062)
    kind, data = call.body.get("type"), call.body.get("data") or {}
    suits = {AUTOCOMPLETE: (CHOICES,), COMPONENT: (MESSAGE, THINKING, LATER, UPDATE)}
    if faults := list(one_of(*suits.get(asked.kind, (MESSAGE, THINKING)))(kind, ("type",))):
        raise Invalid(*faults)
    try:
        _answer(world, asked, kind, Draft(data, call.files))
    except Invalid as refused:
        raise refused.under("data") from None
    asked.first = kind
    if kind != THINKING and kind != LATER:
        asked.settled.set()
    return _outcome(world, asked) if call.query.get("with_response") in ("1", "true") else None


def _answer(world: World, asked: Interaction, kind: int, draft: Draft) -> None:
    if kind == CHOICES:
        asked.choices = _suggested(world, asked, draft)
    elif kind == MESSAGE:
        asked.original = _said(world, asked, draft).id
    elif kind == THINKING:
        asked.original = _thinking(world, asked, draft).id
    else:
        asked.original = asked.source
        if kind == UPDATE:
            world.edit(_original(world, asked), draft)


def _suggested(world: World, asked: Interaction, draft: Draft) -> list[dict[str, Any]]:
    faults = list(_CHOICES(draft.body, ()))
    if not faults:
        for index, choice in enumerate(draft.body["choices"]):
            path = ("choices", index, "value")
            faults += commands.choice_value(choice["value"], asked.option, path)
    if faults:
        raise Invalid(*faults)
    return list(draft.body["choices"])


def _said(world: World, asked: Interaction, draft: Draft) -> Message:
    ephemeral = (draft.body.get("flags") or 0) & limits.EPHEMERAL
    message = world.post(_blank(world, asked, ephemeral), draft)
    asked.messages.append(message.id)
    return message


def _thinking(world: World, asked: Interaction, draft: Draft) -> Message:
    flags = draft.body.get("flags") or 0
    if set(draft.body) - {"flags"} or flags & ~limits.EPHEMERAL:
        raise Invalid(Problem((), "DEFERRED_RESPONSE_INVALID", "A deferral takes the flag EPHEMERAL only."))
    blank = _blank(world, asked, flags)
    world.messages[blank.id] = replace(blank, flags=flags | limits.LOADING)
    asked.messages.append(blank.id)
    return blank


def _blank(world: World, asked: Interaction, ephemeral: int) -> Message:
    cause = {"id": str(asked.id), "type": asked.kind, "user": asked.user.payload()}
    cause["authorizing_integration_owners"] = {}
    return world.blank(asked.channel, flags=ephemeral, only_for=asked.user.id if ephemeral else None, cause=cause)


def _outcome(world: World, asked: Interaction) -> dict[str, Any]:
    about: dict[str, Any] = {"id": str(asked.id), "type": asked.kind, "activity_instance_id": None}
    resource: dict[str, Any] = {"type": asked.first}
    if message := world.messages.get(asked.original or 0):
        about |= {"response_message_id": str(message.id), "response_message_ephemeral": bool(message.only_for)}
        about |= {"response_message_loading": bool(message.flags & limits.LOADING)}
        resource["message"] = message.payload()
    return {"interaction": about, "resource": resource}


def _open(world: World, call: Call) -> Interaction:
    """The answered interaction that this webhook token belongs to. Raises 50027 after fifteen minutes."""
    asked = world.interactions.get(call.params["token"])
    if asked is None or world.clock.now() - asked.created > timedelta(seconds=limits.TOKEN_LIFE):
        raise ApiError(50027)
    if asked.first is None:
        raise ApiError(10015)
    return asked


def _original(world: World, asked: Interaction) -> Message:
    if asked.original not in world.messages:
        raise ApiError(10008)
    return world.messages[asked.original]


def _own(world: World, call: Call) -> tuple[Interaction, Message]:
    asked = _open(world, call)
    if call.params["message"] == "@original":
        return asked, _original(world, asked)
    id_ = int(call.params["message"])
    if id_ not in asked.messages or id_ not in world.messages:
        raise ApiError(10008)
    return asked, world.messages[id_]


def _execute(world: World, call: Call) -> dict[str, Any] | None:
    """A follow-up, or a post by an ordinary webhook."""
    if int(call.params["webhook"]) != world.bot.id:
        return _webhook_post(world, call)
    asked, draft = _open(world, call), Draft(call.body, call.files)
    if asked.first == THINKING and not asked.settled.is_set():  # the first follow-up takes the deferred one's place
        message = world.edit(_original(world, asked), draft)
    else:
        message = _said(world, asked, draft)
    asked.settled.set()
    return message.payload()


def _webhook_post(world: World, call: Call) -> dict[str, Any] | None:
    token, channel = world.webhooks.get(int(call.params["webhook"]), ("", None))
    if channel is None or channel.id not in world.channels:
        raise ApiError(10015)
    if token != call.params["token"]:
        raise ApiError(50027)
    layout = (call.body.get("flags") or 0) & limits.COMPONENTS_V2
    if layout and call.query.get("with_components") not in ("1", "true"):
        reason = "an ordinary webhook needs with_components=true"
        raise Invalid(Problem(("components",), "WITH_COMPONENTS", reason))
    webhook = int(call.params["webhook"])
    author = replace(world.bot, id=webhook, name=call.body.get("username") or "webhook")
    message = world.post(world.blank(channel, author=author, webhook=webhook), Draft(call.body, call.files))
    return message.payload() if call.query.get("wait") in ("1", "true") else None


def _get(world: World, call: Call) -> dict[str, Any]:
    return _own(world, call)[1].payload()


def _edit(world: World, call: Call) -> dict[str, Any]:
    asked, message = _own(world, call)
    after = world.edit(message, Draft(call.body, call.files))
    asked.settled.set()
    return after.payload()


def _delete(world: World, call: Call) -> None:
    asked, message = _own(world, call)
    world.delete(message)
    asked.settled.set()


_MESSAGE: Final = "/webhooks/{webhook}/{token}/messages/{message}"
ROUTES: Final[dict[str, Handler]] = {
    "POST /interactions/{interaction}/{token}/callback": _callback,
    "POST /webhooks/{webhook}/{token}": _execute,
    f"GET {_MESSAGE}": _get,
    f"PATCH {_MESSAGE}": _edit,
    f"DELETE {_MESSAGE}": _delete,
}
