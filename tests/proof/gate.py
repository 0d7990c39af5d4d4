"""A gate through which a worker talks to the world, and at which it can be made to die.

Every chunk that the worker writes to PostgreSQL, to Redis or to a network passes the gate and is
counted: that is how boundaries are found. At the chosen one the worker dies: nothing that it
writes from then on reaches anybody, and every server sees its connections close.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Literal

Mode = Literal["before", "inside", "cut"]
_PARSE, _START = b"P", b"\x00"


@dataclass
class Lifeline:
    """How long one worker lives: `die_at` counts chunks from 1; None means for ever.

    Counting begins when there is something to lose, at the first chunk after `counting` is set.
    `before` lets nothing of the fatal chunk through, `inside` half of a request to a network.
    `cut` lets all of it through and loses the answer with its connection; the worker lives on.
    """

    die_at: int | None = None
    mode: Mode = "before"
    counting: bool = False
    passed: list[str] = field(default_factory=list)
    dead: asyncio.Event = field(default_factory=asyncio.Event)
    transports: set[asyncio.Transport] = field(default_factory=set)

    def pass_on(self, name: str, chunk: bytes, to: asyncio.Transport) -> None:
        """Let a chunk through, unless the worker is dead, or dies of it."""
        if self.dead.is_set():
            return
        counts = self.counting and self._counts(name, chunk)
        if counts:
            self.passed.append(f"{name} {chunk[:60]!r}")
        if not counts or len(self.passed) != self.die_at:
            to.write(chunk)
        elif self.mode == "cut":
            to.write(chunk)
            to.close()
        else:
            to.write(chunk[: len(chunk) // 2] if self.mode == "inside" else b"")
            self.die()

    def _counts(self, name: str, chunk: bytes) -> bool:
        """Whether a chunk can change anything: statements that are only parsed cannot.

        Half a statement is no statement, so only requests to networks are cut inside.
        """
        if name == "postgresql":
            return self.mode != "inside" and chunk[:1] not in {_PARSE, _START, b"p"}
        return self.mode != "inside" or name != "redis"

    def die(self) -> None:
        """Close every connection of the worker, at once."""
        self.dead.set()
        for transport in list(self.transports):
            transport.close()


class _Upstream(asyncio.Protocol):
    def __init__(self, down: asyncio.Transport, life: Lifeline) -> None:
        self._down = down
        self._life = life

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._life.transports.add(transport)

    def data_received(self, data: bytes) -> None:
        if not self._life.dead.is_set():
            self._down.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._down.close()


class _Downstream(asyncio.Protocol):
    def __init__(self, gate: "Gate") -> None:
        self._gate = gate
        self._waiting: list[bytes] = []
        self._up: asyncio.Transport | None = None
        self._connecting: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        if self._gate.life.dead.is_set():
            transport.abort()
            return
        self._gate.life.transports.add(transport)
        self._connecting = asyncio.create_task(self._connect(transport))

    async def _connect(self, transport: asyncio.Transport) -> None:
        loop = asyncio.get_running_loop()
        up, _ = await loop.create_connection(
            lambda: _Upstream(transport, self._gate.life), "127.0.0.1", self._gate.target
        )
        self._up = up
        for chunk in self._waiting:
            self._gate.life.pass_on(self._gate.name, chunk, up)

    def data_received(self, data: bytes) -> None:
        if self._up is None:
            self._waiting.append(data)
        else:
            self._gate.life.pass_on(self._gate.name, data, self._up)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._up is not None:
            self._up.close()


@dataclass
class Gate:
    """A loopback port that leads to another one, for as long as the worker lives."""

    name: str
    target: int
    life: Lifeline
    port: int = 0
    server: asyncio.Server | None = None

    async def __aenter__(self) -> "Gate":
        """Open it."""
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(lambda: _Downstream(self), "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it, and whatever still passes."""
        self.life.die()
        if self.server is not None:
            self.server.close()
