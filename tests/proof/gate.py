"""A gate through which a worker talks to a server, and at which it can be made to die.

Everything that the worker says passes the gate and is counted: that is how boundaries are found.
Of a dead worker nothing passes, and every server sees its connections close.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.proof.lifeline import Lifeline
from tests.proof.wires import Wire

_LARGE_BYTES = 16_384
_LOOK_S = 0.005
_LOOKS = 100


class _Upstream(asyncio.Protocol):
    """What comes back.

    A worker that may die inside its acts gets the second half of a large answer only when it has
    gone on to the next, which is to write down the first.
    """

    def __init__(self, down: asyncio.Transport, life: Lifeline) -> None:
        self._down = down
        self._life = life
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._life.transports.add(transport)

    def data_received(self, data: bytes) -> None:
        if self._life.is_dead:
            return
        if self._held:
            self._held += data
        elif self._life.mode == "inside" and len(data) > _LARGE_BYTES:
            middle = len(data) // 2
            self._down.write(data[:middle])
            self._held = data[middle:]
            self._wait_for_the_next(len(self._life.passed), _LOOKS)
        else:
            self._down.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._down.close()

    def _wait_for_the_next(self, acts: int, looks: int) -> None:
        life = self._life
        if life.is_writing:
            return
        if looks and len(life.passed) == acts:
            life.loop.call_later(_LOOK_S, self._wait_for_the_next, acts, looks - 1)
            return
        self._down.write(self._held)
        self._held = b""


class _Downstream(asyncio.Protocol):
    def __init__(self, gate: "Gate") -> None:
        self._gate = gate
        self._life = gate.life
        self._wire = gate.wire()
        self._waiting: list[bytes] = []
        self._up: asyncio.Transport | None = None
        self._connecting: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        if self._life.is_dead:
            transport.abort()
            return
        self._life.transports.add(transport)
        self._connecting = asyncio.create_task(self._connect(transport))

    async def _connect(self, transport: asyncio.Transport) -> None:
        up, _ = await self._life.loop.create_connection(
            lambda: _Upstream(transport, self._life), "127.0.0.1", self._gate.target
        )
        self._up = up
        for data in self._waiting:
            self._say(data, up)

    def data_received(self, data: bytes) -> None:
        if self._up is None:
            self._waiting.append(data)
        else:
            self._say(data, self._up)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._up is not None:
            self._up.close()

    def _say(self, data: bytes, up: asyncio.Transport) -> None:
        for name, piece in self._wire.cut(data):
            if not self._life.is_dead:
                self._pass_on(name, piece, up)

    def _pass_on(self, name: str, piece: bytes, up: asyncio.Transport) -> None:
        """Let a piece through, unless the worker dies of it."""
        life, divisible = self._life, self._wire.divisible
        if not (name and life.reaches(f"{self._gate.name}: {name}", divisible=divisible)):
            up.write(piece)
        elif life.mode == "cut":
            up.write(piece)
            up.close()
        else:
            up.write(piece[: len(piece) // 2] if life.mode == "inside" else b"")
            life.die()


@dataclass
class Gate:
    """A loopback port that leads to another one; each connection belongs to the `life` of then."""

    name: str
    target: int
    wire: Callable[[], Wire]
    life: Lifeline = field(default_factory=Lifeline)
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
