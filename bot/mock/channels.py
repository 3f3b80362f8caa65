"""Routes of users, guilds, channels and their messages (Message, Channel, User resources)."""

from datetime import timedelta
from typing import Any, Final

from . import limits, places
from .errors import ApiError, Invalid, Problem
from .messages import Draft, Message
from .places import Channel
from .wire import Call, Handler
from .world import World


def _me(world: World, call: Call) -> dict[str, Any]:
    return world.bot.payload()


def _application(world: World, call: Call) -> dict[str, Any]:
    texts = {"description": "", "summary": "", "verify_key": "", "icon": None}
    return (
        {"id": str(world.bot.id), "name": world.bot.name, "flags": 0, "bot_public": True}
        | texts
        | {
            "bot_require_code_grant": False,
            "owner": world.bot.payload(),
        }
    )


def _gateway(world: World, call: Call) -> dict[str, Any]:
    starts = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": world.gateway_url, "shards": 1, "session_start_limit": starts}


def _guild(world: World, call: Call) -> dict[str, Any]:
    if not world.guild or str(world.guild.id) != call.params["guild"]:
        raise ApiError(10004)
    return world.guild.payload()


def _channel(world: World, call: Call) -> dict[str, Any]:
    return world.shown(world.channel(call.params["channel"]))


def _direct(world: World, call: Call) -> dict[str, Any]:
    user = world.users.get(int(call.body["recipient_id"]))
    if user is None:
        raise ApiError(10013)
    return world.shown(world.direct(user))


def _writable(world: World, call: Call) -> Channel:
    channel = world.channel(call.params["channel"])
    world.channel(call.params["channel"], places.SEND_IN_THREADS if channel.kind == places.THREAD else places.SEND)
    if channel.kind == places.FORUM:
        raise ApiError(40058)
    if call.files:
        world.channel(call.params["channel"], places.ATTACH)
    return channel


def _post(world: World, call: Call) -> dict[str, Any]:
    channel = _writable(world, call)
    nonce = str(call.body.get("nonce") or "")
    if nonce and call.body.get("enforce_nonce") and (first := _remembered(world, nonce)):
        return first.payload() | {"nonce": call.body["nonce"]}
    message = world.post(world.blank(channel), Draft(call.body, call.files))
    if nonce:
        world.nonces[world.bot.id, nonce] = message.id, world.clock.now()
    return message.payload() | ({"nonce": call.body["nonce"]} if nonce else {})


def _remembered(world: World, nonce: str) -> Message | None:
    """The message that this author sent with this nonce in the past minutes, in whatever channel."""
    id_, at = world.nonces.get((world.bot.id, nonce), (0, world.clock.now()))
    if not id_ or world.clock.now() - at > timedelta(seconds=limits.NONCE_MEMORY):
        return None
    if id_ not in world.messages:
        raise ApiError(10008)
    return world.messages[id_]


def _list(world: World, call: Call) -> list[dict[str, Any]]:
    channel = world.channel(call.params["channel"])
    if not world.permissions(world.bot, channel) & places.READ_HISTORY:
        return []
    limit, found = int(call.query.get("limit", 50)), list(world.listed(channel))
    if not 1 <= limit <= limits.READ_BACK:
        raise Invalid(Problem(("limit",), "NUMBER_TYPE_MAX", f"int value should be from 1 to {limits.READ_BACK}."))
    if "after" in call.query:
        found = [m for m in found if m.id > int(call.query["after"])][:limit]
    elif "around" in call.query:
        middle = int(call.query["around"])
        before = [m for m in found if m.id < middle][-(limit // 2) :]
        found = (before + [m for m in found if m.id >= middle])[:limit]
    elif "before" in call.query:
        found = [m for m in found if m.id < int(call.query["before"])]
    return [message.payload() for message in reversed(found[-limit:])]


def _one(world: World, call: Call) -> Message:
    return world.message(world.channel(call.params["channel"], places.READ_HISTORY), call.params["message"])


def _get(world: World, call: Call) -> dict[str, Any]:
    return _one(world, call).payload()


def _edit(world: World, call: Call) -> dict[str, Any]:
    message = world.message(world.channel(call.params["channel"]), call.params["message"])
    if message.author != world.bot:
        raise ApiError(50005)
    if message.channel.archived:
        raise ApiError(50083)
    return world.edit(message, Draft(call.body, call.files)).payload()


def _delete(world: World, call: Call) -> None:
    message = world.message(world.channel(call.params["channel"]), call.params["message"])
    if message.author != world.bot:
        world.channel(call.params["channel"], places.MANAGE_MESSAGES)
    world.delete(message)


def _crosspost(world: World, call: Call) -> dict[str, Any]:
    message = world.message(world.channel(call.params["channel"], places.SEND), call.params["message"])
    if message.channel.kind != places.NEWS:
        raise ApiError(50024)
    if message.flags & limits.CROSSPOSTED:
        raise ApiError(40033)
    return world.mark(message, limits.CROSSPOSTED).payload()


ROUTES: Final[dict[str, Handler]] = {
    "GET /users/@me": _me,
    "POST /users/@me/channels": _direct,
    "GET /oauth2/applications/@me": _application,
    "GET /gateway": _gateway,
    "GET /gateway/bot": _gateway,
    "GET /guilds/{guild}": _guild,
    "GET /channels/{channel}": _channel,
    "GET /channels/{channel}/messages": _list,
    "POST /channels/{channel}/messages": _post,
    "GET /channels/{channel}/messages/{message}": _get,
    "PATCH /channels/{channel}/messages/{message}": _edit,
    "DELETE /channels/{channel}/messages/{message}": _delete,
    "POST /channels/{channel}/messages/{message}/crosspost": _crosspost,
}
