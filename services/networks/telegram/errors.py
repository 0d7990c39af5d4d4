"""What each answer of the Bot API means for us: the table, and the exceptions it makes.

An explicit 4xx is a complete answer: what the table does not list was refused. Everything else
that is no success says nothing about whether a message was made.

Source: https://core.telegram.org/bots/api#making-requests,
    https://core.telegram.org/bots/api#responseparameters
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    RateLimited,
    Rejected,
    Transient,
)
from services.networks.unanswered import unclear

_WAIT_UNTOLD_S = 5.0


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: a code, words in the description, a class of ours, the advice."""

    code: int
    words: str
    error: type[NetworkError]
    advice: str

    def fits(self, code: int, description: str) -> bool:
        """Whether an answer is of this kind."""
        return code == self.code and re.search(self.words, description, re.IGNORECASE) is not None


RULES: tuple[Rule, ...] = (
    Rule(401, "", LoginNeeded, "telegram-token-refused"),
    Rule(404, r"method not found", Rejected, "telegram-server-too-old"),
    Rule(404, "", LoginNeeded, "telegram-token-refused"),
    Rule(403, r"not a member|CHANNEL_PRIVATE", AccessDenied, "telegram-not-member"),
    Rule(403, r"was kicked|was banned", AccessDenied, "telegram-kicked"),
    Rule(403, r"by the user|user is deactivated|initiate", AccessDenied, "telegram-blocked"),
    Rule(403, r"was deleted|deactivated", AccessDenied, "telegram-chat-gone"),
    Rule(403, "", AccessDenied, "telegram-no-right-to-post"),
    Rule(409, "", Transient, "telegram-token-used-twice"),
    Rule(413, "", Rejected, "telegram-file-too-big"),
    Rule(400, r"upgraded to a supergroup|migrated", AccessDenied, "telegram-migrated"),
    Rule(
        400,
        r"chat not found|CHANNEL_INVALID|PEER_ID_INVALID|CHAT_ID_INVALID|chat_id is empty",
        AccessDenied,
        "telegram-chat-gone",
    ),
    Rule(400, r"group is deactivated|CHANNEL_PRIVATE", AccessDenied, "telegram-chat-gone"),
    Rule(400, r"not a member|USER_NOT_PARTICIPANT", AccessDenied, "telegram-not-member"),
    Rule(
        400,
        r"administrator rights|not enough rights|no rights to send|CHAT_WRITE_FORBIDDEN"
        r"|CHAT_ADMIN_REQUIRED|CHAT_RESTRICTED|CHAT_SEND_\w+_FORBIDDEN|CHAT_GUEST_SEND_FORBIDDEN",
        AccessDenied,
        "telegram-no-right-to-post",
    ),
    Rule(400, r"TOPIC_|thread not found", AccessDenied, "telegram-topic-closed"),
    Rule(400, r"file is too big|FILE_PARTS_INVALID", Rejected, "telegram-file-too-big"),
    Rule(
        400,
        r"wrong (remote )?file.?id|wrong file identifier|temporarily unavailable|FILE_REFERENCE",
        Rejected,
        "telegram-file-gone",
    ),
    Rule(
        400,
        r"PHOTO_INVALID|IMAGE_PROCESS_FAILED|PHOTO_EXT_INVALID|PHOTO_SAVE_FILE_INVALID"
        r"|wrong type of the web page|can't use file of type",
        Rejected,
        "telegram-file-refused",
    ),
    Rule(400, r"MEDIA_|VIDEO_|AUDIO_|DOCUMENT_|WEBPAGE_", Rejected, "telegram-file-refused"),
    Rule(400, r"too long", Rejected, "telegram-too-long"),
    Rule(400, r"text is empty|must be non-empty|no caption", Rejected, "telegram-empty"),
    Rule(400, r"entit", Rejected, "telegram-bad-formatting"),
    Rule(400, r"can't be deleted|DELETE_FORBIDDEN", Rejected, "telegram-too-old-to-delete"),
    Rule(400, r"to (\w+ )?not found|MESSAGE_ID_INVALID", Rejected, "telegram-message-gone"),
    Rule(400, "", Rejected, "telegram-refused"),
)
"""Read from the top: the first line that fits is the answer's meaning."""

_REFUSED = Rule(0, "", Rejected, "telegram-refused")
_GONE = re.compile(r"message (to \w+ )?not found|MESSAGE_ID_INVALID", re.IGNORECASE)
_NONE_LEFT = re.compile(r"no messages to forward|messages to forward not found", re.IGNORECASE)


def rule_of(code: int, description: str) -> Rule:
    """What an explicit 4xx means."""
    return next((rule for rule in RULES if rule.fits(code, description)), _REFUSED)


def refusal(told: Mapping[str, Any], *, irrevocable: bool, now: datetime) -> NetworkError:
    """Make the exception for a complete answer with `ok: false`.

    Args:
        told: The Bot API's error object: `error_code`, `description`, maybe `parameters`.
        irrevocable: Whether the call must not be made twice.
        now: When the answer came; waiting starts here.
    """
    code, words = told.get("error_code"), str(told.get("description") or "")
    if not isinstance(code, int) or not 400 <= code < 500:
        return unclear(f"Telegram {code}", words, irrevocable=irrevocable)
    name = f"Telegram {code}"
    if code == 429:
        return RateLimited(name, words, until=now + _delay(told))
    rule = rule_of(code, words)
    return rule.error(name, words, advice=rule.advice)


def bad_status(status: int, *, irrevocable: bool, now: datetime) -> NetworkError:
    """Make the exception for an HTTP status whose body is not the Bot API's."""
    name = f"Telegram HTTP {status}"
    if status == 429:
        return RateLimited(name, until=now + timedelta(seconds=_WAIT_UNTOLD_S))
    if status == 413:
        return Rejected(name, advice="telegram-file-too-big")
    return unclear(name, irrevocable=irrevocable)


def is_gone(error: NetworkError) -> bool:
    """Whether the Bot API says that there is no message of that number."""
    return error.code == "Telegram 400" and _GONE.search(error.detail) is not None


def are_gone(error: NetworkError) -> bool:
    """Whether the Bot API says that there is no message of any of several numbers."""
    return error.code == "Telegram 400" and _NONE_LEFT.search(error.detail) is not None


def _delay(told: Mapping[str, Any]) -> timedelta:
    parameters = told.get("parameters")
    given = parameters.get("retry_after") if isinstance(parameters, Mapping) else None
    seconds = given if isinstance(given, int | float) and given > 0 else _WAIT_UNTOLD_S
    return timedelta(seconds=float(seconds))
