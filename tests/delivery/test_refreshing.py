"""Credentials stay alive: refreshed in time, by one at a time, and never replaced by nothing."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.accounts import SocialAccount
from db.outbox import OutboxRow
from services.delivery.backoff import TRIES
from services.delivery.refreshing import freshen, refresh_due
from services.errors import LoginNeeded, Transient
from services.networks.base import Grant
from tests.delivery.conftest import Bench

LATER = timedelta(days=30)


async def credentials(bench: Bench) -> dict[str, str]:
    async with bench.deps.db.begin() as session:
        held = await bench.deps.vault.credentials(
            session, account_id=bench.wall.id, space_id=bench.alice.space_id
        )
    return dict(held)


async def wall(bench: Bench) -> SocialAccount:
    async with bench.deps.db.begin() as session:
        found = select(SocialAccount).where(SocialAccount.id == bench.wall.id)
        return (await session.execute(found)).scalar_one()


async def expiring(bench: Bench, *, in_s: float, refresh_in_s: float = 0) -> None:
    """Alice's wall has credentials that end soon."""
    now = bench.clock.now()
    async with bench.deps.db.begin() as session:
        await session.execute(
            update(SocialAccount)
            .where(SocialAccount.id == bench.wall.id)
            .values(
                expires_at=now + timedelta(seconds=in_s),
                refresh_at=now + timedelta(seconds=refresh_in_s),
            )
        )
        await bench.deps.vault.keep(
            session,
            {"token": "old", "refresh": "first"},
            account_id=bench.wall.id,
            space_id=bench.alice.space_id,
            now=now,
        )


def renewed(bench: Bench, **secrets: str) -> Grant:
    now = bench.clock.now()
    return Grant(secrets, expires_at=now + LATER, refresh_at=now + LATER / 2)


async def test_what_is_due_is_refreshed_and_stored_with_its_time(bench: Bench) -> None:
    await expiring(bench, in_s=3600)
    grant = renewed(bench, token="new", refresh="second")
    bench.network.renewing = [grant]
    assert await refresh_due(bench.deps) == 1
    assert await credentials(bench) == {"token": "new", "refresh": "second"}
    account = await wall(bench)
    assert (account.expires_at, account.refresh_at) == (grant.expires_at, grant.refresh_at)
    assert account.refreshing_until is None
    assert await refresh_due(bench.deps) == 0


async def test_nothing_is_refreshed_before_its_time(bench: Bench) -> None:
    await expiring(bench, in_s=7200, refresh_in_s=3600)
    assert await refresh_due(bench.deps) == 0
    assert bench.network.renewed_with == []


async def test_an_empty_value_never_replaces_one(bench: Bench) -> None:
    await expiring(bench, in_s=3600)
    bench.network.renewing = [renewed(bench, token="new", refresh="")]
    await refresh_due(bench.deps)
    assert await credentials(bench) == {"token": "new", "refresh": "first"}


async def test_fifty_at_once_make_one_refresh(bench: Bench) -> None:
    await expiring(bench, in_s=-1)
    bench.network.renewing = [renewed(bench, token="new")]
    await asyncio.gather(*(freshen(bench.deps, bench.wall.id) for _ in range(50)))
    assert bench.network.renewed_with == [{"token": "old", "refresh": "first"}]
    assert (await credentials(bench))["token"] == "new"


async def test_a_post_goes_out_with_fresh_credentials(bench: Bench) -> None:
    await expiring(bench, in_s=60)
    bench.network.renewing = [renewed(bench, token="new")]
    id_ = await bench.publish()
    await bench.engine.turn()
    assert (await bench.delivery(id_)).state == "published"
    assert bench.network.published_with == ["new"]


async def test_a_network_that_cannot_refresh_pauses_nobody_and_costs_no_try(bench: Bench) -> None:
    await expiring(bench, in_s=-1)
    id_ = await bench.publish()
    for _ in range(TRIES):
        bench.network.renewing = [Transient("Scripted 502")]
        await bench.engine.turn()
        row, account = await bench.delivery(id_), await wall(bench)
        assert (row.state, row.tries, row.due_at) == ("retrying", 0, account.refresh_at)
        assert account.state == "active"
        bench.clock.advance((row.due_at - bench.clock.now()).total_seconds() + 0.01)
    bench.network.renewing = [renewed(bench, token="new")]
    assert (await bench.until(id_, "published")).state == "published"


async def test_fifty_at_once_ask_a_network_that_is_not_well_once(bench: Bench) -> None:
    await expiring(bench, in_s=-1)
    bench.network.renewing = [Transient("Scripted 502")]
    asked = [freshen(bench.deps, bench.wall.id) for _ in range(50)]
    ends = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(end, Transient) for end in ends)
    assert len(bench.network.renewed_with) == 1


async def test_only_a_refusal_for_good_pauses_and_tells_once(bench: Bench) -> None:
    await expiring(bench, in_s=3600)
    bench.network.renewing = [LoginNeeded("Scripted 400", "invalid_grant")]
    await refresh_due(bench.deps)
    account = await wall(bench)
    assert (account.state, account.trouble) == ("paused", "login_needed")
    bench.clock.advance(3600)
    assert await refresh_due(bench.deps) == 0
    async with bench.deps.db.begin() as session:
        told = (await session.execute(select(OutboxRow.kind))).scalars().all()
    assert told == ["account-trouble"]
    assert await credentials(bench) == {"token": "old", "refresh": "first"}


@pytest.mark.parametrize("moment", ["before_storing", "unlinked"])
async def test_a_late_answer_changes_nothing_of_what_came_meanwhile(
    bench: Bench, moment: str
) -> None:
    """Whoever was thought dead comes back with an answer that another one has had, too."""
    await expiring(bench, in_s=3600)
    bench.network.renewing = [renewed(bench, token="late")]

    async def meanwhile() -> None:
        values = {"refreshing_until": None} | (
            {"state": "unlinked"} if moment == "unlinked" else {}
        )
        async with bench.deps.db.begin() as session:
            await session.execute(update(SocialAccount).values(**values))

    bench.network.while_renewing = meanwhile
    await refresh_due(bench.deps)
    assert (await credentials(bench))["token"] == "old"


async def test_a_worker_that_died_refreshing_holds_nobody_up_for_long(bench: Bench) -> None:
    await expiring(bench, in_s=3600)
    async with bench.deps.db.begin() as session:
        until = bench.clock.now() + timedelta(minutes=2)
        await session.execute(update(SocialAccount).values(refreshing_until=until))
    bench.network.renewing = [renewed(bench, token="new")]
    assert await refresh_due(bench.deps) == 0
    bench.clock.advance(121)
    assert await refresh_due(bench.deps) == 1
    assert (await credentials(bench))["token"] == "new"
