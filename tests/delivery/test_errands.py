"""Looking, taking back and reading back end somehow, whatever a network does, or if it is off."""

from collections.abc import MutableMapping
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import update

from db.deliveries.tables import Delivery
from services.delivery import orders
from services.errors import RateLimited, Rejected, Transient, Unconfirmed
from services.networks.base import Network, Unclear, Work
from tests.delivery.conftest import Bench


@pytest.fixture(params=["defect", "off"])
def trouble(request: pytest.FixtureRequest, bench: Bench) -> "Trouble":
    """What no network says by an error of ours: a defect in its module, or that it is off."""
    return Trouble(bench, request.param)


class Trouble:
    """Begins when a test says so."""

    def __init__(self, bench: Bench, kind: str) -> None:
        self._bench = bench
        self._kind = kind

    def begin(self) -> None:
        """From now on every errand meets it."""
        if self._kind == "defect":
            self._bench.network.defect = KeyError("token")
        else:
            networks = cast(MutableMapping[str, Network], self._bench.deps.networks)
            del networks["scripted"]


async def turn_for(bench: Bench, span: timedelta) -> None:
    """Let the engine look every five minutes for so long."""
    for _ in range(int(span / timedelta(minutes=5))):
        bench.clock.advance(300)
        await bench.engine.turn()


async def published(bench: Bench) -> Delivery:
    """A post that is on the wall and was read back."""
    id_ = await bench.publish()
    await bench.until(id_, "published")
    await bench.engine.turn()
    return await bench.delivery(id_)


async def test_what_cannot_be_looked_for_is_asked_about(bench: Bench, trouble: "Trouble") -> None:
    bench.network.lost = [Unconfirmed("timeout")]
    bench.network.blind = [Unclear("fog")]
    id_ = await bench.publish()
    await bench.engine.turn()
    trouble.begin()
    await turn_for(bench, timedelta(minutes=20))
    row = await bench.delivery(id_)
    assert (row.state, row.reason) == ("asking", "unclear")


async def test_what_cannot_be_taken_back_is_told(bench: Bench, trouble: "Trouble") -> None:
    row = await published(bench)
    trouble.begin()
    assert await orders.recall(bench.deps, bench.alice.space_id, row.id, row.version)
    await turn_for(bench, timedelta(minutes=40))
    row = await bench.delivery(row.id)
    assert (row.state, row.recall_at) == ("published", None)
    assert row.error_code is not None


async def test_what_cannot_be_read_back_is_left_at_that(bench: Bench, trouble: "Trouble") -> None:
    row = await published(bench)
    async with bench.deps.db.begin() as session:
        await session.execute(update(Delivery).values(read_back_at=bench.clock.now()))
    trouble.begin()
    await turn_for(bench, timedelta(minutes=40))
    assert (await bench.delivery(row.id)).read_back_at is None


async def test_what_cannot_be_taken_away_is_told(bench: Bench, trouble: "Trouble") -> None:
    lent: list[Work] = []

    async def upload() -> None:
        await lent[-1].save({"video": "1"})

    bench.network.lent = lent.append
    bench.network.while_preparing = upload
    bench.network.script = [Rejected("no")]
    id_ = await bench.publish()
    row = await bench.until(id_, "rejected")
    trouble.begin()
    assert await orders.cancel(bench.deps, bench.alice.space_id, id_, row.version)
    await turn_for(bench, timedelta(minutes=40))
    row = await bench.delivery(id_)
    assert (row.state, row.reason, row.recall_at) == ("cancelled", "copy_left", None)


@pytest.mark.parametrize("hours", [0, 48])
async def test_an_old_post_is_taken_back_as_patiently_as_a_young_one(
    bench: Bench, hours: int
) -> None:
    row = await published(bench)
    bench.clock.advance(hours * 3600)
    now = bench.clock.now()
    until = now + timedelta(minutes=3)
    bench.network.deleting = [Transient("slow"), RateLimited("429", until=until)]
    assert await orders.recall(bench.deps, bench.alice.space_id, row.id, row.version)
    await turn_for(bench, timedelta(minutes=15))
    assert (await bench.delivery(row.id)).state == "recalled"


async def test_nobody_waits_for_ever_to_have_a_post_taken_back(bench: Bench) -> None:
    row = await published(bench)
    bench.network.deleting = [Transient("slow") for _ in range(100)]
    assert await orders.recall(bench.deps, bench.alice.space_id, row.id, row.version)
    await turn_for(bench, timedelta(minutes=40))
    row = await bench.delivery(row.id)
    assert (row.state, row.recall_at, row.error_code) == ("published", None, "slow")


async def test_what_stays_when_a_post_is_taken_back_is_told(bench: Bench) -> None:
    bench.network.parts = 2
    bench.network.lost = [Unconfirmed("timeout")]
    bench.network.blind = [Unclear("no eyes", final=True)]
    id_ = await bench.publish()
    asked = await bench.until(id_, "asking")
    space = bench.alice.space_id
    assert await orders.answer(bench.deps, space, id_, asked.version, "there")
    row = await bench.until(id_, "published")
    assert await orders.recall(bench.deps, space, id_, row.version)
    row = await bench.until(id_, "recalled")
    assert [text for _, text in bench.network.wall] == ["hello/1", "deleted"]
    assert (row.state, row.reason) == ("recalled", "copy_left")
