"""Calls of YouTube: each trap of Google's library is closed, each ending has one class."""

import asyncio
import time
import traceback
from collections.abc import AsyncIterator

import pytest

from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    NotSent,
    RateLimited,
    Rejected,
    Transient,
    Unconfirmed,
)
from services.networks.window import SendWindow
from services.networks.youtube.client import YoutubeClient
from services.networks.youtube.errors import RULES
from tests.networks.vk_raw import drip, goodbye, silence
from tests.networks.youtube_raw import ACCESS, CANARY, Raw, raw_youtube

UNKNOWN = {"ask": Transient, "act": Unconfirmed}
"""What an unknown outcome means for a call that may be repeated, and for one that must not."""


@pytest.fixture
async def raw() -> AsyncIterator[Raw]:
    async with raw_youtube() as raw:
        yield raw


async def test_a_call_goes_to_the_configured_address_with_a_token(raw: Raw) -> None:
    assert await raw.ask() == {"items": []}
    [sent] = raw.asked
    assert sent.path == "/youtube/v3/videos?part=status&id=v&alt=json"
    assert sent.headers["authorization"] == f"Bearer {ACCESS}"
    assert sent.headers["user-agent"] == "CrossPoster"
    assert sent.headers["connection"] == "close"


async def test_an_attempt_is_told_to_a_sandbox_only(raw: Raw) -> None:
    for sandbox in (True, False):
        await raw.act(SendWindow("attempt-7"), sandbox=sandbox)
    first, second = raw.asked
    assert first.headers["x-attempt"] == "attempt-7"
    assert "x-attempt" not in second.headers


@pytest.mark.parametrize("how", ["ask", "act"])
@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_that_is_not_well_is_asked_once(raw: Raw, how: str, status: int) -> None:
    raw.says("<html>Bad Gateway</html>", status=status)
    assert type(await raw.fails(how)) is UNKNOWN[how]
    assert len(raw.asked) == 1


@pytest.mark.parametrize("how", ["ask", "act"])
async def test_a_connection_that_ends_without_a_word_is_not_tried_again(raw: Raw, how: str) -> None:
    """httplib2 by itself takes it for a stale one and sends the request once more."""
    raw.does(goodbye)
    assert type(await raw.fails(how)) is UNKNOWN[how]
    assert len(raw.asked) == 1


@pytest.mark.parametrize("how", ["ask", "act"])
async def test_no_status_line_is_not_tried_again(raw: Raw, how: str) -> None:
    async def nonsense(writer: asyncio.StreamWriter) -> None:
        writer.write(b"\r\nnonsense\r\n\r\n")
        writer.close()

    raw.does(nonsense)
    assert type(await raw.fails(how)) is UNKNOWN[how]
    assert len(raw.asked) == 1


@pytest.mark.parametrize("how", ["ask", "act"])
@pytest.mark.parametrize(
    ("body", "status", "more_bytes"),
    [
        ('{"id": ', 200, 0),
        ("<html>It works!</html>", 200, 0),
        ({"id": "v"}, 200, 100),
        ([1], 200, 0),
        ("moved", 302, 0),
        ("moved", 308, 0),
        ("<html>Forbidden</html>", 403, 0),
    ],
)
async def test_an_answer_that_is_none_says_nothing(
    raw: Raw, how: str, body: object, status: int, more_bytes: int
) -> None:
    raw.says(body, status=status, more_bytes=more_bytes)
    assert type(await raw.fails(how)) is UNKNOWN[how]
    assert len(raw.asked) == 1


@pytest.mark.parametrize("how", ["ask", "act"])
@pytest.mark.parametrize("answer", [silence, drip])
async def test_a_call_ends_when_its_time_is_over(raw: Raw, how: str, answer: object) -> None:
    raw.does(answer)  # type: ignore[arg-type]
    began = time.monotonic()
    assert type(await raw.fails(how, call_timeout_s=0.5)) is UNKNOWN[how]
    assert time.monotonic() - began < 2
    assert len(raw.asked) == 1


@pytest.mark.parametrize("how", ["ask", "act"])
async def test_nobody_there_means_not_sent(raw: Raw, how: str) -> None:
    client = raw.client()
    await raw.ask(client)
    raw.server.port = 1
    away = raw.client()
    away.tokens = client.tokens
    error = await raw.fails(how, client=away)
    assert isinstance(error, NotSent)


async def test_a_missed_window_writes_nothing(raw: Raw) -> None:
    with pytest.raises(NotSent):
        await raw.act(SendWindow("a", seconds=-1))
    assert raw.asked == []


async def test_an_irrevocable_call_is_seen_to_its_end(raw: Raw) -> None:
    async def late(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.3)
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"id": "v"}')

    raw.does(late)
    call = asyncio.create_task(raw.act())
    while not raw.asked:
        await asyncio.sleep(0.01)
    began = time.monotonic()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert time.monotonic() - began > 0.1


