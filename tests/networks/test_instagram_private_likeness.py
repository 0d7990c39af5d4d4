"""What we send is what the library would send: only bytes, sleeps and repetitions are ours."""

import asyncio
import io
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from instagrapi import Client
from PIL import Image

from services.content import Content
from services.networks.instagram.private.library import QuietClient
from services.networks.instagram.private.line import Line
from services.networks.instagram.private.session import Session
from tests.networks.instagram_files import movie, picture
from tests.networks.instagram_private_world import World, open_world
from tests.sandbox_control import Json

METHODS = ("upload_settings", "rupload_igvideo.announce", "rupload_igvideo", "rupload_igphoto")
VARYING = {
    "upload_id",
    "session_id",
    "xsharing_user_ids",
    "retry_context",
    "image_compression",
    "upload_media_duration_ms",
}


class TheirClient(QuietClient):
    """The library's own uploading, over our wire."""

    photo_rupload = Client.photo_rupload


@pytest.fixture
async def world(
    sandbox_url: str, clock_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    async with open_world(sandbox_url, clock_file, tmp_path) as world:
        yield world


async def theirs(world: World, upload: Any) -> list[Json]:
    """What the journal says of an upload of the library's."""
    account = await world.link()
    session = Session.read(account.credentials["session"])
    way = await world.way._client._directions.way()
    client = TheirClient(session.settings, proxy=way.proxy, ca=way.ca, sandbox=True)
    client.wire.line = Line(10.0)
    since = await newest(world)
    await asyncio.to_thread(upload, client)
    client.close()
    return await world.control.journal(since=since, network="instagram")


async def ours(world: World, content: Content) -> list[Json]:
    """What the journal says of an upload of ours."""
    since = await newest(world)
    await world.publish(content)
    return await world.control.journal(since=since, network="instagram")


async def newest(world: World) -> int:
    records = await world.control.journal()
    return int(records[-1]["id"]) if records else 0


def likeness(records: list[Json], method: str) -> list[tuple[Any, ...]]:
    """Headers, parameters and fields of the calls of one method."""
    return [
        (
            [name for name in one["params"].get("headers", []) if name != "x-attempt"],
            {
                name: value if name not in VARYING else type(value)
                for name, value in one["params"].get("told", {}).items()
            },
            one["params"].get("fields"),
        )
        for one in records
        if one["method"] == f"private.{method}"
    ]


def saved(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


async def test_a_photo_is_sent_as_the_library_sends_it(world: World, tmp_path: Path) -> None:
    photo = saved(tmp_path, "a.jpg", picture())
    told = await theirs(world, lambda client: client.photo_upload(photo, "Soup"))
    said = await ours(world, Content(text="Soup", media=(world.photo(),)))
    for method in ("rupload_igphoto", "configure"):
        assert likeness(said, method) == likeness(told, method)
        assert likeness(said, method)


async def test_a_reel_is_sent_as_the_library_sends_it(world: World, tmp_path: Path) -> None:
    film, cover = saved(tmp_path, "a.mp4", movie()), saved(tmp_path, "c.jpg", picture((64, 112)))
    told = await theirs(world, lambda client: client.clip_upload(film, "Soup", thumbnail=cover))
    said = await ours(world, Content(text="Soup", media=(world.video(),)))
    for method in (*METHODS, "configure_to_clips"):
        assert likeness(said, method) == likeness(told, method)
        assert likeness(said, method)


async def test_an_album_is_sent_as_the_library_sends_it(world: World, tmp_path: Path) -> None:
    photos = [saved(tmp_path, f"{number}.jpg", picture()) for number in range(2)]
    told = await theirs(world, lambda client: client.album_upload(photos, "Soup"))
    said = await ours(world, Content(text="Soup", media=(world.photo(), world.photo())))
    for method in ("rupload_igphoto", "configure_sidecar"):
        assert likeness(said, method) == likeness(told, method)
        assert likeness(said, method)


async def test_the_library_would_crop_and_turn_what_we_send_as_it_is(
    world: World, tmp_path: Path
) -> None:
    file = io.BytesIO()
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.new("RGB", (640, 800)).save(file, "JPEG", exif=turned)
    photo = saved(tmp_path, "a.jpg", file.getvalue())
    await theirs(world, lambda client: client.photo_upload(photo, "Theirs"))
    await world.publish(Content(text="Ours", media=(world.photo((640, 800), file.getvalue()),)))
    shapes = {
        entry["text"]: (entry["attachments"][0]["width"], entry["attachments"][0]["height"])
        for entry in await world.wall()
    }
    assert shapes == {"Theirs": (640, 800), "Ours": (800, 640)}
