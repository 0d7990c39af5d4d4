"""Getting into a personal account by name and password, past everything that Instagram may ask."""

import builtins
import logging
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from services.errors import (
    LoginNeeded,
    NetworkError,
    PersonNeeded,
    RateLimited,
    Transient,
)
from services.networks.base import Asks, Grant, Login
from services.networks.instagram.private.session import SESSION, Session
from tests.networks.instagram_private_world import ALICE, World, open_world
from tests.sandbox_control import Json

NAME = "alice_in_the_garden"
HOUR = timedelta(hours=1)


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as world:
        yield world


async def typed(world: World, secret: str) -> str:
    """What Alice would type: her `password`, or the `code` that she gets."""
    keys = (await world.control.state())["keys"]
    [own] = [one for one in keys if one["target"] == ALICE]
    return str(next(one["value"] for one in own["secrets"] if one["name"] == secret))


async def knock(
    world: World, password: str = "", name: str = NAME, state: str = ""
) -> Grant | Asks:
    """Give a name and a password; Alice's, if no other."""
    password = password or await typed(world, "password")
    return await world.way.sign_in(Login(name, SecretStr(password), state=state))


async def answer(world: World, asks: Asks, code: str) -> Grant | Asks:
    return await world.way.sign_in(Login(NAME, SecretStr(""), code=code, state=asks.state))


async def doors(world: World, to: str) -> None:
    """Say what a right password does."""
    await world.control.settings(instagram_private_login=to)


async def journal(world: World) -> list[Json]:
    return await world.control.journal(network="instagram")


async def names(world: World) -> list[str]:
    return [one["method"].removeprefix("private.") for one in await journal(world)]


async def works(world: World, came: Grant | Asks) -> bool:
    """Whether what came is a session of Alice's."""
    assert isinstance(came, Grant)
    return (await world.way.identity(came.secrets)).target == ALICE


async def test_a_name_and_a_password_open_a_session(world: World) -> None:
    came = await knock(world)
    assert await works(world, came)
    assert await names(world) == [
        "login.usdid",
        "login.page",
        "login.keystore",
        "login.token",
        "login.key",
        "login",
        "reels_tray",
        "timeline",
        "info",
    ]


async def test_the_older_door_is_tried_when_instagram_says_so(world: World) -> None:
    await doors(world, "older")
    assert await works(world, await knock(world))
    tried = await names(world)
    assert tried.count("login") == tried.count("login.older") == 1


@pytest.mark.parametrize(("door", "kind"), [("app", "app"), ("sms", "sms"), ("email", "email")])
async def test_a_code_is_asked_for_and_lets_in(world: World, door: str, kind: str) -> None:
    await doors(world, door)
    asks = await knock(world)
    assert isinstance(asks, Asks)
    assert asks.kind == kind
    assert await works(world, await answer(world, asks, await typed(world, "code")))
    assert (await names(world)).count("login") == 1


@pytest.mark.parametrize("door", ["app", "sms", "email"])
async def test_a_wrong_code_may_be_followed_by_the_right_one(world: World, door: str) -> None:
    await doors(world, door)
    asks = await knock(world)
    assert isinstance(asks, Asks)
    with pytest.raises(LoginNeeded) as wrong:
        await answer(world, asks, "000000")
    assert wrong.value.advice == "instagram-private-advice-code"
    code = await typed(world, "code")
    assert await works(world, await answer(world, asks, f" {code[:3]} {code[3:]} "))


async def test_a_code_that_was_written_down_once_will_do(world: World) -> None:
    await doors(world, "app")
    asks = await knock(world)
    assert isinstance(asks, Asks)
    with pytest.raises(LoginNeeded):
        await answer(world, asks, "0000 0000")
    written_down = f"{await typed(world, 'code')}00"
    assert await works(world, await answer(world, asks, written_down))


async def test_a_yes_in_the_app_lets_the_same_device_in(world: World) -> None:
    await doors(world, "approve")
    asks = await knock(world)
    assert isinstance(asks, Asks)
    assert asks.kind == "approval"
    assert (asks.link or "").startswith("https://i.instagram.com/")
    again = await knock(world, state=asks.state)
    assert isinstance(again, Asks)
    await world.control.post_json(f"instagram/members/{ALICE}/approve", {})
    assert await works(world, await knock(world, state=again.state))
    assert "login.code" not in await names(world)


@pytest.mark.parametrize(
    ("name", "password", "advice"),
    [
        (NAME, "another-password", "instagram-private-advice-password"),
        ("nobody_at_all", "", "instagram-private-advice-name"),
    ],
)
async def test_what_was_mistyped_is_said(
    world: World, name: str, password: str, advice: str
) -> None:
    with pytest.raises(LoginNeeded) as refused:
        await knock(world, password, name)
    assert refused.value.advice == advice
    assert (await names(world)).count("login.older") == 1


