"""How long to wait after a failure that passes by itself."""

import random
from datetime import timedelta

TRIES = 8
"""After so many attempts the person decides."""

_FIRST_S = 5.0
_LONGEST_S = 1800.0
_SHORTEST_S = 1.0


def backoff(tries: int) -> timedelta:
    """A random delay, up to a bound that doubles with each try (full jitter)."""
    bound = min(_LONGEST_S, _FIRST_S * 2 ** min(tries, 20))
    return timedelta(seconds=_SHORTEST_S + random.uniform(0, bound))  # noqa: S311 - not a secret
