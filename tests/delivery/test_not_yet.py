"""A network that still works on an upload is waited for: no try, no complaint, nothing public."""

from datetime import timedelta

from services.delivery.orders import cancel
from services.errors import NotYet
from tests.delivery.conftest import Bench


def not_yet(bench: Bench, minutes: int = 10) -> NotYet:
    return NotYet("Scripted", "transcoding", until=bench.clock.now() + timedelta(minutes=minutes))


async def test_a_network_that_works_on_an_upload_is_waited_for(bench: Bench) -> None:
    bench.network.preparing = [not_yet(bench)]
    id_ = await bench.publish()
    await bench.engine.turn()
    waiting = await bench.delivery(id_)
    assert (waiting.state, waiting.reason, waiting.tries) == ("retrying", "processing", 0)
    assert waiting.error_code is None
    assert waiting.due_at - bench.clock.now() > timedelta(minutes=9)
    assert (await bench.until(id_, "published")).state == "published"
    assert [attempt.outcome for attempt in await bench.attempts(id_)] == ["accepted"]


async def test_however_long_it_works_the_post_is_not_late(bench: Bench) -> None:
    bench.network.preparing = [not_yet(bench, minutes=500)]
    id_ = await bench.publish()
    await bench.engine.turn()
    bench.clock.advance(500 * 60 + 1)
    assert (await bench.until(id_, "published", "asking")).state == "published"


async def test_many_waits_use_up_no_tries(bench: Bench) -> None:
    bench.network.preparing = [not_yet(bench, minutes=0) for _ in range(30)]
    id_ = await bench.publish()
    assert (await bench.until(id_, "published", "failed")).state == "published"


async def test_a_person_may_call_it_off_meanwhile(bench: Bench) -> None:
    bench.network.preparing = [not_yet(bench)]
    id_ = await bench.publish()
    await bench.engine.turn()
    row = await bench.delivery(id_)
    assert await cancel(bench.deps, row.space_id, id_, version=row.version)
    assert (await bench.delivery(id_)).state == "cancelled"
    assert bench.network.wall == []


async def test_a_network_may_say_so_when_it_is_asked_to_publish(bench: Bench) -> None:
    bench.network.script = [not_yet(bench), None]
    id_ = await bench.publish()
    await bench.engine.turn()
    waiting = await bench.delivery(id_)
    assert (waiting.state, waiting.reason, waiting.tries) == ("retrying", "processing", 0)
    assert (await bench.until(id_, "published")).state == "published"
    assert [attempt.outcome for attempt in await bench.attempts(id_)] == ["rejected", "accepted"]
    assert len(bench.network.wall) == 1
