"""Accounts stay alive or their person hears in time: the weekly question, the gauge."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from db.accounts import SocialAccount
from services.checking import check_due, warn_ending
from services.networks.registry import NETWORKS
from tests.flows.house import Chat, House, labels
from tests.flows.linking import linked, with_channel, with_wall
from tests.flows.test_every_network import link
from tests.flows.test_vk_linking import community
from tests.people import ALICE
from tests.sandbox_control import KITCHEN, Json

DAY_S = 86_400


async def alerts(chat: Chat) -> list[Json]:
    """The messages that say what is wrong with an account."""
    signs = ("🔑", "🙋", "⛔")
    return [one for one in await chat.messages() if one.get("text", "").startswith(signs)]


async def listed(chat: Chat) -> str:
    return (await chat.say("/accounts"))[0]


@pytest.mark.parametrize("key", NETWORKS)
async def test_a_week_later_every_network_shows_that_it_works(
    key: str, house: House, alice: Chat
) -> None:
    view = await link(alice, key)
    house.clock.advance(7 * DAY_S + 60)
    assert "checked 1 week ago" in await listed(alice)
    seen = await house.control.ledger()
    assert await check_due(house.deps) == 1
    [after] = await linked(house, alice)
    assert after.proved_at > view.proved_at
    assert (after.trouble, after.version, after.secrets) == (None, view.version, view.secrets)
    assert "checked just now" in await listed(alice)
    assert await house.control.ledger() == seen, "nobody sees the question"
    assert await alerts(alice) == []


async def test_a_key_that_died_in_silence_is_told_once_with_one_button(
    house: House, alice: Chat
) -> None:
    await alice.say("/start")
    kitchen = await community(house)
    await with_wall(alice, kitchen, "community_key")
    await house.control.expire_vk_token(kitchen["community_key"])
    house.clock.advance(9 * DAY_S)
    for _ in range(3):
        await check_due(house.deps)
        await house.settle()
        house.clock.advance(8 * DAY_S)
    [alert] = await alerts(alice)
    assert "no longer accepts my access" in alert["text"]
    assert len(labels(alert)) == 1
    await alice.press(labels(alert)[0])
    about = (await alice.newest())["text"]
    assert "paused: the access has expired" in about
    assert "It last worked 1 month ago." in about
    assert "🔑 Replace: community’s key" in await alice.labels()


async def test_whoever_lost_the_channel_hears_of_it_before_a_post_waits(
    house: House, alice: Chat
) -> None:
    """The bot is not told when a person's rights change, so it has to ask."""
    await alice.say("/start")
    await with_channel(alice)
    await house.control.set_member(KITCHEN, ALICE, "member")
    house.clock.advance(8 * DAY_S)
    await check_due(house.deps)
    await house.settle()
    [alert] = await alerts(alice)
    assert alert["text"].startswith("⛔")
    assert [view.trouble for view in await linked(house, alice)] == ["access_denied"]


async def test_a_network_that_is_out_is_asked_later_in_silence(house: House, alice: Chat) -> None:
    await with_channel(alice)
    house.clock.advance(8 * DAY_S)
    await house.control.add_fault("telegram", "getChat", "refuse", status=502, times=1)
    assert await check_due(house.deps) == 1
    assert "checked 1 week ago" in await listed(alice)
    house.clock.advance(DAY_S)
    assert await check_due(house.deps) == 1
    assert "checked just now" in await listed(alice)
    assert await alerts(alice) == []


@pytest.mark.parametrize(
    ("days", "renews", "line", "about"),
    [
        (41.5, True, "access for 41 more days", "is good for 41 more days and is renewed by"),
        (1.5, False, "access for one more day", "ends in one day. Link again before"),
        (0.2, False, "access ends today", "ends today. Link again"),
        (-3, False, "access has ended", "has ended. Link again"),
    ],
)
async def test_the_accounts_say_for_how_long_their_access_is_good(
    house: House, alice: Chat, days: float, renews: bool, line: str, about: str
) -> None:
    await with_channel(alice)
    async with house.deps.db.begin() as session:
        ends_at = house.clock.now() + timedelta(days=days)
        refresh_at = ends_at if renews else None
        await session.execute(
            update(SocialAccount).values(expires_at=ends_at, refresh_at=refresh_at)
        )
    assert line in await listed(alice)
    await alice.press("Telegram · Alice's kitchen")
    assert about in (await alice.newest())["text"]


async def test_an_access_that_nothing_renews_is_told_of_before_it_ends(
    house: House, alice: Chat
) -> None:
    await alice.say("/start")
    await with_channel(alice)
    ends_at = house.clock.now() + timedelta(days=5)
    async with house.deps.db.begin() as session:
        await session.execute(update(SocialAccount).values(expires_at=ends_at))
    assert await warn_ending(house.deps) == 0
    house.clock.advance(3 * DAY_S)
    for _ in range(3):
        assert await warn_ending(house.deps) == 1
        await house.settle()
    told = [one for one in await alice.messages() if one.get("text", "").startswith("⏳")]
    assert len(told) == 1
    assert labels(told[0]) == ["🔧 Fix"]
    async with house.deps.db.begin() as session:
        await session.execute(update(SocialAccount).values(refresh_at=ends_at))
    assert await warn_ending(house.deps) == 0


async def test_the_gauge_speaks_russian(house: House, bob: Chat) -> None:
    await with_channel(bob)
    house.clock.advance(2 * DAY_S)
    assert "проверено 2 дня назад" in await listed(bob)
