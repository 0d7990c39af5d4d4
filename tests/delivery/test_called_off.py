"""What the person called off while it was on its way goes nowhere and waits for nothing."""

import pytest
from sqlalchemy import select, update

from db.accounts import SocialAccount
from db.deliveries.tables import Delivery
from db.outbox import OutboxRow
from services import accounts
from services.delivery import orders
from services.errors import LoginNeeded, NetworkError, Transient
from tests.delivery.conftest import Bench


async def _called_off(bench: Bench, error: NetworkError) -> int:
    """A post whose person presses Cancel while it is prepared, which then fails."""
    id_ = await bench.publish()

    async def press() -> None:
        row = await bench.delivery(id_)
        assert await orders.cancel(bench.deps, bench.alice.space_id, id_, row.version)

    bench.network.while_preparing = press
    bench.network.preparing = [error]
    await bench.engine.turn()
    return id_


async def test_it_does_not_wait_for_an_account_that_needs_its_person(bench: Bench) -> None:
    id_ = await _called_off(bench, LoginNeeded("VK 5", "expired"))
    row = await bench.delivery(id_)
    assert (row.state, row.reason) == ("cancelled", "by_person")
    async with bench.deps.db.begin() as session:
        wall = await session.get_one(SocialAccount, bench.wall.id)
        told = (await session.execute(select(OutboxRow.kind))).scalars().all()
    assert (wall.state, list(told)) == ("paused", ["account-trouble"])


@pytest.mark.parametrize("error", [LoginNeeded("VK 5", "revoked"), Transient("slow"), None])
async def test_what_stops_because_its_account_is_unlinked_says_so(
    bench: Bench, error: NetworkError | None
) -> None:
    id_ = await bench.publish()

    async def unlink() -> None:
        async with bench.deps.db.begin() as session:
            version = (await session.get_one(SocialAccount, bench.wall.id)).version
        space = bench.alice.space_id
        assert await accounts.unlink(bench.deps, space, bench.wall.id, version=version)

    bench.network.while_preparing = unlink
    bench.network.preparing = [error] if error else []
    await bench.engine.turn()
    bench.clock.advance(3600)
    await bench.engine.turn()
    await bench.engine.sweep()
    row = await bench.delivery(id_)
    assert (row.state, row.reason, bench.network.wall) == ("cancelled", "unlinked", [])


async def test_nobody_is_asked_whether_it_shall_still_go(bench: Bench) -> None:
    id_ = await bench.publish()
    bench.clock.advance(7 * 3600)
    async with bench.deps.db.begin() as session:
        await session.execute(update(Delivery).values(cancel_at=bench.clock.now()))
    await bench.engine.turn()
    assert (await bench.delivery(id_)).state == "cancelled"
