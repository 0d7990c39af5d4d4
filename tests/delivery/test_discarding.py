"""What was uploaded for a post that nobody saw and nobody wants any more is taken away."""

import pytest

from services.delivery import orders
from services.errors import AccessDenied, NetworkError, Rejected, Transient, Unconfirmed
from services.networks.base import Unclear, Work
from tests.delivery.conftest import Bench

UPLOADED = {"video": "1"}
REFUSED = Rejected("no")


@pytest.fixture
def uploading(bench: Bench) -> None:
    """Whatever is prepared has been uploaded."""
    lent: list[Work] = []

    async def upload() -> None:
        await lent[-1].save(UPLOADED)

    bench.network.lent = lent.append
    bench.network.while_preparing = upload


async def called_off(bench: Bench, error: NetworkError) -> int:
    """A post that could not go, cancelled."""
    bench.network.script = [error]
    id_ = await bench.publish()
    await bench.engine.turn()
    row = await bench.delivery(id_)
    assert await orders.cancel(bench.deps, bench.alice.space_id, id_, row.version)
    return id_


@pytest.mark.parametrize("error", [REFUSED, Transient("slow")])
async def test_a_cancelled_upload_is_taken_away_once(
    bench: Bench, uploading: None, error: NetworkError
) -> None:
    id_ = await called_off(bench, error)
    for _ in range(3):
        await bench.engine.turn()
    row = await bench.delivery(id_)
    assert (row.state, row.reason, row.recall_at) == ("cancelled", "by_person", None)
    assert bench.network.discarded == [UPLOADED]


async def test_where_nothing_was_uploaded_nobody_is_asked(bench: Bench) -> None:
    await called_off(bench, REFUSED)
    await bench.engine.turn()
    assert bench.network.discarded == []


async def test_trouble_that_passes_is_waited_for(bench: Bench, uploading: None) -> None:
    bench.network.discarding = [Transient("slow")]
    id_ = await called_off(bench, REFUSED)
    await bench.engine.turn()
    bench.clock.advance(60)
    await bench.engine.turn()
    assert bench.network.discarded == [UPLOADED] * 2
    assert (await bench.delivery(id_)).reason == "by_person"


async def test_trouble_that_stays_is_told(bench: Bench, uploading: None) -> None:
    bench.network.discarding = [AccessDenied("no")]
    id_ = await called_off(bench, REFUSED)
    for _ in range(3):
        await bench.engine.turn()
    row = await bench.delivery(id_)
    assert (row.state, row.reason, row.recall_at) == ("cancelled", "copy_left", None)
    assert bench.network.discarded == [UPLOADED]


async def test_what_somebody_may_have_seen_stays(bench: Bench, uploading: None) -> None:
    bench.network.lost = [Unconfirmed("timeout")]
    bench.network.blind = [Unclear("no eyes", final=True)]
    id_ = await bench.publish()
    row = await bench.until(id_, "asking")
    assert await orders.answer(bench.deps, bench.alice.space_id, id_, row.version, "leave")
    await bench.engine.turn()
    assert (await bench.delivery(id_)).reason == "left_unclear"
    assert bench.network.discarded == []


@pytest.mark.parametrize("trouble", [[], [Transient("slow")]])
async def test_what_was_uploaded_for_another_plan_is_taken_away_first(
    bench: Bench, uploading: None, trouble: list[NetworkError]
) -> None:
    bench.network.preparing = [Transient("slow")]
    bench.network.discarding = list(trouble)
    id_ = await bench.publish()
    await bench.engine.turn()
    bench.network.parts = 2
    assert (await bench.until(id_, "published")).state == "published"
    assert bench.network.discarded == [UPLOADED] * (1 + len(trouble))
    assert [text for _, text in bench.network.wall] == ["hello/1", "hello/2"]
