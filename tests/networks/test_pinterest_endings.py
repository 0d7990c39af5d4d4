"""How calls of Pinterest end: every fault, every line of the error table, waits and secrets."""

from datetime import timedelta
from typing import Any

import pytest

from services.content import Content
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
from services.networks.base import Absent, Found, Json
from services.networks.pinterest.errors import Reply, failure
from services.networks.window import SendWindow
from tests.networks.pinterest_world import World, network

ENDINGS: list[tuple[str, Json, type[NetworkError]]] = [
    ("login_expired", {}, LoginNeeded),
    ("refuse", {}, AccessDenied),
    ("refuse", {"status": 400, "error_code": 1}, Rejected),
    ("refuse", {"status": 403, "error_code": 7}, AccessDenied),
    ("refuse", {"status": 404, "error_code": 40}, AccessDenied),
    ("refuse", {"status": 404, "error_code": 2031}, AccessDenied),
    ("refuse", {"status": 408, "error_code": 408}, Unconfirmed),
    ("refuse", {"status": 409, "error_code": 409}, Unconfirmed),
    ("refuse", {"status": 418, "error_code": 418}, Rejected),
    ("rate_limit", {}, RateLimited),
    ("rate_limit", {"spam": True}, PersonNeeded),
    ("server_error", {}, Unconfirmed),
    ("server_error", {"status": 502}, Unconfirmed),
    ("reset", {}, Unconfirmed),
    ("accept_then_500", {}, Unconfirmed),
    ("accept_then_reset", {}, Unconfirmed),
    ("accept_then_cut_body", {}, Unconfirmed),
    ("accept_then_garbage", {}, Unconfirmed),
]


@pytest.mark.parametrize(("kind", "params", "expected"), ENDINGS)
async def test_every_ending_has_its_class(
    pinterest: World, kind: str, params: Json, expected: type[NetworkError]
) -> None:
    media, bench = pinterest.photos((200, 300))
    prepared = await pinterest.prepared(Content(text="Soup", media=media), bench)
    await pinterest.control.add_fault("pinterest", "pins/create", kind, **params)
    with pytest.raises(NetworkError) as caught:
        await pinterest.network.publish(prepared, pinterest.account, SendWindow("a-1"))
    assert type(caught.value) is expected
    is_there = kind.startswith("accept")
    assert len(await pinterest.pins()) == is_there
    finding = await pinterest.network.find(prepared.evidence, pinterest.account)
    assert type(finding) is (Found if is_there else Absent)


@pytest.mark.parametrize("kind", ["hang", "accept_then_hang"])
async def test_silence_is_unconfirmed(pinterest: World, kind: str) -> None:
    media, bench = pinterest.photos((200, 300))
    content = Content(text="Soup", media=media)
    impatient = network(pinterest.url, pinterest.clock, call_timeout_s=0.5)
    prepared = await pinterest.prepared(content, bench)
    await pinterest.control.add_fault("pinterest", "pins/create", kind)
    with pytest.raises(Unconfirmed):
        await impatient.publish(prepared, pinterest.account, SendWindow("a-1"))


@pytest.mark.parametrize("kind", ["server_error", "reset", "accept_then_garbage"])
async def test_a_question_may_be_asked_again(pinterest: World, kind: str) -> None:
    await pinterest.control.add_fault("pinterest", "boards/list", kind)
    with pytest.raises(Transient):
        await pinterest.network.choices("board", pinterest.account)
    assert await pinterest.network.choices("board", pinterest.account)


@pytest.mark.parametrize("status", [408, 409])
async def test_a_question_that_collided_may_be_asked_again(pinterest: World, status: int) -> None:
    how = {"status": status, "error_code": status}
    await pinterest.control.add_fault("pinterest", "boards/list", "refuse", **how)
    with pytest.raises(Transient):
        await pinterest.network.choices("board", pinterest.account)


WAITS = [
    ({"header": "Retry-After", "retry_after_s": 90}, 90),
    ({"header": "x-ratelimit-reset", "retry_after_s": 45}, 45),
]


@pytest.mark.parametrize(("params", "seconds"), WAITS)
async def test_it_waits_as_long_as_it_is_told(pinterest: World, params: Json, seconds: int) -> None:
    await pinterest.control.add_fault("pinterest", "boards/list", "rate_limit", **params)
    with pytest.raises(RateLimited) as caught:
        await pinterest.network.choices("board", pinterest.account)
    wait = (caught.value.until - pinterest.clock.now()).total_seconds()
    assert wait == pytest.approx(seconds, abs=3)


async def test_it_waits_some_minutes_where_it_is_told_nothing(pinterest: World) -> None:
    await pinterest.control.add_fault("pinterest", "boards/list", "rate_limit", header="none")
    with pytest.raises(RateLimited) as caught:
        await pinterest.network.choices("board", pinterest.account)
    assert caught.value.until - pinterest.clock.now() > timedelta(minutes=9)


def made(world: World, status: int, told: Any, **headers: str) -> NetworkError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    now = world.clock.now()
    return failure(Reply(status, named, told), irrevocable=True, now=now, secrets=["pina_KEY"])


def test_a_date_counts_as_a_time_to_wait_for(pinterest: World) -> None:
    now = pinterest.clock.now()
    later = now + timedelta(minutes=30)
    for told in (later.strftime("%a, %d %b %Y %H:%M:%S GMT"), str(later.timestamp())):
        error = made(pinterest, 429, {"code": 8, "message": "slow"}, Retry_After=told)
        assert isinstance(error, RateLimited)
        assert abs(error.until - later) < timedelta(seconds=2)


@pytest.mark.parametrize("told", ["", "soon", "-5", "1e99", "nan", "0"])
def test_nonsense_in_a_header_is_no_time(pinterest: World, told: str) -> None:
    error = made(pinterest, 429, {"code": 8, "message": "slow"}, Retry_After=told)
    assert isinstance(error, RateLimited)
    wait = error.until - pinterest.clock.now()
    assert timedelta(minutes=5) < wait <= timedelta(days=1)


@pytest.mark.parametrize("status", [301, 307, 404, 408, 500, 503])
def test_what_pinterest_did_not_say_itself_leaves_the_outcome_open(
    pinterest: World, status: int
) -> None:
    answers: list[Any] = [None, [], "<html>", {"error": "proxy"}]
    for told in answers:
        assert type(made(pinterest, status, told)) is Unconfirmed


def test_a_page_of_a_proxy_may_still_say_too_large_or_too_many(pinterest: World) -> None:
    assert type(made(pinterest, 413, None)) is Rejected
    assert type(made(pinterest, 429, None)) is RateLimited


def test_an_unreached_address_passes_by_itself(pinterest: World) -> None:
    told = {"code": 1, "message": "Unable to reach the URL. Please try again."}
    assert type(made(pinterest, 400, told)) is Transient


def test_no_error_tells_the_token(pinterest: World) -> None:
    error = made(pinterest, 400, {"code": 1, "message": "bad pina_KEY here"})
    assert "pina_KEY" not in f"{error} {error.detail}"
    assert error.code == "Pinterest 1"


async def test_a_trial_app_is_told_when_its_day_is_over(pinterest: World) -> None:
    await pinterest.control.settings(pinterest_tier="trial", pinterest_day_limit=20)
    for _ in range(20):
        await pinterest.network.choices("board", pinterest.account)
    with pytest.raises(RateLimited) as caught:
        await pinterest.network.choices("board", pinterest.account)
    midnight = caught.value.until + timedelta(seconds=5)
    assert (midnight.hour, midnight.minute) == (0, 0)
