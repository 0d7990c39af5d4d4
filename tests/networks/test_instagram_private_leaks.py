"""Nothing of the private way gets where it should not: logs, terminal, website, other hosts."""

import ast
import logging
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from services.content import Content
from services.errors import NetworkError, Transient
from services.networks.instagram import private
from services.networks.instagram.private import PrivateSettings, PrivateWay
from services.networks.instagram.private.line import Line
from services.networks.instagram.private.seats import Seats
from services.networks.instagram.private.session import SESSION, Session
from services.networks.instagram.private.wayout import Directions, WayOut
from services.networks.instagram.settings import InstagramSettings
from tests.environment import ROOT, quiet_environment
from tests.networks.instagram_private_world import World, open_world
from tests.networks.instagram_world import settings

CANARY = "canary-of-a-proxy"
COOKIE = "61000000077%3Aabcdefghij%3A1%3AAYabcdefghijklmnopqrst"
NOBODY = "http://127.0.0.1:9"
AT_THE_DOOR = {
    "advertising_id",
    "android_device_id",
    "bloks_ap_two_step_verification_code_entry",
    "bloks_ap_two_step_verification_entrypoint",
    "bloks_ap_two_step_verification_submit_code",
    "bloks_apply_login_response",
    "bloks_caa_login_needs_two_step",
    "bloks_caa_login_prepare",
    "bloks_caa_login_send_request",
    "bloks_extract_context_data",
    "bloks_extract_two_step_verification_context",
    "bloks_two_step_verification_enter_backup_code",
    "bloks_two_step_verification_entrypoint",
    "bloks_two_step_verification_method_picker",
    "bloks_two_step_verification_select_method",
    "bloks_two_step_verification_verify_code",
    "caa_aac",
    "country_code",
    "jazoest",
    "login_flow",
    "password_encrypt",
    "phone_id",
    "sessionid",
    "sync_launcher",
    "take_authorization",
    "token",
    "uuid",
    "words_of",
}
"""What one try to get in consists of: single calls, each known; never the library's `login`."""


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as world:
        yield world


def soup(world: World) -> Content:
    return Content(text="Soup", media=(world.photo(),))


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


async def test_a_sandbox_that_starts_anew_is_found_again() -> None:
    told = [{"proxy": f"http://127.0.0.1:{port}", "ca": f"certificate {port}"} for port in (1, 2)]

    async def tell(_: web.Request) -> web.Response:
        return web.json_response(told.pop(0))

    app = web.Application()
    app.add_routes([web.get("/instagram/private", tell)])
    async with TestServer(app) as server:
        url = str(server.make_url("/instagram"))
        directions = Directions(PrivateSettings(_env_file=None), url, sandbox=True)
        first, second = await directions.way(), await directions.way()
    assert (first.proxy, second.proxy) == ("http://127.0.0.1:1", "http://127.0.0.1:2")
    assert Path(second.ca).read_text() == "certificate 2"
    directions.forget()
    assert not Path(first.ca).exists()


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
        *AT_THE_DOOR,
    }
    used = {
        node.attr
        for path in Path(private.__path__[0]).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        if "client" in {getattr(node.value, "id", ""), getattr(node.value, "attr", "")}
    }
    ours = {"member", "newest", "delete", "log_out", "ask", "post", "settings"}
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
