"""A picture beside a video becomes its thumbnail, and never stands in its way."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from services.content import Content
from services.errors import Transient
from services.networks.youtube.planning import Fitting
from tests.networks.works import Bench
from tests.networks.youtube_world import EVERYTHING, GARAGE, World, account, medium, open_world

FILM, PHOTO = medium("video", 1), medium("photo", 9)
SHORT = medium("video", 1, width=720, height=1280, duration_s=30)


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as world:
        yield world


@pytest.fixture
def bench(world: World) -> Bench:
    _, bench = world.film()
    world.photo(bench)
    return bench


def post(*media: Any) -> Content:
    return Content(text="Soup", media=media)


async def cover(world: World) -> bytes:
    """What stands in front of the one video."""
    [video] = await world.owned()
    async with world.http.get(f"/control/files/{video['cover_id']}") as answer:
        assert answer.status == 200
        return await answer.read()


def planned(*media: Any, **rights: bool) -> tuple[list[Any], dict[str, Any]]:
    fitting = Fitting(account(rights={**EVERYTHING, **rights}), {"telegram": 20 << 20})
    covers = [part.plan.get("cover") for part in fitting.plan(post(*media))]
    return covers, {one.text: one.values for one in fitting.check(post(*media))}


@pytest.mark.parametrize(
    ("media", "place", "left_out"),
    [((PHOTO, FILM), 0, 0), ((FILM, PHOTO), 1, 0), ((FILM, PHOTO, PHOTO), 1, 1)],
)
def test_the_first_picture_beside_one_video_is_meant(
    media: tuple[Any, ...], place: int, left_out: int
) -> None:
    covers, told = planned(*media)
    assert covers == [place]
    assert "youtube-cover" in told
    assert told.get("youtube-only-videos", {}).get("count", 0) == left_out


@pytest.mark.parametrize(
    ("media", "rights"),
    [
        ((SHORT, PHOTO), {}),
        ((FILM, medium("video", 2), PHOTO), {}),
        ((FILM, PHOTO), {"long": False}),
        ((FILM, medium("photo", 9, size_bytes=21 << 20)), {}),
        ((FILM, medium("document", 9, mime_type="application/pdf")), {}),
    ],
)
def test_otherwise_pictures_are_left_out(media: tuple[Any, ...], rights: dict[str, bool]) -> None:
    covers, told = planned(*media, **rights)
    assert set(covers) == {None}
    assert told["youtube-only-videos"] == {"count": 1}


async def test_it_is_there_before_anybody_sees_the_video(world: World, bench: Bench) -> None:
    part, prepared, linked = await world.prepared(post(FILM, PHOTO), bench)
    assert await world.wall() == []
    image = Image.open(BytesIO(await cover(world)))
    assert (image.format, image.width * 9) == ("JPEG", image.height * 16)
    charges = world.youtube.budgets(linked, part, world.clock.now())
    assert [one.amount for one in charges] == [1, 1, 110]
    assert prepared.evidence == {"video": prepared.evidence["video"], "privacy": "public"}


async def test_a_refused_one_is_told_and_the_video_goes_out(world: World, bench: Bench) -> None:
    garage = world.account(GARAGE)
    accepted, prepared = await world.publish(post(FILM, PHOTO), bench, account=garage)
    world.clock.advance(60)
    assert len(await world.wall(GARAGE)) == 1
    assert await world.youtube.missing(accepted, prepared.evidence, garage) == [
        "youtube-missing-cover"
    ]


async def test_trouble_that_passes_is_waited_for_once(world: World, bench: Bench) -> None:
    await world.fault("server_error", "thumbnails.set", times=1)
    with pytest.raises(Transient):
        await world.prepared(post(FILM, PHOTO), bench)
    await world.prepared(post(FILM, PHOTO), bench)
    await world.prepared(post(FILM, PHOTO), bench)
    assert await cover(world)
    assert len(await world.calls("thumbnails.set")) == 2
    assert await world.sessions() == 1


async def test_trouble_that_stays_stops_nothing(world: World, bench: Bench) -> None:
    await world.fault("server_error", "thumbnails.set", times=None)
    with pytest.raises(Transient):
        await world.prepared(post(FILM, PHOTO), bench)
    accepted, prepared = await world.publish(post(FILM, PHOTO), bench)
    world.clock.advance(60)
    assert len(await world.wall()) == 1
    linked = world.account()
    told = await world.youtube.missing(accepted, prepared.evidence, linked)
    assert told == ["youtube-missing-cover"]
