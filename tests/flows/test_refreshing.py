"""Credentials that networks really renew: once each, whoever asks; and a death loses none."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest

from bot.wiring import open_deps
from db.accounts import SocialAccount
from services.delivery.refreshing import freshen, refresh_due
from services.deps import Deps
from services.errors import Transient
from services.linking import Owner
from services.linking import link as link_account
from services.networks.base import Consent
from services.settings import Settings
from tests.consent_page import allow, answer_of
from tests.flows.house import Chat, House
from tests.flows.linking import linked, owner
from tests.flows.test_consents import address, come_back, link, secrets_of, to_account
from tests.sandbox_control import Json

DAY_S = 86_400
ACCOUNTS, CALLS = 3, 25
REFRESH = {"pinterest": "oauth/token", "instagram": "refresh_access_token"}
"""The networks whose credentials end unless they are renewed, and the call that does it."""

each_network = pytest.mark.parametrize("key", REFRESH)


@pytest.fixture
async def workers(house: House, settings: Settings) -> AsyncIterator[tuple[Deps, Deps]]:
    """Two processes of the product, as far as refreshing goes."""
    async with open_deps(settings) as other:
        yield house.deps, other


async def refreshes(house: House, key: str) -> list[Json]:
    """The network's journal of renewals."""
    asked = await house.control.journal(network=key, method=REFRESH[key])
    return [one for one in asked if one["params"]["grant_type"] != "authorization_code"]


async def let_in(deps: Deps, whose: Owner, key: str, place: int) -> int:
    """Link one of a network's accounts by consent, without the chat; the account's id."""
    network, state = deps.networks[key], f"state-{place}"
    back = f"{deps.settings.web_origin}/oauth/{key}/callback"
    consent = Consent(state, "v" * 64, back)
    landed = await allow(network.authorize_url(consent), place)
    grant = await network.exchange(consent, answer_of(landed))
    return (await link_account(deps, whose, key, grant.secrets, grant=grant)).account_id


async def halfway(house: House, key: str) -> None:
    """Let half of the life of what was granted go by."""
    house.clock.advance((16 if key == "pinterest" else 31) * DAY_S)


async def account(deps: Deps, account_id: int) -> SocialAccount:
    async with deps.db.begin() as session:
        return await session.get_one(SocialAccount, account_id)


async def held(deps: Deps, account_id: int) -> Mapping[str, str]:
    async with deps.db.begin() as session:
        row = await session.get_one(SocialAccount, account_id)
        return await deps.vault.credentials(session, account_id=account_id, space_id=row.space_id)


@each_network
async def test_what_is_renewed_in_time_goes_on_for_ever(
    key: str, house: House, alice: Chat
) -> None:
    view = await link(alice, key)
    for _ in range(6):
        before = await secrets_of(alice, view)
        await halfway(house, key)
        assert await refresh_due(house.deps) == 1
        assert not set((await secrets_of(alice, view)).values()) & set(before.values())
    network = house.deps.networks[key]
    found = await network.whoami(view.target, await secrets_of(alice, view))
    assert found.target == view.target
    assert len(await refreshes(house, key)) == 6


@each_network
async def test_two_workers_and_fifty_calls_make_one_refresh(
    key: str, house: House, alice: Chat, workers: tuple[Deps, Deps]
) -> None:
    for number in range(ACCOUNTS):
        await house.control.post_json(f"{key}/accounts", {"name": f"person {number}"})
    whose = await owner(alice)
    ids = [await let_in(house.deps, whose, key, -1 - place) for place in range(ACCOUNTS)]
    house.clock.advance((30 if key == "pinterest" else 60) * DAY_S - 60)
    calls = [freshen(deps, id_) for _ in range(CALLS) for deps in workers for id_ in ids]
    await asyncio.gather(*calls, *(refresh_due(deps) for deps in workers))
    assert len(set(ids)) == len(await refreshes(house, key)) == ACCOUNTS
    now = house.clock.now()
    for account_id in ids:
        row = await account(house.deps, account_id)
        assert (row.state, row.refreshing_until) == ("active", None)
        assert row.expires_at is not None
        assert row.expires_at > now
    assert await refresh_due(house.deps) == 0


