"""Dialog state outlives the process, and is forgotten after a day."""

from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import DEFAULT_DESTINY, StorageKey

from bot.conversations import Conversations
from services.clock import SharedClock
from services.deps import Deps
from tests.people import ALICE, BOB

DAY_S = 24 * 3600


class Linking(StatesGroup):
    """Some conversation."""

    key_asked = State()


def place(person_id: int = ALICE, destiny: str = DEFAULT_DESTINY) -> StorageKey:
    return StorageKey(bot_id=7, chat_id=person_id, user_id=person_id, destiny=destiny)


def storage(deps: Deps) -> Conversations:
    """As a process that has just started sees it."""
    return Conversations(deps.db, deps.clock)


async def test_state_and_data_outlive_the_process(deps: Deps) -> None:
    await storage(deps).set_state(place(), Linking.key_asked)
    await storage(deps).set_data(place(), {"network": "vk", "steps": [1, 2]})
    assert await storage(deps).get_state(place()) == "Linking:key_asked"
    assert await storage(deps).update_data(place(), {"more": True}) == {
        "network": "vk",
        "steps": [1, 2],
        "more": True,
    }


async def test_people_and_dialogs_do_not_see_each_other(deps: Deps) -> None:
    await storage(deps).set_state(place(), Linking.key_asked)
    await storage(deps).set_data(place(destiny="menu"), {"page": 2})
    assert await storage(deps).get_state(place(BOB)) is None
    assert await storage(deps).get_data(place()) == {}
    assert await storage(deps).get_state(place(destiny="menu")) is None


async def test_leaving_a_state_keeps_the_data(deps: Deps) -> None:
    await storage(deps).set_state(place(), "Linking:key_asked")
    await storage(deps).set_data(place(), {"network": "vk"})
    await storage(deps).set_state(place(), None)
    assert await storage(deps).get_state(place()) is None
    assert await storage(deps).get_data(place()) == {"network": "vk"}


async def test_a_day_of_silence_is_forgotten_and_does_not_come_back(
    deps: Deps, clock: SharedClock
) -> None:
    await storage(deps).set_data(place(), {"network": "vk"})
    clock.advance(DAY_S + 1)
    assert await storage(deps).get_data(place()) == {}
    await storage(deps).set_state(place(), Linking.key_asked)
    assert await storage(deps).get_data(place()) == {}
