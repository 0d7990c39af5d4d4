"""How the pretend VK counts calls: by the second and, for reading walls, by the day."""

import pytest

from services.sandbox.vk.errors import VkError
from services.sandbox.vk.pace import DAILY_CALLS, DAY_S, Pace
from services.sandbox.vk.tokens import Token

NOW = 1_800_000_000.0


@pytest.fixture
def key() -> Token:
    """A community's key."""
    return Token("vk1.a.key", "community", group_id=1)


def test_the_second_slides(key: Token) -> None:
    pace = Pace()
    for number in range(20):
        pace.admit(key, "wall.post", NOW + number / 20)
    with pytest.raises(VkError) as refused:
        pace.admit(key, "wall.post", NOW + 0.99)
    assert refused.value.code == 6
    pace.admit(key, "wall.post", NOW + 1.0)
    with pytest.raises(VkError):
        pace.admit(key, "wall.post", NOW + 1.01)


def test_tokens_are_counted_apart(key: Token) -> None:
    pace = Pace()
    person = Token("vk1.a.person", "user", user_id=1)
    for _ in range(3):
        pace.admit(person, "users.get", NOW)
    with pytest.raises(VkError):
        pace.admit(person, "users.get", NOW)
    pace.admit(key, "users.get", NOW)


def test_walls_may_be_read_so_often_a_day(key: Token) -> None:
    pace = Pace()
    for number in range(DAILY_CALLS["wall.get"]):
        pace.admit(key, "wall.get", NOW + number)
    after = NOW + DAILY_CALLS["wall.get"]
    with pytest.raises(VkError) as refused:
        pace.admit(key, "wall.get", after)
    assert refused.value.code == 29
    pace.admit(key, "wall.getById", after)
    pace.admit(key, "wall.get", NOW + DAY_S + 1)


def test_a_clock_that_was_put_back_blocks_nobody(key: Token) -> None:
    pace = Pace()
    for _ in range(20):
        pace.admit(key, "wall.post", NOW + 10 * DAY_S)
    for _ in range(20):
        pace.admit(key, "wall.post", NOW)
    with pytest.raises(VkError):
        pace.admit(key, "wall.post", NOW)
