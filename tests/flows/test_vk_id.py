"""Signing in with VK ID beside a community's key: offered for what it can do, and no more."""

import asyncio

import pytest
from sqlalchemy import select

from bot.wiring import open_deps
from db.accounts import SocialAccount
from services.delivery.refreshing import refresh_due
from services.settings import Settings
from tests.consent_page import allow
from tests.flows.faults import order, publish
from tests.flows.house import Chat, House, labels
from tests.flows.linking import linked, with_wall
from tests.flows.test_vk_linking import community, leaks
from tests.sandbox_control import KITCHEN_COMMUNITY, Json
from tests.security.test_consents import land


@pytest.fixture
async def kitchen(house: House, alice: Chat) -> Json:
    """Alice's community, linked by its key alone."""
    found = await community(house)
    await with_wall(alice, found, "community_key")
    return found


async def asked(chat: Chat) -> str:
    """Press the button at the account; the address of VK ID."""
    await chat.say("/accounts")
    await chat.press("VK · Alice's kitchen")
    [said] = await chat.press("🔗 Sign in with VK ID")
    assert "Posting stays with the community’s key" in said
    rows = (await chat.newest())["reply_markup"]["inline_keyboard"]
    assert len(rows) == 1
    return str(rows[0][0]["url"])


async def sign_in(chat: Chat) -> list[str]:
    """All the way; what the bot says in the end."""
    await land(await allow(await asked(chat)))
    await chat.house.settle()
    await chat.press("Yes")
    return [(await chat.message((await chat.newest())["message_id"]))["text"]]


async def account(house: House) -> SocialAccount:
    async with house.deps.db.begin() as session:
        return (await session.execute(select(SocialAccount))).scalar_one()


async def secrets(house: House) -> dict[str, str]:
    async with house.deps.db.begin() as session:
        row = (await session.execute(select(SocialAccount))).scalar_one()
        about = {"account_id": row.id, "space_id": row.space_id}
        return dict(await house.deps.vault.credentials(session, **about))


async def test_linking_begins_with_the_key_and_signing_in_adds_to_it(
    house: House, alice: Chat, kitchen: Json
) -> None:
    await alice.say("/accounts")
    assert "API usage" in (await alice.press("➕ VK"))[0]
    await alice.press("Stop")
    [view] = await linked(house, alice)
    assert not view.capabilities["look"]
    [said] = await sign_in(alice)
    assert "sign-in with VK ID saved." in said
    assert said.endswith("More accounts: /accounts")
    [view] = await linked(house, alice)
    assert (view.capabilities["look"], view.capabilities["photo"]) == (True, False)
    assert set(view.secrets) == {"community_key", "vkid_token", "vkid_refresh", "vkid_device"}
    assert await leaks(house, sorted((await secrets(house)).values())) == []


@pytest.mark.usefixtures("short_patience")
async def test_a_lost_post_is_found_by_it(house: House, alice: Chat, kitchen: Json) -> None:
    await sign_in(alice)
    await order(alice, "vk", "accept_then_500")
    post = await publish(alice)
    await post.until("vk", "live")
    assert [await post.copies("vk"), await post.requests("vk")] == [1, 1]


async def test_it_stays_fresh_and_each_refresh_is_kept(
    house: House, alice: Chat, kitchen: Json
) -> None:
    await sign_in(alice)
    seen = [await secrets(house)]
    for _ in range(3):
        house.clock.advance(31 * 60)
        assert await refresh_due(house.deps) == 1
        seen.append(await secrets(house))
    assert len({one["vkid_refresh"] for one in seen}) == 4
    assert {one["community_key"] for one in seen} == {kitchen["community_key"]}
    await alice.press("Check now")
    assert (await linked(house, alice))[0].capabilities["look"]


