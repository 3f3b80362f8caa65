"""The gateway, version 10, one shard (Gateway, Gateway events)."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, Final

from aiohttp import WSMsgType, web

from . import limits
from .places import SINCE, THREAD
from .world import TOKEN, World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
ENDING: Final = (1000, 1001)  # codes that end a session; after any other it can be resumed
GUILDS: Final = 1 << 0
INTENTS: Final = {"GUILD": GUILDS, "CHANNEL": GUILDS, "THREAD": GUILDS, "MESSAGE": 1 << 9 | 1 << 12}


@dataclass
class Session:
    """What one identify began. `log` holds every event sent or to be sent: frame n has the sequence number n + 1."""

    id: str
    intents: int
    log: list[str] = field(default_factory=list)
    sent: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)
    pump: asyncio.Task[None] | None = None  # carries the log to the one socket that listens

    def add(self, event: str, data: dict[str, Any]) -> None:
        frame = {"op": DISPATCH, "t": event, "s": len(self.log) + 1, "d": data}
        self.log.append(json.dumps(frame, ensure_ascii=False))
        self.news.set()

    def attach(self, socket: web.WebSocketResponse) -> asyncio.Task[None]:
        """From now on its events go to that socket."""
        if self.pump:
            self.pump.cancel()
        self.pump = asyncio.create_task(self._send(socket))
        return self.pump

    async def _send(self, socket: web.WebSocketResponse) -> None:
        """Send what the log holds beyond `sent`, and go on as it grows."""
        with suppress(ConnectionError):
            while True:
                while self.sent < len(self.log):
                    self.sent += 1
                    await socket.send_str(self.log[self.sent - 1])
                self.news.clear()
                await self.news.wait()


class Gateway:
    """Sessions and their sockets. `beat`: the heartbeat interval in seconds."""

    def __init__(self, world: World) -> None:
        self.beat, self.identified, self.resumed = 41.25, 0, 0
        self.ready = asyncio.Event()
        self._world = world
        self._sessions: dict[str, Session] = {}
        self._sockets: set[web.WebSocketResponse] = set()

    def tell(self, event: str, data: dict[str, Any]) -> None:
        """Dispatch to every session that asked for such events; a session that is away gets it when it resumes."""
        wanted = INTENTS.get(event.partition("_")[0], -1)
        for session in self._sessions.values():
            if wanted == -1 or session.intents & wanted:
                session.add(event, data)

    async def close(self, code: int) -> None:
        """Close every connection with that code."""
        if code in ENDING:
            self._sessions.clear()
        for socket in tuple(self._sockets):
            await socket.close(code=code)

    async def reconnect(self) -> None:
        """Ask the bot to connect anew and resume (opcode 7)."""
        await self._send_all(RECONNECT, None)

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Tell the bot that its session is invalid (opcode 9); unless resumable, forget the session."""
        if not resumable:
            self._sessions.clear()
        await self._send_all(INVALID, resumable)

    async def _send_all(self, op: int, data: Any) -> None:
        self.ready.clear()
        for socket in tuple(self._sockets):
            await socket.send_json({"op": op, "d": data})

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from hello to its end."""
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        self._sockets.add(socket)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": int(self.beat * 1000)}})
        session, pump = None, None
        try:
            while (frame := await socket.receive()).type is WSMsgType.TEXT:
                if began := await self._receive(socket, frame.data, session):
                    session, pump = began, began.attach(socket)
                    self.ready.set()
            if session and frame.type is WSMsgType.CLOSE and frame.data in ENDING:
                self._sessions.pop(session.id, None)
        finally:
            self._sockets.discard(socket)
            if session and pump and session.pump is pump:  # else another connection has taken over
                pump.cancel()
                self.ready.clear()
        return socket

    async def _receive(self, socket: web.WebSocketResponse, text: str, here: Session | None) -> Session | None:
        """Do what a frame asks. Returns the session that it begins or resumes here."""
        try:
            op, data = (frame := json.loads(text))["op"], frame["d"]
            if len(text.encode()) > limits.GATEWAY_PAYLOAD:
                await socket.close(code=4002)
            elif op == HEARTBEAT:
                await socket.send_json({"op": ACK})
            elif op in (IDENTIFY, RESUME) and data["token"] != TOKEN:
                await socket.close(code=4004)
            elif op in (IDENTIFY, RESUME) and here and here.id in self._sessions:
                await socket.close(code=4005)
            elif op == IDENTIFY:
                return self._identify(data)
            elif op == RESUME:
                return await self._resume(socket, data)
        except (ValueError, LookupError, TypeError):  # what Discord cannot decode either
            await socket.close(code=4002)
        return None

    async def _resume(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> Session | None:
        session = self._sessions.get(data["session_id"])
        if session is None:
            await socket.send_json({"op": INVALID, "d": False})
            return None
        self.resumed += 1
        session.sent = data["seq"] or 0
        session.add("RESUMED", {})
        return session

    def _identify(self, data: dict[str, Any]) -> Session:
        self.identified += 1
        world, guild = self._world, self._world.guild
        session = Session(token_hex(8), data["intents"])
        self._sessions[session.id] = session
        session.add("READY", {
            "v": 10, "user": world.bot.payload(), "session_id": session.id, "resume_gateway_url": world.gateway_url,
            "guilds": [{"id": str(guild.id), "unavailable": True}] if guild else [],
            "shard": data.get("shard", [0, 1]), "application": {"id": str(world.bot.id), "flags": 0},
        })  # fmt: skip
        if guild and session.intents & GUILDS:
            there = [channel for channel in world.channels.values() if channel.guild_id]
            session.add("GUILD_CREATE", guild.payload() | {
                "channels": [channel.payload() for channel in there if channel.kind != THREAD],
                "threads": [channel.payload() for channel in there if channel.kind == THREAD],
                "members": [guild.member(world.bot)], "member_count": len(guild.members),
                "joined_at": SINCE, "large": False,
            })  # fmt: skip
        return session
