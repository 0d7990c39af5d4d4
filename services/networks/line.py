"""The connection of one call, which knows whether anything has left through it.

Whether a call was surely not sent, or may have arrived, hangs on it; for networks that speak
aiohttp.
"""

from aiohttp import ClientConnectionError, ClientTimeout, TCPConnector
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection
from aiohttp.tracing import Trace

from services.errors import NetworkError, NotSent
from services.networks.unanswered import lost
from services.networks.window import SendWindow


class Line(TCPConnector):
    """A connection of its own for each call: no stale one can make its outcome unknown.

    It serves once, because aiohttp sends some calls a second time by itself when their answer is
    lost.

    Args:
        network: The network's title, for errors.
        window: Until when an irrevocable call may leave; None for a call that may be repeated.
    """

    def __init__(self, network: str, window: SendWindow | None) -> None:
        super().__init__(force_close=True)
        self.network = network
        self._window = window
        self.written = False

    @property
    def irrevocable(self) -> bool:
        """Whether this call must never be made twice."""
        return self._window is not None

    def lost(self, why: str) -> NetworkError:
        """Make the exception for the call, which ended without an answer that we understand."""
        return lost(self.network, why, written=self.written, irrevocable=self.irrevocable)

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
