"""Every refusal of the private API has one class: the table, and what the twin really says."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import instagrapi.exceptions as theirs
import pytest
import requests

from bot.texts import LANGUAGES, t
from services.content import Content
from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    NotSent,
    NotYet,
    PersonNeeded,
    RateLimited,
    Rejected,
    Transient,
    Unconfirmed,
)
from services.networks.instagram import private
from services.networks.instagram.private.errors import RULES, UPLOAD_AGAIN, failure, not_taken
from services.networks.instagram.private.line import Line
from services.networks.window import SendWindow
from tests.networks.instagram_private_world import World, open_world

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

EXPECTED = {
    "LoginRequired": LoginNeeded,
    "ClientLoginRequired": LoginNeeded,
    "ClientUnauthorizedError": LoginNeeded,
    "BadPassword": LoginNeeded,
    "BadCredentials": LoginNeeded,
    "TwoFactorRequired": LoginNeeded,
    "ReloginAttemptExceeded": LoginNeeded,
    "ChallengeError": PersonNeeded,
    "ChallengeRequired": PersonNeeded,
    "ChallengeSelfieCaptcha": PersonNeeded,
    "RecaptchaChallengeForm": PersonNeeded,
    "CaptchaChallengeRequired": PersonNeeded,
    "AccountSuspended": PersonNeeded,
    "FeedbackRequired": RateLimited,
    "SentryBlock": RateLimited,
    "PleaseWaitFewMinutes": RateLimited,
    "RateLimitError": RateLimited,
    "ClientThrottledError": RateLimited,
    "ProxyAddressIsBlocked": AccessDenied,
    "ClientNeedsUpgradeError": AccessDenied,
    "ClientForbiddenError": AccessDenied,
    "PrivateAccount": AccessDenied,
    "UserNotFound": AccessDenied,
    "MediaUnavailable": Rejected,
    "MediaNotFound": Rejected,
    "VideoTooLongException": Rejected,
    "UnknownError": Rejected,
}
UNKNOWN = (
    "ClientError",
    "ClientConnectionError",
    "ClientIncompleteReadError",
    "ClientJSONDecodeError",
    "ClientRequestTimeout",
    "ClientBadRequestError",
    "ClientNotFoundError",
    "PhotoConfigureError",
    "ClipConfigureError",
    "AlbumConfigureError",
)


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as world:
        yield world


def line(*, irrevocable: bool = False, written: bool = True) -> Line:
    made = Line(5.0, SendWindow("a-1") if irrevocable else None)
    made.written = written
    return made


@pytest.mark.parametrize(("name", "kind"), EXPECTED.items())
@pytest.mark.parametrize("irrevocable", [False, True])
def test_each_exception_has_one_class(
    name: str, kind: type[NetworkError], irrevocable: bool
) -> None:
    error = getattr(theirs, name)(message="said so", status="fail")
    mapped = failure(error, line(irrevocable=irrevocable), NOW)
    assert type(mapped) is kind
    assert mapped.code == f"Instagram {name}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_advice_has_words(language: str) -> None:
    sources = [path.read_text() for path in Path(private.__path__[0]).glob("*.py")]
    named = {key for text in sources for key in re.findall(r"instagram-private-advice-\w+", text)}
    named |= {rule.advice for rule in RULES.values() if rule.advice}
    assert len(named) > 9
    assert [key for key in named if t(language, key) == key] == []


def test_the_table_names_only_what_the_library_has() -> None:
    assert [name for name in RULES if not hasattr(theirs, name)] == []
    assert set(RULES) <= set(EXPECTED)


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_may_have_been_accepted_is_unconfirmed(name: str) -> None:
    error = getattr(theirs, name)("whatever")
    assert type(failure(error, line(irrevocable=True), NOW)) is Unconfirmed
    assert type(failure(error, line(), NOW)) is Transient


@pytest.mark.parametrize(
    "error", [requests.Timeout("read"), ValueError("no such key"), KeyError("media")]
)
def test_an_exception_of_any_kind_is_unconfirmed_once_bytes_have_left(error: Exception) -> None:
    assert type(failure(error, line(irrevocable=True), NOW)) is Unconfirmed
    assert type(failure(error, line(irrevocable=True, written=False), NOW)) is NotSent


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("FeedbackRequired", 24 * HOUR, 26 * HOUR),
        ("SentryBlock", 24 * HOUR, 26 * HOUR),
        ("PleaseWaitFewMinutes", 3 * HOUR, 6 * HOUR),
        ("ClientThrottledError", HOUR / 4, HOUR / 2),
    ],
)
def test_displeasure_stops_the_account_for_long(
    name: str, least: timedelta, most: timedelta
) -> None:
    mapped = failure(getattr(theirs, name)(), line(irrevocable=True), NOW)
    assert isinstance(mapped, RateLimited)
    assert least <= mapped.until - NOW <= most
    assert mapped.advice


def test_a_video_that_is_not_ready_is_no_failure() -> None:
    error = theirs.ClientError(message="Transcode not finished yet.", status="fail")
    assert type(failure(error, line(irrevocable=True), NOW)) is NotYet


@pytest.mark.parametrize("status", ["ok", "fail"])
def test_an_upload_that_is_gone_is_said_so(status: str) -> None:
    error = theirs.ClientError(message="media_needs_reupload", status=status, error_title="bad")
    mapped = failure(error, line(irrevocable=True), NOW)
    assert (type(mapped), mapped.code) == (Transient, UPLOAD_AGAIN)


def test_a_challenge_leads_to_where_it_can_be_solved() -> None:
    url = "https://i.instagram.com/challenge/61000000003/x/"
    mapped = failure(theirs.ChallengeRequired(challenge={"url": url}), line(), NOW)
    assert (mapped.link, mapped.advice) == (url, "instagram-private-advice-challenge")
    evil = failure(theirs.ChallengeRequired(challenge={"url": "javascript:x"}), line(), NOW)
    assert evil.link is None


def test_texts_that_quote_a_request_are_not_repeated() -> None:
    error = requests.ConnectionError("https://user:canary@proxy.example refused")
    assert "canary" not in str(failure(error, line(), NOW))
    sent = theirs.ClientError("500 for url https://i.instagram.com/?sessionid=canary")
    assert "canary" not in str(failure(sent, line(), NOW))


@pytest.mark.parametrize(
    ("status", "told", "kind"),
    [
        (403, {"message": "login_required"}, LoginNeeded),
        (400, {"message": "challenge_required", "challenge": {"url": "https://x/"}}, PersonNeeded),
        (400, {"message": "feedback_required"}, RateLimited),
        (400, {"message": "Please wait a few minutes before you try again."}, RateLimited),
        (429, None, RateLimited),
        (401, None, LoginNeeded),
        (403, {"message": "no"}, AccessDenied),
        (400, {"message": "bad image input"}, Rejected),
        (408, None, Transient),
        (500, None, Transient),
        (302, None, Transient),
    ],
)
def test_an_upload_that_was_refused_has_one_class(
    status: int, told: Any, kind: type[NetworkError]
) -> None:
    assert type(not_taken(status, told, line(), NOW)) is kind


def test_a_suspended_account_is_told_apart() -> None:
    challenge = {"url": "https://i.instagram.com/accounts/suspended/6/"}
    told = {"message": "challenge_required", "challenge": challenge}
    mapped = not_taken(400, told, line(), NOW)
    assert mapped.advice == "instagram-private-advice-suspended"
    said = failure(theirs.AccountSuspended(response=SimpleNamespace(status_code=400)), line(), NOW)
    assert said.advice == mapped.advice


TOLD: list[tuple[str, dict[str, Any], type[NetworkError]]] = [
    ("login_expired", {}, LoginNeeded),
    ("captcha", {}, PersonNeeded),
    ("captcha", {"form": "suspended"}, PersonNeeded),
    ("rate_limit", {}, RateLimited),
    ("refuse", {"error": "feedback_required"}, RateLimited),
    ("refuse", {"error": "please_wait"}, RateLimited),
]


@pytest.mark.parametrize(("kind", "params", "expected"), TOLD)
@pytest.mark.parametrize("method", ["configure", "rupload_igphoto", "feed"])
async def test_the_twin_says_it_and_it_is_understood(
    world: World, method: str, kind: str, params: dict[str, Any], expected: type[NetworkError]
) -> None:
    await world.fault(kind, method, **params)
    with pytest.raises(expected):
        await world.publish(Content(text="Soup", media=(world.photo(),)))
    assert len(await world.calls(method)) == 1
    assert await world.wall() == []


@pytest.mark.parametrize("status", [400, 404, 408, 500, 503])
async def test_a_status_without_words_leaves_the_outcome_open(world: World, status: int) -> None:
    await world.fault("refuse", error="", status=status)
    with pytest.raises(Unconfirmed):
        await world.publish(Content(text="Soup", media=(world.photo(),)))
    assert len(await world.calls("configure")) == 1


async def test_instagrams_own_words_reach_the_person(world: World) -> None:
    await world.fault("refuse", error="Your caption breaks our rules.")
    with pytest.raises(Rejected, match="breaks our rules"):
        await world.publish(Content(text="Soup", media=(world.photo(),)))


async def test_too_many_posts_in_an_hour_freeze_the_account_for_a_day(world: World) -> None:
    await world.control.settings(instagram_private_posts=2)
    for _ in range(2):
        await world.publish(Content(text="Soup", media=(world.photo(),)))
    with pytest.raises(RateLimited) as frozen:
        await world.publish(Content(text="Soup", media=(world.photo(),)))
    assert frozen.value.until - world.pacer.clock.now() > 23 * HOUR


@pytest.mark.parametrize(
    ("how", "kind"),
    [("logged_out", LoginNeeded), ("challenge", PersonNeeded), ("suspended", PersonNeeded)],
)
async def test_a_session_in_trouble_says_so_when_it_is_proved(
    world: World, how: str, kind: type[NetworkError]
) -> None:
    account = await world.link()
    await world.trouble(how)
    with pytest.raises(kind):
        await world.way.identity(account.credentials)
    await world.trouble(None)
    assert (await world.way.identity(account.credentials)).target == account.target
