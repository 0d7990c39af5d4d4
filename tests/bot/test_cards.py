"""Cards, drawn in both languages from made-up rows: what they say, offer, and never exceed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram.types import InlineKeyboardMarkup

from bot.cards import Reader, Rendered, render
from bot.cards.shape import BUTTON_LIMIT, CALLBACK_LIMIT_BYTES, TEXT_LIMIT_UTF16
from db.deliveries import DeliveryRow
from db.deliveries.tables import STATES
from services.content import Content, Media, utf16_len
from services.networks.base import Notice
from services.posts import PostView, Target

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
ENGLISH = Reader("en", "Europe/Moscow")
RUSSIAN = Reader("ru", "Europe/Moscow")
BOTH = pytest.mark.parametrize("reader", [ENGLISH, RUSSIAN], ids=["en", "ru"])
WALL = "Alice's kitchen"


def target(number: int = 1, **changes: Any) -> Target:
    made = Target(
        account_id=number,
        network="vk",
        network_title="VK",
        title=f"{WALL} {number}",
        paused=False,
        chosen=True,
        notices=(),
    )
    return replace(made, **changes)


def delivery(number: int = 1, state: str = "scheduled", **changes: Any) -> DeliveryRow:
    row = DeliveryRow(
        id=1000 + number,
        post_id=5,
        account_id=number,
        network="vk",
        title=f"{WALL} {number}",
        account_state="active",
        state=state,
        reason=None,
        version=7,
        due_at=NOW,
        progress_percent=None,
        error_code=None,
        error_detail=None,
        error_advice=None,
        url=None,
        missing=(),
        recall_at=None,
        cancel_at=None,
        tries=0,
        part_count=1,
        parts_published=0,
    )
    return replace(row, **changes)


def post(
    *,
    targets: tuple[Target, ...] = (),
    deliveries: tuple[DeliveryRow, ...] = (),
    text: str = "Soup",
) -> PostView:
    return PostView(
        id=5,
        space_id=1,
        person_id=101,
        state="published" if deliveries else "draft",
        version=3,
        content=Content(text=text),
        targets=targets,
        deliveries=deliveries,
        network_titles={"vk": "VK", "telegram": "Telegram"},
    )


def medium(kind: Any) -> Media:
    return Media(id=1, kind=kind, origin="telegram", ref="r", unique_ref="u")


def labels(card: Rendered) -> list[str]:
    rows = card.keyboard.inline_keyboard if card.keyboard else []
    return [button.text for row in rows for button in row]


def presses(card: Rendered) -> list[str]:
    rows = card.keyboard.inline_keyboard if card.keyboard else []
    return [button.callback_data for row in rows for button in row if button.callback_data]


def within_limits(card: Rendered) -> bool:
    keyboard = card.keyboard or InlineKeyboardMarkup(inline_keyboard=[])
    size = sum(len(row) for row in keyboard.inline_keyboard)
    fits = all(len(data.encode()) <= CALLBACK_LIMIT_BYTES for data in presses(card))
    return utf16_len(card.text) <= TEXT_LIMIT_UTF16 and size <= BUTTON_LIMIT and fits


def test_a_draft_offers_its_targets_as_switches() -> None:
    card = render(post(targets=(target(1), target(2, chosen=False))), ENGLISH, NOW)
    assert labels(card)[:2] == [f"✅ VK · {WALL} 1", f"▫️ VK · {WALL} 2"]
    assert labels(card)[2:] == ["🚀 Publish", "Drop"]
    assert presses(card) == ["target:5.1:3", "target:5.2:3", "publish:5:3", "drop:5:3"]


def test_a_draft_counts_where_it_would_go() -> None:
    card = render(post(targets=(target(1), target(2))), RUSSIAN, NOW)
    assert "🚀 Опубликовать (2)" in labels(card)


def test_a_draft_says_what_each_network_will_change() -> None:
    told = (Notice("change", "delivery-live"),)
    alone = target(2, notices=told)
    assert f"✂️ VK · {WALL} 2: live" in render(post(targets=(target(1), alone)), ENGLISH, NOW).text
    shared = (target(1, notices=told), alone)
    assert "✂️ VK: live" in render(post(targets=shared), ENGLISH, NOW).text


def test_a_refused_target_is_shown_off_with_the_reason() -> None:
    refused = target(1, notices=(Notice("refuse", "network-is-off"),))
    card = render(post(targets=(refused,)), ENGLISH, NOW)
    assert f"⛔ VK · {WALL} 1" in labels(card)
    assert "⛔ VK: this network is switched off" in card.text
    assert "Publish (nothing is chosen)" in labels(card)


def test_what_an_unchosen_network_would_change_is_left_out() -> None:
    off = target(1, chosen=False, notices=(Notice("change", "delivery-live"),))
    assert "✂️" not in render(post(targets=(off,)), ENGLISH, NOW).text


@BOTH
def test_a_draft_without_accounts_leads_to_linking(reader: Reader) -> None:
    card = render(post(), reader, NOW)
    assert presses(card) == ["accounts:0:0", "drop:5:3"]
    assert reader.say("card-no-accounts") in card.text


def test_a_preview_is_one_short_line_of_whole_characters() -> None:
    family = "👨‍👩‍👧‍👦"
    card = render(post(text=f"Soup\n\n{family * 300}", targets=(target(),)), ENGLISH, NOW)
    quote = next(entity for entity in card.entities if entity.type == "blockquote")
    shown = quote.extract_from(card.text)
    assert shown.startswith(f"Soup {family}")
    assert shown.endswith(f"{family}…")
    assert len(shown) < 200 * len(family)


@pytest.mark.parametrize(
    ("reader", "words"), [(ENGLISH, "4 photos, 1 video"), (RUSSIAN, "4 фото, 1 видео")]
)
def test_media_are_summed_up(reader: Reader, words: str) -> None:
    view = post(targets=(target(),))
    media = (*(medium("photo") for _ in range(4)), medium("video"))
    shown = replace(view, content=Content(media=media))
    assert words in render(shown, reader, NOW).text


def test_names_and_texts_cannot_bring_markup() -> None:
    evil = "<b>x</b> [y](http://evil.example) *z*"
    card = render(post(text=evil, targets=(target(1, title=evil, paused=True),)), ENGLISH, NOW)
    assert evil in card.text
    assert {entity.type for entity in card.entities} == {"bold", "blockquote"}


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
        {"state": "published", "missing": ("x",)},
        {"state": "published", "recall_at": NOW},
        {"state": "published", "error_code": "VK 15"},
        {"state": "published", "reason": "confirmed_by_person"},
        {"state": "failed", "reason": "tries"},
        {"state": "cancelled", "reason": "left_unclear"},
        {"state": "cancelled", "reason": "late"},
        {"state": "cancelled", "reason": "unlinked"},
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


def test_waiting_is_told_on_the_persons_own_clock() -> None:
    row = delivery(1, due_at=NOW + timedelta(minutes=5))
    assert "waiting until 14:05" in render(post(deliveries=(row,)), ENGLISH, NOW).text
    nowhere = render(post(deliveries=(row,)), Reader("en"), NOW)
    assert "waiting until 11:05 UTC" in nowhere.text
    tomorrow = replace(row, due_at=NOW + timedelta(days=1))
    assert "ждёт до 23 нояб., 14:00" in render(post(deliveries=(tomorrow,)), RUSSIAN, NOW).text


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


@pytest.mark.parametrize("reason", ["pacing", "next_part"])
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


def test_lines_and_buttons_are_tied_by_numbers_only_when_there_are_several() -> None:
    several = render(post(deliveries=(delivery(1), delivery(2))), ENGLISH, NOW)
    assert f"2. 🕒 VK · {WALL} 2: queued" in several.text
    assert labels(several) == ["1. Cancel", "2. Cancel"]
    alone = render(post(deliveries=(delivery(1),)), ENGLISH, NOW)
    assert f"\n🕒 VK · {WALL} 1: queued" in alone.text
    assert labels(alone) == ["Cancel"]


@BOTH
@pytest.mark.parametrize("count", [1, 30, 97, 300])
def test_a_draft_for_many_accounts_keeps_telegrams_limits(reader: Reader, count: int) -> None:
    notices = (Notice("change", "card-target-paused"),)
    many = tuple(
        target(n, title="Long title " * 20, notices=notices if n % 2 else (), paused=n % 3 == 0)
        for n in range(1, count + 1)
    )
    card = render(post(targets=many, text="х" * 5000), reader, NOW)
    assert within_limits(card)
    assert "publish:5:3" in presses(card)


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
        (("published", "published"), "Published in all 2 places"),
        (("published", "scheduled"), "On its way: live in 1 of 2"),
        (("published", "failed"), "Something needs you"),
        (("published", "cancelled"), "Finished: live in 1 of 2"),
    ],
)
def test_the_headline_tells_how_the_post_stands(states: tuple[str, ...], words: str) -> None:
    rows = tuple(delivery(number, state) for number, state in enumerate(states, 1))
    assert render(post(deliveries=rows), ENGLISH, NOW).text.startswith(words)
