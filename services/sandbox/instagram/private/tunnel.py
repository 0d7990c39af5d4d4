"""The only way out of a client of the private API: a proxy that knows Instagram's hosts alone.

Whoever asks it for another host has left the pretend internet, or tries to; that is refused and
written down.

Source: https://www.rfc-editor.org/rfc/rfc9110#name-connect
"""

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Final

HOSTS: Final = frozenset({"i.instagram.com", "b.i.instagram.com", "www.instagram.com"})
_LOOPBACK: Final = "127.0.0.1"
_CHUNK_BYTES: Final = 1 << 16
_OPEN: Final = b"HTTP/1.1 200 Connection established\r\n\r\n"
_REFUSED: Final = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"


class Tunnel:
    """A CONNECT proxy on a free port of this machine.

    Args:
        refused: Hears of each host that somebody wanted and that is not Instagram's.
    """

    def __init__(self, refused: Callable[[str], None]) -> None:
        self._refused = refused
        self._server: asyncio.Server | None = None
        self._front_port = 0
        self._clients: dict[int, asyncio.StreamWriter] = {}

    async def start(self, front_port: int) -> None:
        """Lead whoever asks for Instagram to a port of this machine."""
        self._front_port = front_port
        self._server = await asyncio.start_server(self._serve, _LOOPBACK, 0)

    @property
    def address(self) -> str:
        """The proxy as clients write it."""
        if self._server is None:
            raise RuntimeError("the tunnel has not been started")
        return f"http://{_LOOPBACK}:{self._server.sockets[0].getsockname()[1]}"

    def cut(self, port: int) -> None:
        """Break a client's connection, known by the port from which the front sees it come."""
        writer = self._clients.get(port)
        if writer is None:
            return
        connection: socket.socket = writer.get_extra_info("socket")
        # Zero linger makes the kernel send RST instead of an orderly end.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async def stop(self) -> None:
        """Close every connection, and listen no more."""
        if self._server is None:
            return
        self._server.close()
        for port in list(self._clients):
            self.cut(port)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            host = _wanted(head)
            if host in HOSTS:
                await self._lead(reader, writer)
            else:
                self._refused(host or head.partition("\r\n")[0])
                writer.write(_REFUSED)
                await writer.drain()
        writer.close()

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        front_reader, front_writer = await asyncio.open_connection(_LOOPBACK, self._front_port)
        port = front_writer.get_extra_info("sockname")[1]
        self._clients[port] = writer
        writer.write(_OPEN)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(_pump(reader, front_writer))
                both.create_task(_pump(front_reader, writer))
        finally:
            del self._clients[port]
            front_writer.close()


def _wanted(head: str) -> str:
    """The host of a CONNECT request for TLS; empty for anything else."""
    verb, _, rest = head.partition(" ")
    host, _, port = rest.partition(" ")[0].rpartition(":")
    return host if (verb, port) == ("CONNECT", "443") else ""


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes until one side ends; the other side hears of it."""
    with suppress(OSError):
        while chunk := await reader.read(_CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()
    writer.close()
