"""Cases 15 to 19: what belongs to one space is out of reach of every other."""

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from db.accounts import SocialAccount
from db.deliveries.tables import Delivery
from db.lanes import Lane
from db.people import Member
from tests import people
from tests.flows.house import Chat, House, presses
from tests.flows.linking import history_of, linked, owner, with_channel
from tests.people import ALICE, BOB
from tests.sandbox_control import GARAGE, KITCHEN


async def test_case_15_the_database_refuses_a_delivery_to_a_foreign_account(
    house: House, alice: Chat, bob: Chat
) -> None:
    mine, theirs = await owner(alice), await owner(bob)
    foreign = await with_channel(bob)
    now = house.clock.now()
    async with house.deps.db.begin() as session:
        who = people.Owner(mine.person_id, mine.space_id)
        post = await people.post(session, who, "Soup", now)
        account = await session.get_one(SocialAccount, foreign)
    assert (post.space_id, account.space_id) == (mine.space_id, theirs.space_id)
    for space_id in (mine.space_id, theirs.space_id):
        with pytest.raises(IntegrityError, match="foreign key"):
            async with house.deps.db.begin() as session:
                session.add(
                    Delivery(
                        space_id=space_id,
                        post_id=post.id,
                        account_id=account.id,
                        lane_id=account.lane_id,
                        automatic=False,
                        turn_at=now,
                        due_at=now,
                        deadline_at=now,
                        lineage_root=post.lineage_root,
                        created_at=now,
                        changed_at=now,
                    )
                )


async def test_case_16_whoever_is_no_member_any_more_is_refused_at_once(
    house: House, alice: Chat, bob: Chat
) -> None:
    """A place in somebody's space gives no button any power yet; without it there is none."""
    await with_channel(alice)
    await alice.say("Soup")
    card = await alice.newest()
    hers, his = await owner(alice), await owner(bob)
    async with house.deps.db.begin() as session:
        editor = Member(space_id=hers.space_id, person_id=his.person_id, role="editor")
        session.add(editor)
    async with house.deps.db.begin() as session:
        gone = delete(Member).where(Member.person_id == BOB, Member.space_id == hers.space_id)
        await session.execute(gone)
    before = await history_of(alice)
    await bob.say("/help")
    for data in presses(card):
        await bob.force(data)
    assert await history_of(alice) == before
    assert await house.control.visible("telegram", KITCHEN) == []


async def test_case_17_one_channel_of_two_people_shares_a_lane_and_no_post(
    house: House, alice: Chat, bob: Chat
) -> None:
    await house.control.set_member(KITCHEN, BOB, "administrator", {"can_post_messages": True})
    await with_channel(alice)
    await with_channel(bob, KITCHEN)
    async with house.deps.db.begin() as session:
        assert len((await session.execute(select(Lane))).scalars().all()) == 1
    await alice.say("Soup")
    await bob.say("Гараж")
    await house.control.press_text(ALICE, "🚀 Publish")
    await house.control.press_text(BOB, "🚀 Опубликовать")
    await house.settle()
    shown = await house.control.visible("telegram", KITCHEN)
    assert sorted(one["text"] for one in shown) == ["Soup", "Гараж"]
    for chat, own, other in ((alice, "Soup", "Гараж"), (bob, "Гараж", "Soup")):
        [post] = (await history_of(chat)).posts
        assert post.text == own
        assert not any(other in each.get("text", "") for each in await chat.messages())


async def test_case_18_a_forwarded_post_proves_nothing_without_both_being_administrators(
    house: House, bob: Chat, charlie: Chat
) -> None:
    [theirs] = (await house.control.messages(GARAGE))[:1]
    await charlie.say("/accounts")
    await charlie.press("➕ Telegram")
    [said] = await charlie.forward(GARAGE, theirs["message_id"])
    assert "add me with the right to post" in said
    await house.control.make_bot_admin(GARAGE)
    [said] = await charlie.forward(GARAGE, theirs["message_id"])
    assert "You are not an administrator there" in said
    assert await linked(house, charlie) == []
    await bob.say("/accounts")
    await bob.press("➕ Telegram")
    await bob.forward(GARAGE, theirs["message_id"])
    assert len(await linked(house, bob)) == 1


async def test_case_19_whoever_lost_the_channel_publishes_nothing_there_and_is_paused(
    house: House, alice: Chat, bob: Chat
) -> None:
    await house.control.set_member(KITCHEN, BOB, "administrator", {"can_post_messages": True})
    await with_channel(bob, KITCHEN)
    await bob.say("Гость на кухне")
    await house.control.set_member(KITCHEN, BOB, "left")
    await bob.press("🚀 Опубликовать")
    assert await house.control.visible("telegram", KITCHEN) == []
    [view] = await linked(house, bob)
    assert view.trouble == "access_denied"
    await bob.press("🔧 Исправить")
    await bob.press("Проверить")
    assert await house.control.visible("telegram", KITCHEN) == []
    await house.control.set_member(KITCHEN, BOB, "administrator", {"can_post_messages": True})
    await bob.press("Проверить")
    assert len(await house.control.visible("telegram", KITCHEN)) == 1
    assert await linked(house, alice) == []
