"""What goes wrong on order at the pretend VK, and what survives the end of its process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from services.sandbox.app import create_app
from services.sandbox.state import World
from tests.sandbox.bot import picture
from tests.sandbox.vk_client import Vk, named
from tests.sandbox_control import SandboxControl, eventually

HOUR_S = 3_600
TIGHT = aiohttp.ClientTimeout(total=1)


@pytest.mark.parametrize(
    ("kind", "params", "code"),
    [
        ("refuse", {}, 100),
        ("refuse", {"error_code": 214, "error_msg": "you can only add 50 posts a day"}, 214),
        ("refuse", {"error_code": 9}, 9),
        ("refuse", {"error_code": 5, "error_subcode": 1130}, 5),
        ("rate_limit", {}, 6),
        ("rate_limit", {"error_code": 29}, 29),
        ("login_expired", {}, 5),
        ("captcha", {"form": "old"}, 14),
        ("captcha", {"form": "new"}, 14),
        ("captcha", {"form": "validation"}, 17),
    ],
)
async def test_an_ordered_refusal_posts_nothing(
    vk: Vk, kind: str, params: dict[str, Any], code: int
) -> None:
    await vk.sandbox.add_fault("vk", "wall.post", kind, **params)
    refused = await vk.refusal("wall.post", vk.key, owner_id=vk.wall, message="lost")
    assert refused.code == code
    assert str(params.get("error_msg", "")) in refused.message
    assert refused.error.get("error_subcode") == params.get("error_subcode")
    assert not await vk.shown()
    (record,) = await vk.sandbox.journal(method="wall.post")
    assert (record["outcome"], record["effect"]) == (f"fault:{kind}", False)
    await vk.publish("the next one")
    assert [one["text"] for one in await vk.shown()] == ["the next one"]


async def test_vk_may_fail_after_it_has_posted(vk: Vk) -> None:
    wish = {"error_code": 10, "after_effect": True}
    await vk.sandbox.add_fault("vk", "wall.post", "refuse", **wish)
    refused = await vk.refusal("wall.post", vk.key, owner_id=vk.wall, message="there")
    assert (refused.code, refused.message) == (10, "Internal server error")
    assert [one["text"] for one in await vk.shown()] == ["there"]
    (record,) = await vk.sandbox.journal(method="wall.post")
    assert record["effect"] is True


async def test_vk_answers_with_a_page_when_it_is_ill(vk: Vk) -> None:
    await vk.sandbox.add_fault("vk", "wall.post", "server_error", status=502)
    async with vk.post("wall.post", vk.key, owner_id=vk.wall, message="lost") as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    assert not await vk.shown()


@pytest.mark.parametrize(
    "kind",
    [
        "accept_then_hang",
        "accept_then_reset",
        "accept_then_500",
        "accept_then_cut_body",
        "accept_then_garbage",
    ],
)
async def test_a_post_appears_although_its_answer_is_lost(vk: Vk, kind: str) -> None:
    await vk.sandbox.add_fault("vk", "wall.post", kind)
    with pytest.raises((aiohttp.ClientError, TimeoutError, ValueError)):
        await _post(vk, "there")
    assert [one["text"] for one in await eventually(vk.shown)] == ["there"]


@pytest.mark.parametrize("kind", ["hang", "reset"])
async def test_a_call_may_never_be_answered_nor_done(vk: Vk, kind: str) -> None:
    await vk.sandbox.add_fault("vk", "wall.post", kind)
    with pytest.raises((aiohttp.ClientError, TimeoutError)):
        await _post(vk, "lost")
    assert not await vk.shown()


async def test_a_fault_may_be_meant_for_one_wall(vk: Vk) -> None:
    await vk.sandbox.add_fault("vk", "*", "refuse", target=-vk.garage["id"])
    await vk.publish("not mine to fail")
    bob = vk.garage["community_key"]
    refused = await vk.refusal("wall.post", bob, owner_id=-vk.garage["id"], message="x")
    assert refused.code == 100


async def test_an_upload_host_may_take_nothing(vk: Vk) -> None:
    server = await vk.call("photos.getWallUploadServer", vk.token, group_id=vk.group_id)
    await vk.sandbox.add_fault("vk", "upload:photo", "refuse")
    assert (await vk.upload(server["upload_url"], "photo", picture()))["photo"] == "[]"
    assert (await vk.upload(server["upload_url"], "photo", picture()))["photo"] != "[]"


async def test_it_remembers_walls_tokens_and_receipts_after_a_restart(tmp_path: Path) -> None:
    async with _vk(tmp_path) as vk:
        photo = await vk.photo()
        receipt = await vk.photo_receipt()
        await vk.publish("kept", guid="abc", attachments=named("photo", photo))
        later = int((await vk.sandbox.now()).timestamp()) + HOUR_S
        await vk.publish("later", publish_date=later)
        video = await vk.video()
        await vk.publish("film", attachments=f"video{video['owner_id']}_{video['video_id']}")
        before = (await vk.sandbox.state())["communities"]
        first = await vk.shown()
    async with _vk(tmp_path) as vk:
        assert (await vk.sandbox.state())["communities"] == before
        assert await vk.shown() == first
        assert await vk.publish("kept", guid="abc") == int(first[0]["post_id"])
        save = {"group_id": vk.group_id, **receipt}
        assert await vk.call("photos.saveWallPhoto", vk.token, **save)
        await vk.sandbox.advance(HOUR_S)

        async def grown() -> bool:
            _, film, *more = await vk.shown()
            assert more
            (live,) = more
            return live["text"] == "later" and not film["attachments"][0]["processing"]

        assert await eventually(grown)


async def _post(vk: Vk, message: str) -> object:
    address = f"{vk.sandbox.url}/vk/method/wall.post"
    form = {"access_token": vk.key, "v": "5.199", "owner_id": str(vk.wall), "message": message}
    async with vk.session.post(address, data=form, timeout=TIGHT) as answer:
        answer.raise_for_status()
        return await answer.json()


@asynccontextmanager
async def _vk(folder: Path) -> AsyncIterator[Vk]:
    runner = web.AppRunner(create_app(World(folder)), shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        async with SandboxControl(f"http://{host}:{port}") as sandbox:
            alices, bobs = (await sandbox.state())["communities"]
            async with Vk(sandbox, alices, bobs) as client:
                yield client
    finally:
        await runner.cleanup()
