"""Sending words and buttons: with entities, never with a parse mode, so that no name is markup."""

from collections.abc import Sequence
from contextlib import suppress

import structlog
from aiogram.types import (
    CallbackQuery,
    InaccessibleMessage,
    InputFile,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from aiogram.utils.formatting import Text

from bot.cards.shape import Rendered, Row, rendered
from bot.mishaps import is_unchanged
from services.errors import Rejected

log = structlog.get_logger()

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_ALERT_LIMIT = 200


async def say(
    message: Message,
    words: str | Text,
    rows: Sequence[Row] = (),
    *,
    below: ReplyKeyboardMarkup | ReplyKeyboardRemove | None = None,
) -> Message:
    """Write into the chat of a message, with buttons under it or instead of the keyboard."""
    shown = rendered(Text(words), rows)
    return await message.answer(
        shown.text,
        entities=shown.entities,
        parse_mode=None,
        reply_markup=shown.keyboard or below,
        link_preview_options=_NO_PREVIEW,
    )


async def show(message: Message, picture: InputFile, words: str, rows: Sequence[Row]) -> None:
    """Send a picture into the chat of a message, with words and buttons under it."""
    shown = rendered(Text(words), rows)
    await message.answer_photo(
        picture,
        caption=shown.text,
        caption_entities=shown.entities,
        parse_mode=None,
        reply_markup=shown.keyboard,
    )


async def change(callback: CallbackQuery, words: str | Text, rows: Sequence[Row] = ()) -> None:
    """Put other words and buttons into the message whose button was pressed; a picture stays.

    Where it can no longer be edited, they come as a new one.
    """
    if callback.message is None or isinstance(callback.message, InaccessibleMessage):
        return
    shown = rendered(Text(words), rows)
    edit = _edit_caption if callback.message.photo else _edit_text
    try:
        await edit(callback.message, shown)
    except Rejected as error:
        if not is_unchanged(error):
            await say(callback.message, words, rows)


async def refuse(callback: CallbackQuery, words: str, *, alert: bool = False) -> None:
    """Answer a press that changes nothing: it is outdated, foreign or made up.

    Whoever pressed is not told which; the log keeps who pressed what.
    """
    log.info("press.refused", person=callback.from_user.id, button=callback.data)
    await hint(callback, words, alert=alert)


async def hint(callback: CallbackQuery, words: str = "", *, alert: bool = False) -> None:
    """Answer a press, always: a button that is not answered keeps turning its wheel.

    A press that is too old to be answered is as good as answered.
    """
    with suppress(Rejected):
        await callback.answer(words[:_ALERT_LIMIT] or None, show_alert=alert)


async def _edit_text(message: Message, shown: Rendered) -> None:
    await message.edit_text(
        shown.text,
        entities=shown.entities,
        parse_mode=None,
        reply_markup=shown.keyboard,
        link_preview_options=_NO_PREVIEW,
    )


async def _edit_caption(message: Message, shown: Rendered) -> None:
    await message.edit_caption(
        caption=shown.text,
        caption_entities=shown.entities,
        parse_mode=None,
        reply_markup=shown.keyboard,
    )
