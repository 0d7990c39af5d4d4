"""What calls must keep to: paces, and budgets that last for a day."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


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


@dataclass(frozen=True, slots=True)
class Charge:
    """What one publish takes of a budget that a network grants for a day.

    `scope` names the budget: charges of one scope share it, in whatever process or space. `granted`
    is how much there is from `starts_at` to `ends_at`; None where only the network's refusal tells.
    """

    scope: str
    starts_at: datetime
    ends_at: datetime
    granted: int | None
    amount: int = 1
