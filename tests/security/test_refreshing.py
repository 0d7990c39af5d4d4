"""Cases 33 and 34: two workers at one token, and a token that is over for good."""

import asyncio
from datetime import timedelta

from sqlalchemy import update

from bot.wiring import open_deps
from db.accounts import SocialAccount
from services.delivery.refreshing import freshen, refresh_due
from services.settings import Settings
from tests.consent_page import allow
from tests.flows.house import Chat, House
from tests.flows.linking import linked
from tests.sandbox_control import Json
from tests.security.test_consents import asked, calls, land


async def expired(house: House, account_id: int) -> None:
    """Let the credentials of an account be over."""
    now = house.clock.now()
    async with house.deps.db.begin() as session:
        ends = {"expires_at": now - timedelta(seconds=1), "refresh_at": now}
        await session.execute(
            update(SocialAccount).where(SocialAccount.id == account_id).values(**ends)
        )


async def with_pinterest(chat: Chat) -> int:
    """Link Pinterest by consent; the account's id."""
    await land(await allow(await asked(chat)))
    await chat.house.settle()
    await chat.press("Yes")
    return (await linked(chat.house, chat))[-1].id


async def test_case_33_two_workers_refresh_once_and_lose_nothing(
    house: House, alice: Chat, settings: Settings
) -> None:
    await house.control.settings(pinterest_old_refresh="dies")
    account_id = await with_pinterest(alice)
    before = await calls(house, "pinterest")
    async with open_deps(settings) as other:
        for turn in (1, 2):
            await expired(house, account_id)
            workers = [house.deps, other] * 25
            await asyncio.gather(*(freshen(deps, account_id) for deps in workers))
            assert await calls(house, "pinterest") == before + turn
    [view] = await linked(house, alice)
    assert view.trouble is None


async def test_case_34_a_revoked_refresh_is_one_message_and_no_loop(
    house: House, alice: Chat
) -> None:
    account_id = await with_pinterest(alice)
    before = len(await alice.messages())
    user = {"account": (await linked(house, alice))[0].target}
    assert await removed_at_pinterest(house, user)
    await expired(house, account_id)
    tried = await calls(house, "pinterest")
    for _ in range(5):
        await refresh_due(house.deps)
        house.clock.advance(3600)
        await house.settle()
    assert await calls(house, "pinterest") == tried + 1
    told = (await alice.messages())[before:]
    assert len(told) == 1
    assert "Pinterest" in told[0]["text"]
    [view] = await linked(house, alice)
    assert view.trouble == "login_needed"


async def removed_at_pinterest(house: House, user: Json) -> bool:
    """The person takes the app away at Pinterest itself."""
    return bool(await house.control.post_json("pinterest/apps/remove", user))
