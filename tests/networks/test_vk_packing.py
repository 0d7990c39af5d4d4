"""Uploading to VK over real HTTP: faults, resuming where it stopped, large files."""

import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.content import Content
from services.errors import AccessDenied, LoginNeeded, Rejected, Transient
from services.networks.base import Part
from tests.networks.vk_world import World, kinds, medium, movie, open_world, picture
from tests.networks.works import Bench

MEGABYTE = 1 << 20


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as opened:
        yield opened


async def test_no_photo_is_uploaded_twice_after_a_crash(world: World) -> None:
    media, bench = world.photos(5)
    content = Content(text="Soup", media=media)
    await world.fault("server_error", "upload:photo", skip=3)
    with pytest.raises(Transient):
        await world.prepared(content, bench)
    assert len(bench.checkpoint["attachments"]) == 3
    before = dict(bench.checkpoint["attachments"])
    accepted, prepared = await world.publish(content, bench)
    assert len(await world.calls("photos.saveWallPhoto")) == 5
    assert prepared.evidence["attachments"][:3] == list(before.values())
    (entry,) = await world.wall()
    assert accepted.ids == (entry["post_id"],)
    assert len({one["file_id"] for one in entry["attachments"]}) == 5


async def test_preparing_again_uploads_nothing_again(world: World) -> None:
    media, bench = world.photos(2)
    first = (await world.prepared(Content(media=media), bench))[1]
    again = (await world.prepared(Content(media=media), bench))[1]
    assert first.evidence["attachments"] == again.evidence["attachments"]
    assert len(await world.calls("photos.saveWallPhoto")) == 2


@pytest.mark.parametrize("code", [22, 118, 121, 122, 129])
async def test_a_stale_receipt_means_uploading_again(world: World, code: int) -> None:
    media, bench = world.photos(1)
    await world.fault("refuse", "photos.saveWallPhoto", params={"error_code": code}, times=2)
    await world.publish(Content(media=media), bench)
    assert len(await world.calls("upload:photo")) == 3
    assert len(await world.wall()) == 1


async def test_a_receipt_that_stays_stale_gives_up(world: World) -> None:
    media, bench = world.photos(1)
    await world.fault("refuse", "photos.saveWallPhoto", params={"error_code": 121}, times=None)
    with pytest.raises(Rejected):
        await world.prepared(Content(media=media), bench)
    assert len(await world.calls("upload:photo")) == 3


@pytest.mark.parametrize("kind", ["refuse", "accept_then_garbage"])
async def test_an_upload_that_was_not_kept_is_made_again(world: World, kind: str) -> None:
    media, bench = world.photos(1)
    await world.fault(kind, "upload:photo")
    await world.publish(Content(media=media), bench)
    assert len(await world.calls("upload:photo")) == 2
    assert len(await world.wall()) == 1


@pytest.mark.parametrize("kind", ["hang", "reset", "server_error", "accept_then_cut_body"])
@pytest.mark.parametrize("what", ["photo", "video", "doc"])
async def test_a_failing_upload_host_is_transient(world: World, kind: str, what: str) -> None:
    media = {
        "photo": medium("photo"),
        "video": medium("video", file_name="a.mp4"),
        "doc": medium("document", file_name="a.txt"),
    }[what]
    data = {"photo": picture(), "video": movie(), "doc": b"soup"}[what]
    bench = Bench({1: world.file("it", data)})
    await world.hurry()
    await world.fault(kind, f"upload:{what}")
    with pytest.raises(Transient):
        await world.prepared(Content(media=(media,)), bench)
    await world.publish(Content(media=(media,)), bench)
    (entry,) = await world.wall()
    assert len(entry["attachments"]) == 1


async def test_a_picture_of_an_impossible_shape_is_rejected_at_once(world: World) -> None:
    bench = Bench({1: world.file("thin.jpg", picture(size=(4200, 100)))})
    with pytest.raises(Rejected) as caught:
        await world.prepared(Content(media=(medium("photo"),)), bench)
    assert caught.value.advice == "vk-advice-picture"
    assert len(await world.calls("upload:photo")) == 1


async def test_what_is_no_picture_is_rejected(world: World) -> None:
    bench = Bench({1: world.file("not.jpg", b"not a picture")})
    with pytest.raises(Rejected):
        await world.prepared(Content(media=(medium("photo"),)), bench)


async def test_a_file_that_vk_takes_from_nobody_is_rejected_at_once(world: World) -> None:
    bench = Bench({1: world.file("track", b"ID3 soup")})
    content = Content(media=(medium("document", file_name="track.mp3"),))
    part = Part(1, "post", {"text": True, "media": [[0, "document"]]})
    with pytest.raises(Rejected) as caught:
        await world.vk.prepare(part, content, world.account(), bench.work())
    assert caught.value.advice == "vk-advice-file"
    assert len(await world.calls("upload:doc")) == 1


async def test_a_png_is_uploaded_as_what_it_is(world: World) -> None:
    bench = Bench({1: world.file("photo", picture(form="PNG"))})
    await world.publish(Content(media=(medium("photo"),)), bench)
    (entry,) = await world.wall()
    assert kinds(entry) == ["photo"]


async def test_an_expired_administrators_token_is_named(world: World) -> None:
    media, bench = world.photos(1)
    await world.fault("login_expired", "photos.getWallUploadServer")
    with pytest.raises(LoginNeeded) as caught:
        await world.prepared(Content(media=media), bench)
    assert caught.value.advice == "vk-advice-login-user"


async def test_photos_without_a_token_are_never_dropped_in_silence(world: World) -> None:
    media, bench = world.photos(1)
    with pytest.raises(AccessDenied) as caught:
        await world.prepared(Content(media=media), bench, account=world.account(user=False))
    assert caught.value.advice == "vk-advice-token-missing"


async def test_progress_rises_to_the_end(world: World) -> None:
    media, bench = world.photos(3)
    await world.prepared(Content(media=media), bench)
    assert bench.told == sorted(bench.told)
    assert sorted(set(bench.told)) == pytest.approx([1 / 3, 2 / 3, 1.0])


async def test_the_upload_host_never_sees_a_token(world: World) -> None:
    media, bench = world.photos(1)
    await world.prepared(Content(media=media), bench)
    (call,) = await world.calls("upload:photo")
    assert world.community["user_token"] not in str(call)
    assert call["token_hint"] == ""


async def test_a_large_video_streams(world: World) -> None:
    path = world.folder / "large.mp4"
    path.write_bytes(movie(60 * MEGABYTE))
    bench = Bench({1: path})
    content = Content(media=(medium("video", file_name="large.mp4", origin="elsewhere"),))
    tracemalloc.start()
    await world.publish(content, bench)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 8 * MEGABYTE
    (entry,) = await world.wall()
    assert entry["attachments"][0]["size_bytes"] == path.stat().st_size