async def test_two_workers_and_fifty_calls_have_one_access_token_made(
    house: House, alice: Chat, workers: tuple[Deps, Deps]
) -> None:
    """YouTube's permission stays as it is; what is made of it lasts for an hour."""
    view = await link(alice, "youtube")
    house.clock.advance(3600)
    for round_ in range(2):
        before = len(await minted(house))
        calls = [freshen(deps, view.id) for _ in range(CALLS) for deps in workers]
        await asyncio.gather(*calls)
        assert len(await minted(house)) == before + 1
        secrets = await secrets_of(alice, view)
        for deps in workers:
            assert (await deps.networks["youtube"].whoami(view.target, secrets)).target
        assert len(await minted(house)) == before + 1, round_
        assert not await refresh_due(house.deps), "nobody renews what nobody needs"
        house.clock.advance(3600)


async def test_an_access_token_that_cannot_be_had_makes_posts_wait(
    house: House, alice: Chat
) -> None:
    view = await link(alice, "youtube")
    house.clock.advance(3600)
    await house.control.add_fault("youtube", "token", "server_error")
    with pytest.raises(Transient):
        await freshen(house.deps, view.id)
    row = await account(house.deps, view.id)
    assert (row.state, row.refresh_at, row.refreshing_until) == ("active", None, None)
    await freshen(house.deps, view.id)
    assert "access" in await secrets_of(alice, view)


async def minted(house: House) -> list[Json]:
    """The journal of access tokens that YouTube has made."""
    return await house.control.journal(network="youtube", method="token")


@each_network
@pytest.mark.parametrize("moment", ["before_it_is_heard", "after_it_is_done"])
async def test_a_death_while_refreshing_loses_nothing_that_the_network_keeps(
    key: str, moment: str, house: House, alice: Chat, workers: tuple[Deps, Deps]
) -> None:
    await house.control.settings(pinterest_old_refresh="stays")
    view = await link(alice, key)
    before = await secrets_of(alice, view)
    await halfway(house, key)
    await dies_refreshing(
        house, key, "hang" if moment == "before_it_is_heard" else "accept_then_hang"
    )
    assert await secrets_of(alice, view) == before
    assert await refresh_due(workers[1]) == 0, "the dead one still has the right"
    house.clock.advance(121)
    assert await refresh_due(workers[1]) == 1
    after = await secrets_of(alice, view)
    assert not set(after.values()) & set(before.values())
    found = await house.deps.networks[key].whoami(view.target, after)
    assert found.target == view.target


async def dies_refreshing(house: House, key: str, fault: str) -> None:
    """A worker dies while the network has its request."""
    await house.control.add_fault(key, REFRESH[key], fault)
    seen = len(await refreshes(house, key))
    worker = asyncio.create_task(refresh_due(house.deps))
    while len(await refreshes(house, key)) == seen:
        await asyncio.sleep(0.02)
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker


async def test_where_the_network_kills_the_old_token_a_death_asks_the_person_once(
    house: House, alice: Chat
) -> None:
    """Nobody but the person can help then: one message, and linking again mends it."""
    view = await link(alice, "pinterest")
    await halfway(house, "pinterest")
    await dies_refreshing(house, "pinterest", "accept_then_hang")
    house.clock.advance(121)
    await told_once_and_mended(house, alice, "pinterest", view.title)


@pytest.mark.parametrize("key", [*REFRESH, "youtube"])
async def test_a_permission_that_was_taken_back_asks_the_person_once(
    key: str, house: House, alice: Chat
) -> None:
    view = await link(alice, key)
    await house.control.post_json(f"{key}/apps/remove", {"account": view.target})
    await halfway(house, key)
    if key not in REFRESH:
        await to_account(alice, view)
        await alice.press("Check now")
    await told_once_and_mended(house, alice, key, view.title)


async def told_once_and_mended(house: House, alice: Chat, key: str, title: str) -> None:
    """However often it is tried, there is one message; linking again ends the trouble."""
    for _ in range(4):
        await refresh_due(house.deps)
        house.clock.advance(3600)
    await house.settle()
    alerts = [one for one in await alice.messages() if f"{title}" in one.get("text", "")]
    alerts = [one for one in alerts if "Link again" in one["text"]]
    assert len(alerts) == 1
    [view] = await linked(house, alice)
    assert view.trouble == "login_needed"
    asked = len(await house.control.journal(network=key))
    await refresh_due(house.deps)
    assert len(await house.control.journal(network=key)) == asked
    await to_account(alice, view)
    await alice.press("🔗 Link again")
    await come_back(alice, await allow(await address(alice, key)))
    await alice.press("✅ Yes, link it")
    [mended] = await linked(house, alice)
    assert (mended.id, mended.trouble) == (view.id, None)
