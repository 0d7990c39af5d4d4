"""What a worker says to its servers, cut where it could die: a statement, a command, a request.

Each piece has a name that is the same in every run. What cannot change anything, such as a
statement that is only parsed, has none.
"""

import re
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import urlsplit

_NAME_LENGTH = 70
_ABOUT_TYPES = (
    "SELECT current_setting('jit')",
    "WITH RECURSIVE typeinfo_tree",
    "SELECT set_config('jit'",
)
"""What the driver asks on a new connection to learn how arrays look; no part of any transaction."""

_COMMAND = re.compile(rb"\*\d+\r\n\$\d+\r\n(\w+)\r\n")
_GREETINGS = {b"AUTH", b"CLIENT", b"HELLO", b"SELECT", b"SCRIPT"}
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_LONGEST_WORD = 23
"""What is longer in an address is a ticket, which is another one each time."""


class Wire(Protocol):
    """One connection to one kind of server.

    `divisible` is whether half a piece may be understood by the server; half a statement is none.
    """

    divisible: bool

    def cut(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        """The pieces that are complete with this data, each with its name."""
        ...


class PostgresWire:
    """PostgreSQL's messages; a prepared statement goes by its text.

    Source: https://www.postgresql.org/docs/current/protocol-message-formats.html
    """

    divisible = False

    def __init__(self) -> None:
        self._statements: dict[bytes, str] = {}

    def cut(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        """One piece: the driver waits for each answer before it goes on."""
        names = [self._name(kind, body) for kind, body in _messages(data)]
        yield next(filter(None, names), ""), data

    def _name(self, kind: bytes, body: bytes) -> str:
        if kind == b"Q":
            return _shortened(body)
        if kind == b"P":
            statement, sql = body.split(b"\0")[:2]
            name = _shortened(sql)
            self._statements[statement] = "" if name.startswith(_ABOUT_TYPES) else name
        if kind == b"B":
            return self._statements[body.split(b"\0")[1]]
        return ""


class RedisWire:
    """Redis' commands; one piece may hold a transaction of several.

    Source: https://valkey.io/topics/protocol/
    """

    divisible = False

    def cut(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        """One piece: a client sends a command, or a whole pipeline, at once."""
        commands = _COMMAND.findall(data)
        named = b" ".join(commands).decode() if set(commands) - _GREETINGS else ""
        yield named, data


class HttpWire:
    """HTTP requests, held back until they are whole: how they are split is chance."""

    divisible = True

    def __init__(self) -> None:
        self._held = b""

    def cut(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        """The requests that end with this data."""
        self._held += data
        while size_bytes := _request_bytes(self._held):
            request, self._held = self._held[:size_bytes], self._held[size_bytes:]
            yield _address(request), request


def _messages(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of each message; the greeting of a connection has no kind."""
    place = 0
    while place < len(data) and data[place]:
        size_bytes = int.from_bytes(data[place + 1 : place + 5])
        yield data[place : place + 1], data[place + 5 : place + 1 + size_bytes]
        place += 1 + size_bytes


def _shortened(sql: bytes) -> str:
    return " ".join(sql.rstrip(b"\0").decode().split())[:_NAME_LENGTH]


def _request_bytes(data: bytes) -> int:
    """How long the first request is; 0 while it is not whole."""
    head, found, _ = data.partition(b"\r\n\r\n")
    if not found:
        return 0
    end = len(head) + 4
    if _CHUNKED.search(head):
        return _chunks_end(data, end)
    length = _LENGTH.search(head)
    end += int(length[1]) if length else 0
    return end if len(data) >= end else 0


def _chunks_end(data: bytes, place: int) -> int:
    while (line_end := data.find(b"\r\n", place)) >= 0:
        size_bytes = int(data[place:line_end], 16)
        place = line_end + 2 + size_bytes + 2
        if size_bytes == 0:
            return place if len(data) >= place else 0
    return 0


def _address(request: bytes) -> str:
    """The words of a request's path, without numbers, tokens and tickets."""
    path = urlsplit(request.split(b" ", 2)[1].decode()).path
    words = [word for word in path.split("/") if "." in word or _is_word(word)]
    return re.sub(r"\d+", "", " ".join(words))


def _is_word(text: str) -> bool:
    return text.replace("_", "").isalpha() and len(text) <= _LONGEST_WORD
