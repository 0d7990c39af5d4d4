"""The far side of a gate: one connection to a server each, or a session that is used again."""

import asyncio
from typing import Protocol

from tests.proof.lifeline import Lifeline

_LARGE_BYTES = 16_384
_LOOK_S = 0.005
_LOOKS = 100

TLS_WISH = bytes.fromhex("0000000804d2162f")
NO_TLS = b"N"
_LET_IN = bytes.fromhex("520000000800000000")
_READY = bytes.fromhex("5a0000000549")
_CERTIFICATE = b"crossposter life"


class Line(Protocol):
    """A connection that leads on."""

    def say(self, data: bytes) -> None:
        """Send something to the server."""
        ...

    def leave(self) -> None:
        """Be gone for the server, as every client is whose connection closes."""
        ...


class Connection(asyncio.Protocol):
    """A connection that ends with the worker's own.

    A worker that may die inside its acts gets the second half of a large answer only when it has
    gone on to the next, which is to write down the first.
    """

    def __init__(self, near: asyncio.Transport, life: Lifeline) -> None:
        self._near = near
        self._life = life
        self._held = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def say(self, data: bytes) -> None:
        """Send something to the server."""
        if self._transport:
            self._transport.write(data)

    def leave(self) -> None:
        """Close it."""
        if self._transport:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        if self._life.is_dead:
            return
        if self._held:
            self._held += data
        elif self._life.mode == "inside" and len(data) > _LARGE_BYTES:
            middle = len(data) // 2
            self._near.write(data[:middle])
            self._held = data[middle:]
            self._wait_for_the_next(len(self._life.passed), _LOOKS)
        else:
            self._near.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._near.close()

    def _wait_for_the_next(self, acts: int, looks: int) -> None:
        life = self._life
        if life.is_writing:
            return
        if looks and len(life.passed) == acts:
            life.loop.call_later(_LOOK_S, self._wait_for_the_next, acts, looks - 1)
            return
        self._near.write(self._held)
        self._held = b""


class Session(asyncio.Protocol):
    """A session of PostgreSQL, which the next worker gets when one has died.

    To open one costs the server more than all that a worker says in it. When a worker is gone, what
    it has begun is rolled back, and what it has locked or prepared is forgotten, as for every
    client. The session that is the proof of a worker's life ends with it.

    Source: https://www.postgresql.org/docs/current/protocol-flow.html
    """

    def __init__(self, greeting: bytes, idle: list["Session"]) -> None:
        self.greeting = greeting
        self.near: asyncio.Transport | None = None
        self._idle = idle
        self._heard = b""
        self._welcome = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def say(self, data: bytes) -> None:
        """Send something to the server; it is greeted only once."""
        if self._welcome and data == self.greeting and self.near:
            self.near.write(self._welcome)
        elif self._transport:
            self._transport.write(data)

    def leave(self) -> None:
        """Forget a worker, or end with it."""
        if self.near is None or self._transport is None:
            return
        self.near, self._heard = None, b""
        if self._welcome and _CERTIFICATE not in self.greeting:
            self._transport.write(_FORGETTING)
        else:
            self.end()

    def end(self) -> None:
        """Close it."""
        if self._transport:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        if self.near is not None:
            self._note_welcome(data)
            self.near.write(data)
            return
        self._heard = (self._heard + data)[-len(_FORGOTTEN) :]
        if self._heard == _FORGOTTEN:
            self._idle.append(self)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self in self._idle:
            self._idle.remove(self)
        if self.near is not None:
            self.near.close()

    def _note_welcome(self, data: bytes) -> None:
        """What the server says from letting a client in to being ready for it."""
        if not self._welcome:
            self._heard += data
            if self._heard.endswith(_READY):
                self._welcome = self._heard[self._heard.index(_LET_IN) :]


def _said(kind: bytes, words: bytes) -> bytes:
    return kind + (len(words) + 4).to_bytes(4) + words


_FORGETTING = _said(b"S", b"") + _said(b"Q", b"ROLLBACK\0") + _said(b"Q", b"DISCARD ALL\0")
_FORGOTTEN = _said(b"C", b"DISCARD ALL\0") + _READY
