"""What is no fault of an account, or of its network, is not held against it."""

import errno
import os
from collections.abc import MutableMapping
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import select

from db.accounts import SocialAccount
from db.breakers import Breaker
from db.outbox import OutboxRow
from services.delivery import orders
from services.delivery.backoff import TRIES
from services.delivery.breakers import FAILURES
from services.delivery.pauses import pause_account
from services.errors import AccessDenied, AccountTrouble, LoginNeeded
from services.networks.base import Network, Work
from tests.delivery.conftest import Bench
from tests.media.pictures import picture


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


async def test_a_disk_that_takes_nothing_is_no_silence_of_a_network(
    bench: Bench, tmp_path: Path
) -> None:
    bench.network.original = picture(tmp_path, "phone")
    fitted = bench.deps.settings.media_dir / "fitted"
    fitted.parent.mkdir()
    fitted.write_bytes(b"")
    ids = [
        await bench.publish_photo(str(number), wall=wall)
        for number, wall in enumerate(await bench.walls(FAILURES))
    ]
    await bench.engine.turn()
    rows = [await bench.delivery(id_) for id_ in ids]
    assert {(row.state, row.error_code) for row in rows} == {("retrying", "media")}
    async with bench.deps.db.begin() as session:
        assert (await session.execute(select(Breaker))).first() is None
    fitted.unlink()
    assert (await bench.until(ids[0], "published")).state == "published"


async def test_a_full_disk_is_told_and_waited_for(bench: Bench) -> None:
    async def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    bench.network.while_fetching = full
    id_ = await bench.publish_photo()
    for _ in range(TRIES + 2):
        await bench.engine.turn()
        bench.clock.advance(timedelta(minutes=10).total_seconds())
    row = await bench.delivery(id_)
    assert (row.state, row.error_advice, row.tries) == ("retrying", "disk-full", 0)
    bench.network.while_fetching = None
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


async def test_a_call_with_the_credentials_from_before_does_not_pause_what_was_linked_anew(
    bench: Bench,
) -> None:
    id_ = await bench.publish()

    async def link_anew() -> None:
        now = bench.clock.now()
        async with bench.deps.db.begin() as session:
            await pause_account(session, bench.wall.id, LoginNeeded("VK 5"), now=now)
        async with bench.deps.db.begin() as session:
            await bench.deps.vault.keep(
                session,
                {"token": "new"},
                account_id=bench.wall.id,
                space_id=bench.alice.space_id,
                now=now,
            )
        await orders.resume_account(bench.deps, bench.alice.space_id, bench.wall.id)

    bench.network.while_preparing = link_anew
    bench.network.preparing = [LoginNeeded("VK 5", "expired")]
    await bench.engine.turn()
    bench.network.while_preparing = None
    assert (await bench.delivery(id_)).state == "retrying"
    assert (await _wall(bench))[0] == "active"
    assert (await bench.until(id_, "published")).state == "published"
    assert bench.network.published_with == ["new"]


async def test_what_publishing_itself_made_of_the_secrets_is_no_excuse(bench: Bench) -> None:
    async with bench.deps.db.begin() as session:
        await bench.deps.vault.keep(
            session,
            {"token": "old"},
            account_id=bench.wall.id,
            space_id=bench.alice.space_id,
            now=bench.clock.now(),
        )
    lent: list[Work] = []

    async def keep() -> None:
        await lent[-1].keep({"token": "newer"})

    bench.network.lent = lent.append
    bench.network.while_preparing = keep
    bench.network.script = [LoginNeeded("VK 5", "expired")]
    id_ = await bench.publish()
    await bench.engine.turn()
    assert (await bench.delivery(id_)).state == "paused"
    assert (await _wall(bench))[0] == "paused"
