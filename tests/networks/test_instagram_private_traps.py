"""The traps of instagrapi, each closed: prompts, sleeps, repetitions, silences, threads."""

import asyncio
import builtins
import struct
import threading
import time
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.content import Content
from services.errors import NetworkError, PersonNeeded, Transient, Unconfirmed
from services.networks.instagram.private.line import Line
from services.networks.instagram.private.seats import Seats
from services.networks.instagram.private.session import SESSION, Session, opening
from services.networks.instagram.private.wayout import WayOut
from tests.networks.instagram_files import movie
from tests.networks.instagram_private_world import World, open_world

CANARY = "canary-of-a-proxy"
COOKIE = "61000000077%3Aabcdefghij%3A1%3AAYabcdefghijklmnopqrst"
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as world:
        yield world


def soup(world: World) -> Content:
    return Content(text="Soup", media=(world.photo(),))


async def test_a_challenge_asks_nobody_at_a_terminal(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object) -> str:
        raise AssertionError("somebody was asked for a code")

    monkeypatch.setattr(builtins, "input", asked)
    await world.fault("captcha", times=None)
    with pytest.raises(PersonNeeded):
        await world.publish(soup(world))
    assert len(await world.calls("configure")) == 1


async def test_nothing_sleeps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    await world.publish(Content(text="Three", media=(world.photo(), world.photo(), world.photo())))
    assert sum(slept) == 0


async def test_http_408_is_not_sent_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    await world.fault("refuse", error="", status=408)
    with pytest.raises(Unconfirmed):
        await world.publish(soup(world))
    assert len(await world.calls("configure")) == 1
    assert sum(slept) == 0


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_no_status_is_tried_again_by_the_library(world: World, status: int) -> None:
    await world.fault("refuse", error="", status=status, times=None)
    with pytest.raises(NetworkError):
        await world.publish(soup(world))
    assert len(await world.calls("configure")) == 1


async def test_a_kept_connection_that_dies_takes_no_upload_along_twice(world: World) -> None:
    """curl itself sends again what it can rewind, as it does with the feed."""
    await world.link()
    await world.fault("accept_then_reset", "rupload_igphoto")
    with pytest.raises(Transient):
        await world.publish(soup(world))
    assert len(await world.calls("rupload_igphoto")) == 1
    await world.fault("reset", "feed")
    await world.publish(soup(world))
    assert len(await world.calls("feed")) == 3


async def test_a_redirect_is_not_followed(world: World) -> None:
    await world.fault("refuse", error="", status=302, location="/accounts/login/")
    with pytest.raises(Unconfirmed):
        await world.publish(soup(world))
    assert await world.calls("unknown") == []


async def test_a_server_that_says_nothing_is_not_waited_for_for_ever(world: World) -> None:
    await world.fault("hang", "feed", times=None)
    began = asyncio.get_running_loop().time()
    with pytest.raises(Transient):
        await world.publish(soup(world))
    assert asyncio.get_running_loop().time() - began < 10


async def test_a_call_that_nobody_waits_for_leaves_its_client_whole(world: World) -> None:
    await world.fault("slow", "info", delay_s=0.5)
    proving = asyncio.create_task(world.way.identity({SESSION: world.session}))
    await asyncio.sleep(0.1)
    proving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await proving
    assert (await world.way.identity({SESSION: world.session})).target


async def test_each_session_has_one_client_in_one_thread() -> None:
    seats = Seats(b"secret", sandbox=True)
    way = WayOut(NOBODY, "none")
    other = COOKIE.replace("77", "78", 1)
    seen: list[tuple[str, int, int]] = []

    async def look(cookie: str) -> None:
        def note(client: Any) -> None:
            seen.append((cookie, threading.get_ident(), id(client)))

        await seats.run(Session.read(cookie), way, Line(3.0), note)

    await asyncio.gather(*(look(cookie) for cookie in (COOKIE, other) * 5))
    await seats.close()
    assert len(seen) == 10
    assert len(set(seen)) == 2
    assert len({thread for _, thread, _ in seen}) == 2


async def test_a_device_is_the_same_whenever_its_account_is_linked(world: World) -> None:
    first = Session.read((await world.link()).credentials[SESSION])
    await world.way.close()
    world.session = world.cookie
    again = Session.read((await world.link()).credentials[SESSION])
    assert again.settings["uuids"] == first.settings["uuids"]
    foreign = opening(Session.read(world.cookie), b"another bot's token")
    assert foreign["uuids"].keys() == first.settings["uuids"].keys()
    assert not set(foreign["uuids"].values()) & set(first.settings["uuids"].values())


async def test_a_big_video_is_read_as_it_goes(world: World) -> None:
    padding = 24 << 20
    data = movie() + struct.pack(">I4s", padding + 8, b"free") + bytes(padding)
    video = world.video()
    world.media[video.id].write_bytes(data)
    tracemalloc.start()
    await world.publish(Content(text="Long", media=(video,)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20
    [entry] = await world.wall()
    assert entry["attachments"][0]["size_bytes"] >= padding


async def test_a_closed_port_is_proof_that_nothing_was_sent() -> None:
    seats = Seats(b"secret", sandbox=True)
    line = Line(3.0)

    def write(client: Any) -> None:
        client.private_request("media/configure/", {"a": 1})

    with pytest.raises(Exception, match="ClientConnectionError"):
        await seats.run(Session.read(COOKIE), WayOut(NOBODY, ""), line, write)
    assert not line.written
    await seats.close()
