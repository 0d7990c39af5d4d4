"""What belongs to one person is out of reach for everybody else, whatever they press or send."""

import pytest
from sqlalchemy import select

from db.lanes import Lane
from tests.flows.house import Chat, House
from tests.flows.linking import ORDERS, only_delivery, with_channel
from tests.people import ALICE
from tests.sandbox_control import KITCHEN


@pytest.mark.parametrize("verb", ORDERS)
async def test_orders_that_do_not_fit_the_state_change_nothing(
    house: House, alice: Chat, verb: str
) -> None:
    await with_channel(alice)
    await alice.say("Soup")
    await alice.press("🚀 Publish")
    before = await only_delivery(house)
    await alice.force(f"{verb}:{before.id}:{before.version - 1}")
    assert (await only_delivery(house)).version == before.version
    assert len(await house.control.visible("telegram", KITCHEN)) == 1


async def test_a_person_in_a_group_talks_to_nobody(house: House, alice: Chat) -> None:
    group = await house.control.add_chat(ALICE, "Cooks", kind="supergroup")
    await house.control.make_bot_admin(group["id"])
    await house.control.post(group["id"], ALICE, "Soup, anyone?")
    await house.settle()
    said = await house.control.messages(group["id"])
    assert [each["from"]["id"] for each in said if "from" in each] == [ALICE]


async def test_posts_in_a_linked_channel_are_heard(house: House, alice: Chat) -> None:
    await with_channel(alice)
    [posted] = await house.control.post(KITCHEN, ALICE, "By hand")
    await house.settle()
    async with house.deps.db.begin() as session:
        lane = (await session.execute(select(Lane))).scalar_one()
    assert lane.last_known == posted["message_id"]


async def test_posts_in_channels_that_nobody_linked_leave_no_trace(house: House) -> None:
    await house.control.make_bot_admin(KITCHEN)
    await house.control.post(KITCHEN, ALICE, "By hand")
    await house.settle()
    async with house.deps.db.begin() as session:
        assert (await session.execute(select(Lane))).scalars().all() == []
