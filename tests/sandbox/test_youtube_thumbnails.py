"""The pretend YouTube takes the thumbnails that the real one takes."""

import pytest

from tests.networks.youtube_world import GARAGE
from tests.sandbox.bot import picture
from tests.sandbox.youtube_client import Youtube

JPEG = picture(kind="JPEG")


async def test_a_picture_is_kept_in_front_of_its_video(youtube: Youtube) -> None:
    made = await youtube.upload()
    said = await youtube.cover(made["id"], JPEG)
    assert (said.status, set(said.body["items"][0])) == (200, {"default", "medium", "high"})
    [video] = await youtube.owned()
    address = f"/control/files/{video['cover_id']}"
    async with youtube.sandbox.session().get(f"{youtube.sandbox.url}{address}") as answer:
        assert await answer.read() == JPEG


@pytest.mark.parametrize(
    ("content", "mime_type", "status", "reason"),
    [
        (b"", "image/jpeg", 400, "mediaBodyRequired"),
        (b"soup" * 20, "image/jpeg", 400, "invalidImage"),
        (picture(kind="GIF"), "image/jpeg", 400, "invalidImage"),
        (JPEG, "image/gif", 400, "mediaTypeNotSupported"),
        (JPEG + bytes(50 << 20), "image/jpeg", 413, "uploadTooLarge"),
    ],
)
async def test_only_jpeg_and_png_of_fifty_megabytes_are_taken(
    youtube: Youtube, content: bytes, mime_type: str, status: int, reason: str
) -> None:
    made = await youtube.upload()
    said = await youtube.cover(made["id"], content, mime_type)
    assert (said.status, said.reason) == (status, reason)
    assert (await youtube.owned())[0]["cover_id"] == ""


async def test_only_a_verified_channel_sets_its_own(youtube: Youtube) -> None:
    made = await youtube.upload()
    assert (await youtube.cover("nothing", JPEG)).reason == "videoNotFound"
    assert (await youtube.cover(made["id"], JPEG, owner=GARAGE)).reason == "forbidden"
    assert (await youtube.cover(made["id"], JPEG, size="5")).reason == "badRequest"


async def test_it_costs_fifty_units(youtube: Youtube) -> None:
    made = await youtube.upload()
    await youtube.sandbox.settings(youtube_day_units=60)
    assert (await youtube.cover(made["id"], JPEG)).status == 200
    assert (await youtube.cover(made["id"], JPEG)).reason == "quotaExceeded"
