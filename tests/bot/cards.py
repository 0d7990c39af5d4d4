"""Cards drawn from made-up rows."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.types import InlineKeyboardMarkup

from bot.cards import Reader, Rendered
from bot.cards.shape import BUTTON_LIMIT, CALLBACK_LIMIT_BYTES, TEXT_LIMIT_UTF16
from db.deliveries import DeliveryRow
from services.content import Content, Media, utf16_len
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
        silent_until=None,
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
