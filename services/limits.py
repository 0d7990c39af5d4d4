"""Paces shared by every process: one arithmetic, in Redis, or at home when Redis is away.

The algorithm is GCRA, and it books: each caller gets a moment of its own, so that a crowd that
waits does not wake all at once. Several paces are kept in one step, or none is touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from services.clock import Clock
from services.rates import Rate

log = structlog.get_logger()

_US = 1_000_000
_AWAY_S = 2.0
_IDLE_US = 3600 * _US
_BOOK = """
local now, patience, idle = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local slot = now
local tats = {}
for i, key in ipairs(KEYS) do
  local every, room = tonumber(ARGV[1 + 3 * i]), tonumber(ARGV[2 + 3 * i])
  tats[i] = tonumber(redis.call('GET', key) or now - idle)
  slot = math.max(slot, tats[i] - every * room)
end
if slot - now > patience then return {0, slot - now} end
for i, key in ipairs(KEYS) do
  local every, cost = tonumber(ARGV[1 + 3 * i]), tonumber(ARGV[3 + 3 * i])
  local tat = math.max(tats[i], slot) + every * cost
  redis.call('SET', key, string.format('%.0f', tat), 'PX', math.ceil((tat - now + idle) / 1000))
end
return {1, slot - now}
"""


@dataclass(frozen=True, slots=True)
class Slot:
    """An answer of the limiter: wait that many seconds; then go, if it is `booked`."""

    booked: bool
    wait_s: float


@dataclass(slots=True)
class _AtHome:
    """The same arithmetic for one process, at a share of each pace."""

    share: int
    tats: dict[str, float] = field(default_factory=dict)

    def book(self, rates: Sequence[Rate], now_us: float, patience_us: float) -> tuple[bool, float]:
        slot = now_us
        steps = []
        for rate in rates:
            every = _every_us(rate) * self.share
            tat = self.tats.get(rate.key, now_us - _IDLE_US)
            slot = max(slot, tat - every * (rate.burst - rate.cost))
            steps.append((rate, tat, every * rate.cost))
        if slot - now_us > patience_us:
            return False, slot - now_us
        for rate, tat, step in steps:
            self.tats[rate.key] = max(tat, slot) + step
        return True, slot - now_us


class Limiter:
    """Books moments for calls.

    Args:
        redis: Where all processes meet.
        clock: Whose time paces are kept in.
        share: By how many processes a pace is divided while Redis is away.
    """

    def __init__(self, redis: Redis, clock: Clock, *, share: int = 2) -> None:
        self._book = redis.register_script(_BOOK)
        self._clock = clock
        self._home = _AtHome(share)
        self._away_until = 0.0
        self._is_away = False

    async def book(self, rates: Sequence[Rate], *, patience_s: float) -> Slot:
        """Book the next moment that keeps all these paces, unless it is further than patience.

        Returns:
            A booked slot with the seconds to wait, or an unbooked one with the seconds after
            which asking again makes sense. Never raises for Redis.
        """
        if not rates:
            return Slot(True, 0.0)
        now_us = self._clock.now().timestamp() * _US
        booked, wait_us = await self._ask(rates, now_us, patience_s * _US)
        return Slot(bool(booked), wait_us / _US)

    async def wait(self, rates: Sequence[Rate], *, patience_s: float = 3600.0) -> None:
        """Book and wait; for calls that may come a little later but must come."""
        slot = await self.book(rates, patience_s=patience_s)
        if slot.wait_s > 0:
            await self._clock.sleep(slot.wait_s)

    async def _ask(
        self, rates: Sequence[Rate], now_us: float, patience_us: float
    ) -> tuple[bool, float]:
        if now_us < self._away_until:
            return self._home.book(rates, now_us, patience_us)
        arguments = [f"{now_us:.0f}", f"{patience_us:.0f}", str(_IDLE_US)]
        for rate in rates:
            room = rate.burst - rate.cost
            arguments += [f"{_every_us(rate):.0f}", str(room), str(rate.cost)]
        try:
            answer = await self._book(keys=[f"rate:{rate.key}" for rate in rates], args=arguments)
        except (RedisError, OSError, TimeoutError) as error:
            self._away_until = now_us + _AWAY_S * _US
            self._tell(is_away=True, why=type(error).__name__)
            return self._home.book(rates, now_us, patience_us)
        self._tell(is_away=False)
        return bool(answer[0]), float(answer[1])

    def _tell(self, *, is_away: bool, **why: str) -> None:
        """Say once that Redis went, and once that it is back."""
        if is_away != self._is_away:
            self._is_away = is_away
            log.warning("limits.redis_away" if is_away else "limits.redis_back", **why)


def _every_us(rate: Rate) -> float:
    """The gap that keeps every sliding window of `per_s` at `count`, bursts included."""
    return rate.per_s * _US / max(1, rate.count - rate.burst + 1)
