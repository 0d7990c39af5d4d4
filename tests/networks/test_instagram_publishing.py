"""Publishing on Instagram: containers first, then one request; nothing twice."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from services.content import Content
from services.errors import (
    AccessDenied,
    NotSent,
    NotYet,
    RateLimited,
    Rejected,
    Transient,
    Unconfirmed,
)
from services.networks.window import SendWindow
from tests.networks.instagram_world import EVERYTHING, World, open_world
from tests.networks.works import Bench


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as opened:
        yield opened


async def test_a_photo_appears_with_its_caption_and_address(world: World) -> None:
    accepted, _ = await world.publish(Content(text="Soup of the day", media=(world.photo(),)))
    [post] = await world.wall()
    assert (post["post_id"], post["text"]) == (accepted.ids[0], "Soup of the day")
    assert [one["kind"] for one in post["attachments"]] == ["photo"]
    assert accepted.url == post["url"]
    assert post["url"].startswith("https://www.instagram.com/p/")
    assert post["attempt"] == "a-1"


async def test_a_carousel_keeps_its_order_and_gets_one_shape(world: World) -> None:
    photos = (world.photo((600, 600)), world.photo((400, 600)), world.photo((900, 300)))
    await world.publish(Content(text="Three", media=photos))
    [post] = await world.wall()
    shown = post["attachments"]
    assert len(shown) == 3
    assert not any("cropped" in one for one in shown)
    assert shown[0]["size_bytes"] == world.media[1].stat().st_size
    assert len(await world.calls("media_publish")) == 1


async def test_pictures_of_other_formats_and_shapes_are_fitted(world: World) -> None:
    await world.publish(Content(media=(world.photo((1200, 200), "PNG"),)), account=None)
    [post] = await world.wall()
    [shown] = post["attachments"]
    assert 1.9 <= shown["width"] / shown["height"] <= 1.911
    [made] = await world.calls("media")
    assert made["status"] == 200


async def test_a_video_alone_goes_out_as_a_reel(world: World) -> None:
    accepted, _ = await world.publish(Content(text="Moving", media=(world.video(),)))
    [post] = await world.wall()
    [shown] = post["attachments"]
    assert (shown["kind"], shown["width"], shown["height"]) == ("video", 64, 112)
    address = f"{world.control.url}/control/files/{shown['cover_id']}"
    async with world.control.session().get(address) as answer:
        cover = Image.open(BytesIO(await answer.read()))
    assert (cover.format, cover.size) == ("JPEG", (64, 112))
    assert accepted.url is not None
    assert "/reel/" in accepted.url


async def test_videos_in_a_carousel_take_the_shape_of_the_first_picture(world: World) -> None:
    content = Content(media=(world.photo((400, 400)), world.video((112, 64))))
    await world.publish(content)
    [post] = await world.wall()
    assert [one["kind"] for one in post["attachments"]] == ["photo", "video"]
    assert not any("cropped" in one for one in post["attachments"])


async def test_a_video_that_cannot_be_fitted_is_refused_with_advice(world: World) -> None:
    with pytest.raises(Rejected) as caught:
        await world.publish(Content(media=(world.broken("video"),)))
    assert caught.value.advice.startswith("media-advice-")
    assert await world.calls("media") == []


async def test_the_chosen_taste_is_frozen_in_the_plan(world: World) -> None:
    content = Content(media=(world.photo(),))
    [part] = world.instagram.plan(content, world.account(fit="crop"))
    assert part.plan["fit"] == "crop"
    [part] = world.instagram.plan(content, world.account(fit="nonsense"))
    assert part.plan["fit"] == "blur"


async def test_more_than_ten_pictures_become_two_posts(world: World) -> None:
    content = Content(text="Many", media=tuple(world.photo() for _ in range(12)))
    parts = world.instagram.plan(content, world.account())
    assert [(part.kind, len(part.plan["items"])) for part in parts] == [
        ("carousel", 10),
        ("carousel", 2),
    ]
    await world.publish(content, number=2)
    [post] = await world.wall()
    assert (post["text"], len(post["attachments"])) == ("", 2)


async def test_nothing_is_waited_for_inside(world: World) -> None:
    await world.control.settings(instagram_looks=6)
    content, bench = Content(media=(world.photo(),)), world.bench()
    [part] = world.instagram.plan(content, world.account())
    with pytest.raises(NotYet) as caught:
        await world.instagram.prepare(part, content, world.account(), bench.work())
    assert caught.value.until > world.pacer.clock.now()
    await world.prepared(part, content, bench)
    assert len(await world.calls("media")) == 1
    assert len(await world.calls("container")) == 7


async def test_children_are_remembered_one_by_one(world: World) -> None:
    await world.control.settings(instagram_looks=0)
    content, bench = Content(media=(world.photo(), world.photo((500, 400)))), world.bench()
    await world.fault("server_error", "media", skip=1)
    [part] = world.instagram.plan(content, world.account())
    with pytest.raises(Transient):
        await world.instagram.prepare(part, content, world.account(), bench.work())
    assert list(bench.checkpoint["made"]) == ["item 0"]
    await world.prepared(part, content, bench)
    made = [one for one in await world.calls("media") if one["effect"]]
    assert len(made) == 3


async def test_a_container_that_expired_is_made_anew(world: World) -> None:
    content, bench = Content(media=(world.photo(),)), world.bench()
    [part] = world.instagram.plan(content, world.account())
    await world.prepared(part, content, bench)
    first = bench.checkpoint["made"]["post"]["id"]
    await world.control.advance(25 * 3600)
    prepared = await world.prepared(part, content, bench)
    assert bench.checkpoint["made"]["post"]["id"] != first
    await world.instagram.publish(prepared, world.account(), SendWindow("a-2"))
    assert len(await world.wall()) == 1


async def test_expired_items_of_a_carousel_are_made_anew(world: World) -> None:
    await world.control.settings(instagram_looks=0)
    content, bench = Content(media=(world.photo(), world.photo())), world.bench()
    await world.fault("server_error", "media", skip=2)
    [part] = world.instagram.plan(content, world.account())
    with pytest.raises(Transient):
        await world.instagram.prepare(part, content, world.account(), bench.work())
    await world.control.advance(25 * 3600)
    await world.prepared(part, content, bench)
    assert len([one for one in await world.calls("media") if one["effect"]]) == 5


async def test_what_is_never_processed_is_given_up(world: World) -> None:
    await world.control.settings(instagram_looks=6)
    content, bench = Content(media=(world.photo(),)), world.bench()
    [part] = world.instagram.plan(content, world.account())
    for _ in range(3):
        with pytest.raises(NotYet):
            await world.instagram.prepare(part, content, world.account(), bench.work())
        await world.control.advance(31 * 60)
        with pytest.raises(NotYet):
            await world.instagram.prepare(part, content, world.account(), bench.work())
    with pytest.raises(NotYet):
        await world.instagram.prepare(part, content, world.account(), bench.work())
    await world.control.advance(31 * 60)
    with pytest.raises(Rejected) as caught:
        await world.instagram.prepare(part, content, world.account(), bench.work())
    assert caught.value.advice == "instagram-advice-not-processed"
    assert await world.wall() == []


async def test_a_picture_that_cannot_be_fetched_is_told_as_that(world: World) -> None:
    bench = Bench(world.media, folder=world.folder, link=lambda _, __: "http://127.0.0.1:1/x")
    with pytest.raises(Rejected) as caught:
        await world.publish(Content(media=(world.photo(),)), bench)
    assert caught.value.advice == "instagram-advice-not-fetched"
    assert caught.value.code == "Instagram 9004 2207052"


async def test_a_video_that_was_not_fetched_is_fetched_when_somebody_tries_again(
    world: World,
) -> None:
    bench = Bench(world.media, folder=world.folder, link=lambda _, __: "http://127.0.0.1:1/x")
    content = Content(media=(world.video(),))
    [part] = world.instagram.plan(content, world.account())
    with pytest.raises(Rejected) as caught:
        await world.prepared(part, content, bench)
    assert caught.value.advice == "instagram-advice-not-fetched"
    bench.link = world.shelf.link
    prepared = await world.prepared(part, content, bench)
    await world.instagram.publish(prepared, world.account(), SendWindow("a-1"))
    assert len(await world.wall()) == 1


async def test_an_empty_quota_is_found_before_anything_is_made(world: World) -> None:
    await world.control.settings(instagram_quota=2)
    began = world.pacer.clock.now()
    for _ in range(2):
        await world.publish(Content(media=(world.photo(),)))
    made = len(await world.calls("media"))
    with pytest.raises(RateLimited) as caught:
        await world.publish(Content(media=(world.photo(),)))
    error = caught.value
    assert (error.granted, len(await world.calls("media"))) == (2, made)
    assert 23.9 < (error.until - began).total_seconds() / 3600 < 24.2
    await world.control.advance((error.until - world.pacer.clock.now()).total_seconds())
    await world.publish(Content(media=(world.photo(),)))
    assert len(await world.wall()) == 3


async def test_a_quota_used_up_meanwhile_is_a_wait(world: World) -> None:
    content = Content(media=(world.photo(),))
    [part] = world.instagram.plan(content, world.account())
    prepared = await world.prepared(part, content, world.bench())
    await world.control.settings(instagram_quota=2)
    for _ in range(2):
        await world.publish(Content(media=(world.photo(),)))
    with pytest.raises(RateLimited) as caught:
        await world.instagram.publish(prepared, world.account(), SendWindow("a-3"))
    assert caught.value.code == "Instagram 9 2207042"


async def test_a_post_stays_published_when_nobody_tells_its_address(world: World) -> None:
    await world.fault("server_error", "medium")
    accepted, _ = await world.publish(Content(media=(world.photo(),)))
    [post] = await world.wall()
    assert (accepted.ids, accepted.url) == ((post["post_id"],), None)


@pytest.mark.parametrize(
    "kind",
    [
        "accept_then_500",
        "accept_then_reset",
        "accept_then_cut_body",
        "accept_then_garbage",
        "accept_then_hang",
        "server_error",
        "reset",
        "hang",
    ],
)
async def test_an_answer_that_got_lost_is_unconfirmed(world: World, kind: str) -> None:
    await world.hurry()
    content = Content(media=(world.photo(),))
    [part] = world.instagram.plan(content, world.account())
    prepared = await world.prepared(part, content, world.bench())
    await world.fault(kind)
    with pytest.raises(Unconfirmed):
        await world.instagram.publish(prepared, world.account(), SendWindow("a-1"))
    assert len(await world.calls("media_publish")) == 1
    assert len(await world.wall()) == (1 if kind.startswith("accept") else 0)


async def test_a_missed_window_sends_nothing(world: World) -> None:
    content = Content(media=(world.photo(),))
    [part] = world.instagram.plan(content, world.account())
    prepared = await world.prepared(part, content, world.bench())
    late = SendWindow("late", seconds=-1.0)
    with pytest.raises(NotSent):
        await world.instagram.publish(prepared, world.account(), late)
    assert await world.calls("media_publish") == []


async def test_a_container_that_is_public_is_not_published_again(world: World) -> None:
    content, bench = Content(text="Once", media=(world.photo(),)), world.bench()
    accepted, _ = await world.publish(content, bench)
    again, _ = await world.publish(content, bench)
    assert (again.ids, again.url) == (accepted.ids, accepted.url)
    assert len(await world.calls("media_publish")) == 1


async def test_the_rest_of_a_long_text_becomes_a_comment(world: World) -> None:
    content = Content(text="soup " * 600, media=(world.photo(),))
    parts = world.instagram.plan(content, world.account())
    assert [part.kind for part in parts] == ["image", "comment"]
    post, _ = await world.publish(content)
    said, _ = await world.publish(content, number=2, posted=post.ids)
    first, second = await world.wall()
    assert len(first["text"]) <= 2200
    assert (second["post_id"], second["album_id"]) == (said.ids[0], post.ids[0])
    assert first["text"].rstrip("…").split() + second["text"].split() == content.text.split()


async def test_without_the_right_to_comment_the_text_is_cut(world: World) -> None:
    content = Content(text="soup " * 600, media=(world.photo(),))
    rights = {**EVERYTHING, "comment": False}
    assert len(world.instagram.plan(content, world.account(rights))) == 1


async def test_a_comment_without_a_post_is_refused(world: World) -> None:
    content = Content(text="soup " * 600, media=(world.photo(),))
    with pytest.raises(Rejected) as caught:
        await world.publish(content, number=2)
    assert caught.value.advice == "instagram-advice-no-post"


async def test_deleting_is_left_to_people(world: World) -> None:
    accepted, _ = await world.publish(Content(media=(world.photo(),)))
    with pytest.raises(AccessDenied) as caught:
        await world.instagram.delete(accepted.ids, world.account())
    assert caught.value.advice == "instagram-advice-delete-by-hand"
    assert len(await world.wall()) == 1


async def test_the_token_is_nowhere_but_in_its_header(world: World) -> None:
    await world.publish(Content(media=(world.photo(),)))
    token = world.keys["@alices_kitchen"]
    journal: list[Any] = await world.control.journal(network="instagram")
    assert token not in str(journal)
    assert token not in repr(world.account())
