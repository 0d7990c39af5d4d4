"""Uploads go to VK's hosts only, without the token, streamed, with their length told."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from services.errors import NetworkError, Rejected, Transient
from services.networks.bodies import Upload
from services.networks.vk.attaching import attachment
from services.networks.vk.settings import VkSettings
from services.networks.vk.uploads import UploadHosts
from tests.networks.vk_raw import RawServer, drip, goodbye, raw_server, silence

MEGABYTE = 1 << 20


async def nobody(fraction: float) -> None:
    del fraction


@pytest.fixture
def upload(tmp_path: Path) -> Upload:
    path = tmp_path / "soup.bin"
    path.write_bytes(b"soup" * 1000)
    return Upload(path, "file", 'so"up\n.bin')


@pytest.fixture
async def host() -> AsyncIterator[RawServer]:
    async with raw_server() as server:
        yield server


async def failing(settings: VkSettings, url: str, upload: Upload) -> NetworkError:
    hosts = UploadHosts(settings)
    try:
        with pytest.raises(NetworkError) as caught:
            await hosts.send(url, upload, nobody)
    finally:
        await hosts.close()
    return caught.value


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.com/upload",
        "https://vk.com.evil.com/upload",
        "https://notvk.com/upload",
        "http://pu.vk.com/upload",
        "https://pu.vk.com@evil.com/upload",
        "https://someone:secret@pu.vk.com/upload",
        "https://127.0.0.1/upload",
        "file:///etc/passwd",
        "",
    ],
)
async def test_a_foreign_upload_host_gets_nothing(url: str, upload: Upload) -> None:
    error = await failing(VkSettings(_env_file=None), url, upload)
    assert type(error) is Rejected
    assert error.advice == "vk-advice-host"


async def test_a_pretend_vk_uploads_to_this_machine_only(upload: Upload) -> None:
    settings = VkSettings(_env_file=None, api_url="http://127.0.0.1:9")
    assert type(await failing(settings, "https://pu.vk.com/upload", upload)) is Rejected


@pytest.mark.parametrize(
    ("status", "expected"), [(500, Transient), (504, Transient), (302, Transient), (413, Rejected)]
)
async def test_a_bad_status_of_an_upload_host_has_its_class(
    host: RawServer, upload: Upload, status: int, expected: type[NetworkError]
) -> None:
    host.says("<html></html>", status=status)
    assert type(await failing(host.settings(), host.url, upload)) is expected
    assert len(host.requests) == 1


@pytest.mark.parametrize("way", [silence, goodbye, drip])
async def test_a_host_that_says_nothing_is_left(host: RawServer, upload: Upload, way: Any) -> None:
    host.answer = way
    settings = host.settings(upload_silence_s=0.4)
    async with asyncio.timeout(2):
        assert type(await failing(settings, host.url, upload)) is Transient


async def test_a_file_that_is_gone_is_fetched_again_later(host: RawServer, tmp_path: Path) -> None:
    gone = Upload(tmp_path / "gone", "file", "gone")
    assert type(await failing(host.settings(), host.url, gone)) is Transient


@pytest.mark.parametrize("body", ["<html>", "[1]", "", "[" * 100_000])
async def test_an_unreadable_receipt_is_empty(host: RawServer, upload: Upload, body: str) -> None:
    host.says(body)
    hosts = UploadHosts(host.settings())
    assert await hosts.send(host.url, upload, nobody) == {}
    await hosts.close()


async def test_a_large_file_streams_with_its_length(tmp_path: Path) -> None:
    path = tmp_path / "video.mp4"
    with path.open("wb") as file:
        file.truncate(60 * MEGABYTE)
    seen: dict[str, Any] = {}

    async def take(request: web.Request) -> web.Response:
        size_bytes = 0
        async for piece in request.content.iter_any():
            size_bytes += len(piece)
        seen.update(headers=request.headers, size_bytes=size_bytes)
        return web.json_response({"video_id": 1})

    app = web.Application()
    app.router.add_post("/", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    told: list[float] = []

    async def tell(fraction: float) -> None:
        told.append(fraction)

    port = runner.addresses[0][1]
    settings = VkSettings(_env_file=None, api_url=f"http://127.0.0.1:{port}")
    hosts = UploadHosts(settings)
    tracemalloc.start()
    receipt = await hosts.send(f"{settings.api_url}/", Upload(path, "video_file", "v.mp4"), tell)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    await hosts.close()
    await runner.cleanup()
    assert receipt == {"video_id": 1}
    assert peak_bytes < 8 * MEGABYTE
    assert int(seen["headers"]["Content-Length"]) == seen["size_bytes"] > 60 * MEGABYTE
    assert "Transfer-Encoding" not in seen["headers"]
    assert told == sorted(told)
    assert len(told) >= 60
    assert told[-1] == 1.0


def test_an_attachment_is_named_by_what_vk_saved() -> None:
    assert attachment("photo", {"owner_id": -1, "id": 2}) == "photo-1_2"
    assert attachment("photo", {"owner_id": 7, "id": 2, "access_key": "k"}) == "photo7_2_k"


@pytest.mark.parametrize("saved", [None, {}, [], {"owner_id": 1}, {"owner_id": None, "id": 2}])
def test_an_unreadable_save_is_no_attachment(saved: Any) -> None:
    with pytest.raises(Transient, match="did not say"):
        attachment("photo", saved)
