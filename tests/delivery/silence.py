"""Networks that do not answer, for tests of breakers."""

from db.breakers import WHOLE_NETWORK, Breaker
from db.deliveries import DeliveryRow, one
from services.errors import (
    NetworkError,
    NotSent,
    Transient,
)
from tests.delivery.conftest import Bench

REFUSED = NotSent("x", "connection refused")
BUSY = Transient("x 43", "temporarily unavailable")


async def breaker(bench: Bench, account_id: int | None = None) -> Breaker | None:
    """The row of an account, Alice's wall if none is named."""
    async with bench.deps.db.begin() as session:
        mine = bench.wall.id if account_id is None else account_id
        return await session.get(Breaker, ("scripted", mine))


async def seen(bench: Bench, id_: int) -> DeliveryRow:
    async with bench.deps.db.begin() as session:
        row = await one(session, id_)
    assert row is not None
    return row


async def on_new_walls(bench: Bench, times: int, network: str = "scripted") -> list[int]:
    walls = await bench.walls(times, network)
    return [await bench.publish(str(number), wall=wall) for number, wall in enumerate(walls)]


async def go_silent(bench: Bench, error: NetworkError = REFUSED) -> list[int]:
    """Several posts on Alice's wall, which has failed until its breaker opened."""
    bench.network.down = error
    ids = await bench.publish_all(4)
    for _ in range(40):
        await bench.engine.turn()
        row = await breaker(bench)
        if row is not None and row.open_until is not None:
            return ids
        bench.clock.advance(20)
    raise AssertionError("the breaker never opens")


async def wait_for_the_probe(bench: Bench, account_id: int | None = None) -> None:
    row = await breaker(bench, account_id)
    assert row is not None
    assert row.open_until is not None
    left = row.open_until - bench.clock.now()
    bench.clock.advance(left.total_seconds() + 0.01)


async def network_goes_silent(bench: Bench) -> list[int]:
    """Posts on three walls, whose failures have opened the whole network's breaker."""
    bench.network.down = BUSY
    ids = await on_new_walls(bench, 3)
    for _ in range(2):
        await bench.engine.turn()
        bench.clock.advance(20)
    assert await breaker(bench, WHOLE_NETWORK) is not None
    return ids