@pytest.mark.parametrize(
    ("status", "reason", "asked", "acted"),
    [
        (500, "internalError", Transient, Unconfirmed),
        (503, "backendError", Transient, Unconfirmed),
        (400, "processingFailure", Transient, Unconfirmed),
        (403, "rateLimitExceeded", RateLimited, RateLimited),
        (403, "userRateLimitExceeded", RateLimited, RateLimited),
        (429, "anything", RateLimited, RateLimited),
        (403, "quotaExceeded", RateLimited, RateLimited),
        (403, "dailyLimitExceeded", RateLimited, RateLimited),
        (400, "uploadLimitExceeded", RateLimited, RateLimited),
        (401, "authError", LoginNeeded, LoginNeeded),
        (401, "youtubeSignupRequired", AccessDenied, AccessDenied),
        (403, "insufficientPermissions", AccessDenied, AccessDenied),
        (403, "forbidden", AccessDenied, AccessDenied),
        (403, "accountSuspended", AccessDenied, AccessDenied),
        (403, "authenticatedUserAccountClosed", AccessDenied, AccessDenied),
        (403, "accessNotConfigured", AccessDenied, AccessDenied),
        (400, "invalidTitle", Rejected, Rejected),
        (400, "invalidCategoryId", Rejected, Rejected),
        (400, "mediaBodyRequired", Rejected, Rejected),
        (404, "videoNotFound", Rejected, Rejected),
        (400, "somethingNew", Rejected, Rejected),
    ],
)
async def test_each_reason_has_one_class(
    raw: Raw, status: int, reason: str, asked: type[NetworkError], acted: type[NetworkError]
) -> None:
    raw.refuses(status, reason)
    for how, wanted in (("ask", asked), ("act", acted)):
        error = await raw.fails(how)
        assert type(error) is wanted
        if status < 500:
            code = "tooManyRequests" if status == 429 else reason
            assert error.code == f"YouTube {code}"


def test_every_reason_that_pauses_or_refuses_says_what_to_do() -> None:
    lacking = [
        reason
        for reason, rule in RULES.items()
        if rule.error in {AccessDenied, LoginNeeded, Rejected} and not rule.advice
    ]
    assert lacking == []


async def test_a_refusal_names_the_better_of_two_reasons(raw: Raw) -> None:
    """`forbidden` is what Google also says where only the scope is too narrow."""
    body = {
        "error": {
            "code": 403,
            "message": "Request had insufficient authentication scopes.",
            "errors": [{"reason": "forbidden"}],
            "details": [{"reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}],
        }
    }
    raw.says(body, status=403)
    assert (await raw.fails("ask")).advice == "youtube-advice-scopes"


@pytest.mark.parametrize(
    ("status", "body", "wanted", "advice"),
    [
        (400, {"error": "invalid_grant"}, LoginNeeded, "youtube-advice-login"),
        (401, {"error": "invalid_client"}, AccessDenied, "youtube-advice-project"),
        (400, {"error": "unauthorized_client"}, AccessDenied, "youtube-advice-project"),
        (503, {"error": "temporarily_unavailable"}, Transient, ""),
        (500, "<html>Oops</html>", Transient, ""),
        (429, {"error": "rate_limit_exceeded"}, Transient, ""),
        (200, {"token_type": "Bearer"}, Transient, ""),
        (200, "<html>It works!</html>", Transient, ""),
    ],
)
@pytest.mark.parametrize("how", ["ask", "act"])
async def test_a_token_server_is_asked_once(
    raw: Raw, how: str, status: int, body: object, wanted: type[NetworkError], advice: str
) -> None:
    """google-auth by itself would sleep and ask again."""
    raw.minting = False
    raw.says(body, status=status)
    error = await raw.fails(how)
    assert type(error) is wanted
    assert error.advice == advice
    assert len(raw.server.requests) == 1


async def test_many_calls_at_once_fetch_one_token(raw: Raw) -> None:
    client = raw.client()
    await asyncio.gather(*(raw.ask(client) for _ in range(6)))
    assert len(raw.asked) == 6
    assert len(raw.server.requests) == 7


async def test_no_proxy_of_the_environment_sees_a_token(
    raw: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert await raw.ask() == {"items": []}


async def test_no_error_tells_a_token(raw: Raw) -> None:
    told: list[str] = []
    for how in ("ask", "act"):
        for status, body in ((200, "{"), (401, {"error": {"message": "no"}}), (500, "x")):
            raw.says(body, status=status)
            told += traceback.format_exception(await raw.fails(how))
    raw.minting = False
    raw.says({"error": "invalid_grant"}, status=400)
    told += traceback.format_exception(await raw.fails("ask"))
    assert told
    assert not [line for line in told if CANARY in line or ACCESS in line]


async def test_tokens_do_not_show(raw: Raw) -> None:
    client: YoutubeClient = raw.client()
    access = await client.tokens.access({"refresh_token": CANARY})
    assert access.scopes == {"a", "b"}
    assert ACCESS not in repr(access)
