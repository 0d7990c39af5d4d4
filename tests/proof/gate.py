"""A gate through which a worker talks to a server, and at which it can be made to die.

Everything that the worker says passes the gate and is counted: that is how boundaries are found.
Of a dead worker nothing passes, and every server sees it leave.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tests.proof.lifeline import Lifeline
from tests.proof.lines import NO_TLS, TLS_WISH, Connection, Line, Session
from tests.proof.wires import Wire

_Line = TypeVar("_Line", Connection, Session)


class _Near(asyncio.Protocol):
    """A worker's end of a connection."""

    def __init__(self, gate: "Gate") -> None:
        self._gate = gate
        self._life = gate.life
        self._wire = gate.wire()
        self._waiting: list[bytes] = []
        self._transport: asyncio.Transport | None = None
        self._far: Line | None = None
        self._reaching: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        if self._life.is_dead:
            transport.abort()
            return
        self._transport = transport
        self._life.transports.add(transport)

    def data_received(self, data: bytes) -> None:
        assert self._transport
        if self._far is not None:
            self._say(data, self._far)
        elif data == TLS_WISH:
            self._transport.write(NO_TLS)
        else:
            self._waiting.append(data)
            self._reaching = self._reaching or asyncio.create_task(self._reach(self._transport))

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._far is not None:
            self._far.leave()

    async def _reach(self, near: asyncio.Transport) -> None:
        self._far = await self._gate.reach(near, self._life, self._waiting[0])
        for data in self._waiting:
            self._say(data, self._far)
        if near.is_closing():
            self._far.leave()

    def _say(self, data: bytes, far: Line) -> None:
        for name, piece in self._wire.cut(data):
            if not self._life.is_dead:
                self._pass_on(name, piece, far)

    def _pass_on(self, name: str, piece: bytes, far: Line) -> None:
        """Let a piece through, unless the worker dies of it."""
        life, divisible = self._life, self._wire.divisible
        if not (name and life.reaches(f"{self._gate.name}: {name}", divisible=divisible)):
            far.say(piece)
        elif life.mode == "cut":
            far.say(piece)
            far.leave()
            assert self._transport
            self._transport.close()
        else:
            far.say(piece[: len(piece) // 2] if life.mode == "inside" else b"")
            life.die()


@dataclass
class Gate:
    """A loopback port that leads to another one; each connection belongs to the `life` of then.

    `keeps` is whether sessions with the server are kept for the next worker.
    """

    name: str
    target: int
    wire: Callable[[], Wire]
    keeps: bool = False
    life: Lifeline = field(default_factory=Lifeline)
    port: int = 0
    server: asyncio.Server | None = None
    idle: list[Session] = field(default_factory=list)

    async def __aenter__(self) -> "Gate":
        """Open it."""
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(lambda: _Near(self), "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it, and whatever still passes."""
        self.life.die()
        if self.server is not None:
            self.server.close()
        for session in self.idle:
            session.end()

    async def reach(self, near: asyncio.Transport, life: Lifeline, greeting: bytes) -> Line:
        """The server, for a worker that begins with these words."""
        if not self.keeps:
            return await self._connect(lambda: Connection(near, life))
        same = [session for session in self.idle if session.greeting == greeting]
        if same:
            session = same[0]
            self.idle.remove(session)
        else:
            session = await self._connect(lambda: Session(greeting, self.idle))
        session.near = near
        return session

    async def _connect(self, line: Callable[[], _Line]) -> _Line:
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(line, "127.0.0.1", self.target)
        return made
