"""Buttons that are pressed twice, too late, by others, or that nobody ever made."""

import pytest

from tests.flows.house import Chat, House, presses
from tests.flows.linking import history_of, with_channel
from tests.people import ALICE
from tests.sandbox_control import KITCHEN


async def test_a_double_tap_on_publish_publishes_once(house: House, alice: Chat) -> None:
    await with_channel(alice)
    await alice.say("Soup")
    card = await alice.newest()
    publish = next(data for data in presses(card) if data.startswith("publish:"))
    for _ in range(3):
        await house.control.press(ALICE, card["message_id"], publish)
    await house.settle()
    assert len(await house.control.visible("telegram", KITCHEN)) == 1


@pytest.mark.parametrize(
    "data",
    [
        "publish:99999999999999999999:1",
        "publish:1:99999999999",
        "publish::",
        "target:1:1",
        "target:1.1.1:1",
        "drop:-1:1",
        "nonsense",
        "🍲" * 15,
        "publish:1:1'; DROP TABLE post; --",
        "older:99999999999999999:0",
    ],
)
async def test_malformed_buttons_are_answered_and_change_nothing(
    house: House, alice: Chat, data: str
) -> None:
    await with_channel(alice)
    await alice.say("Soup")
    before = await history_of(alice)
    await alice.force(data)
    assert await history_of(alice) == before
    answers = await house.control.journal(network="telegram", method="answerCallbackQuery")
    [told] = [each["params"].get("text", "") for each in answers if each["status"] == 200]
    assert told.endswith("Nothing was changed.") or data.startswith("older:")
