"""Publishing with a session: files go up as they are, one request makes them public."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.content import Content
from services.errors import LoginNeeded, NetworkError, NotYet, Rejected, Transient, Unconfirmed
from services.networks.instagram.private.session import SESSION, Session
from services.networks.window import SendWindow
from tests.networks.instagram_private_world import ALICE, World, open_world


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as world:
        yield world


async def test_a_photo_appears_once_with_its_caption(world: World) -> None:
    content = Content(text="Soup #kitchen", media=(world.photo(),))
    accepted, _ = await world.publish(content)
    [entry] = await world.wall()
    assert (entry["text"], entry["post_id"], entry["attempt"]) == (
        "Soup #kitchen",
        accepted.ids[0],
        "a-1",
    )
    assert accepted.url == entry["url"]
    assert entry["url"].startswith("https://www.instagram.com/p/")
    assert len(await world.calls("configure")) == 1


async def test_a_picture_arrives_byte_for_byte(world: World) -> None:
    photo = world.photo((640, 800))
    await world.publish(Content(text="Soup", media=(photo,)))
    [entry] = await world.wall()
    [shown] = entry["attachments"]
    assert (shown["width"], shown["height"]) == (640, 800)
    assert await world.bytes_of(shown["file_id"]) == world.media[photo.id].read_bytes()


async def test_a_reel_arrives_as_it_is(world: World) -> None:
    video = world.video()
    accepted, _ = await world.publish(Content(text="Stirring", media=(video,)))
    [entry] = await world.wall()
    [shown] = entry["attachments"]
    assert (shown["kind"], shown["width"], shown["height"]) == ("video", 64, 112)
    assert await world.bytes_of(shown["file_id"]) == world.media[video.id].read_bytes()
    assert accepted.url == entry["url"]
    assert "/reel/" in entry["url"]


async def test_an_album_mixes_photos_and_videos(world: World) -> None:
    media = (world.photo((400, 500)), world.video((64, 80)), world.photo((400, 500)))
    await world.publish(Content(text="Three", media=media))
    [entry] = await world.wall()
    assert [one["kind"] for one in entry["attachments"]] == ["photo", "video", "photo"]
    assert not [one for one in entry["attachments"] if one.get("cropped")]
    assert len(await world.calls("configure_sidecar")) == 1


async def test_what_was_uploaded_is_not_sent_again_after_a_crash(world: World) -> None:
    media = tuple(world.photo() for _ in range(3))
    bench = world.bench()
    await world.fault("server_error", "rupload_igphoto", skip=2)
    with pytest.raises(Transient):
        await world.prepared(Content(text="Three", media=media), bench)
    assert len(bench.checkpoint["uploads"]) == 2
    await world.publish(Content(text="Three", media=media), bench)
    assert len(await world.calls("rupload_igphoto")) == 4
    [entry] = await world.wall()
    assert len(entry["attachments"]) == 3


async def test_uploads_of_an_hour_ago_are_made_anew(world: World) -> None:
    content, bench = Content(text="Soup", media=(world.photo(),)), world.bench()
    await world.prepared(content, bench)
    await world.control.advance(3700)
    await world.publish(content, bench)
    assert len(await world.calls("rupload_igphoto")) == 2


async def test_uploads_that_instagram_forgot_are_made_anew(world: World) -> None:
    content, bench = Content(text="Soup", media=(world.photo(),)), world.bench()
    prepared = await world.prepared(content, bench)
    await world.fault("refuse", error="media_needs_reupload")
    with pytest.raises(Transient):
        await world.send(prepared)
    await world.publish(content, bench)
    assert len(await world.calls("rupload_igphoto")) == 2
    assert len(await world.wall()) == 1


async def test_a_reel_that_is_not_ready_is_waited_for(world: World) -> None:
    await world.control.settings(instagram_private_transcode=1)
    prepared = await world.prepared(Content(text="Reel", media=(world.video(),)), world.bench())
    with pytest.raises(NotYet) as waiting:
        await world.send(prepared)
    assert waiting.value.until > world.pacer.clock.now()
    await world.send(prepared)
    assert len(await world.wall()) == 1


async def test_a_reel_that_never_gets_ready_is_given_up(world: World) -> None:
    await world.control.settings(instagram_private_transcode=3)
    prepared = await world.prepared(Content(text="Reel", media=(world.video(),)), world.bench())
    with pytest.raises(NotYet):
        await world.send(prepared)
    await world.control.advance(1900)
    with pytest.raises(Rejected):
        await world.send(prepared)
    assert await world.wall() == []


async def test_a_reel_rests_before_it_is_asked_for(world: World) -> None:
    content, bench = Content(text="Reel", media=(world.video(),)), world.bench()
    await world.prepared(content, bench)
    assert bench.checkpoint["uploads"]["0"]["is_video"]
    sent = (await world.calls("rupload_igvideo"))[0]["at"]
    assert world.pacer.clock.now().isoformat() > sent
    assert len(await world.calls("rupload_igvideo")) == 1


async def test_a_missed_send_window_sends_nothing(world: World) -> None:
    prepared = await world.prepared(Content(text="Soup", media=(world.photo(),)), world.bench())
    closed = SendWindow("a-1", seconds=-1.0)
    with pytest.raises(NetworkError) as missed:
        await world.way.publish(prepared, world.account(), closed)
    assert missed.value.kind == "not_sent"
    assert await world.wall() == []


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
async def test_a_lost_answer_is_unconfirmed_and_never_sent_again(world: World, kind: str) -> None:
    prepared = await world.prepared(Content(text="Soup", media=(world.photo(),)), world.bench())
    await world.fault(kind)
    with pytest.raises(Unconfirmed):
        await world.send(prepared)
    assert len(await world.calls("configure")) == 1
    assert len(await world.wall()) == 1


async def test_a_success_without_its_post_is_unconfirmed(world: World) -> None:
    await world.control.settings(instagram_private_answers="bare")
    prepared = await world.prepared(Content(text="Soup", media=(world.photo(),)), world.bench())
    with pytest.raises(Unconfirmed):
        await world.send(prepared)
    assert len(await world.wall()) == 1


async def test_what_the_session_has_become_is_kept(world: World) -> None:
    bench = world.bench()
    await world.publish(Content(text="Soup", media=(world.photo(),)), bench)
    kept = Session.read(bench.kept[SESSION])
    assert kept.settings["mid"]
    assert kept.settings["cookies"]["rur"]
    assert kept.cookie == world.session


async def test_a_session_that_was_kept_goes_on_on_the_same_device(world: World) -> None:
    account = await world.link()
    await world.way.close()
    await world.publish(Content(text="Soup", media=(world.photo(),)))
    assert len(await world.wall()) == 1
    again = await world.way.identity(account.credentials)
    assert again.target == ALICE


async def test_posts_can_be_taken_back(world: World) -> None:
    accepted, _ = await world.publish(Content(text="Soup", media=(world.photo(),)))
    for _ in range(2):
        await world.way.delete(accepted.ids, world.account())
    assert await world.wall() == []


async def test_a_cookie_of_nobody_links_nothing(world: World) -> None:
    with pytest.raises(LoginNeeded):
        await world.way.identity({SESSION: "61000000009%3AabcdefABCDEF%3A1%3AAYabcdefghijklmnopq"})
    with pytest.raises(LoginNeeded) as wrong:
        await world.way.identity({SESSION: "no cookie at all, but a longer sentence"})
    assert wrong.value.advice == "instagram-private-advice-cookie"
