"""Nobody comes between two parts of one post."""

from datetime import timedelta

from services.delivery import orders
from services.errors import RateLimited, Transient
from tests.delivery.conftest import Bench


async def test_retrying_at_once_lets_nobody_in_between(bench: Bench) -> None:
    bench.network.parts = 2
    used_up = RateLimited("29", until=bench.clock.now() + timedelta(minutes=1), granted=5)
    bench.network.script = [used_up, None, Transient("slow")]
    older, begun = await bench.publish_all(2)
    await bench.engine.turn()
    await bench.engine.turn()
    assert await bench.states([older, begun]) == ["retrying", "retrying"]
    assert [text for _, text in bench.network.wall] == ["1/1"]
    bench.clock.advance(61)
    row = await bench.delivery(begun)
    assert await orders.retry(bench.deps, bench.alice.space_id, begun, row.version)
    for id_ in (begun, older):
        await bench.until(id_, "published")
    assert [text for _, text in bench.network.wall] == ["1/1", "1/2", "0/1", "0/2"]
