"""What the page watches: everything that changes, as a stream of numbered events."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

_KEPT = 2_000


class Events:
    """Numbers events, keeps the last ones and hands them to whoever listens.

    Numbers begin at the machine's milliseconds, so they grow over restarts as well and a page
    that comes back never takes an old event for a new one.
    """

    def __init__(self) -> None:
        self.seq = int(time.time() * 1000)
        self._recent: deque[dict[str, Any]] = deque(maxlen=_KEPT)
        self._news = asyncio.Event()
        self._closed = False

    def publish(self, kind: str, **fields: Any) -> None:
        """Tell everyone that listens."""
        self.seq += 1
        self._recent.append({"seq": self.seq, "type": kind, **fields})
        self._wake()

    async def listen(self, since: int) -> AsyncIterator[dict[str, Any]]:
        """Yield events younger than `since` for ever; a gap shows as one `state` event."""
        if self._recent and since and since + 1 < self._recent[0]["seq"]:
            yield {"seq": self._recent[0]["seq"] - 1, "type": "state"}
        while not self._closed:
            news = self._news
            for event in [event for event in self._recent if event["seq"] > since]:
                since = event["seq"]
                yield event
            await news.wait()

    def close(self) -> None:
        """End every stream: the server stops."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()
