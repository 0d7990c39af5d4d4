"""The pretend Instagram fetches what it is told to, and takes only what the real one takes."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.networks.instagram_files import movie, picture
from tests.sandbox.instagram_client import Instagram, open_instagram
from tests.sandbox_control import SandboxControl

NOT_FETCHED = (9004, 2207052)
BAD_IMAGE = (36001, 2207005)


@pytest.fixture
async def instagram(sandbox: SandboxControl, tmp_path: Path) -> AsyncIterator[Instagram]:
    async with open_instagram(sandbox, tmp_path) as client:
        yield client


async def test_a_picture_is_fetched_once_when_its_container_is_made(instagram: Instagram) -> None:
    number = await instagram.container()
    assert len(instagram.shelf.fetched) == 1
    assert await instagram.status(number) == "FINISHED"
    assert int(number) > 2**53


@pytest.mark.parametrize(
    ("data", "mime_type", "refusal"),
    [
        (picture(form="PNG"), "image/jpeg", BAD_IMAGE),
        (picture(), "image/png", NOT_FETCHED),
        (picture(), "text/html", NOT_FETCHED),
        (b"not a picture", "image/jpeg", BAD_IMAGE),
        (b"\xff\xd8\xff and no more", "image/jpeg", BAD_IMAGE),
        (picture((400, 600)), "image/jpeg", (36003, 2207009)),
        (picture((800, 300)), "image/jpeg", (36003, 2207009)),
        (picture() + bytes(8 << 20), "image/jpeg", (36000, 2207004)),
    ],
)
async def test_it_takes_only_jpeg_of_a_modest_shape_and_size(
    instagram: Instagram, data: bytes, mime_type: str, refusal: tuple[int, int]
) -> None:
    assert await instagram.refused_image(instagram.image(data, mime_type)) == refusal


@pytest.mark.parametrize("size", [(400, 500), (400, 400), (764, 400)])
async def test_the_extremes_of_shape_are_taken(instagram: Instagram, size: tuple[int, int]) -> None:
    assert await instagram.container(image_url=instagram.image(picture(size)))


@pytest.mark.parametrize(
    "answer",
    [
        web.Response(status=404),
        web.Response(status=302, headers={"Location": "/elsewhere"}),
        web.Response(status=206, body=picture(), content_type="image/jpeg"),
    ],
)
async def test_it_follows_nothing_and_wants_a_plain_yes(
    instagram: Instagram, answer: web.Response
) -> None:
    url = instagram.image()
    instagram.shelf.answers[url.rpartition("/")[2]] = answer
    assert await instagram.refused_image(url) == NOT_FETCHED


@pytest.mark.parametrize(
    "url", ["http://example.com/x.jpg", "ftp://127.0.0.1/x", "x.jpg", "file:///x"]
)
async def test_outside_there_is_only_https(instagram: Instagram, url: str) -> None:
    assert await instagram.refused_image(url) == NOT_FETCHED


async def test_nothing_outside_this_machine_is_ever_fetched(instagram: Instagram) -> None:
    answer = await instagram.call(
        "POST", f"{instagram.target}/media", image_url="https://example.com/x.jpg"
    )
    assert answer["error"]["message"].startswith("sandbox: nothing outside")


async def test_a_server_that_is_not_there_is_told(instagram: Instagram) -> None:
    assert await instagram.refused_image("http://127.0.0.1:1/x.jpg") == NOT_FETCHED


async def test_a_reel_is_looked_into_and_what_is_wrong_its_status_says(
    instagram: Instagram,
) -> None:
    fine = instagram.shelf.put("a.mp4", movie(), "video/mp4")
    number = await instagram.container(media_type="REELS", video_url=fine, share_to_feed=True)
    assert await instagram.status(number) == "FINISHED"
    await instagram.publish(number)
    [post] = await instagram.wall()
    assert post["attachments"][0]["kind"] == "video"
    assert "/reel/" in post["url"]


async def test_a_reel_whose_cover_is_no_jpeg_fails_later(instagram: Instagram) -> None:
    fine = instagram.shelf.put("a.mp4", movie(), "video/mp4")
    cover = instagram.shelf.put("c.jpg", b"soup", "image/jpeg")
    number = await instagram.container(media_type="REELS", video_url=fine, cover_url=cover)
    assert await instagram.status(number) == "ERROR"


@pytest.mark.parametrize(
    "data", [movie(seconds=1), movie(moov_first=False), picture(), movie()[:2000]]
)
async def test_a_video_that_nobody_could_play_fails_later(
    instagram: Instagram, data: bytes
) -> None:
    url = instagram.shelf.put("b.mp4", data, "video/mp4")
    number = await instagram.container(media_type="REELS", video_url=url)
    told = await instagram.call("GET", number, fields="status_code,status")
    assert told["status_code"] == "ERROR"
    assert "2207026" in told["status"]
    assert await instagram.unpublishable(number) == (9007, 2207027)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"media_type": "VIDEO", "video_url": "x"}, (100, 2207023)),
        ({"media_type": "STORIES", "image_url": "x"}, (100, 2207023)),
        ({"media_type": "REELS", "is_carousel_item": True, "video_url": "x"}, (100, 2207023)),
        ({"media_type": "REELS", "image_url": "x"}, (100, None)),
        ({"media_type": "REELS", "video_url": "x", "alt_text": "y"}, (100, None)),
        ({"image_url": "x", "video_url": "y"}, (100, None)),
        ({"image_url": "x", "share_to_feed": True}, (100, None)),
        ({"image_url": "x", "cover_url": "x"}, (100, None)),
        ({"image_url": "x", "is_carousel_item": True, "caption": "y"}, (100, None)),
        ({"image_url": "x", "is_carousel_item": "perhaps"}, (100, None)),
        ({"image_url": "x", "unknown": 1}, (100, None)),
        ({"image_url": ["x"]}, (100, None)),
        ({}, (100, None)),
        ({"image_url": "x", "caption": "y" * 2201}, (36004, 2207010)),
        ({"image_url": "x", "caption": "#a " * 31}, (36004, 2207010)),
        ({"image_url": "x", "caption": "@ab " * 21}, (36004, 2207010)),
    ],
)
async def test_fields_that_do_not_belong_are_refused(
    instagram: Instagram, fields: dict[str, Any], refusal: tuple[int, int | None]
) -> None:
    assert await instagram.refused("POST", f"{instagram.target}/media", **fields) == refusal


async def test_how_many_hashtags_are_taken_is_a_switch(instagram: Instagram) -> None:
    tags = " ".join(f"#t{number}" for number in range(6))
    assert await instagram.container(caption=tags)
    await instagram.sandbox.settings(instagram_hashtags=5)
    refused = await instagram.refused(
        "POST", f"{instagram.target}/media", image_url=instagram.image(), caption=tags
    )
    assert refused == (36004, 2207010)
