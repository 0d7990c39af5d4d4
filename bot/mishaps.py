"""What the errors of a call of the bot mean to whoever tries to tell a person something.

Telegram has no codes for some of these: its English phrases are all there is.
"""

from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    RateLimited,
    Rejected,
    Transient,
)

CALL_ERRORS = (NetworkError, OSError)
"""Everything that a call of the bot may raise."""

OUTSIDE = (Transient, LoginNeeded, SQLAlchemyError, OSError)
"""Trouble that says nothing about what was to be told: a server is away, the token is replaced."""

_BLOCKED = ("blocked by the user", "user is deactivated", "can't initiate conversation")
_NO_MESSAGE = ("message to edit not found", "message can't be edited", "message_id_invalid")


def quiet_until(error: BaseException) -> datetime | None:
    """When Telegram listens again, if it named a time."""
    return error.until if isinstance(error, RateLimited) else None


def is_blocked(error: BaseException) -> bool:
    """Whether the person blocked the bot, or is gone."""
    return isinstance(error, AccessDenied) and _says(error, _BLOCKED)


def is_unchanged(error: BaseException) -> bool:
    """Whether an edit changed nothing, which is as good as done."""
    return isinstance(error, Rejected) and _says(error, ("message is not modified",))


def is_message_gone(error: BaseException) -> bool:
    """Whether the message to edit was deleted, or is too old to be edited."""
    return isinstance(error, Rejected) and _says(error, _NO_MESSAGE)


def _says(error: NetworkError, phrases: tuple[str, ...]) -> bool:
    return any(phrase in error.detail.lower() for phrase in phrases)
