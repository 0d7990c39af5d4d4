"""VK's day, and the posts that it grants a wall in one."""

from datetime import UTC, datetime, timedelta

import pytest

from services.errors import RateLimited
from services.networks.vk.day import day_of
from services.networks.vk.errors import refusal
from services.networks.vk.tokens import Token


@pytest.mark.parametrize(
    ("now", "begins_at"),
    [
        (datetime(2026, 11, 22, 20, 30, tzinfo=UTC), datetime(2026, 11, 21, 21, 1, tzinfo=UTC)),
        (datetime(2026, 11, 22, 21, 0, 59, tzinfo=UTC), datetime(2026, 11, 21, 21, 1, tzinfo=UTC)),
        (datetime(2026, 11, 22, 21, 1, tzinfo=UTC), datetime(2026, 11, 22, 21, 1, tzinfo=UTC)),
        (datetime(2026, 11, 23, 3, 0, tzinfo=UTC), datetime(2026, 11, 22, 21, 1, tzinfo=UTC)),
    ],
)
def test_vks_day_turns_a_minute_after_midnight_in_moscow(
    now: datetime, begins_at: datetime
) -> None:
    assert day_of(now) == (begins_at, begins_at + timedelta(days=1))
    assert day_of(now)[0].tzinfo is UTC


@pytest.mark.parametrize(
    ("code", "words", "granted"),
    [
        (214, "Access to adding post denied: you can only add 50 posts a day", 50),
        (214, "Access to adding post denied: you can only add 1 post per day", 1),
        (214, "Access to adding post denied: too many posts a day", None),
        (29, "Rate limit reached: 5000 calls per day", None),
    ],
)
def test_only_vks_own_words_say_how_many_posts_there_are(
    code: int, words: str, granted: int | None
) -> None:
    now = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
    error = {"error_code": code, "error_msg": words}
    told = refusal(error, irrevocable=True, now=now, token=Token("k", "community"))
    assert isinstance(told, RateLimited)
    assert told.granted == granted
    assert told.until >= day_of(now)[1]
