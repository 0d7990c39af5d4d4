"""What a refresh brings late, and what is saved beside one: newer secrets are never lost."""

from datetime import timedelta

import asyncpg
from sqlalchemy import select

from db.outbox import OutboxRow
from services.accounts import account as view_of
from services.accounts import check_now, unlink
from services.checking import prove_again
from services.delivery.refreshing import refresh_due
from services.errors import LoginNeeded
from services.linking import Owner, link, strengthen
from services.networks.base import Grant
from tests.delivery.conftest import Bench
from tests.delivery.test_refreshing import credentials, expiring, renewed, wall


def owner(bench: Bench) -> Owner:
    return Owner(bench.alice.space_id, bench.alice.person_id)


async def link_again(bench: Bench) -> None:
    """Alice lets us in once more."""
    grant = renewed(bench, token="linked", refresh="again")
    await link(
        bench.deps, owner(bench), "scripted", grant.secrets, target=bench.wall.target, grant=grant
    )


async def unlink_wall(bench: Bench) -> None:
    view = await view_of(bench.deps, bench.alice.space_id, bench.wall.id)
    assert view is not None
    await unlink(bench.deps, bench.alice.space_id, view.id, version=view.version)


async def told(bench: Bench) -> list[str]:
    async with bench.deps.db.begin() as session:
        return list((await session.execute(select(OutboxRow.kind))).scalars())


async def test_an_account_unlinked_while_it_is_refreshed_keeps_no_secret(bench: Bench) -> None:
    await expiring(bench, in_s=3600)
    bench.network.renewing = [renewed(bench, token="late")]
    bench.network.while_renewing = lambda: unlink_wall(bench)
    await refresh_due(bench.deps)
    assert await credentials(bench) == {}
    assert (await wall(bench)).refresh_at is None


async def test_what_a_refresh_brings_late_does_not_replace_a_new_link(bench: Bench) -> None:
    await expiring(bench, in_s=3600)
    bench.network.renewing = [renewed(bench, token="late", refresh="late")]
    bench.network.while_renewing = lambda: link_again(bench)
    await refresh_due(bench.deps)
    assert await credentials(bench) == {"token": "linked", "refresh": "again"}


async def test_a_refusal_of_old_secrets_does_not_pause_a_new_link(bench: Bench) -> None:
    await expiring(bench, in_s=3600)
    bench.network.renewing = [LoginNeeded("Scripted 400", "invalid_grant")]
    bench.network.while_renewing = lambda: link_again(bench)
    await refresh_due(bench.deps)
    account = await wall(bench)
    assert account.state == "active"
    assert account.refresh_at is not None
    assert await told(bench) == []


async def test_a_link_frees_the_right_to_refresh(bench: Bench) -> None:
    """What was begun with the old secrets holds up nobody who needs the new ones."""
    await expiring(bench, in_s=3600)
    bench.network.renewing = [renewed(bench, token="late")]
    claims = []

    async def meanwhile() -> None:
        await link_again(bench)
        claims.append((await wall(bench)).refreshing_until)

    bench.network.while_renewing = meanwhile
    await refresh_due(bench.deps)
    assert claims == [None]


async def test_a_secret_added_during_a_refresh_keeps_what_that_brought(bench: Bench) -> None:
    await expiring(bench, in_s=3600)
    grant = renewed(bench, token="new", refresh="second")
    bench.network.renewing = [grant]

    async def refresh() -> None:
        bench.network.while_proving = None
        assert await refresh_due(bench.deps) == 1

    bench.network.while_proving = refresh
    await strengthen(bench.deps, owner(bench), bench.wall.id, {"more": "added"})
    assert await credentials(bench) == {"token": "new", "refresh": "second", "more": "added"}
    account = await wall(bench)
    assert (account.expires_at, account.refresh_at) == (grant.expires_at, grant.refresh_at)


async def test_a_check_with_secrets_that_are_refreshed_meanwhile_pauses_nobody(
    bench: Bench,
) -> None:
    await expiring(bench, in_s=3600)
    bench.network.renewing = [renewed(bench, token="new", refresh="second")]
    bench.network.proving = [LoginNeeded("Scripted 401")]

    async def refresh() -> None:
        bench.network.while_proving = None
        assert await refresh_due(bench.deps) == 1

    bench.network.while_proving = refresh
    await prove_again(bench.deps, bench.alice.space_id, bench.wall.id)
    assert (await wall(bench)).state == "active"
    assert await told(bench) == []


async def test_a_person_who_checks_an_account_after_a_long_pause_has_it_refreshed_first(
    bench: Bench,
) -> None:
    """The bot was off for a month; what ended meanwhile is renewed, and nobody has to link."""
    await expiring(bench, in_s=-3600, refresh_in_s=-7200)
    bench.network.renewing = [renewed(bench, token="new")]
    assert await check_now(bench.deps, bench.alice.space_id, bench.wall.id) is None
    assert bench.network.renewed_with == [{"token": "old", "refresh": "first"}]
    assert bench.network.proved == ["wall"]
    assert (await credentials(bench))["token"] == "new"


async def test_nobody_checks_an_account_of_another_space(bench: Bench) -> None:
    await expiring(bench, in_s=-3600, refresh_in_s=-7200)
    assert await check_now(bench.deps, bench.alice.space_id + 1, bench.wall.id) is None
    assert bench.network.renewed_with == []


async def test_what_was_refreshed_is_kept_when_the_database_was_away(bench: Bench) -> None:
    """The network has forgotten the old token by then: there is no second one to be had."""
    await expiring(bench, in_s=3600)
    grant = Grant(
        {"token": "new", "refresh": "second"},
        expires_at=bench.clock.now() + timedelta(days=30),
        refresh_at=bench.clock.now() + timedelta(days=15),
    )
    bench.network.renewing = [grant]
    bench.network.while_renewing = lambda: cut_connections(bench)
    await refresh_due(bench.deps)
    assert await credentials(bench) == {"token": "new", "refresh": "second"}


async def cut_connections(bench: Bench) -> None:
    """The database starts again, as after a crash: what lies in the pool is dead."""
    address = bench.deps.settings.database_url.replace("+asyncpg", "")
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'crossposter'"
            " AND state = 'idle' AND query NOT LIKE '%advisory%'"
        )
    finally:
        await connection.close()
