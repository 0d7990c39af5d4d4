"""How a call of vk_api travels: on one connection of its own, watched from connect to close.

vk_api is synchronous and sets no timeouts, so each call runs in a thread over a `requests` session
made for it alone. The connection knows whether a byte has left, asks the send window just before
it writes, and can be shut down from the event loop; the thread is then awaited to its end, never
abandoned. Nothing here is retried, reused or redirected.

Source: https://requests.readthedocs.io/en/latest/user/advanced/#transport-adapters
"""

import asyncio
import contextvars
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from services.errors import NotSent
from services.networks.vk.settings import VkSettings
from services.networks.window import SendWindow

USER_AGENT = "CrossPoster"

VK_ADDRESS = "https://api.vk.ru"
"""The address that vk_api has built in."""

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
        """Keep a handle on the connection that outlives TLS wrapping and closing."""
        self._socket = sock.dup()
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
            raise NotSent("VK", "the call took too long")


_line: contextvars.ContextVar[Line] = contextvars.ContextVar("vk_line")


class _Connection(HTTPConnection):
    """A connection that reports to the line of its thread."""

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        _line.get().hold(sock)
        return sock

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        _line.get().about_to_write()
        super().send(data)


class _TlsConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Adapter(HTTPAdapter):
    """Sends what vk_api says to VK's address to the configured one, with our timeouts."""

    def __init__(self, settings: VkSettings, headers: Mapping[str, str]) -> None:
        self._base = settings.api_url
        # The limit of the whole call comes first; this one is there for a loop that is stuck.
        self._timeout = (settings.connect_timeout_s, settings.call_timeout_s + 1)
        self._headers = headers
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        request.url = self._base + (request.url or "").removeprefix(VK_ADDRESS)
        request.headers.update(self._headers)
        return super().send(request, *args, **{**kwargs, "timeout": self._timeout})


class _Session(requests.Session):
    """Goes to VK's API and nowhere else: no proxy, no netrc, no redirect, no cookie."""

    def __init__(self, adapter: _Adapter) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self.headers.update({"User-Agent": USER_AGENT, "Connection": "close"})
        self.adapters.clear()
        self.mount(f"{VK_ADDRESS}/", adapter)

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere: a call that VK answers with another address has no understood answer."""
        del resp


class Transport:
    """Threads of VK's own, and a fresh session for every call that runs in them.

    Args:
        settings: Address and timeouts.
        sandbox: Whether calls tell the attempt that they belong to; real VK is never told.
    """

    def __init__(self, settings: VkSettings, *, sandbox: bool) -> None:
        self._settings = settings
        self._sandbox = sandbox
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="vk")

    async def run(self, line: Line, call: Callable[[requests.Session], Answer]) -> Answer:
        """Make a call in a thread; return or raise only when that thread is done with it.

        An irrevocable call is not stopped by cancellation; its time limit ends it.
        """
        context = contextvars.copy_context()
        context.run(_line.set, line)
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._threads, context.run, self._with_session, line, call)
        return await _to_its_end(future, line, self._settings.call_timeout_s)

    async def close(self) -> None:
        """Let the threads go; calls that run are waited for."""
        await asyncio.to_thread(self._threads.shutdown, wait=True, cancel_futures=True)

    def _with_session(self, line: Line, call: Callable[[requests.Session], Answer]) -> Answer:
        try:
            with _Session(_Adapter(self._settings, self._headers(line))) as session:
                return call(session)
        finally:
            line.release()

    def _headers(self, line: Line) -> dict[str, str]:
        if self._sandbox and line.window:
            return {"X-Attempt": line.window.attempt}
        return {}


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
