"""YouTube from the chat: what its quota, its processing and a person's choices do to a post."""

import pytest

from services.linking import link
from services.networks.youtube.day import day_of
from tests.flows.house import Chat, House
from tests.flows.linking import owner
from tests.networks.youtube_world import KITCHEN, movie
from tests.sandbox_control import Json


async def with_kitchen(chat: Chat) -> None:
    """Link Alice's channel."""
    keys = (await chat.house.control.state())["keys"]
    mine = next(one for one in keys if one["target"] == KITCHEN)["secrets"][0]
    secrets = {"refresh_token": mine["value"]}
    await link(chat.house.deps, await owner(chat), "youtube", secrets, target=KITCHEN)


async def publish(chat: Chat, text: str, number: int = 1) -> str:
    """Publish a film; the card's words."""
    film = await chat.house.control.upload(movie(0, number), "soup.mp4", kind="video")
    await chat.say(media=[{"upload_id": film}], caption=text)
    await chat.press("🚀 Publish")
    return str((await chat.card())["text"])


async def shown(house: House) -> list[str]:
    """The titles that everybody finds."""
    return [one["title"] for one in await house.control.visible("youtube", KITCHEN)]


async def calls(house: House, method: str) -> list[Json]:
    journal: list[Json] = await house.control.journal(method=method)
    return journal


@pytest.fixture
def one_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUTUBE_DAILY_UPLOADS", "1")


async def test_a_used_up_day_uploads_nothing_and_goes_on_after_midnight(
    one_a_day: None, house: House, alice: Chat
) -> None:
    await with_kitchen(alice)
    await publish(alice, "Soup")
    await publish(alice, "Bread", 2)
    assert await shown(house) == ["Soup"]
    assert len(await calls(house, "videos.insert")) == 1
    now = house.clock.now()
    _, midnight = day_of(now)
    house.clock.advance((midnight - now).total_seconds() + 60)
    await house.settle()
    assert await shown(house) == ["Soup", "Bread"]
    assert len(await calls(house, "videos.insert")) == 2


async def test_a_video_that_youtube_cannot_process_is_told(house: House, alice: Chat) -> None:
    await with_kitchen(alice)
    await house.control.settings(youtube_verdict="failed:codec")
    await publish(alice, "Soup")
    house.clock.advance(90)
    await house.settle()
    assert "does not know its codec" in (await alice.card())["text"]


async def test_what_was_chosen_for_a_channel_counts_for_its_videos(
    house: House, alice: Chat
) -> None:
    await with_kitchen(alice)
    await alice.say("/accounts")
    await alice.press("YouTube · Alice’s kitchen")
    await alice.press("👁 Who sees videos: everybody")
    await alice.press("people with the link")
    card = await publish(alice, "Soup")
    assert await shown(house) == []
    [entry] = await house.control.wall("youtube", KITCHEN)
    assert entry["state"] == "unlisted"
    assert "live" in card


async def test_a_text_alone_is_refused_before_anybody_presses_publish(
    house: House, alice: Chat
) -> None:
    await with_kitchen(alice)
    await alice.say("Soup of the day")
    assert "YouTube: only videos can go there" in (await alice.newest())["text"]
    assert "⛔ YouTube · Alice’s kitchen" in await alice.labels()
    assert await calls(house, "videos.insert") == []


async def test_a_lost_last_chunk_makes_no_second_video(house: House, alice: Chat) -> None:
    await with_kitchen(alice)
    for fault in ("accept_then_500", "accept_then_reset"):
        await house.control.add_fault("youtube", "upload:chunk", fault)
    await publish(alice, "Soup")
    assert await shown(house) == ["Soup"]
    videos = (await house.control.get_json("youtube/videos"))["videos"]
    assert len(videos) == 1


async def called_off(house: House, alice: Chat) -> Json:
    """A post that is cancelled when its video is uploaded and not yet shown; the video."""
    await with_kitchen(alice)
    await house.control.add_fault("youtube", "videos.update", "rate_limit", times=None)
    await publish(alice, "Soup")
    [video] = (await house.control.get_json("youtube/videos"))["videos"]
    assert (video["deleted"], await shown(house)) == (False, [])
    await alice.press("Cancel")
    [video] = (await house.control.get_json("youtube/videos"))["videos"]
    return dict(video)


async def test_a_post_that_is_called_off_leaves_no_private_video(house: House, alice: Chat) -> None:
    assert (await called_off(house, alice))["deleted"]
    assert (await alice.newest())["text"].endswith(": cancelled")
    assert len(await calls(house, "videos.delete")) == 1


async def test_a_private_video_that_cannot_be_deleted_is_told(house: House, alice: Chat) -> None:
    await house.control.add_fault("youtube", "videos.delete", "refuse", times=None)
    assert not (await called_off(house, alice))["deleted"]
    assert "could not be deleted, and only you see it there" in (await alice.newest())["text"]


async def test_taking_back_deletes_the_video(house: House, alice: Chat) -> None:
    await with_kitchen(alice)
    await publish(alice, "Soup")
    await alice.press("Take back")
    await alice.press("Yes, delete it there")
    assert await shown(house) == []
    [video] = (await house.control.get_json("youtube/videos"))["videos"]
    assert video["deleted"]
