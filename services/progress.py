"""How whoever waits hears of long work."""

from collections.abc import Awaitable, Callable

Progress = Callable[[float], Awaitable[None]]
"""Is told how far something is, 0.0 to 1.0."""
