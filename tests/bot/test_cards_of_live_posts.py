"""Cards of live posts, in both languages: what they say, offer, and never exceed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.cards import Reader, render
from db.deliveries import DeliveryRow
from db.deliveries.tables import STATES
from tests.bot.cards import (
    BOTH,
    ENGLISH,
    NOW,
    RUSSIAN,
    WALL,
    delivery,
    labels,
    post,
    presses,
    within_limits,
)


@BOTH
@pytest.mark.parametrize("state", STATES)
def test_every_state_has_words_and_fits(reader: Reader, state: str) -> None:
    reason = {"paused": "login_needed", "asking": "unclear"}.get(state)
    card = render(post(deliveries=(delivery(1, state, reason=reason),)), reader, NOW)
    line = card.text.splitlines()[-1]
    said = line.partition(": ")[2]
    assert said
    assert "delivery-" not in said
    assert within_limits(card)


@BOTH
@pytest.mark.parametrize(
    "changes",
    [
        {"state": "scheduled", "due_at": NOW + timedelta(hours=1)},
        {"state": "publishing", "progress_percent": 42},
        {"state": "publishing", "cancel_at": NOW},
        {"state": "retrying", "reason": "rate_limited", "due_at": NOW + timedelta(minutes=1)},
        {"state": "paused", "reason": "person_needed"},
        {"state": "asking", "reason": "late"},
        {"state": "asking", "reason": "backlog"},
        {"state": "published", "missing": ("x",)},
        {"state": "published", "recall_at": NOW},
        {"state": "published", "error_code": "VK 15"},
        {"state": "published", "reason": "confirmed_by_person"},
        {"state": "failed", "reason": "tries"},
        {"state": "cancelled", "reason": "left_unclear"},
        {"state": "cancelled", "reason": "late"},
        {"state": "cancelled", "reason": "unlinked"},
        {"state": "cancelled", "reason": "backlog"},
        {"state": "recalled", "reason": "copy_left"},
        {"state": "retrying", "part_count": 2, "parts_published": 1},
    ],
    ids=str,
)
def test_every_variant_has_words(reader: Reader, changes: dict[str, Any]) -> None:
    plain = delivery(1, changes["state"])
    card = render(post(deliveries=(replace(plain, **changes),)), reader, NOW)
    said = card.text.splitlines()[-1].partition(": ")[2]
    assert (
        said
        != render(post(deliveries=(plain,)), reader, NOW).text.splitlines()[-1].partition(": ")[2]
    )
    assert not any(key in said for key in ("delivery-", "trouble-", "card-", "None"))


def test_what_is_ready_is_not_still_getting_ready() -> None:
    """Everything is uploaded; the one call that publishes may hang for minutes."""
    row = delivery(1, "publishing", progress_percent=100)
    card = render(post(deliveries=(row,)), ENGLISH, NOW)
    assert card.text.endswith(": publishing…")


def test_waiting_is_told_on_the_persons_own_clock() -> None:
    row = delivery(1, due_at=NOW + timedelta(minutes=5))
    assert "waiting until 14:05" in render(post(deliveries=(row,)), ENGLISH, NOW).text
    nowhere = render(post(deliveries=(row,)), Reader("en"), NOW)
    assert "waiting until 11:05 UTC" in nowhere.text
    tomorrow = replace(row, due_at=NOW + timedelta(days=1))
    assert "ждёт до 14:00, 23 ноября" in render(post(deliveries=(tomorrow,)), RUSSIAN, NOW).text


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(seconds=-5), "trying again now."),
        (timedelta(seconds=30), "trying again within a minute."),
        (timedelta(minutes=5, seconds=10), "trying again at 14:06."),
    ],
)
def test_no_time_is_told_that_is_over_or_too_early(left: timedelta, said: str) -> None:
    row = delivery(1, "retrying", reason="transient", due_at=NOW + left)
    assert said in render(post(deliveries=(row,)), ENGLISH, NOW).text


@pytest.mark.parametrize(
    ("row", "offers"),
    [
        (delivery(1, "scheduled"), ["retry:1001:7", "cancel:1001:7"]),
        (delivery(1, "retrying", reason="transient"), ["retry:1001:7", "cancel:1001:7"]),
        (delivery(1, "retrying", reason="pacing"), ["cancel:1001:7"]),
    ],
)
def test_a_network_that_does_not_answer_is_told_with_its_next_try(
    row: DeliveryRow, offers: list[str]
) -> None:
    silent = replace(row, silent_until=NOW + timedelta(minutes=4, seconds=10))
    english, russian = (
        render(post(deliveries=(silent,)), each, NOW) for each in (ENGLISH, RUSSIAN)
    )
    assert "the network does not answer, next try at 14:05." in english.text
    assert "сеть не отвечает, следующая попытка в 14:05." in russian.text
    assert presses(english) == offers


def test_a_post_that_is_due_later_waits_for_its_own_time() -> None:
    row = delivery(1, due_at=NOW + timedelta(hours=1), silent_until=NOW + timedelta(minutes=4))
    assert "waiting until 15:00" in render(post(deliveries=(row,)), ENGLISH, NOW).text
    hurried = delivery(1, reason="retry", silent_until=NOW + timedelta(minutes=4))
    assert "queued" in render(post(deliveries=(hurried,)), ENGLISH, NOW).text


def test_a_budget_that_is_used_up_is_told_with_its_size() -> None:
    at = NOW + timedelta(hours=13)
    row = delivery(1, "retrying", reason="budget", error_detail="50", due_at=at)
    english, russian = (render(post(deliveries=(row,)), each, NOW) for each in (ENGLISH, RUSSIAN))
    assert english.text.endswith(
        "takes only 50 posts a day: goes out by itself at 03:00, 23 November."
    )
    assert russian.text.endswith("не принимает. Отправлю сам в 03:00, 23 ноября.")
    assert presses(english) == ["cancel:1001:7"]


@pytest.mark.parametrize("reason", ["pacing", "next_part", "worker_left"])
def test_going_on_later_is_not_called_a_failure(reason: str) -> None:
    row = delivery(1, "retrying", reason=reason, due_at=NOW + timedelta(minutes=5))
    card = render(post(deliveries=(replace(row, error_code="VK 6"),)), ENGLISH, NOW)
    assert card.text.endswith("waiting until 14:05")
    assert presses(card) == ["cancel:1001:7"]


def test_what_only_a_programmer_understands_is_not_quoted() -> None:
    row = delivery(1, "retrying", error_code="VK", error_detail="ConnectionResetError")
    text = render(post(deliveries=(row,)), ENGLISH, NOW).text
    assert text.endswith("trying again now.")


def test_a_refusal_quotes_the_network_and_says_what_to_do() -> None:
    row = delivery(
        1,
        "rejected",
        error_code="VK 222",
        error_detail="Hyperlinks are forbidden",
        error_advice="network-is-off",
    )
    text = render(post(deliveries=(row,)), ENGLISH, NOW).text
    assert "refused. «Hyperlinks are forbidden» this network is switched off" in text


def test_the_buttons_of_a_live_post_fit_its_states() -> None:
    rows = (
        delivery(1, "published", url="https://vk.example/wall-1_2"),
        delivery(2, "failed", reason="tries"),
        delivery(3, "asking", reason="unclear"),
        delivery(4, "asking", reason="late"),
        delivery(5, "paused", reason="login_needed"),
        delivery(6, "publishing"),
        delivery(7, "unconfirmed"),
        delivery(8, "published", reason="confirmed_by_person"),
    )
    card = render(post(deliveries=rows), ENGLISH, NOW)
    assert presses(card) == [
        "recall:1001:7",
        "retry:1002:7",
        "there:1003:7",
        "again:1003:7",
        "leave:1003:7",
        "now:1004:7",
        "droplate:1004:7",
        "account:5:0",
        "cancel:1005:7",
        "cancel:1006:7",
    ]
    assert card.keyboard is not None
    assert card.keyboard.inline_keyboard[0][0].url == "https://vk.example/wall-1_2"
    assert max(map(len, card.keyboard.inline_keyboard)) == 2


def test_lines_and_buttons_are_tied_by_numbers_only_when_there_are_several() -> None:
    several = render(post(deliveries=(delivery(1), delivery(2))), ENGLISH, NOW)
    assert f"2. 🕒 VK · {WALL} 2: queued" in several.text
    assert labels(several) == ["1. Cancel", "2. Cancel"]
    alone = render(post(deliveries=(delivery(1),)), ENGLISH, NOW)
    assert f"\n🕒 VK · {WALL} 1: queued" in alone.text
    assert labels(alone) == ["Cancel"]


@BOTH
@pytest.mark.parametrize("count", [1, 30, 120])
def test_a_live_post_on_many_accounts_keeps_telegrams_limits(reader: Reader, count: int) -> None:
    many = tuple(
        delivery(
            n,
            "rejected" if n % 2 else "asking",
            reason=None if n % 2 else "unclear",
            title="🎉 Very long title " * 10,
            error_code="VK 100",
            error_detail="One of the parameters specified was missing or invalid " * 8,
        )
        for n in range(1, count + 1)
    )
    card = render(post(deliveries=many, text="🎉" * 3000), reader, NOW)
    assert within_limits(card)
    assert "⛔ VK · 🎉" in card.text


def test_thirty_accounts_are_all_told() -> None:
    many = tuple(delivery(n, "rejected", error_detail="no " * 200) for n in range(1, 31))
    text = render(post(deliveries=many), ENGLISH, NOW).text
    assert all(f"{n}. ⛔" in text for n in range(1, 31))


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (("published", "published"), "Published in both places"),
        (("published", "scheduled"), "On its way: live in 1 of 2"),
        (("published", "failed"), "Something needs you"),
        (("published", "cancelled"), "Finished: live in 1 of 2"),
    ],
)
def test_the_headline_tells_how_the_post_stands(states: tuple[str, ...], words: str) -> None:
    rows = tuple(delivery(number, state) for number, state in enumerate(states, 1))
    assert render(post(deliveries=rows), ENGLISH, NOW).text.startswith(words)
