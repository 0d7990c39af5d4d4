"""Telegram's answers that mean no, and what each of them is to us.

Source: https://core.telegram.org/bots/api#making-requests and the words of the Bot API server,
https://github.com/tdlib/telegram-bot-api
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.clock import Clock
from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    RateLimited,
    Rejected,
    Unconfirmed,
)

_DEFAULT_RETRY_S = 30


@dataclass(frozen=True, slots=True)
class Refusal:
    """One kind of no: the words that it is known by, its class and what to tell the person."""

    words: str
    kind: type[NetworkError]
    advice: str


REFUSALS = (
    Refusal("bot is not a member", AccessDenied, "telegram-not-member"),
    Refusal("bot was kicked", AccessDenied, "telegram-kicked"),
    Refusal("bot was blocked by the user", AccessDenied, "telegram-blocked"),
    Refusal("user is deactivated", AccessDenied, "telegram-blocked"),
    Refusal("chat not found", AccessDenied, "telegram-chat-gone"),
    Refusal("group chat was upgraded", AccessDenied, "telegram-migrated"),
    Refusal("not enough rights", AccessDenied, "telegram-no-right-to-post"),
    Refusal("need administrator rights", AccessDenied, "telegram-no-right-to-post"),
    Refusal("have no rights to send", AccessDenied, "telegram-no-right-to-post"),
    Refusal("CHAT_WRITE_FORBIDDEN", AccessDenied, "telegram-no-right-to-post"),
    Refusal("CHAT_ADMIN_REQUIRED", AccessDenied, "telegram-no-right-to-post"),
    Refusal("CHAT_RESTRICTED", AccessDenied, "telegram-no-right-to-post"),
    Refusal("file is too big", Rejected, "telegram-file-too-big"),
    Refusal("Request Entity Too Large", Rejected, "telegram-file-too-big"),
    Refusal("wrong file", Rejected, "telegram-file-gone"),
    Refusal("file reference", Rejected, "telegram-file-gone"),
    Refusal("message is too long", Rejected, "telegram-too-long"),
    Refusal("caption is too long", Rejected, "telegram-too-long"),
    Refusal("message can't be deleted", Rejected, "telegram-cannot-delete"),
)
"""Read from the top; the first whose words are in the description decides."""

GONE = ("message to delete not found", "message to forward not found", "message to copy not found")
UNCHANGED = "message is not modified"

_BY_CODE: dict[int, tuple[type[NetworkError], str]] = {
    401: (LoginNeeded, "telegram-token-dead"),
    403: (AccessDenied, "telegram-no-right-to-post"),
    404: (LoginNeeded, "telegram-token-dead"),
}


def refused(
    status: int, description: str, *, retry_after_s: int | None, clock: Clock
) -> NetworkError:
    """The error that an answer with `ok: false` means.

    Args:
        status: `error_code` of the answer.
        description: Telegram's words.
        retry_after_s: `parameters.retry_after`, if it was there.
        clock: From whose now the delay counts.
    """
    code = f"Telegram {status}"
    if status == 429:
        delay = timedelta(seconds=retry_after_s or _DEFAULT_RETRY_S)
        return RateLimited(code, description, until=_after(clock, delay))
    if status >= 500:
        return Unconfirmed(code, description)
    for refusal in REFUSALS:
        if refusal.words.lower() in description.lower():
            return refusal.kind(code, description, advice=refusal.advice)
    kind, advice = _BY_CODE.get(status, (Rejected, ""))
    return kind(code, description, advice=advice)


def _after(clock: Clock, delay: timedelta) -> datetime:
    return clock.now() + delay
