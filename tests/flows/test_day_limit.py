"""VK's posts a day: one refusal is enough, and every card says until when the rest waits."""

from tests.flows.faults import Published, later, publish, violations
from tests.flows.house import Chat, House, labels
from tests.flows.linking import with_wall
from tests.sandbox_control import GARAGE_COMMUNITY, KITCHEN_COMMUNITY

_HOUR_S = 3600.0


async def filled(chat: Chat, community: int) -> list[Published]:
    """Five posts on a wall that gets no more today, and two that wait."""
    house = chat.house
    await house.control.settings(vk_day_limit=5)
    state = await house.control.state()
    await with_wall(chat, next(each for each in state["communities"] if each["id"] == community))
    return [await publish(chat, f"Soup {number}") for number in range(7)]


async def test_the_rest_waits_for_tomorrow_and_its_cards_say_so(house: House, alice: Chat) -> None:
    *there, sixth, seventh = await filled(alice, KITCHEN_COMMUNITY)
    assert [await post.line("vk") for post in there] == ["live"] * 5
    said = await sixth.line("vk")
    assert said.startswith("the network takes only 5 posts a day: goes out by itself at ")
    assert "21:01 UTC" in said
    assert labels(await sixth.message()) == ["Cancel"]
    await later(house, 600)
    assert [await sixth.requests("vk"), await seventh.requests("vk")] == [1, 0]
    for post in (sixth, seventh):
        await post.until("vk", "live", step_s=2 * _HOUR_S, most=30)
    assert [await post.copies("vk") for post in (sixth, seventh)] == [1, 1]
    assert await violations(house) == []


async def test_bob_reads_it_in_russian(house: House, bob: Chat) -> None:
    *_, sixth, _ = await filled(bob, GARAGE_COMMUNITY)
    said = await sixth.line("vk")
    assert said.startswith("больше 5 постов в день эта сеть не принимает. Отправлю сам в ")
    assert labels(await sixth.message()) == ["Отменить"]
