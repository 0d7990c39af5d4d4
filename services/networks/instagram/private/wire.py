"""How instagrapi's calls leave: through curl, with limits, once, and watched.

instagrapi hands every private request to curl in one place. There stands a `Wire`: it gives each
call its time limit, streams its body so that the send window is checked just before the first byte
leaves, and gives an irrevocable call a connection of its own. A body cannot be rewound, so curl
cannot do what it does by itself otherwise: send it again when a kept connection turns out dead.

Source: https://curl.se/libcurl/c/CURLOPT_READFUNCTION.html
https://curl.se/libcurl/c/CURLOPT_SEEKFUNCTION.html
"""

import io
from contextlib import ExitStack
from typing import IO, Any

import requests
from curl_cffi import CurlOpt
from curl_cffi import requests as curl
from requests.adapters import BaseAdapter, HTTPAdapter

from services.networks.instagram.private.line import Line
from services.networks.window import attempt_header

_CONNECT_S = 10.0
_SILENCE_S = 60
_LEAST_BYTES_A_SECOND = 1


class Wire:
    """Stands where instagrapi's adapter keeps its curl session.

    Args:
        session: The session that the adapter has made.
        sandbox: Whether calls tell the attempt that they belong to; Instagram is never told.
    """

    def __init__(self, session: "curl.Session[Any]", *, sandbox: bool) -> None:
        self._session = session
        self._sandbox = sandbox
        self.line = Line(_CONNECT_S)
        self.curl_options = session.curl_options

    def request(
        self, method: Any, url: str, *, data: Any, headers: list[tuple[str, str]], **rest: Any
    ) -> Any:
        """Make one request of the line."""
        line = self.line
        told = attempt_header(line.window, sandbox=self._sandbox)
        self._limit(line)
        connect_s = min(_CONNECT_S, line.limit_s / 2)
        rest["timeout"] = (connect_s, line.limit_s - connect_s)
        with ExitStack() as closing:
            if method == "POST":
                source = closing.enter_context(_source(line, data))
                rest["content"] = _Body(source, line)
            else:
                line.about_to_write()
            return self._session.request(method, url, headers=[*headers, *told.items()], **rest)

    def close(self) -> None:
        """Close every connection."""
        self._session.close()

    def _limit(self, line: Line) -> None:
        options: dict[Any, Any] = {
            CurlOpt.FRESH_CONNECT: int(line.irrevocable),
            CurlOpt.LOW_SPEED_LIMIT: _LEAST_BYTES_A_SECOND,
            CurlOpt.LOW_SPEED_TIME: _SILENCE_S,
        }
        self.curl_options.update(options)


class Nowhere(BaseAdapter):
    """Stands where instagrapi would go to the public website, from this server's own address."""

    def send(self, *_: Any, **__: Any) -> requests.Response:
        """Go nowhere.

        Raises:
            requests.ConnectionError: Always.
        """
        raise requests.ConnectionError("the public website is not asked")

    def close(self) -> None:
        """Nothing is open."""


class Doorstep(HTTPAdapter):
    """Stands where instagrapi asks for the key to passwords, over HTTP/1.1, as it always does.

    Args:
        wire: Whose line the question belongs to.
    """

    def __init__(self, wire: Wire) -> None:
        super().__init__(max_retries=0)
        self._wire = wire

    def send(self, request: requests.PreparedRequest, *args: Any, **rest: Any) -> requests.Response:
        """Ask once, within the limit of the line.

        Raises:
            NotSent: Nobody waits for it any more.
        """
        line = self._wire.line
        line.about_to_write()
        connect_s = min(_CONNECT_S, line.limit_s / 2)
        rest["timeout"] = (connect_s, line.limit_s - connect_s)
        return super().send(request, *args, **rest)


class _Body:
    """A body that is read once, from its beginning to its end."""

    def __init__(self, source: IO[bytes], line: Line) -> None:
        self._source = source
        self._line = line

    def read(self, size: int) -> bytes:
        self._line.about_to_write()
        return self._source.read(size)


def _source(line: Line, data: Any) -> IO[bytes]:
    if line.file:
        return line.file.open("rb")
    return io.BytesIO(data.encode() if isinstance(data, str) else bytes(data or b""))
