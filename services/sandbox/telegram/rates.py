"""How fast a bot may send.

Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
(about one message a second in one chat with short bursts, 20 a minute in a group, 30 a second
over all chats)
"""

import math
from collections import deque
from typing import Final

from services.sandbox.telegram.refusal import too_many

_OVERALL: Final = 30
_PER_MINUTE: Final = 20
_PUBLIC_BURST: Final = 8
_PRIVATE_BURST: Final = 20
_MINUTE_S: Final = 60.0


class Rates:
    """Counts what the bot sends and edits; all in seconds of the sandbox clock."""

    def __init__(self) -> None:
        self._all: deque[float] = deque()
        self._minutes: dict[int, deque[float]] = {}
        self._fills: dict[int, tuple[float, float]] = {}
        self._blocked_until: dict[int | None, float] = {}

    def spend(self, chat_id: int, now: float, *, messages: int, whole_bot: bool) -> None:
        """Take the right to send so many messages to a chat.

        Args:
            chat_id: The chat.
            now: The sandbox clock, Unix seconds.
            messages: How many: an album counts each.
            whole_bot: Whether too much in one chat silences the bot everywhere.

        Raises:
            BotApiError: Too fast; every call meets this until the time is over.
        """
        blocked = max(self._blocked_until.get(key, 0.0) for key in (chat_id, None))
        wait_s = max(blocked - now, self._wait_s(chat_id, now, messages))
        if wait_s > 0:
            key = None if whole_bot else chat_id
            retry_after_s = math.ceil(wait_s)
            self._blocked_until.setdefault(key, 0.0)
            self._blocked_until[key] = max(self._blocked_until[key], now + wait_s)
            raise too_many(retry_after_s)
        self._note(chat_id, now, messages)

    def _wait_s(self, chat_id: int, now: float, messages: int) -> float:
        fill = self._fill(chat_id, now)
        burst = _PRIVATE_BURST if chat_id > 0 else _PUBLIC_BURST
        # An album is one request: it may pass while there is room for one message.
        waits = [fill + 1 - burst, _window_wait(self._all, now, 1.0, _OVERALL, 1)]
        if chat_id < 0:
            minute = self._minutes.setdefault(chat_id, deque())
            waits.append(_window_wait(minute, now, _MINUTE_S, _PER_MINUTE, messages))
        return max(waits)

    def _fill(self, chat_id: int, now: float) -> float:
        fill, at = self._fills.get(chat_id, (0.0, now))
        return max(0.0, fill - max(0.0, now - at))

    def _note(self, chat_id: int, now: float, messages: int) -> None:
        self._fills[chat_id] = (self._fill(chat_id, now) + 1, now)
        self._all.extend([now] * messages)
        if chat_id < 0:
            self._minutes.setdefault(chat_id, deque()).extend([now] * messages)


def _window_wait(
    window: deque[float], now: float, length_s: float, limit: int, messages: int
) -> float:
    """Seconds until `messages` more fit into a sliding window."""
    # A clock that was moved back must not leave sends of the future behind.
    while window and not now - length_s < window[0] <= now:
        window.popleft()
    surplus = len(window) + messages - limit
    return window[min(surplus, len(window)) - 1] + length_s - now if surplus > 0 and window else 0.0
