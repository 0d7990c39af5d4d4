"""What each of Instagram's refusals means for us, by what instagrapi makes of it.

The table goes by the names of the library's exceptions, so it is there without the library. An
explicit refusal is a complete answer; whatever is not listed is `Unconfirmed` where a post may have
come of it, and tried again where not.

Source: https://github.com/subzeroid/instagrapi/blob/master/instagrapi/exceptions.py
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    NotYet,
    PersonNeeded,
    RateLimited,
    Rejected,
    Transient,
)
from services.networks.instagram.private.line import Line

UPLOAD_AGAIN = "Instagram media_needs_reupload"
"""Code of the error that says so: what was uploaded is not there any more."""

_HOUR_S = 3600.0
_LOOK_AGAIN = timedelta(seconds=20)
_UNREADY = "Transcode not finished yet"
_WAIT = "Please wait a few minutes"
_LOST = "media_needs_reupload"
_SUSPENDED = "/suspended/"


class RefusedError(Exception):
    """What instagrapi raised, in a wrapping that its own handlers let through."""

    def __init__(self, error: Exception) -> None:
        super().__init__(type(error).__name__)
        self.error = error


@dataclass(frozen=True, slots=True)
class Rule:
    """What one exception means: a class of ours, the advice, the least and most seconds to wait."""

    error: type[NetworkError]
    advice: str = ""
    wait_s: tuple[float, float] = (0.0, 0.0)


def _advice(name: str) -> str:
    return f"instagram-private-advice-{name}"


_LOGIN = Rule(LoginNeeded, _advice("login"))
_CHALLENGE = Rule(PersonNeeded, _advice("challenge"))
_MANY_HOURS = (3 * _HOUR_S, 6 * _HOUR_S)
_A_DAY = (24 * _HOUR_S, 26 * _HOUR_S)

RULES: Mapping[str, Rule] = {
    **dict.fromkeys(
        (
            "LoginRequired",
            "ClientLoginRequired",
            "ClientUnauthorizedError",
            "BadPassword",
            "BadCredentials",
            "TwoFactorRequired",
            "ReloginAttemptExceeded",
        ),
        _LOGIN,
    ),
    **dict.fromkeys(("ChallengeError", "CaptchaChallengeRequired"), _CHALLENGE),
    "AccountSuspended": Rule(PersonNeeded, _advice("suspended")),
    "FeedbackRequired": Rule(RateLimited, _advice("feedback"), _A_DAY),
    "SentryBlock": Rule(RateLimited, _advice("blocked"), _A_DAY),
    "PleaseWaitFewMinutes": Rule(RateLimited, _advice("wait"), _MANY_HOURS),
    "RateLimitError": Rule(RateLimited, _advice("wait"), _MANY_HOURS),
    "ClientThrottledError": Rule(RateLimited, _advice("wait"), (900.0, 1800.0)),
    "ProxyAddressIsBlocked": Rule(AccessDenied, _advice("address")),
    "ClientNeedsUpgradeError": Rule(AccessDenied, _advice("upgrade")),
    "ClientForbiddenError": Rule(AccessDenied, _advice("forbidden")),
    "PrivateAccount": Rule(AccessDenied, _advice("forbidden")),
    "UserNotFound": Rule(AccessDenied, _advice("forbidden")),
    **dict.fromkeys(("MediaUnavailable", "MediaNotFound"), Rule(Rejected)),
    "VideoTooLongException": Rule(Rejected, _advice("media")),
    "UnknownError": Rule(Rejected),
}
"""By the name of an exception's class, or of the nearest class above it that is listed."""

AT_THE_DOOR: Mapping[str, Rule] = {
    **RULES,
    **dict.fromkeys(("BadPassword", "BadCredentials"), Rule(LoginNeeded, _advice("password"))),
    "ProxyAddressIsBlocked": Rule(LoginNeeded, _advice("name")),
    "ClientThrottledError": RULES["RateLimitError"],
    **dict.fromkeys(
        ("UnknownError", "ClientForbiddenError"), Rule(PersonNeeded, _advice("unclear"))
    ),
}
"""What changes while somebody gets in by name and password.

The library takes a name that Instagram does not know for a blocked address.
"""

