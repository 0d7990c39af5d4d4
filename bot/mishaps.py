"""What Telegram's refusals mean to whoever tries to tell a person something."""

from datetime import datetime, timedelta

from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)

from services.errors import NetworkError, RateLimited

CALL_ERRORS = (AiogramError, NetworkError, OSError)
"""Everything that a call of the bot may raise when its work was not done."""

_GONE = ("chat not found", "user is deactivated", "bot was blocked", "user not found")
_NO_MESSAGE = ("message to edit not found", "message can't be edited", "message_id_invalid")


def quiet_until(error: BaseException, now: datetime) -> datetime | None:
    """When Telegram listens again, if it named a time."""
    if isinstance(error, TelegramRetryAfter):
        return now + timedelta(seconds=error.retry_after)
    return error.until if isinstance(error, RateLimited) else None


def is_out_of_reach(error: BaseException) -> bool:
    """Whether the person blocked the bot, or is gone."""
    return isinstance(error, TelegramForbiddenError) or _says(error, _GONE)


def is_unchanged(error: BaseException) -> bool:
    """Whether an edit changed nothing, which is as good as done."""
    return _says(error, ("message is not modified",))


def is_message_gone(error: BaseException) -> bool:
    """Whether the message to edit was deleted, or is too old to be edited."""
    return _says(error, _NO_MESSAGE)


def _says(error: BaseException, phrases: tuple[str, ...]) -> bool:
    """Telegram has no codes for these: its English phrases are all there is."""
    if not isinstance(error, TelegramBadRequest | TelegramForbiddenError):
        return False
    told = error.message.lower()
    return any(phrase in told for phrase in phrases)
