"""How a call of Google's library travels: once, on a connection of its own, watched to its end.

The library is synchronous, so each call runs in a thread, over an `httplib2.Http` made for it
alone: objects of httplib2 must not be shared between threads. httplib2 by itself sends a request
again when a connection breaks, follows redirects and has one timeout for everything; here a request
is written once, on a connection that reports to the call's line.

Source: https://googleapis.github.io/google-api-python-client/docs/thread_safety.html
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from http.client import HTTPConnection
from typing import Any

import httplib2

from services.networks import unanswered
from services.networks.settings import USER_AGENT
from services.networks.threads import Answer, Line, Threads
from services.networks.window import attempt_header
from services.networks.youtube.settings import YoutubeSettings

LOST = (*unanswered.LOST, httplib2.HttpLib2Error)
"""Whatever a call may end with instead of an answer that we understand."""


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
        self._threads = Threads("youtube", settings.threads, settings.call_timeout_s)

    async def run(self, line: Line, call: Callable[[LineHttp], Answer]) -> Answer:
        """Make a call in a thread; return or raise only when that thread is done with it.

        An irrevocable call is not stopped by cancellation; its time limit ends it.
        """
        return await self._threads.run(line, partial(self._made, line, call))

    async def close(self) -> None:
        """Let the threads go; calls that run are waited for."""
        await self._threads.close()

    def _made(self, line: Line, call: Callable[[LineHttp], Answer]) -> Answer:
        headers = {"user-agent": USER_AGENT, **attempt_header(line.window, sandbox=self._sandbox)}
        return call(LineHttp(line, self._settings, headers))
