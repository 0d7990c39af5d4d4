"""How a call of Google's library travels: once, on a connection of its own, watched to its end.

The library is synchronous, so each call runs in a thread, over an `httplib2.Http` made for it
alone: objects of httplib2 must not be shared between threads. httplib2 by itself sends a request
again when a connection breaks, follows redirects and has one timeout for everything; here a request
is written once, after the send window was asked, and can be cut off from the event loop. The
thread is then awaited to its end, never abandoned.

Source: https://googleapis.github.io/google-api-python-client/docs/thread_safety.html
"""

import asyncio
import os
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from http.client import HTTPConnection
from typing import Any, TypeVar

import httplib2

from services.errors import NotSent
from services.networks.window import SendWindow
from services.networks.youtube.settings import YoutubeSettings

USER_AGENT = "CrossPoster"

Answer = TypeVar("Answer")


class Line:
    """One call on its way: what its thread and the event loop both have to know.

    `window` is that of an irrevocable call; a harmless one has none.
    """

    def __init__(self, window: SendWindow | None = None) -> None:
        self.window = window
        self.written = False
        self.cut = False
        self._socket: socket.socket | None = None

    @property
    def irrevocable(self) -> bool:
        """Whether this call must never be made twice."""
        return self.window is not None

    def hold(self, sock: socket.socket) -> None:
        """Keep a handle on the connection that outlives its closing."""
        self._socket = socket.socket(fileno=os.dup(sock.fileno()))

    def about_to_write(self) -> None:
        """Let bytes leave.

        Raises:
            NotSent: The send window has been missed, or the call was cut off.
        """
        if self.cut:
            raise NotSent("YouTube", "the call took too long")
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


class LineHttp(httplib2.Http):  # type: ignore[misc]  # httplib2 has no types
    """Makes requests on a line: no proxy, no redirect, no cache, and nothing twice."""

    def __init__(self, line: Line, settings: YoutubeSettings, headers: Mapping[str, str]) -> None:
        super().__init__(timeout=settings.connect_timeout_s, proxy_info=None)
        self.follow_redirects = False
        self._line = line
        self._headers = {**headers, "accept-encoding": "identity", "connection": "close"}
        # The limit of the whole call comes first; this one is there for a loop that is stuck.
        self._read_timeout_s = settings.call_timeout_s + 1

    def _conn_request(
        self,
        conn: HTTPConnection,
        request_uri: str,
        method: str,
        body: Any,
        headers: Mapping[str, str],
    ) -> tuple[httplib2.Response, bytes]:
        """What httplib2 does in a loop of tries, done once."""
        with closing(conn):
            conn.connect()
            conn.sock.settimeout(self._read_timeout_s)
            self._line.hold(conn.sock)
            self._line.about_to_write()
            conn.request(method, request_uri, body, {**headers, **self._headers})
            answer = conn.getresponse()
            return httplib2.Response(answer), answer.read()


class Transport:
    """Threads of YouTube's own, and a fresh `LineHttp` for every call that runs in them.

    Args:
        settings: Timeouts, and how many calls run at once.
        sandbox: Whether calls tell the attempt that they belong to; real YouTube is never told.
    """

    def __init__(self, settings: YoutubeSettings, *, sandbox: bool) -> None:
        self._settings = settings
        self._sandbox = sandbox
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="youtube")

    async def run(self, line: Line, call: Callable[[LineHttp], Answer]) -> Answer:
        """Make a call in a thread; return or raise only when that thread is done with it.

        An irrevocable call is not stopped by cancellation; its time limit ends it.
        """
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._threads, self._made, line, call)
        return await _to_its_end(future, line, self._settings.call_timeout_s)

    async def close(self) -> None:
        """Let the threads go; calls that run are waited for."""
        await asyncio.to_thread(self._threads.shutdown, wait=True, cancel_futures=True)

    def _made(self, line: Line, call: Callable[[LineHttp], Answer]) -> Answer:
        headers = {"user-agent": USER_AGENT}
        if self._sandbox and line.window:
            headers["x-attempt"] = line.window.attempt
        try:
            return call(LineHttp(line, self._settings, headers))
        finally:
            line.release()


async def _to_its_end(future: asyncio.Future[Answer], line: Line, limit_s: float) -> Answer:
    cancelled = False
    until = asyncio.get_running_loop().time() + limit_s
    while not future.done():
        left_s = None if line.cut else max(0.0, until - asyncio.get_running_loop().time())
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
