"""Every error of Instagram means one thing here, and an unknown one is never taken for a no."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

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
from services.networks.instagram.official.errors import (
    bad_status,
    failed_status,
    refusal,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TOKEN = "IGAA-canary-that-must-never-show"

TABLE = [
    (-2, 2207003, Transient, Unconfirmed, ""),
    (-2, 2207020, Transient, Unconfirmed, ""),
    (-1, 2207001, Transient, Unconfirmed, ""),
    (-1, 2207032, Transient, Unconfirmed, ""),
    (-1, 2207053, Transient, Unconfirmed, ""),
    (24, 2207008, Transient, Unconfirmed, ""),
    (24, 2207006, Transient, Unconfirmed, ""),
    (1, None, Transient, Unconfirmed, ""),
    (2, None, Transient, Unconfirmed, ""),
    (100, 33, Transient, Unconfirmed, ""),
    (9007, 2207027, Transient, Transient, ""),
    (4, 2207051, PersonNeeded, PersonNeeded, "instagram-advice-suspected"),
    (25, 2207050, PersonNeeded, PersonNeeded, "instagram-advice-restricted"),
    (9, 2207042, RateLimited, RateLimited, "instagram-advice-day-limit"),
    (4, None, RateLimited, RateLimited, "instagram-advice-busy"),
    (17, None, RateLimited, RateLimited, "instagram-advice-busy"),
    (32, None, RateLimited, RateLimited, "instagram-advice-busy"),
    (613, None, RateLimited, RateLimited, "instagram-advice-busy"),
    (341, None, RateLimited, RateLimited, "instagram-advice-busy"),
    (368, None, PersonNeeded, PersonNeeded, "instagram-advice-suspected"),
    (190, None, LoginNeeded, LoginNeeded, "instagram-advice-login"),
    (190, 463, LoginNeeded, LoginNeeded, "instagram-advice-login"),
    (190, 460, LoginNeeded, LoginNeeded, "instagram-advice-login"),
    (10, None, AccessDenied, AccessDenied, "instagram-advice-rights"),
    (200, None, AccessDenied, AccessDenied, "instagram-advice-rights"),
    (36000, 2207004, Rejected, Rejected, "instagram-advice-picture"),
    (36001, 2207005, Rejected, Rejected, "instagram-advice-picture"),
    (36003, 2207009, Rejected, Rejected, "instagram-advice-picture"),
    (352, 2207026, Rejected, Rejected, "instagram-advice-video"),
    (100, 2207023, Rejected, Rejected, "instagram-advice-video"),
    (36004, 2207010, Rejected, Rejected, "instagram-advice-caption"),
    (100, 2207028, Rejected, Rejected, "instagram-advice-carousel"),
    (9004, 2207052, Rejected, Rejected, "instagram-advice-not-fetched"),
    (1, 2207057, Rejected, Rejected, "instagram-advice-video"),
    (100, None, Rejected, Unconfirmed, ""),
    (77777, None, Rejected, Unconfirmed, ""),
]


def made(irrevocable: bool, headers: dict[str, str] | None = None, **error: Any) -> NetworkError:
    return refusal(error, irrevocable=irrevocable, now=NOW, secrets=[TOKEN], headers=headers or {})


@pytest.mark.parametrize(("code", "subcode", "harmless", "irrevocable", "advice"), TABLE)
def test_each_error_has_one_class(
    code: int,
    subcode: int | None,
    harmless: type[NetworkError],
    irrevocable: type[NetworkError],
    advice: str,
) -> None:
    for kind, publishing in ((harmless, False), (irrevocable, True)):
        error = made(publishing, code=code, error_subcode=subcode, message="Words")
        assert type(error) is kind
        assert error.advice == advice
        assert error.code.startswith(f"Instagram {code}")
        assert error.detail == "Words"


def test_what_the_vendor_calls_transient_is() -> None:
    assert type(made(False, code=88888, is_transient=True)) is Transient
    assert type(made(True, code=88888, is_transient=True)) is Unconfirmed


def test_a_throttled_call_waits_as_long_as_it_is_told() -> None:
    usage = {"178": [{"type": "instagram", "estimated_time_to_regain_access": 28}]}
    headers = {"X-Business-Use-Case-Usage": json.dumps(usage)}
    error = made(True, headers, code=4)
    assert isinstance(error, RateLimited)
    assert error.until == NOW + timedelta(minutes=28)


@pytest.mark.parametrize("header", ["", "{", "[]", '{"a": 1}', '{"a": [1]}', "[" * 5000])
def test_a_header_that_says_nothing_is_a_usual_wait(header: str) -> None:
    error = made(True, {"X-App-Usage": header}, code=4)
    assert isinstance(error, RateLimited)
    assert timedelta(minutes=5) <= error.until - NOW <= timedelta(minutes=15)


def test_no_error_shows_the_token() -> None:
    error = made(False, code=100, message=f"bad token {TOKEN}")
    assert TOKEN not in str(error)


def test_a_failed_container_is_refused_only_for_what_is_in_it() -> None:
    wrong = failed_status("Error: Media upload has failed with error code 2207026")
    assert wrong is not None
    assert wrong.advice == "instagram-advice-video"
    assert failed_status("Error: Media upload has failed with error code 2207053") is None
    assert failed_status("Error: something") is None


def test_a_page_of_html_is_no_refusal() -> None:
    assert type(bad_status(500, irrevocable=True, now=NOW)) is Unconfirmed
    assert type(bad_status(404, irrevocable=False, now=NOW)) is Transient
    assert type(bad_status(429, irrevocable=True, now=NOW)) is RateLimited
