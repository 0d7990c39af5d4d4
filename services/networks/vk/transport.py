"""How a call of vk_api travels: on one connection of its own, watched from connect to close.

vk_api is synchronous and sets no timeouts, so each call runs in a thread over a `requests` session
made for it alone, whose connection reports to the call's line. Nothing here is retried, reused or
redirected.

Source: https://requests.readthedocs.io/en/latest/user/advanced/#transport-adapters
"""

import contextvars
import socket
from collections.abc import Callable, Mapping
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from services.networks.settings import USER_AGENT
from services.networks.threads import Answer, Line, Threads
from services.networks.vk.settings import VkSettings
from services.networks.window import attempt_header

VK_ADDRESS = "https://api.vk.ru"
"""The address that vk_api has built in."""

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
        self._threads = Threads("vk", settings.threads, settings.call_timeout_s)

    async def run(self, line: Line, call: Callable[[requests.Session], Answer]) -> Answer:
        """Make a call in a thread; return or raise only when that thread is done with it.

        An irrevocable call is not stopped by cancellation; its time limit ends it.
        """
        return await self._threads.run(line, partial(self._with_session, line, call))

    async def close(self) -> None:
        """Let the threads go; calls that run are waited for."""
        await self._threads.close()

    def _with_session(self, line: Line, call: Callable[[requests.Session], Answer]) -> Answer:
        _line.set(line)
        told = attempt_header(line.window, sandbox=self._sandbox)
        with _Session(_Adapter(self._settings, told)) as session:
            return call(session)
