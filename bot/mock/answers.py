"""Routes by which a bot answers an interaction, and ordinary webhooks (Receiving and responding, Webhook resource)."""

from dataclasses import replace
from typing import Any, Final

from . import limits
from .commands import CHOICES
from .errors import ApiError, Invalid, Problem
from .messages import Body, Files, Message
from .shapes import one_of, parts
from .wire import Call, Handler
from .world import AUTOCOMPLETE, COMPONENT, LATER, Interaction, World

MESSAGE, THINKING, UPDATE, SUGGESTIONS = 4, 5, 7, 8  # callback types
_SUITS: Final = {AUTOCOMPLETE: (SUGGESTIONS,), COMPONENT: (MESSAGE, THINKING, LATER, UPDATE)}


def _callback(call: Call) -> dict[str, Any] | None:
    """The first answer: one, within three seconds, of a type that suits the interaction."""
    asked = call.world.interactions.get(call.params["token"])
    if asked is None or str(asked.id) != call.params["interaction"]:
        raise ApiError(10062)
    if asked.first is not None:
        raise ApiError(40060)
    if call.world.past(asked.created, limits.FIRST_ANSWER):
        raise ApiError(10062)
    kind = call.body.get("type")
    if faults := list(one_of(*_SUITS.get(asked.kind, (MESSAGE, THINKING)))(kind, ("type",))):
        asked.refused = str(faults[0])
        raise Invalid(*faults)
    try:
        _answer(call.world, asked, kind, call.body.get("data") or {}, call.files)
    except Invalid as refused:
        asked.refused = str(refused)
        raise refused.under("data") from None
    asked.first = kind
    if kind == LATER:
        call.world.silent[asked.source or 0] = asked
    elif kind != THINKING:
        asked.settled.set()
    return _outcome(call.world, asked) if call.says("with_response") else None


def _answer(world: World, asked: Interaction, kind: int, body: Body, files: Files) -> None:
    if kind == SUGGESTIONS:
        if faults := list(parts({"choices": CHOICES[asked.option]}, "choices")(body, ())):
            raise Invalid(*faults)
        asked.choices = list(body["choices"])
    elif kind == MESSAGE:
        asked.original = _said(world, asked, body, files).id
    elif kind == THINKING:
        if set(body) - {"flags"} or (body.get("flags") or 0) & ~limits.EPHEMERAL:
            raise Invalid(Problem((), "DEFERRED_RESPONSE_INVALID", "A deferral takes the flag EPHEMERAL only."))
        message = world.blank(asked.channel, **_about(asked, body))
        world.keep(replace(message, flags=message.flags | limits.LOADING), "MESSAGE_CREATE")
        asked.messages.append(message.id)
        asked.original = message.id
    else:
        asked.original = asked.source
        if kind == UPDATE:
            world.edit(_own(world, asked, "@original"), body, files)


def _said(world: World, asked: Interaction, body: Body, files: Files) -> Message:
    message = world.post(asked.channel, body, files, **_about(asked, body))
    asked.messages.append(message.id)
    return message


def _about(asked: Interaction, body: Body) -> dict[str, Any]:
    """What a message is that answers an interaction."""
    cause = {"id": str(asked.id), "type": asked.kind, "user": asked.user.payload()}
    hidden = (body.get("flags") or 0) & limits.EPHEMERAL
    cause["authorizing_integration_owners"] = {}
    return {"flags": hidden, "only_for": asked.user.id if hidden else None, "cause": cause}


def _outcome(world: World, asked: Interaction) -> dict[str, Any]:
    about: dict[str, Any] = {"id": str(asked.id), "type": asked.kind, "activity_instance_id": None}
    resource: dict[str, Any] = {"type": asked.first}
    if message := world.messages.get(asked.original or 0):
        about |= {"response_message_id": str(message.id), "response_message_ephemeral": bool(message.only_for)}
        about |= {"response_message_loading": bool(message.flags & limits.LOADING)}
        resource["message"] = message.payload()
    return {"interaction": about, "resource": resource}


def _open(call: Call) -> Interaction:
    """The answered interaction that this webhook token belongs to. Raises 50027 after fifteen minutes."""
    asked = call.world.interactions.get(call.params["token"])
    if asked is None or call.world.past(asked.created, limits.TOKEN_LIFE):
        raise ApiError(50027)
    if asked.first is None:
        raise ApiError(10015)
    return asked


def _own(world: World, asked: Interaction, named: str) -> Message:
    id_ = asked.original if named == "@original" else int(named)
    if id_ not in world.messages or id_ not in (asked.original, *asked.messages):
        raise ApiError(10008)
    return world.messages[id_]


def _execute(call: Call) -> dict[str, Any] | None:
    """A follow-up, or a post by an ordinary webhook."""
    id_, world = int(call.params["webhook"]), call.world
    if id_ == world.bot.id:
        return _follow_up(call)
    token, channel = world.webhooks.get(id_, ("", None))
    if channel is None or channel.id not in world.channels:
        raise ApiError(10015)
    if token != call.params["token"]:
        raise ApiError(50027)
    if (call.body.get("flags") or 0) & limits.COMPONENTS_V2 and not call.says("with_components"):
        reason = "an ordinary webhook needs with_components=true"
        raise Invalid(Problem(("components",), "WITH_COMPONENTS", reason))
    author = replace(world.bot, id=id_, name=call.body.get("username") or "webhook")
    message = world.post(channel, call.body, call.files, author=author, webhook=id_)
    return message.payload() if call.says("wait") else None


def _follow_up(call: Call) -> dict[str, Any]:
    asked, world = _open(call), call.world
    if asked.first == THINKING and not asked.settled.is_set():  # the first one takes the deferred one's place
        message = world.edit(_own(world, asked, "@original"), call.body, call.files)
    else:
        message = _said(world, asked, call.body, call.files)
    asked.settled.set()
    return message.payload()


def _get(call: Call) -> dict[str, Any]:
    return _own(call.world, _open(call), call.params["message"]).payload()


def _edit(call: Call) -> dict[str, Any]:
    asked = _open(call)
    after = call.world.edit(_own(call.world, asked, call.params["message"]), call.body, call.files)
    asked.settled.set()
    return after.payload()


def _delete(call: Call) -> None:
    asked = _open(call)
    call.world.delete(_own(call.world, asked, call.params["message"]))
    asked.settled.set()


_MESSAGE: Final = "/webhooks/{webhook}/{token}/messages/{message}"
ROUTES: Final[dict[str, Handler]] = {
    "POST /interactions/{interaction}/{token}/callback": _callback,
    "POST /webhooks/{webhook}/{token}": _execute,
    f"GET {_MESSAGE}": _get,
    f"PATCH {_MESSAGE}": _edit,
    f"DELETE {_MESSAGE}": _delete,
}
