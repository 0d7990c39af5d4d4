"""What each of VK's errors means for us: the table, and the exceptions it makes.

An explicit error is a complete answer, so what is not listed was refused and is `Rejected` with
VK's own words; only the codes of `OUTCOME_UNKNOWN` say nothing about a write.

Source: https://dev.vk.com/reference/errors
"""

import random
import re
from collections.abc import Mapping
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
)
from services.networks.bodies import redacted
from services.networks.unanswered import unclear
from services.networks.vk.day import day_of
from services.networks.vk.tokens import Token

OUTCOME_UNKNOWN = frozenset({1, 10, 13, 36})
"""Trouble inside VK: a write may have happened, a read may be repeated."""

UPLOAD_AGAIN = frozenset({22, 105, 118, 121, 122, 129})
"""The receipt of an upload is stale or foreign: the file has to be uploaded anew."""

_SITE = "https://vk.com"
_PER_DAY = re.compile(r"(?:a|per) day|daily", re.IGNORECASE)
_POSTS_A_DAY = re.compile(r"(\d+) posts? (?:a|per) day", re.IGNORECASE)
_TAKEN_TIME = re.compile(r"scheduled for this time|already", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """What one code means: a class of ours, the advice for the person, seconds to wait."""

    error: type[NetworkError]
    advice: str = ""
    wait_s: tuple[float, float] | None = None


_FLOOD = Rule(RateLimited, "vk-advice-flood", wait_s=(1800.0, 3600.0))
_TOMORROW = Rule(RateLimited, "vk-advice-day-limit")
_LATER = Rule(Transient)
_LOGIN = Rule(LoginNeeded, "vk-advice-login")
_ELSEWHERE = Rule(LoginNeeded, "vk-advice-other-address")
_CAPTCHA = Rule(PersonNeeded, "vk-advice-captcha")
_CONFIRM = Rule(PersonNeeded, "vk-advice-confirm")
_WRONG_KEY = Rule(AccessDenied, "vk-advice-wrong-key")
_RIGHTS = Rule(AccessDenied, "vk-advice-rights")
_SCOPE = Rule(AccessDenied, "vk-advice-scope")
_TWO_FACTORS = Rule(AccessDenied, "vk-advice-two-factors")
_GONE = Rule(AccessDenied, "vk-advice-community-gone")
_FILE = Rule(Rejected, "vk-advice-file")
_REFUSED = Rule(Rejected)

RULES: Mapping[int, Rule] = {
    **dict.fromkeys((32, 43, 103), _LATER),
    6: Rule(RateLimited, wait_s=(1.0, 2.0)),
    **dict.fromkeys((9, 601, 1105), _FLOOD),
    29: _TOMORROW,
    **dict.fromkeys((5, 16, 18, 37, 39, 1114, 1116, 1117, 3609, 3610), _LOGIN),
    **dict.fromkeys((42, 1118), _ELSEWHERE),
    **dict.fromkeys((14, 3300), _CAPTCHA),
    **dict.fromkeys((17, 24, 25, 41, 146, 3301, 3302, 3303, 3304, 3305, 11500), _CONFIRM),
    **dict.fromkeys((2, 11, 20, 21, 23, 27, 28, 34, 35, 38, 101, 1051, 3611), _WRONG_KEY),
    **dict.fromkeys((7, 15, 30, 200, 201, 203, 204, 210, 260, 500, 600), _RIGHTS),
    **dict.fromkeys((703, 704), _TWO_FACTORS),
    **dict.fromkeys((19, 40), _GONE),
    **dict.fromkeys(UPLOAD_AGAIN, _FILE),
    214: _RIGHTS,
    219: Rule(Rejected, "vk-advice-ads"),
    220: Rule(Rejected, "vk-advice-people"),
    222: Rule(Rejected, "vk-advice-links"),
    224: Rule(Rejected, "vk-advice-ads"),
    225: Rule(Rejected, "vk-advice-donut"),
    300: Rule(Rejected, "vk-advice-album-full"),
    302: Rule(Rejected, "vk-advice-album-full"),
}
"""By `error_code`; what is not here is refused, see `rule_of`."""

_SUBCODES: Mapping[tuple[int, int], Rule] = {(5, 1130): _ELSEWHERE, (15, 1133): _SCOPE}


def rule_of(code: int, subcode: int | None = None, words: str = "") -> Rule:
    """The rule for an explicit error whose code says what happened."""
    if subcode is not None and (code, subcode) in _SUBCODES:
        return _SUBCODES[code, subcode]
    if code == 214 and _PER_DAY.search(words):
        return _TOMORROW
    if code == 214 and _TAKEN_TIME.search(words):
        return Rule(Rejected, "vk-advice-time-taken")
    if code == 8 and "blocked" in words.casefold():
        return _WRONG_KEY
    return RULES.get(code, _REFUSED)


def refusal(
    error: Mapping[str, Any], *, irrevocable: bool, now: datetime, token: Token
) -> NetworkError:
    """Make the exception for an `error` object of VK's answer; its text never holds the token."""
    code, words = _code(error.get("error_code")), _words(error, token.value)
    name = f"VK {code}"
    if code is None or code in OUTCOME_UNKNOWN or (irrevocable and _knows_guid(code, words)):
        return unclear(name, words, irrevocable=irrevocable)
    rule = rule_of(code, _code(error.get("error_subcode")), words)
    if rule.error is RateLimited:
        until, granted = _until(rule, now), _granted(code, words)
        return RateLimited(name, words, until=until, advice=rule.advice, granted=granted)
    advice = f"{rule.advice}-{token.kind}" if rule is _LOGIN else rule.advice
    return rule.error(name, words, advice=advice, link=_link(error))


def is_stale_receipt(error: NetworkError) -> bool:
    """Whether VK refused to save what was uploaded, so that uploading again makes sense."""
    if error.code == "VK 100":
        return "photos_list" in error.detail or "photo" in error.detail
    return error.code in {f"VK {code}" for code in UPLOAD_AGAIN}


def bad_status(status: int, *, irrevocable: bool, now: datetime) -> NetworkError:
    """Make the exception for an HTTP status that no answer of VK's came with."""
    if status == 429:
        return RateLimited("VK HTTP 429", until=now + timedelta(seconds=random.uniform(5, 15)))  # noqa: S311
    name = f"VK HTTP {status}"
    return unclear(name, irrevocable=irrevocable)


def _code(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _words(error: Mapping[str, Any], token: str) -> str:
    words = str(error.get("error_msg") or error.get("error_text") or "")
    return redacted(words, (token,))


def _knows_guid(code: int, words: str) -> bool:
    """Whether VK refuses because it has seen this `guid`: then something was accepted before."""
    return code not in {5, 6, 14, 17} and "guid" in words.casefold()


def _until(rule: Rule, now: datetime) -> datetime:
    if rule.wait_s:
        return now + timedelta(seconds=random.uniform(*rule.wait_s))  # noqa: S311 - spreads a crowd
    _, ends_at = day_of(now)
    return ends_at + timedelta(seconds=random.uniform(0, 840))  # noqa: S311


def _granted(code: int, words: str) -> int | None:
    """How many posts a wall may get in a day: sources disagree, so only VK's own words count."""
    told = _POSTS_A_DAY.search(words) if code == 214 else None
    return int(told[1]) if told else None


def _link(error: Mapping[str, Any]) -> str | None:
    """Where the person can settle it; the picture of an old captcha takes no answer itself."""
    link = error.get("redirect_uri") or (_SITE if error.get("captcha_img") else None)
    safe = isinstance(link, str) and link.startswith(("https://", "http://"))
    return str(link) if safe else None
