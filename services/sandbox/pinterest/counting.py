"""How many requests an app makes: a day's worth in Trial, a second's worth in Standard.

Source: https://developers.pinterest.com/docs/reference/rate-limits/
"""

from collections import deque

from services.sandbox.pinterest.errors import too_many

A_SECOND = 100
"""What Standard access grants one user of an app; the numbers of the categories are not public."""

_DAY_S = 86_400


class Counters:
    """Counts requests; what is refused counts too."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self._day, self._of_day = 0, 0
        self._recent: dict[str, deque[float]] = {}

    def admit_trial(self, now: float, limit: int) -> None:
        """Count one request of the app in Trial.

        Raises:
            PinterestError: 429, today's are used up.
        """
        day, second = divmod(int(now), _DAY_S)
        self._of_day = self._of_day + 1 if day == self._day else 1
        self._day = day
        if self._of_day > limit:
            reset_s = str(_DAY_S - second)
            headers = {"x-ratelimit-limit": str(limit), "x-ratelimit-remaining": "0"}
            raise too_many({**headers, "x-ratelimit-reset": reset_s})

    def admit_standard(self, now: float, user_id: str) -> None:
        """Count one request of a user.

        Raises:
            PinterestError: 429, too many in this second.
        """
        recent = self._recent.setdefault(user_id, deque())
        while recent and recent[0] <= now - 1:
            recent.popleft()
        recent.append(now)
        if len(recent) > A_SECOND:
            raise too_many({"Retry-After": "1"})
