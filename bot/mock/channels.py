"""Routes of users, guilds, channels and their messages (Message, Channel, User resources)."""

from typing import Any, Final

from . import limits, places
from .errors import ApiError, Invalid, Problem
from .messages import Message
from .wire import Call, Handler
from .world import World


def _application(call: Call) -> dict[str, Any]:
    bot, texts = call.world.bot, dict.fromkeys(("description", "summary", "verify_key"), "")
    owner = next(user for user in call.world.users.values() if user.name == "admin")
    about = {"id": str(bot.id), "name": bot.name, "icon": None, "owner": owner.payload(), "flags": 0}
    return about | texts | {"bot_public": True, "bot_require_code_grant": False}


def _gateway(call: Call) -> dict[str, Any]:
    starts = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": call.world.gateway_url, "shards": 1, "session_start_limit": starts}


def _guild(call: Call) -> dict[str, Any]:
    guild = call.world.guild
    if not guild or str(guild.id) != call.params["guild"]:
        raise ApiError(10004)
    return guild.payload()


def _direct(call: Call) -> dict[str, Any]:
    user = call.world.users.get(int(call.body["recipient_id"]))
    if user is None:
        raise ApiError(10013)
    return call.world.direct(user).payload()


def _post(call: Call) -> dict[str, Any]:
    channel, world = call.channel(), call.world
    call.channel(places.SEND_IN_THREADS if channel.kind == places.THREAD else places.SEND)
    call.channel(places.ATTACH if call.files else 0)
    if channel.kind == places.FORUM:
        raise ApiError(40058)
    nonce = str(call.body.get("nonce") or "")
    shown = {"nonce": call.body["nonce"]} if nonce else {}
    if nonce and call.body.get("enforce_nonce") and (first := _remembered(world, nonce)):
        return first.payload() | shown
    message = world.post(channel, call.body, call.files)
    channel.archived = False  # a post wakes a thread
    if nonce:
        world.nonces[nonce] = message.id, world.clock.now()
    return message.payload() | shown


def _remembered(world: World, nonce: str) -> Message | None:
    """The message that the bot sent with this nonce in the past minutes, in whatever channel."""
    id_, at = world.nonces.get(nonce, (0, world.clock.now()))
    if not id_ or world.past(at, limits.NONCE_MEMORY):
        return None
    if id_ not in world.messages:
        raise ApiError(10008)
    return world.messages[id_]


def _list(call: Call) -> list[dict[str, Any]]:
    channel, query = call.channel(), call.query
    if not call.world.permissions(call.world.bot, channel) & places.READ_HISTORY:
        return []
    limit, found = int(query.get("limit", 50)), list(call.world.listed(channel))
    if not 1 <= limit <= limits.READ_BACK:
        raise Invalid(Problem(("limit",), "NUMBER_TYPE_MAX", f"int value should be from 1 to {limits.READ_BACK}."))
    near = {name: int(query[name]) for name in ("after", "around", "before") if name in query}
    if "after" in near:
        found = [m for m in found if m.id > near["after"]][:limit]
    elif "around" in near:
        before = [m for m in found if m.id < near["around"]][-(limit // 2) :]
        found = (before + [m for m in found if m.id >= near["around"]])[:limit]
    elif "before" in near:
        found = [m for m in found if m.id < near["before"]]
    return [message.payload() for message in reversed(found[-limit:])]


def _edit(call: Call) -> dict[str, Any]:
    message = call.message()
    if message.author != call.world.bot:
        raise ApiError(50005)
    if message.channel.archived:
        raise ApiError(50083)
    call.channel(places.ATTACH if call.files else 0)
    return call.world.edit(message, call.body, call.files).payload()


def _delete(call: Call) -> None:
    message = call.message()
    call.channel(0 if message.author == call.world.bot else places.MANAGE_MESSAGES)
    call.world.delete(message)


def _crosspost(call: Call) -> dict[str, Any]:
    message = call.message(places.SEND)
    if message.channel.kind != places.NEWS:
        raise ApiError(50024)
    if message.flags & limits.CROSSPOSTED:
        raise ApiError(40033)
    call.channel(0 if message.author == call.world.bot else places.MANAGE_MESSAGES)
    return call.world.mark(message, limits.CROSSPOSTED).payload()


_MESSAGES: Final = "/channels/{channel}/messages"
ROUTES: Final[dict[str, Handler]] = {
    "GET /users/@me": lambda call: call.world.bot.payload(),
    "POST /users/@me/channels": _direct,
    "GET /oauth2/applications/@me": _application,
    "GET /gateway/bot": _gateway,
    "GET /guilds/{guild}": _guild,
    "GET /channels/{channel}": lambda call: call.channel().payload(),
    f"GET {_MESSAGES}": _list,
    f"POST {_MESSAGES}": _post,
    f"GET {_MESSAGES}/{{message}}": lambda call: call.message(places.READ_HISTORY).payload(),
    f"PATCH {_MESSAGES}/{{message}}": _edit,
    f"DELETE {_MESSAGES}/{{message}}": _delete,
    f"POST {_MESSAGES}/{{message}}/crosspost": _crosspost,
}