_BY_MESSAGE: Mapping[str, Rule] = {
    "login_required": RULES["LoginRequired"],
    "challenge_required": _CHALLENGE,
    "feedback_required": RULES["FeedbackRequired"],
}
_BY_STATUS: Mapping[int, Rule] = {
    HTTPStatus.UNAUTHORIZED: _LOGIN,
    HTTPStatus.FORBIDDEN: RULES["ClientForbiddenError"],
    HTTPStatus.TOO_MANY_REQUESTS: RULES["ClientThrottledError"],
}
_BAD_MEDIA = Rule(Rejected, _advice("media"))


def failure(
    error: Exception, line: Line, now: datetime, rules: Mapping[str, Rule] = RULES
) -> NetworkError:
    """Make the exception for whatever ended a call of the library."""
    if isinstance(error, NetworkError):
        return error
    name, words = type(error).__name__, _words(error)
    if _UNREADY in words:
        return NotYet("Instagram transcode", until=now + _LOOK_AGAIN)
    if _LOST in words:
        return Transient(UPLOAD_AGAIN)
    rule = rule_of(error, rules)
    if rule is None:
        return line.lost(_status_or(error, name))
    return _worded(rule, f"Instagram {name}", words, now, link_of(error))


def rule_of(error: Exception, rules: Mapping[str, Rule] = RULES) -> Rule | None:
    """The rule for an exception of the library; None if neither it nor a class above is listed."""
    names = [each.__name__ for each in type(error).__mro__]
    return next((rules[name] for name in names if name in rules), None)


def wants_a_human(error: Exception) -> bool:
    """Whether Instagram wants somebody to show up in its app, and would go on after that."""
    return rule_of(error) is _CHALLENGE


def link_of(error: Exception) -> str | None:
    """Where Instagram wants to see somebody, if it says so."""
    challenge = getattr(error, "challenge", None)
    return _safe(challenge.get("url")) if isinstance(challenge, dict) else None


def not_taken(status: int, told: Any, line: Line, now: datetime) -> NetworkError:
    """Make the exception for an upload that was answered with a bad status: nothing is public."""
    said = told if isinstance(told, dict) else {}
    message, name = str(said.get("message") or ""), f"Instagram HTTP {status}"
    challenge = said.get("challenge")
    link = _safe(challenge.get("url")) if isinstance(challenge, dict) else None
    if link and _SUSPENDED in link:
        return _worded(RULES["AccountSuspended"], name, message, now, link)
    if _WAIT in message:
        return _worded(RULES["PleaseWaitFewMinutes"], name, message, now, None)
    rule = _BY_MESSAGE.get(message) or _BY_STATUS.get(status)
    if rule is None and HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        rule = _BAD_MEDIA if status != HTTPStatus.REQUEST_TIMEOUT else None
    return _worded(rule, name, message, now, link) if rule else line.lost(name)


def _worded(rule: Rule, name: str, words: str, now: datetime, link: str | None) -> NetworkError:
    if rule.error is RateLimited:
        wait_s = random.uniform(*rule.wait_s)  # noqa: S311 - spreads a crowd
        return RateLimited(name, words, until=now + timedelta(seconds=wait_s), advice=rule.advice)
    return rule.error(name, words, advice=rule.advice, link=link)


def _status_or(error: Exception, name: str) -> str:
    status = getattr(getattr(error, "response", None), "status_code", None)
    return f"HTTP {status}" if isinstance(status, int) else name


def _words(error: Exception) -> str:
    """What Instagram itself said; other texts of the library quote requests and addresses."""
    told = getattr(error, "feedback_message", None) or getattr(error, "message", None)
    answered = isinstance(getattr(error, "status", None), str)
    return told if answered and isinstance(told, str) else ""


def _safe(url: Any) -> str | None:
    return url if isinstance(url, str) and url.startswith("https://") else None