async def test_whoever_comes_too_often_is_sent_away_for_hours(world: World) -> None:
    await doors(world, "wait")
    with pytest.raises(RateLimited) as frozen:
        await knock(world)
    assert frozen.value.until - world.pacer.clock.now() > 2.9 * HOUR
    assert (await names(world)).count("login") == 1


async def test_a_bare_429_at_the_door_is_for_hours_too(world: World) -> None:
    await world.fault("rate_limit", "login")
    with pytest.raises(RateLimited) as frozen:
        await knock(world)
    assert frozen.value.until - world.pacer.clock.now() > 2.9 * HOUR


async def test_an_answer_that_nobody_understands_has_a_sentence(world: World) -> None:
    await doors(world, "silent")
    with pytest.raises(PersonNeeded) as unclear:
        await knock(world)
    assert unclear.value.advice == "instagram-private-advice-unclear"


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        *((step, kind) for step in ("login.usdid", "login") for kind in ("server_error", "reset")),
        ("login.page", "accept_then_garbage"),
        ("login.key", "server_error"),
        ("login", "accept_then_garbage"),
    ],
)
async def test_nothing_at_the_door_is_tried_again(world: World, step: str, kind: str) -> None:
    await world.fault(kind, step)
    with pytest.raises(NetworkError) as ended:
        await knock(world)
    assert isinstance(ended.value, Transient | PersonNeeded)
    assert (await names(world)).count(step) == 1


async def test_a_door_that_keeps_silent_is_not_waited_at_for_ever(world: World) -> None:
    await world.fault("hang", "login")
    began = time.monotonic()
    with pytest.raises(Transient):
        await knock(world)
    assert time.monotonic() - began < 10


async def test_what_the_app_opens_with_may_fail(world: World) -> None:
    await world.fault("server_error", "reels_tray")
    assert await works(world, await knock(world))


async def test_a_device_stays_from_the_first_word_to_the_session(world: World) -> None:
    await doors(world, "email")
    asks = await knock(world)
    assert isinstance(asks, Asks)
    came = await answer(world, asks, await typed(world, "code"))
    assert isinstance(came, Grant)
    first = Session.read(came.secrets[SESSION])
    await doors(world, "open")
    again = await knock(world)
    assert isinstance(again, Grant)
    assert Session.read(again.secrets[SESSION]).settings["uuids"] == first.settings["uuids"]
    other = await knock(world, name=f" {NAME} ")
    assert isinstance(other, Grant)
    assert Session.read(other.secrets[SESSION]).settings["uuids"] == first.settings["uuids"]


async def test_a_session_that_was_opened_here_is_ended_when_it_is_given_back(world: World) -> None:
    came = await knock(world)
    assert isinstance(came, Grant)
    kept = (await world.way.identity(came.secrets)).secrets
    for _ in range(2):
        assert await world.way.revoke(kept)
    with pytest.raises(LoginNeeded):
        await world.way.identity(kept)


async def test_the_session_of_a_browser_is_left_to_the_browser(world: World) -> None:
    account = await world.link()
    assert not await world.way.revoke(account.credentials)
    assert (await world.way.identity(account.credentials)).target == ALICE


async def test_a_password_is_seen_nowhere(
    world: World,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def asked(*_: object) -> str:
        raise AssertionError("somebody was asked at the terminal")

    slept: list[float] = []
    monkeypatch.setattr(builtins, "input", asked)
    monkeypatch.setattr(time, "sleep", slept.append)
    caplog.set_level(logging.DEBUG)
    password = await typed(world, "password")
    await doors(world, "email")
    asks = await knock(world)
    assert isinstance(asks, Asks)
    came = await answer(world, asks, await typed(world, "code"))
    with pytest.raises(LoginNeeded) as wrong:
        await knock(world, f"not-{password}")
    assert isinstance(came, Grant)
    said = capsys.readouterr()
    places = [caplog.text, said.out, said.err, asks.state, came.secrets[SESSION], repr(asks)]
    places += [repr(came), repr(await journal(world)), repr(vars(world.way)), repr(wrong.value)]
    frames, trace = [], wrong.value.__traceback__
    while trace:
        frames.append(repr(trace.tb_frame.f_locals.get("self", "")))
        trace = trace.tb_next
    ours = [one for one in places if password in one]
    assert ours == []
    assert not [one for one in frames if password in one]
    assert sum(slept) == 0
