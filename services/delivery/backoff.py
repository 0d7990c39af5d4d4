"""How long to wait after a failure that passes by itself."""

import random
from datetime import timedelta

TRIES = 8
"""After so many attempts the person decides."""

_FIRST = timedelta(seconds=5)
_LONGEST = timedelta(minutes=30)
_SHORTEST = timedelta(seconds=1)


def backoff(tries: int) -> timedelta:
    """A random delay, up to a bound that doubles with each try (full jitter)."""
    return _SHORTEST + doubled(_FIRST, tries, most=_LONGEST) * random.random()  # noqa: S311


def doubled(first: timedelta, times: int, *, most: timedelta) -> timedelta:
    """A time doubled so often, and never more than `most`."""
    return min(most, first * float(2 ** min(times, 20)))
