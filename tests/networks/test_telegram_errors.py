"""The table of the Bot API's refusals, walked line by line."""

from datetime import UTC, datetime, timedelta

import pytest

from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    RateLimited,
    Rejected,
    Transient,
    Unconfirmed,
)
from services.networks.telegram.errors import RULES, is_gone, refusal
from tests.environment import ROOT

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

SAID = [
    (401, "Unauthorized", LoginNeeded, "telegram-token-refused"),
    (404, "Not Found: method not found", Rejected, "telegram-server-too-old"),
    (404, "Not Found", LoginNeeded, "telegram-token-refused"),
    (
        403,
        "Forbidden: bot is not a member of the channel chat",
        AccessDenied,
        "telegram-not-member",
    ),
    (403, "Forbidden: bot was kicked from the channel chat", AccessDenied, "telegram-kicked"),
    (403, "Forbidden: the group chat was deleted", AccessDenied, "telegram-chat-gone"),
    (403, "Forbidden: user is deactivated", AccessDenied, "telegram-blocked"),
    (403, "Forbidden: bot was blocked by the user", AccessDenied, "telegram-blocked"),
    (403, "Forbidden: something new", AccessDenied, "telegram-no-right-to-post"),
    (409, "Conflict: terminated by other getUpdates", Transient, "telegram-token-used-twice"),
    (413, "Request Entity Too Large", Rejected, "telegram-file-too-big"),
    (
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        AccessDenied,
        "telegram-migrated",
    ),
    (400, "Bad Request: chat not found", AccessDenied, "telegram-chat-gone"),
    (400, "Bad Request: group is deactivated", AccessDenied, "telegram-chat-gone"),
    (400, "Bad Request: USER_NOT_PARTICIPANT", AccessDenied, "telegram-not-member"),
    (
        400,
        "Bad Request: need administrator rights in the channel chat",
        AccessDenied,
        "telegram-no-right-to-post",
    ),
    (
        400,
        "Bad Request: not enough rights to send text messages to the chat",
        AccessDenied,
        "telegram-no-right-to-post",
    ),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", AccessDenied, "telegram-no-right-to-post"),
    (400, "Bad Request: TOPIC_CLOSED", AccessDenied, "telegram-topic-closed"),
    (400, "Bad Request: file is too big", Rejected, "telegram-file-too-big"),
    (
        400,
        "Bad Request: wrong file_id or the file is temporarily unavailable",
        Rejected,
        "telegram-file-gone",
    ),
    (
        400,
        "Bad Request: wrong remote file identifier specified: wrong padding",
        Rejected,
        "telegram-file-gone",
    ),
    (400, "Bad Request: PHOTO_INVALID_DIMENSIONS", Rejected, "telegram-file-refused"),
    (400, "Bad Request: MEDIA_EMPTY", Rejected, "telegram-file-refused"),
    (400, "Bad Request: message is too long", Rejected, "telegram-too-long"),
    (400, "Bad Request: message caption is too long", Rejected, "telegram-too-long"),
    (400, "Bad Request: text must be non-empty", Rejected, "telegram-empty"),
    (400, "Bad Request: can't parse entities: ...", Rejected, "telegram-bad-formatting"),
    (400, "Bad Request: message can't be deleted", Rejected, "telegram-too-old-to-delete"),
    (400, "Bad Request: message to delete not found", Rejected, "telegram-message-gone"),
    (400, "Bad Request: message is not modified: ...", Rejected, "telegram-refused"),
    (418, "I'm a teapot", Rejected, "telegram-refused"),
]


def refused(code: int, words: str, **more: object) -> NetworkError:
    told = {"ok": False, "error_code": code, "description": words, **more}
    return refusal(told, irrevocable=True, now=NOW)


@pytest.mark.parametrize(("code", "words", "error", "advice"), SAID)
def test_each_refusal_has_its_class_and_its_advice(
    code: int, words: str, error: type[NetworkError], advice: str
) -> None:
    caught = refused(code, words)
    assert type(caught) is error
    assert (caught.code, caught.detail, caught.advice) == (f"Telegram {code}", words, advice)


def test_every_line_of_the_table_is_walked() -> None:
    meant = {
        next(rule for rule in RULES if rule.fits(code, words))
        for code, words, _, _ in SAID
        if code != 418
    }
    assert meant == set(RULES)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_advice_has_a_text(language: str) -> None:
    texts = (ROOT / f"bot/locales/{language}/networks/telegram.ftl").read_text()
    keys = {line.partition(" = ")[0] for line in texts.splitlines()}
    assert {rule.advice for rule in RULES} <= keys


@pytest.mark.parametrize(
    ("parameters", "wait_s"),
    [({"retry_after": 35}, 35), ({}, 5), (None, 5), ({"retry_after": -1}, 5)],
)
def test_a_rate_limit_counts_from_now(parameters: object, wait_s: int) -> None:
    error = refused(429, "Too Many Requests: retry after 35", parameters=parameters)
    assert isinstance(error, RateLimited)
    assert error.until == NOW + timedelta(seconds=wait_s)


@pytest.mark.parametrize("code", [500, 502, 200, None, "400"])
def test_trouble_inside_telegram_says_nothing_about_the_message(code: object) -> None:
    told = {"ok": False, "error_code": code, "description": "Internal Server Error"}
    assert isinstance(refusal(told, irrevocable=True, now=NOW), Unconfirmed)
    assert type(refusal(told, irrevocable=False, now=NOW)) is Transient


@pytest.mark.parametrize(
    "words", ["message to delete not found", "message to forward not found", "MESSAGE_ID_INVALID"]
)
def test_a_message_that_is_not_there_is_recognised(words: str) -> None:
    assert is_gone(refused(400, f"Bad Request: {words}"))
    assert not is_gone(refused(400, "Bad Request: chat not found"))
