"""How often a token may call: a sliding second, and a day's quota for reading walls.

Source: https://dev.vk.com/api/api-requests
"""

from collections import defaultdict, deque

from services.sandbox.vk.errors import VkError
from services.sandbox.vk.tokens import CALLS_A_SECOND, Token

DAY_S = 86_400
DAILY_CALLS = {"wall.get": 5_000}


class Pace:
    """Counts the calls of every token by the sandbox clock."""

    def __init__(self) -> None:
        self._seconds: dict[str, deque[float]] = defaultdict(deque)
        self._days: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def clear(self) -> None:
        """Forget all calls."""
        self._seconds.clear()
        self._days.clear()

    def admit(self, token: Token, method: str, now: float) -> None:
        """Count a call, or refuse it before it does anything.

        Raises:
            VkError: 6 above the rate of a second, 29 above the quota of a day.
        """
        second = self._seconds[token.value]
        _forget(second, now - 1)
        if len(second) >= CALLS_A_SECOND[token.kind]:
            raise VkError(6)
        if quota := DAILY_CALLS.get(method):
            day = self._days[token.value, method]
            _forget(day, now - DAY_S)
            if len(day) >= quota:
                raise VkError(29)
            day.append(now)
        second.append(now)


def _forget(calls: deque[float], before: float) -> None:
    while calls and (calls[0] <= before or calls[0] > before + DAY_S + 1):
        calls.popleft()
