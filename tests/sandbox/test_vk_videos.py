"""Videos on the pretend VK: announced, uploaded, processed by the clock, ready or failed."""

from tests.sandbox.bot import movie
from tests.sandbox.vk_client import Vk
from tests.sandbox_control import Json, eventually

HOUR_S = 3_600


async def test_a_video_is_processed_by_the_clock(vk: Vk) -> None:
    announced = await vk.video(movie(320, 240, seconds=9))
    name = f"{announced['owner_id']}_{announced['video_id']}"
    assert (await _seen(vk, name))["processing"] == 1
    await vk.publish("film", attachments=f"video{name}")
    (video,) = (await vk.shown())[0]["attachments"]
    assert (video["kind"], video["processing"], video["duration_s"]) == ("video", True, 9)
    await vk.sandbox.advance(HOUR_S)
    seen = await _seen(vk, name)
    assert "processing" not in seen
    assert (seen["duration"], seen["width"], bool(seen["player"])) == (9, 320, True)

    async def ready() -> bool:
        (entry,) = await vk.shown()
        return entry["attachments"][0]["processing"] is False and entry["edited_at"] is None

    assert await eventually(ready)


async def test_what_is_no_video_fails_after_processing(vk: Vk) -> None:
    announced = await vk.video(b"a text that claims to be a film")
    name = f"{announced['owner_id']}_{announced['video_id']}"
    assert (await _seen(vk, name))["processing"] == 1
    await vk.sandbox.advance(HOUR_S)
    failed = await _seen(vk, name)
    assert "processing" not in failed
    assert "player" not in failed
    assert failed["content_restricted"] == 1


async def test_a_video_without_its_file_is_nowhere(vk: Vk) -> None:
    announced = await vk.call("video.save", vk.token, group_id=vk.group_id)
    name = f"{announced['owner_id']}_{announced['video_id']}"
    assert (await vk.call("video.get", vk.token, videos=name))["items"] == []
    refused = await vk.refusal("wall.post", vk.key, owner_id=vk.wall, attachments=f"video{name}")
    assert refused.code == 100


async def test_private_videos_need_their_key(vk: Vk) -> None:
    announced = await vk.video(is_private=1)
    name = f"{announced['owner_id']}_{announced['video_id']}"
    bob = vk.garage["user_token"]
    assert (await vk.call("video.get", bob, videos=name))["items"] == []
    keyed = f"{name}_{announced['access_key']}"
    assert len((await vk.call("video.get", bob, videos=keyed))["items"]) == 1
    assert (await vk.call("video.get", bob, owner_id=vk.wall))["count"] == 0
    assert (await vk.call("video.get", vk.token, owner_id=vk.wall))["count"] == 1


async def test_a_long_video_is_streamed_to_disk(vk: Vk) -> None:
    content = movie() + bytes(24 << 20)
    announced = await vk.video(content)
    name = f"{announced['owner_id']}_{announced['video_id']}"
    await vk.publish("", attachments=f"video{name}")
    (video,) = (await vk.shown())[0]["attachments"]
    assert video["size_bytes"] == len(content)
    address = f"{vk.sandbox.url}/control/files/{video['file_id']}"
    async with vk.session.get(address, headers={"Range": "bytes=0-11"}) as answer:
        assert (answer.status, (await answer.read())[4:8]) == (206, b"ftyp")


async def _seen(vk: Vk, name: str) -> Json:
    found = await vk.call("video.get", vk.token, videos=name)
    seen: Json = found["items"][0]
    return seen
