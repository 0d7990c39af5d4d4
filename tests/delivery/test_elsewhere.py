"""What is no fault of an account, or of its network, is not held against it."""

from collections.abc import MutableMapping
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import select

from db.accounts import SocialAccount
from db.outbox import OutboxRow
from services.errors import AccessDenied, AccountTrouble, LoginNeeded
from services.networks.base import Network
from tests.delivery.conftest import Bench


async def _wall(bench: Bench) -> tuple[str, list[str]]:
    """How Alice's wall is, and what she was told."""
    async with bench.deps.db.begin() as session:
        state = (await session.get_one(SocialAccount, bench.wall.id)).state
        told = (await session.execute(select(OutboxRow.kind))).scalars().all()
    return state, list(told)


@pytest.mark.parametrize("kind", [LoginNeeded, AccessDenied])
async def test_an_original_that_is_kept_from_us_pauses_no_other_networks_account(
    bench: Bench, kind: type[AccountTrouble]
) -> None:
    bench.network.fetching = [kind("Telegram 401", "Unauthorized")]
    id_ = await bench.publish_photo()
    await bench.engine.turn()
    row = await bench.delivery(id_)
    assert (row.state, row.error_code) == ("retrying", "Telegram 401")
    assert await _wall(bench) == ("active", [])
    assert (await bench.until(id_, "published")).state == "published"


async def test_what_waits_for_a_network_that_is_off_goes_when_it_is_on_again(bench: Bench) -> None:
    networks = cast(MutableMapping[str, Network], bench.deps.networks)
    id_ = await bench.publish()
    network = networks.pop("scripted")
    for _ in range(12):
        await bench.engine.turn()
        await bench.engine.sweep()
        bench.clock.advance(timedelta(minutes=10).total_seconds())
    row = await bench.delivery(id_)
    assert (row.state, row.crashes, row.error_advice) == ("retrying", 0, "network-is-off")
    assert await _wall(bench) == ("active", [])
    networks["scripted"] = network
    assert (await bench.until(id_, "published")).state == "published"
