"""Calls that a synchronous library makes in threads, each watched from connect to its end.

A call tells whether a byte has left, asks the send window just before it writes, and can be cut off
from the event loop. Its thread is then awaited to its end, never abandoned: what nobody waits for
could still write.
"""

import asyncio
import os
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from services.errors import NetworkError, NotSent
from services.networks.unanswered import cause, lost
from services.networks.window import SendWindow

Answer = TypeVar("Answer")


class Line:
    """One call on its way: what its thread and the event loop both have to know.

    Args:
        network: The network's title, for errors.
        window: That of an irrevocable call; a harmless one has none.
    """

    def __init__(self, network: str, window: SendWindow | None = None) -> None:
        self.network = network
        self.window = window
        self.written = False
        self.cut = False
        self._socket: socket.socket | None = None

    @property
    def irrevocable(self) -> bool:
        """Whether this call must never be made twice."""
        return self.window is not None

    def lost(self, why: str) -> NetworkError:
        """Make the exception for the call, which ended without an answer that we understand."""
        return lost(self.network, why, written=self.written, irrevocable=self.irrevocable)

    def why(self, error: BaseException) -> str:
        """What ended the call, where all that is known is what its thread raised."""
        return "no answer in time" if self.cut else cause(error)

    def hold(self, sock: socket.socket) -> None:
        """Keep a handle on the connection that outlives its closing, and wrapping it in TLS.

        Raises:
            NotSent: The call was cut off while it connected.
        """
        # A socket of TLS cannot be duplicated, but what it stands on can.
        self._socket = socket.socket(fileno=os.dup(sock.fileno()))
        self._stop_if_cut()

    def about_to_write(self) -> None:
        """Let bytes leave.

        Raises:
            NotSent: The send window has been missed, or the call was cut off.
        """
        self._stop_if_cut()
        if self.window:
            self.window.check()
        self.written = True

    def cut_off(self) -> None:
        """End the call from another thread: whoever reads or writes wakes with an error."""
        self.cut = True
        if self._socket:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        """Give the handle back when the call has ended."""
        if self._socket:
            self._socket.close()

    def _stop_if_cut(self) -> None:
        if self.cut:
            raise NotSent(self.network, "the call took too long")


class Threads:
    """A network's own threads.

    Args:
        name: What the threads are called.
        count: Calls that run at once.
        limit_s: How long one whole call may take.
    """

    def __init__(self, name: str, count: int, limit_s: float) -> None:
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=name)
        self._limit_s = limit_s

    async def run(self, line: Line, call: Callable[[], Answer]) -> Answer:
        """Make a call; return or raise only when its thread is done with it.

        An irrevocable call is not stopped by cancellation; its time limit ends it.
        """
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._pool, _made, line, call)
        return await to_its_end(future, line, self._limit_s)

    async def close(self) -> None:
        """Let the threads go; calls that run are waited for."""
        await asyncio.to_thread(self._pool.shutdown, wait=True, cancel_futures=True)


async def to_its_end(
    future: "asyncio.Future[Answer]", line: Line, limit_s: float | None = None
) -> Answer:
    """The answer of a call; a harmless one that nobody wants any more is cut off.

    Args:
        future: The call in its thread.
        line: What the thread makes the call on.
        limit_s: When to cut it off in any case; None where the thread itself sees to that.
    """
    cancelled = False
    clock = asyncio.get_running_loop().time
    until = None if limit_s is None else clock() + limit_s
    while not future.done():
        left_s = None if line.cut or until is None else max(0.0, until - clock())
        try:
            await asyncio.wait({future}, timeout=left_s)
        except asyncio.CancelledError:
            cancelled = True
            if not line.irrevocable:
                line.cut_off()
        else:
            if not future.done():
                line.cut_off()
    if cancelled:
        raise asyncio.CancelledError
    return future.result()


def _made(line: Line, call: Callable[[], Answer]) -> Answer:
    try:
        return call()
    finally:
        line.release()
