"""What is taken looks just taken, however busy the database was."""

import asyncio
from contextlib import AsyncExitStack

from sqlalchemy import select
from sqlalchemy.pool import QueuePool

from db.deliveries.tables import DeliveryEvent
from tests.delivery.conftest import Bench

_WAITED_S = 60.0


async def test_the_wait_for_a_connection_is_no_part_of_being_handled(bench: Bench) -> None:
    id_ = await bench.publish()
    async with AsyncExitStack() as busy:
        while not _is_exhausted(bench):
            await busy.enter_async_context(bench.deps.db.engine.connect())
        turning = asyncio.create_task(bench.engine.turn())
        await asyncio.sleep(0)
        began = bench.clock.now()
        bench.clock.advance(_WAITED_S)
    await turning
    async with bench.deps.db.begin() as session:
        taken = select(DeliveryEvent.at).where(
            DeliveryEvent.delivery_id == id_, DeliveryEvent.state == "publishing"
        )
        at = (await session.execute(taken)).scalar_one()
    assert (at - began).total_seconds() >= _WAITED_S


def _is_exhausted(bench: Bench) -> bool:
    pool = bench.deps.db.engine.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedout() >= 2 * pool.size()
