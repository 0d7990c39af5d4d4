"""What each of Instagram's errors means for us: the table, and the exceptions it makes.

An explicit error is a complete answer. In a harmless call, what is not listed was refused and is
`Rejected` with Instagram's own words; where a post may have come of it, it is `Unconfirmed`, and
so is whatever the vendor calls a trouble of its own.

Source: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/error-codes
https://developers.facebook.com/documentation/graph-api/guides/error-handling
"""

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    PersonNeeded,
    RateLimited,
    Rejected,
    Transient,
    Unconfirmed,
)
from services.networks.bodies import redacted
from services.networks.unanswered import unclear

USAGE_HEADERS = ("X-Business-Use-Case-Usage", "X-App-Usage")

_REGAIN = "estimated_time_to_regain_access"
_LONGEST_WAIT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Rule:
    """What one error means: a class of ours, the advice for the person, seconds to wait.

    `sure` says that nothing came of the call, although it may be tried again as it is.
    """

    error: type[NetworkError]
    advice: str = ""
    wait_s: tuple[float, float] = (300.0, 900.0)
    sure: bool = False


_AGAIN = Rule(Transient)
_LOGIN = Rule(LoginNeeded, "instagram-advice-login")
_RIGHTS = Rule(AccessDenied, "instagram-advice-rights")
_BUSY = Rule(RateLimited, "instagram-advice-busy")
_PICTURE = Rule(Rejected, "instagram-advice-picture")
_VIDEO = Rule(Rejected, "instagram-advice-video")
_REFUSED = Rule(Rejected)

SUBCODES: Mapping[int, Rule] = {
    **dict.fromkeys((2207001, 2207003, 2207006, 2207008, 2207020, 2207032, 2207053), _AGAIN),
    2207027: Rule(Transient, sure=True),
    2207042: Rule(RateLimited, "instagram-advice-day-limit", wait_s=(3600.0, 4200.0)),
    2207050: Rule(PersonNeeded, "instagram-advice-restricted"),
    2207051: Rule(PersonNeeded, "instagram-advice-suspected"),
    **dict.fromkeys((2207004, 2207005, 2207009), _PICTURE),
    **dict.fromkeys((2207023, 2207026), _VIDEO),
    2207010: Rule(Rejected, "instagram-advice-caption"),
    2207028: Rule(Rejected, "instagram-advice-carousel"),
    2207052: Rule(Rejected, "instagram-advice-not-fetched"),
    2207057: _VIDEO,
}
"""By `error_subcode`, wherever there is one that is listed."""

CODES: Mapping[int, Rule] = {
    **dict.fromkeys((-2, -1, 1, 2), _AGAIN),
    **dict.fromkeys((4, 17, 32, 341, 613, 80002), _BUSY),
    9: Rule(RateLimited, "instagram-advice-day-limit", wait_s=(3600.0, 4200.0)),
    **dict.fromkeys((3, 10, *range(200, 300)), _RIGHTS),
    **dict.fromkeys((102, 190), _LOGIN),
    24: _AGAIN,
    25: Rule(PersonNeeded, "instagram-advice-restricted"),
    352: _VIDEO,
    368: Rule(PersonNeeded, "instagram-advice-suspected"),
    9004: Rule(Rejected, "instagram-advice-not-fetched"),
    9007: Rule(Transient, sure=True),
    **dict.fromkeys((36000, 36001, 36003), _PICTURE),
    36004: Rule(Rejected, "instagram-advice-caption"),
}
"""By `code`, where the subcode says nothing."""

_NOT_THERE = (100, 33)
"""Said of things that are there, too, now and then: Instagram's own trouble."""


def rule_of(code: int | None, subcode: int | None) -> Rule | None:
    """The rule for an error; None if it is not listed."""
    if (code, subcode) == _NOT_THERE:
        return _AGAIN
    return SUBCODES.get(subcode or 0) or CODES.get(code or 0)


def refusal(
    error: Mapping[str, Any],
    *,
    irrevocable: bool,
    now: datetime,
    secrets: Iterable[str],
    headers: Mapping[str, str],
) -> NetworkError:
    """Make the exception for an `error` object of an answer; its text never holds a secret."""
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    name = " ".join(["Instagram", *(str(one) for one in (code, subcode) if one is not None)])
    words = redacted(_words(error), secrets)
    rule = rule_of(code, subcode)
    if rule is None and error.get("is_transient") is True:
        rule = _AGAIN
    if rule is None:
        return Unconfirmed(name, words) if irrevocable else Rejected(name, words)
    if rule.error is RateLimited:
        return RateLimited(name, words, until=now + _wait(rule, headers), advice=rule.advice)
    if rule.error is Transient and irrevocable and not rule.sure:
        return Unconfirmed(name, words)
    return rule.error(name, words, advice=rule.advice)


def refused_grant(told: Mapping[str, Any], *, secrets: Iterable[str]) -> NetworkError:
    """Make the exception for a refusal of the server that takes codes; it has a form of its own."""
    words = redacted(str(told.get("error_message", "")), secrets)
    return LoginNeeded(f"Instagram {told.get('code')}", words, advice=_LOGIN.advice)


def failed_status(words: str) -> Rejected | None:
    """What a container's status text says is wrong with the media; None if trying again may do.

    Instagram names the subcode in the middle of a sentence.
    """
    for subcode, rule in SUBCODES.items():
        if str(subcode) in words:
            wrong = rule.error is Rejected
            return Rejected(f"Instagram {subcode}", words, advice=rule.advice) if wrong else None
    return None


def bad_status(status: int, *, irrevocable: bool, now: datetime) -> NetworkError:
    """Make the exception for an HTTP status that came without Instagram's own words."""
    name = f"Instagram HTTP {status}"
    if status == 429:
        return RateLimited(name, until=now + timedelta(seconds=_spread(*_BUSY.wait_s)))
    return unclear(name, irrevocable=irrevocable)


def _wait(rule: Rule, headers: Mapping[str, str]) -> timedelta:
    """As long as Instagram says, else as long as the rule."""
    told = [minutes for name in USAGE_HEADERS for minutes in _minutes(headers.get(name, ""))]
    if rule is _BUSY and told and max(told) > 0:
        return min(timedelta(minutes=max(told)), _LONGEST_WAIT)
    return timedelta(seconds=_spread(*rule.wait_s))


def _minutes(header: str) -> list[float]:
    """Every time that a usage header names, in minutes."""
    try:
        usage = json.loads(header or "{}")
    except (ValueError, RecursionError):
        return []
    groups = usage.values() if isinstance(usage, dict) else []
    items = [item for group in groups if isinstance(group, list) for item in group]
    found = [
        item.get("estimated_time_to_regain_access") for item in items if isinstance(item, dict)
    ]
    return [float(one) for one in found if isinstance(one, int | float)]


def _words(error: Mapping[str, Any]) -> str:
    return str(error.get("error_user_msg") or error.get("message") or "")


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _spread(least: float, most: float) -> float:
    return random.uniform(least, most)  # noqa: S311 - spreads a crowd
