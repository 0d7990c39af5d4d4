"""What each of Pinterest's refusals means for us: the table, and the exceptions it makes.

The code in a refusal's body is not its HTTP status: the code decides where it is listed, else the
status. An answer that is no refusal of Pinterest's own leaves the outcome open.

Source: https://developers.pinterest.com/docs/api/v5/ (answers of each call)
"""

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    PersonNeeded,
    RateLimited,
    Rejected,
    Transient,
)
from services.networks.bodies import redacted
from services.networks.unanswered import unclear

_SITE = "https://www.pinterest.com"
_USUAL_WAIT_S = (600.0, 900.0)
_LONGEST_WAIT = timedelta(days=1)
_EPOCH_S = 1_000_000_000
"""A number of seconds above this is a date, below it a delay."""

_SPAM = re.compile("spam", re.IGNORECASE)
_UNREACHED = re.compile("unable to reach the url", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a refusal means: a class of ours, and the advice for the person."""

    error: type[NetworkError]
    advice: str


_RIGHTS = Rule(AccessDenied, "pinterest-advice-rights")
_BOARD = Rule(AccessDenied, "pinterest-advice-board-gone")

CODES: Mapping[tuple[int, int], Rule] = {
    (403, 7): Rule(AccessDenied, "pinterest-advice-not-yours"),
    (401, 7): Rule(AccessDenied, "pinterest-advice-not-yours"),
    (404, 40): _BOARD,
    (404, 50): Rule(Rejected, "pinterest-advice-pin-gone"),
    (404, 2031): Rule(AccessDenied, "pinterest-advice-section-gone"),
}
"""By status and code, where the code says more than the status."""

STATUSES: Mapping[int, Rule] = {
    400: Rule(Rejected, "pinterest-advice-refused"),
    401: Rule(LoginNeeded, "pinterest-advice-login"),
    403: _RIGHTS,
    404: _BOARD,
    **dict.fromkeys((408, 409), Rule(Transient, "")),
    413: Rule(Rejected, "pinterest-advice-too-heavy"),
    415: Rule(Rejected, "pinterest-advice-refused"),
    422: Rule(Rejected, "pinterest-advice-refused"),
}
"""By status alone; another below 500 is `Rejected`."""

GONE = frozenset({STATUSES[404].advice, CODES[404, 50].advice})
"""The advice of what says that something asked for by its number is not there, under any code."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: `told` is its JSON, None where there was none."""

    status: int
    headers: Mapping[str, str]
    told: Any

    @property
    def refusal(self) -> Mapping[str, Any] | None:
        """Pinterest's own refusal, if it is one; a proxy speaks otherwise."""
        is_ours = isinstance(self.told, dict) and isinstance(self.told.get("code"), int)
        is_refused = HTTPStatus.BAD_REQUEST <= self.status < HTTPStatus.INTERNAL_SERVER_ERROR
        return self.told if is_ours and is_refused else None


def failure(
    reply: Reply, *, irrevocable: bool, now: datetime, secrets: Iterable[str]
) -> NetworkError:
    """Make the exception for an answer that is no success; its text never holds a secret."""
    error = reply.refusal
    words = _words(error or {}, secrets)
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        return _too_many(reply, words, now)
    if error is None and reply.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return unclear("Pinterest", f"HTTP {reply.status}", irrevocable=irrevocable)
    code = (error or {}).get("code", reply.status)
    if reply.status == HTTPStatus.BAD_REQUEST and _UNREACHED.search(words):
        return Transient(f"Pinterest {code}", words)
    rule = rule_of(reply.status, code)
    if rule.error is Transient:
        # Late, or in conflict with something: perhaps with the very pin that this call has made.
        return unclear(f"Pinterest {code}", words, irrevocable=irrevocable)
    return rule.error(f"Pinterest {code}", words, advice=rule.advice)


def rule_of(status: int, code: int) -> Rule:
    """The rule for an explicit refusal."""
    usual = Rule(Rejected, "pinterest-advice-refused")
    return CODES.get((status, code)) or STATUSES.get(status, usual)


def _too_many(reply: Reply, words: str, now: datetime) -> NetworkError:
    """Too many calls, or a block against spam: only the words tell them apart."""
    if _SPAM.search(words):
        return PersonNeeded("Pinterest 429", words, advice="pinterest-advice-spam", link=_SITE)
    return RateLimited("Pinterest 429", words, until=_until(reply.headers, now))


def _words(error: Mapping[str, Any], secrets: Iterable[str]) -> str:
    told = (error.get("message"), error.get("message_detail"))
    return redacted(": ".join(str(one) for one in told if one), secrets)


def _until(headers: Mapping[str, str], now: datetime) -> datetime:
    """When to ask again: as a header says, which may be a delay or a date, else later."""
    told = headers.get("Retry-After") or headers.get("x-ratelimit-reset") or ""
    until = _moment(told.strip(), now)
    if until is None or until <= now:
        return now + timedelta(seconds=random.uniform(*_USUAL_WAIT_S))  # noqa: S311 - spreads a crowd
    return min(until, now + _LONGEST_WAIT)


def _moment(told: str, now: datetime) -> datetime | None:
    try:
        seconds = float(told)
        if seconds < _EPOCH_S:
            return now + timedelta(seconds=seconds)
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return _date(told)


def _date(told: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(told)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
