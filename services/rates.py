"""A pace that calls must keep."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` calls in any `per_s` seconds, `burst` of them at once.

    `key` names what is paced: calls with the same key share the pace, in whatever process.
    `cost` is how many calls this one counts for, such as the pictures of an album.
    """

    key: str
    count: int
    per_s: float
    burst: int = 1
    cost: int = 1


Pace = Callable[[Sequence[Rate]], Awaitable[None]]
"""Waits until a call that keeps these paces may leave."""
