"""Paces: what is booked never breaks a sliding window, with Redis or without."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis
from structlog.testing import capture_logs

from services.embedded.folder import free_port
from services.limits import Limiter, Slot
from services.rates import Rate


class StillClock:
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator["Redis"]:
    """An empty Redis."""
    client = Redis.from_url(redis_url)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
async def nowhere() -> AsyncIterator["Redis"]:
    """A Redis that is not there."""
    client = Redis.from_url("redis://127.0.0.1:1")
    yield client
    await client.aclose()


async def booked(limiter: Limiter, rates: list[Rate], times: int) -> list[float]:
    """The waits of so many callers who come at the same moment."""
    slots = [await limiter.book(rates, patience_s=1e6) for _ in range(times)]
    assert all(slot.booked for slot in slots)
    return [round(slot.wait_s, 3) for slot in slots]


async def test_each_caller_gets_a_moment_of_its_own(redis: "Redis") -> None:
    limiter = Limiter(redis, StillClock())
    assert await booked(limiter, [Rate("a", 10, 1.0)], 4) == [0, 0.1, 0.2, 0.3]


async def test_a_burst_goes_at_once_and_the_rest_in_turn(redis: "Redis") -> None:
    limiter = Limiter(redis, StillClock())
    waits = await booked(limiter, [Rate("a", 20, 60.0, burst=5)], 7)
    assert waits == [0, 0, 0, 0, 0, 3.75, 7.5]


async def test_several_paces_are_kept_in_one_step(redis: "Redis") -> None:
    limiter = Limiter(redis, StillClock())
    both = [Rate("fast", 10, 1.0), Rate("slow", 1, 1.0)]
    assert await booked(limiter, both, 3) == [0, 1, 2]
    assert await booked(limiter, [Rate("fast", 10, 1.0)], 1) == [2.1]


async def test_an_album_counts_for_its_pictures(redis: "Redis") -> None:
    clock = StillClock()
    limiter = Limiter(redis, clock)
    album = [Rate("a", 20, 60.0, burst=3, cost=10)]
    every = 60 / 18
    assert await booked(limiter, album, 2) == [0, round(17 * every, 3)]
    home = Limiter(Redis.from_url("redis://127.0.0.1:1"), clock, share=1)
    assert await booked(home, album, 2) == [0, round(17 * every, 3)]


async def test_what_is_too_far_away_is_not_booked(redis: "Redis") -> None:
    limiter = Limiter(redis, StillClock())
    rates = [Rate("a", 1, 60.0)]
    await booked(limiter, rates, 1)
    assert await limiter.book(rates, patience_s=10) == Slot(booked=False, wait_s=60.0)
    assert await booked(limiter, rates, 1) == [60.0]


async def test_two_processes_share_a_pace(redis: "Redis") -> None:
    clock = StillClock()
    one, other = Limiter(redis, clock), Limiter(redis, clock)
    rates = [Rate("a", 1, 1.0)]
    assert await booked(one, rates, 1) + await booked(other, rates, 1) == [0, 1]


async def test_without_redis_a_process_keeps_a_share_of_the_pace(nowhere: "Redis") -> None:
    limiter = Limiter(nowhere, StillClock(), share=2)
    assert await booked(limiter, [Rate("a", 10, 1.0)], 3) == [0, 0.2, 0.4]


@asynccontextmanager
async def listening(port: int, redis_url: str) -> AsyncIterator[None]:
    """Redis at another port, for the length of the block."""
    behind = urlsplit(redis_url)

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_connection(behind.hostname, behind.port)
        await asyncio.wait(
            [asyncio.ensure_future(_pour(*way)) for way in ((reader, outer), (inner, writer))]
        )

    server = await asyncio.start_server(join, "127.0.0.1", port)
    yield
    server.close()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(4096):
        writer.write(chunk)
    writer.close()


async def test_redis_going_and_coming_back_is_told_once_each(redis_url: str) -> None:
    port, clock = free_port(), StillClock()
    there = urlsplit(redis_url)
    client = Redis(host="127.0.0.1", port=port, password=there.password)
    limiter = Limiter(client, clock)

    async def book_for_a_minute() -> None:
        for _ in range(20):
            await limiter.book([Rate("a", 10, 1.0)], patience_s=10)
            await clock.sleep(3)

    with capture_logs() as logs:
        await book_for_a_minute()
        async with listening(port, redis_url):
            await book_for_a_minute()
            await client.aclose()
        await book_for_a_minute()
    told = [entry["event"] for entry in logs]
    assert told == ["limits.redis_away", "limits.redis_back", "limits.redis_away"]


async def test_waiting_takes_the_clocks_time(redis: "Redis") -> None:
    clock = StillClock()
    limiter = Limiter(redis, clock)
    started = clock.now()
    for _ in range(3):
        await limiter.wait([Rate("a", 1, 2.0)])
    assert clock.now() - started == timedelta(seconds=4)


@given(
    count=st.integers(1, 30),
    burst=st.integers(1, 30),
    pauses=st.lists(st.floats(0, 20), min_size=1, max_size=60),
)
async def test_no_sliding_window_ever_holds_more_than_the_count(
    count: int, burst: int, pauses: list[float]
) -> None:
    client = Redis.from_url("redis://127.0.0.1:1")
    clock = StillClock()
    limiter = Limiter(client, clock, share=1)
    rate = Rate("a", count, 10.0, burst=min(burst, count))
    moments = []
    for pause in pauses:
        clock.time += timedelta(seconds=pause)
        slot = await limiter.book([rate], patience_s=1e9)
        moments.append(clock.time.timestamp() + slot.wait_s)
    await client.aclose()
    moments.sort()
    for first, beyond in zip(moments, moments[count:], strict=False):
        assert beyond - first >= 10.0 - 1e-3