async def test_two_workers_and_fifty_calls_make_one_refresh(
    house: House, alice: Chat, kitchen: Json, settings: Settings
) -> None:
    await sign_in(alice)
    before = await secrets(house)
    house.clock.advance(31 * 60)
    async with open_deps(settings) as other:
        await asyncio.gather(*(refresh_due(deps) for deps in (house.deps, other) * 25))
    asked = await house.control.journal(network="vk", method="oauth2/auth")
    renewals = [one for one in asked if one["params"]["grant_type"] == "refresh_token"]
    assert len(renewals) == 1
    assert (await secrets(house))["vkid_refresh"] != before["vkid_refresh"]
    await alice.press("Check now")
    assert (await linked(house, alice))[0].capabilities["look"]


@pytest.mark.parametrize("fault", ["hang", "accept_then_hang"])
async def test_a_death_while_refreshing_costs_the_sign_in_at_most(
    house: House, alice: Chat, kitchen: Json, fault: str
) -> None:
    """VK takes each refresh token once: whoever dies with the next one must sign in again."""
    await sign_in(alice)
    await house.control.add_fault("vk", "oauth2/auth", fault)
    house.clock.advance(31 * 60)
    seen = len(await house.control.journal(network="vk", method="oauth2/auth"))
    worker = asyncio.create_task(refresh_due(house.deps))
    while len(await house.control.journal(network="vk", method="oauth2/auth")) == seen:
        await asyncio.sleep(0.02)
    worker.cancel()
    await asyncio.wait({worker})
    assert worker.cancelled()
    house.clock.advance(31 * 60)
    assert await refresh_due(house.deps) == 1
    await goes_on(alice, looks=fault == "hang")


async def goes_on(chat: Chat, *, looks: bool) -> None:
    """Posts go out whatever became of the sign-in; whether a lost one could be looked for."""
    await chat.house.settle()
    post = await publish(chat)
    assert await post.line("vk") == "live"
    await chat.say("/accounts")
    await chat.press("VK · Alice's kitchen")
    await chat.press("Check now")
    [view] = await linked(chat.house, chat)
    assert (view.trouble, view.capabilities["look"]) == (None, looks)


async def test_its_end_pauses_nothing(house: House, alice: Chat, kitchen: Json) -> None:
    await sign_in(alice)
    await house.control.add_fault("vk", "oauth2/auth", "login_expired")
    house.clock.advance(31 * 60)
    assert await refresh_due(house.deps) == 1
    house.clock.advance(31 * 60)
    assert await refresh_due(house.deps) == 0
    await house.settle()
    told = [one for one in await alice.messages() if "VK ID lets me in no more" in one["text"]]
    assert [labels(one) for one in told] == [["🔧 Fix"]]
    [view] = await linked(house, alice)
    assert (view.secrets, view.capabilities["look"]) == (("community_key",), False)
    await goes_on(alice, looks=False)
    await sign_in(alice)
    assert (await linked(house, alice))[0].capabilities["look"]


async def test_a_new_key_leaves_it_as_it_is(house: House, alice: Chat, kitchen: Json) -> None:
    await sign_in(alice)
    before = (await account(house)).refresh_at
    fresh = await house.control.vk_token("community", community_id=KITCHEN_COMMUNITY)
    await with_wall(alice, kitchen | {"community_key": fresh}, "community_key")
    assert (await account(house)).refresh_at == before is not None
    held = await secrets(house)
    assert held["community_key"] == fresh
    assert "vkid_refresh" in held


async def test_what_it_adds_to_must_be_linked_still(
    house: House, alice: Chat, kitchen: Json
) -> None:
    await land(await allow(await asked(alice)))
    await house.settle()
    yes = (await alice.newest())["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await alice.say("/accounts")
    await alice.press("VK · Alice's kitchen")
    await alice.press("Unlink…")
    await alice.press("Yes, unlink")
    await alice.force(yes)
    assert await linked(house, alice) == []


async def test_unlinking_ends_it_at_vk(house: House, alice: Chat, kitchen: Json) -> None:
    await sign_in(alice)
    await alice.say("/accounts")
    await alice.press("VK · Alice's kitchen")
    await alice.press("Unlink…")
    await alice.press("Yes, unlink")
    [ended] = await house.control.journal(network="vk", method="oauth2/logout")
    assert ended["effect"]
