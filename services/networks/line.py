"""The connection of one call, which knows whether anything has left through it.

Whether a call was surely not sent, or may have arrived, hangs on it; for networks that speak
aiohttp.
"""

from aiohttp import ClientConnectionError, ClientTimeout, TCPConnector
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection
from aiohttp.tracing import Trace

from services.errors import NotSent
from services.networks.window import SendWindow


class Line(TCPConnector):
    """A connection of its own for each call: no stale one can make its outcome unknown.

    It serves once, because aiohttp sends some calls a second time by itself when their answer is
    lost.

    Args:
        window: Until when an irrevocable call may leave; None for a call that may be repeated.
    """

    def __init__(self, window: SendWindow | None) -> None:
        super().__init__(force_close=True)
        self._window = window
        self.written = False

    async def connect(
        self, req: ClientRequest, traces: list[Trace], timeout: ClientTimeout
    ) -> Connection:
        """A connection through which the call may leave now, and asks before it does.

        Raises:
            NotSent: The send window has been missed.
        """
        if self.written:
            raise ClientConnectionError("one call, one connection")
        connection = await super().connect(req, traces, timeout)
        try:
            if self._window:
                self._window.check()
        except NotSent:
            connection.close()
            raise
        self.written = True
        return connection
