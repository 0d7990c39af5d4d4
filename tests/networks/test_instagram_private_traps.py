"""The traps of instagrapi, each closed: prompts, sleeps, retries, fallbacks, logs, environment."""

import ast
import asyncio
import builtins
import logging
import os
import struct
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from services.content import Content
from services.errors import NetworkError, PersonNeeded, Transient, Unconfirmed
from services.networks.instagram import private
from services.networks.instagram.private import PrivateSettings, PrivateWay
from services.networks.instagram.private.line import Line
from services.networks.instagram.private.seats import Seats
from services.networks.instagram.private.session import SESSION, Session, opening
from services.networks.instagram.private.wayout import WayOut
from services.networks.instagram.settings import InstagramSettings
from tests.environment import ROOT, quiet_environment
from tests.networks.instagram_files import movie
from tests.networks.instagram_private_world import World, open_world
from tests.networks.instagram_world import settings

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


async def test_nothing_is_printed_or_logged(
    world: World, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    await world.publish(soup(world))
    await world.publish(Content(text="Reel", media=(world.video(),)))
    await world.fault("refuse", error="")
    with pytest.raises(NetworkError):
        await world.publish(soup(world))
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")
    ours = [one for one in caplog.records if one.name.startswith(("instagrapi", "private", "pub"))]
    assert ours == []
    assert world.cookie not in caplog.text


async def test_a_proxys_password_is_never_told(
    world: World, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    proxy = SecretStr(NOBODY.replace("//", f"//user:{CANARY}@"))
    own = PrivateSettings(_env_file=None, private=True, private_proxy=proxy)
    instagram = InstagramSettings(_env_file=None)
    house = settings(sandbox=False)
    way = PrivateWay(house, own, instagram, world.pacer.clock, world.pacer.wait)
    with pytest.raises(Transient) as refused:
        await way.identity({SESSION: COOKIE})
    await way.close()
    said = capsys.readouterr()
    told = f"{refused.value!r} {refused.value.__cause__!r} {caplog.text} {said.out} {said.err}"
    assert CANARY not in told
    assert CANARY not in repr(WayOut(proxy.get_secret_value(), "x"))


async def test_without_its_twin_nothing_leaves_a_sandbox(world: World) -> None:
    own = PrivateSettings(_env_file=None, private=True)
    instagram = InstagramSettings(_env_file=None, api_url=f"{NOBODY}/instagram")
    way = PrivateWay(settings(), own, instagram, world.pacer.clock, world.pacer.wait)
    with pytest.raises(Transient):
        await way.identity({SESSION: COOKIE})
    await way.close()


async def test_only_instagram_is_ever_asked(world: World) -> None:
    await world.link()
    await world.publish(soup(world))
    await world.publish(Content(text="Reel", media=(world.video(),)))
    assert await world.calls("connect") == []
    assert await world.calls("unknown") == []


async def test_the_public_website_is_never_asked(world: World) -> None:
    """The library goes there from this server's address when the private API says no."""
    seats = Seats(b"secret", sandbox=True)
    way = await world.way._client._directions.way()
    session = Session.read(world.session)

    def through_the_website(client: Any) -> str:
        try:
            client.public_request("https://www.instagram.com/alice/")
            client.user_info_by_username_gql("alice")
        except Exception as error:  # noqa: BLE001 - whatever the library makes of it
            return type(error).__name__
        return "it was asked"

    line = Line(3.0)
    assert await seats.run(session, way, line, through_the_website) == "ClientConnectionError"
    await seats.close()


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


def test_only_what_is_known_of_the_library_is_used() -> None:
    """Its helpers retry, cache, swallow, draw anew or go to the website."""
    known = {
        "private",
        "private_headers",
        "private_request",
        "photo_configure",
        "album_configure",
        "clip_configure",
        "with_default_data",
        "get_settings",
        "user_id",
        "wire",
        "close",
    }
    used = {
        node.attr
        for path in Path(private.__path__[0]).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        if "client" in {getattr(node.value, "id", ""), getattr(node.value, "attr", "")}
    }
    ours = {"member", "newest", "delete", "ask", "post", "settings"}
    assert used - ours <= known


def test_the_library_is_loaded_when_it_is_used_and_not_before() -> None:
    program = (
        "import sys; from services.networks.registry import load_networks; load_networks();"
        "print(sorted({'instagrapi', 'curl_cffi', 'hypercorn'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


PROVING = """
import asyncio, sys
from pathlib import Path
from tests.networks.instagram_private_world import open_world

async def main():
    async with open_world(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])) as world:
        print((await world.link()).target)

asyncio.run(main())
"""


def test_the_environment_changes_nothing(
    sandbox_url: str, clock_file: Path, tmp_path: Path
) -> None:
    """Proxies and certificates of the environment win over the library's own settings."""
    hostile = {
        **dict.fromkeys(("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "ALL_PROXY"), NOBODY),
        **dict.fromkeys(("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"), os.devnull),
        "NO_PROXY": "*",
    }
    program = [sys.executable, "-c", PROVING, sandbox_url, str(clock_file), str(tmp_path)]
    done = subprocess.run(
        program,
        cwd=ROOT,
        env=quiet_environment(**hostile),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("61000000003", "")


async def test_a_closed_port_is_proof_that_nothing_was_sent() -> None:
    seats = Seats(b"secret", sandbox=True)
    line = Line(3.0)

    def write(client: Any) -> None:
        client.private_request("media/configure/", {"a": 1})

    with pytest.raises(Exception, match="ClientConnectionError"):
        await seats.run(Session.read(COOKIE), WayOut(NOBODY, ""), line, write)
    assert not line.written
    await seats.close()
