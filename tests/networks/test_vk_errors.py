"""Every code of VK's has one class of ours, and each class its advice in both languages."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.texts import LANGUAGES, t
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
from services.networks.vk.errors import RULES, refusal, rule_of
from services.networks.vk.tokens import Token
from tests.environment import ROOT

NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
KEY = Token("secret-key", "community")
USER = Token("secret-token", "user")
SCHEMA = ROOT.parent / "shared" / "api-schemas" / "vk" / "errors.json"

TABLE: dict[type[NetworkError], tuple[int, ...]] = {
    RateLimited: (6, 9, 29, 601, 1105),
    Transient: (32, 43, 103),
    LoginNeeded: (5, 16, 18, 37, 39, 42, 1114, 1116, 1117, 1118, 3609, 3610),
    PersonNeeded: (14, 17, 24, 25, 41, 146, 3300, 3301, 3302, 3303, 3304, 3305, 11500),
    AccessDenied: (
        *(2, 7, 11, 15, 19, 20, 21, 23, 27, 28, 30, 34, 35, 38, 40, 101, 200, 201, 203, 204),
        *(210, 214, 260, 500, 600, 703, 704, 1051, 3611),
    ),
    Rejected: (
        *(3, 4, 8, 22, 100, 104, 105, 113, 114, 118, 121, 122, 125, 129, 150),
        *(219, 220, 222, 224, 225, 300, 302),
    ),
}


def told(code: int, words: str = "words", *, irrevocable: bool = True, **more: Any) -> NetworkError:
    error = {"error_code": code, "error_msg": words, **more}
    return refusal(error, irrevocable=irrevocable, now=NOW, token=KEY)


@pytest.mark.parametrize(
    ("code", "expected"), [(code, kind) for kind, codes in TABLE.items() for code in codes]
)
def test_a_code_has_the_class_of_the_table(code: int, expected: type[NetworkError]) -> None:
    for irrevocable in (True, False):
        error = told(code, irrevocable=irrevocable)
        assert type(error) is expected
        assert (error.code, error.detail) == (f"VK {code}", "words")


def test_the_table_is_whole() -> None:
    assert set(RULES) <= {code for codes in TABLE.values() for code in codes}


@pytest.mark.parametrize("code", [1, 10, 13, 36])
def test_trouble_inside_vk_says_nothing_about_a_post(code: int) -> None:
    assert type(told(code)) is Unconfirmed
    assert type(told(code, irrevocable=False)) is Transient


@pytest.mark.skipif(not SCHEMA.exists(), reason="VK's schema is not beside the project")
def test_every_code_of_vks_own_list_ends_in_a_class_of_ours() -> None:
    declared = {error["code"] for error in json.loads(SCHEMA.read_text())["errors"].values()}
    assert len(declared) > 200
    unlisted = {code for code in declared if type(told(code)) is Rejected} - set(RULES)
    account_troubles = {5, 7, 14, 15, 17, 24, 27, 28, 37, 1117, 3609}
    assert not unlisted & account_troubles
    assert all(told(code).detail == "words" for code in unlisted)


def test_a_code_that_nobody_knows_was_refused() -> None:
    assert type(told(987_654)) is Rejected


def test_a_refused_guid_means_that_something_was_accepted_before() -> None:
    words = "One of the parameters specified was missing or invalid: guid was already used"
    assert type(told(100, words)) is Unconfirmed


@pytest.mark.parametrize(
    ("words", "expected", "advice"),
    [
        ("you can only add 50 posts a day", RateLimited, "vk-advice-day-limit"),
        ("a post is already scheduled for this time", Rejected, "vk-advice-time-taken"),
        ("access denied", AccessDenied, "vk-advice-rights"),
    ],
)
def test_code_214_is_read_by_its_words(
    words: str, expected: type[NetworkError], advice: str
) -> None:
    error = told(214, f"Access to adding post denied: {words}")
    assert (type(error), error.advice) == (expected, advice)


def test_a_blocked_application_is_a_wrong_key() -> None:
    assert type(told(8, "Invalid request: application is blocked")) is AccessDenied


def test_subcodes_name_the_exact_trouble() -> None:
    assert told(5, error_subcode=1130).advice == "vk-advice-other-address"
    assert told(15, error_subcode=1133).advice == "vk-advice-scope"
    assert told(15).advice == "vk-advice-rights"


def test_a_dead_credential_is_named() -> None:
    error = {"error_code": 5, "error_msg": "no"}
    for token in (KEY, USER):
        found = refusal(error, irrevocable=False, now=NOW, token=token)
        assert found.advice == f"vk-advice-login-{token.kind}"


@pytest.mark.parametrize(
    ("code", "least", "most"),
    [
        (6, timedelta(seconds=1), timedelta(seconds=2)),
        (9, timedelta(minutes=30), timedelta(hours=1)),
        # 20:30 UTC is 23:30 in Moscow, where VK's day ends half an hour later.
        (29, timedelta(minutes=31), timedelta(minutes=45)),
    ],
)
def test_a_pace_says_until_when(code: int, least: timedelta, most: timedelta) -> None:
    error = told(code)
    assert isinstance(error, RateLimited)
    assert least <= error.until - NOW <= most
    assert error.until.tzinfo is UTC


def test_a_token_in_vks_words_is_struck_out() -> None:
    assert told(5, "bad access_token secret-key here").detail == "bad access_token *** here"


def test_every_advice_is_written_in_both_languages() -> None:
    rules = [*RULES.values(), rule_of(15, 1133), rule_of(5, 1130), rule_of(214, None, "a day")]
    advices = {rule.advice for rule in rules if rule.advice} - {"vk-advice-login"}
    advices |= {"vk-advice-login-community", "vk-advice-login-user"}
    assert len(advices) > 15
    for language in LANGUAGES:
        assert not [advice for advice in advices if t(language, advice) == advice]


def test_every_text_key_in_the_code_is_written_in_both_languages() -> None:
    code = "".join(path.read_text() for path in Path(ROOT / "services/networks/vk").glob("*.py"))
    used = set(re.findall(r'"(vk-[a-z_-]+)"', code)) - {"vk-advice-login"}
    used |= {f"vk-missing-{kind}" for kind in ("photo", "video", "doc")}
    assert len(used) > 40
    for language in LANGUAGES:
        assert not [key for key in used if t(language, key) == key]
