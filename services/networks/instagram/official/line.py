"""The connection of one call, which knows whether anything has left through it."""

from aiohttp import ClientTimeout, TCPConnector
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection
from aiohttp.tracing import Trace

from services.errors import NotSent
from services.networks.window import SendWindow


class Line(TCPConnector):
    """A connection of its own for each call: no stale one can make its outcome unknown."""

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
        connection = await super().connect(req, traces, timeout)
        try:
            if self._window:
                self._window.check()
        except NotSent:
            connection.close()
            raise
        self.written = True
        return connection
