"""Publishing to the pretend YouTube: private until the one request, and never twice."""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.content import Content, Entity
from services.errors import (
    AccessDenied,
    LoginNeeded,
    NotSent,
    NotYet,
    RateLimited,
    Rejected,
    Transient,
    Unconfirmed,
)
from services.networks.base import Absent, Accepted, Found
from services.networks.window import SendWindow
from services.networks.youtube.day import day_of
from tests.networks.youtube_world import GARAGE, KITCHEN, World, open_world


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as world:
        yield world


async def test_a_video_is_private_until_it_is_published(world: World) -> None:
    media, bench = world.film()
    content = Content(text="Soup of the day\nWith beans", media=(media,))
    _, prepared, linked = await world.prepared(content, bench)
    [video] = await world.owned()
    assert video["status"]["privacyStatus"] == "private"
    assert await world.wall() == []
    accepted = await world.youtube.publish(prepared, linked, SendWindow("a-1"))
    [shown] = await world.wall()
    assert (shown["title"], shown["text"]) == ("Soup of the day", "With beans")
    assert accepted == Accepted((video["id"],), shown["url"])
    assert shown["attempt"] == "a-1"


async def test_the_file_goes_up_byte_for_byte(world: World) -> None:
    media, bench = world.film(700_000)
    await world.publish(Content(text="Soup", media=(media,)), bench)
    [video] = await world.owned()
    assert video["digest"] == hashlib.sha256(bench.files[1].read_bytes()).hexdigest()
    assert bench.told == sorted(bench.told)
    assert bench.told[-1] == 1.0


async def test_title_description_tags_and_category_go_along(world: World) -> None:
    media, bench = world.film()
    text = "Soup <hot>\n#beans and more"
    content = Content(text=text, entities=(Entity(kind="bold", offset_utf16=0, length_utf16=4),))
    content = content.model_copy(update={"media": (media,)})
    options = {"category": "howto", "kids": "yes"}
    await world.publish(content, bench, account=world.account(options=options))
    [video] = await world.owned()
    assert video["snippet"]["title"] == "Soup ‹hot›"
    assert video["snippet"]["tags"] == ["beans"]
    assert video["snippet"]["categoryId"] == "26"
    assert video["status"]["selfDeclaredMadeForKids"] is True


@pytest.mark.parametrize("privacy", ["public", "unlisted", "private"])
async def test_a_video_becomes_as_visible_as_the_account_says(world: World, privacy: str) -> None:
    media, bench = world.film()
    linked = world.account(options={"privacy": privacy})
    accepted, prepared = await world.publish(
        Content(text="Soup", media=(media,)), bench, account=linked
    )
    [video] = await world.owned()
    assert video["status"]["privacyStatus"] == privacy
    assert len(await world.wall()) == (privacy == "public")
    found = await world.youtube.find(prepared.evidence, linked)
    assert found == Found(accepted.ids, accepted.url)


async def test_every_request_says_who_may_see_the_video(world: World) -> None:
    """Left out, YouTube would show it to everybody at once."""
    media, bench = world.film()
    await world.publish(Content(text="Soup", media=(media,)), bench)
    for method, privacy in (("videos.insert", "private"), ("videos.update", "public")):
        [call] = await world.calls(method)
        status = call["params"]["body"]["status"]
        assert status["privacyStatus"] == privacy
        assert status["selfDeclaredMadeForKids"] is False


async def test_publishing_twice_is_the_same_as_once(world: World) -> None:
    media, bench = world.film()
    _, prepared, linked = await world.prepared(Content(text="Soup", media=(media,)), bench)
    for attempt in ("a-1", "a-2"):
        await world.youtube.publish(prepared, linked, SendWindow(attempt))
    assert len(await world.wall()) == 1
    assert len(await world.owned()) == 1


@pytest.mark.parametrize(
    "kind",
    ["accept_then_500", "accept_then_reset", "accept_then_cut_body", "accept_then_garbage"],
)
async def test_a_lost_answer_is_found_by_looking(world: World, kind: str) -> None:
    media, bench = world.film()
    _, prepared, linked = await world.prepared(Content(text="Soup", media=(media,)), bench)
    await world.fault(kind)
    with pytest.raises(Unconfirmed):
        await world.youtube.publish(prepared, linked, SendWindow("a-1"))
    [video] = await world.owned()
    found = await world.youtube.find(prepared.evidence, linked)
    assert found == Found((video["id"],), f"https://www.youtube.com/watch?v={video['id']}")


@pytest.mark.parametrize("kind", ["server_error", "reset", "hang"])
async def test_what_was_not_done_is_absent(world: World, kind: str) -> None:
    media, bench = world.film()
    _, prepared, linked = await world.prepared(Content(text="Soup", media=(media,)), bench)
    await world.fault(kind)
    impatient = world.another(call_timeout_s=0.6)
    with pytest.raises(Unconfirmed):
        await impatient.publish(prepared, linked, SendWindow("a-1"))
    assert await world.youtube.find(prepared.evidence, linked) == Absent()


async def test_a_missed_window_sends_nothing(world: World) -> None:
    media, bench = world.film()
    _, prepared, linked = await world.prepared(Content(text="Soup", media=(media,)), bench)
    with pytest.raises(NotSent):
        await world.youtube.publish(prepared, linked, SendWindow("a-1", seconds=-1))
    assert await world.calls("videos.update") == []


async def test_a_next_try_uploads_nothing_again(world: World) -> None:
    media, bench = world.film()
    content = Content(text="Soup", media=(media,))
    _, first, _ = await world.prepared(content, bench)
    _, second, _ = await world.prepared(content, bench)
    assert first.evidence == second.evidence
    assert len(await world.calls("videos.insert")) == 1


async def test_a_video_that_somebody_deleted_meanwhile_goes_up_again(world: World) -> None:
    media, bench = world.film()
    content = Content(text="Soup", media=(media,))
    _, first, linked = await world.prepared(content, bench)
    await world.control("DELETE", f"youtube/videos/{first.evidence['video']}")
    with pytest.raises(Rejected) as gone:
        await world.youtube.publish(first, linked, SendWindow("a-1"))
    assert gone.value.advice == "youtube-advice-video-gone"
    _, same, _ = await world.prepared(content, bench)
    assert same.evidence == first.evidence, "it may only not be shown yet"
    world.clock.advance(timedelta(hours=2).total_seconds())
    _, second, _ = await world.prepared(content, bench)
    assert second.evidence["video"] != first.evidence["video"]


async def test_several_videos_get_numbers(world: World) -> None:
    first, bench = world.film(number=1)
    second, other = world.film(number=2)
    bench.files = {**bench.files, **other.files}
    content = Content(text="Soup", media=(first, second))
    for number in (1, 2):
        bench.checkpoint = {}
        await world.publish(content, bench, number=number, key=f"1/{number}")
    assert [one["title"] for one in await world.wall()] == ["Soup (1/2)", "Soup (2/2)"]


async def test_a_video_is_read_back_when_youtube_is_done_with_it(world: World) -> None:
    media, bench = world.film()
    accepted, prepared = await world.publish(Content(text="Soup", media=(media,)), bench)
    with pytest.raises(NotYet):
        await world.youtube.missing(accepted, prepared.evidence, world.account())
    world.clock.advance(10)
    assert await world.youtube.missing(accepted, prepared.evidence, world.account()) == []


@pytest.mark.parametrize(
    ("switches", "told"),
    [
        ({"verdict": "failed:codec"}, "youtube-missing-codec"),
        ({"verdict": "rejected:termsOfUse"}, "youtube-missing-terms"),
        ({"audit": "locked"}, "youtube-missing-privacy"),
    ],
)
async def test_what_nobody_can_watch_is_told(
    world: World, switches: dict[str, str], told: str
) -> None:
    await world.turn(processing_s=0, **switches)
    media, bench = world.film()
    accepted, prepared = await world.publish(Content(text="Soup", media=(media,)), bench)
    assert await world.youtube.missing(accepted, prepared.evidence, world.account()) == [told]


async def test_the_same_file_again_is_told_as_a_duplicate(world: World) -> None:
    media, bench = world.film()
    content = Content(text="Soup", media=(media,))
    await world.publish(content, bench)
    bench.checkpoint = {}
    accepted, prepared = await world.publish(content, bench)
    world.clock.advance(10)
    linked = world.account()
    told = await world.youtube.missing(accepted, prepared.evidence, linked)
    assert told == ["youtube-missing-duplicate"]


async def test_a_video_that_cannot_be_watched_is_not_published(world: World) -> None:
    await world.turn(processing_s=0, verdict="failed:codec")
    media, bench = world.film()
    content = Content(text="Soup", media=(media,))
    await world.prepared(content, bench)
    with pytest.raises(Rejected) as refused:
        await world.prepared(content, bench)
    assert refused.value.advice == "youtube-advice-unusable"


async def test_deleting_takes_a_video_back_and_what_is_gone_is_fine(world: World) -> None:
    media, bench = world.film()
    accepted, prepared = await world.publish(Content(text="Soup", media=(media,)), bench)
    for _ in range(2):
        await world.youtube.delete(accepted.ids, world.account())
    assert await world.wall() == []
    missing = await world.youtube.missing(accepted, prepared.evidence, world.account())
    assert missing == ["youtube-missing-video"]


async def test_nobody_touches_a_channel_of_somebody_else(world: World) -> None:
    media, bench = world.film()
    accepted, prepared = await world.publish(Content(text="Soup", media=(media,)), bench)
    bobs = world.account(GARAGE)
    with pytest.raises(AccessDenied):
        await world.youtube.delete(accepted.ids, bobs)
    with pytest.raises(AccessDenied):
        await world.youtube.publish(prepared, bobs, SendWindow("a-2"))
    assert len(await world.wall()) == 1


async def test_whoami_says_whose_channel_a_token_opens(world: World) -> None:
    alice = await world.youtube.whoami("", world.account().credentials)
    assert (alice.target, alice.title) == (KITCHEN, "Alice’s kitchen")
    assert alice.url == f"https://www.youtube.com/channel/{KITCHEN}"
    assert alice.capabilities["long"]
    bob = await world.youtube.whoami("", world.account(GARAGE).credentials)
    assert not bob.capabilities["long"]
    assert bob.capabilities["video"]


async def test_a_token_of_another_channel_is_not_taken_for_this_one(world: World) -> None:
    with pytest.raises(AccessDenied) as refused:
        await world.youtube.whoami(KITCHEN, world.account(GARAGE).credentials)
    assert refused.value.advice == "youtube-advice-other-channel"


@pytest.mark.parametrize(
    ("wish", "advice"),
    [
        ({"channel_id": None}, "youtube-advice-signup"),
        (
            {
                "channel_id": KITCHEN,
                "scopes": [
                    "https://www.googleapis.com/auth/youtube.upload",
                    "https://www.googleapis.com/auth/youtube.readonly",
                ],
            },
            "youtube-advice-scopes",
        ),
    ],
)
async def test_a_token_that_cannot_publish_is_not_linked(
    world: World, wish: dict[str, object], advice: str
) -> None:
    token = (await world.control("POST", "youtube/tokens", wish))["refresh_token"]
    with pytest.raises(AccessDenied) as refused:
        await world.youtube.whoami("", {"refresh_token": token})
    assert refused.value.advice == advice


async def test_a_token_that_was_taken_back_pauses_the_account(world: World) -> None:
    media, bench = world.film()
    token = {"refresh_token": world.keys[KITCHEN]}
    await world.control("POST", "youtube/tokens/revoke", token)
    with pytest.raises(LoginNeeded) as refused:
        await world.prepared(Content(text="Soup", media=(media,)), bench)
    assert refused.value.code == "YouTube invalid_grant"
    assert await world.calls("videos.insert") == []


async def test_without_a_google_project_linking_names_the_variable(world: World) -> None:
    """Nothing is asked of Google: the address is never reached."""
    youtube = world.another(api_url="https://youtube.googleapis.com")
    with pytest.raises(AccessDenied) as refused:
        await youtube.whoami("", {"refresh_token": "1//0" + "a" * 40})
    assert refused.value.advice == "youtube-advice-no-client"


async def test_an_access_token_serves_until_shortly_before_its_end(world: World) -> None:
    for minutes, minted in ((0, 1), (50, 1), (6, 2)):
        world.clock.advance(minutes * 60)
        await world.youtube.whoami("", world.account().credentials)
        assert len(await world.calls("token")) == minted


async def test_an_access_token_that_dies_early_is_replaced(world: World) -> None:
    media, bench = world.film()
    accepted, prepared = await world.publish(Content(text="Soup", media=(media,)), bench)
    world.clock.advance(600)
    await world.control("POST", "youtube/tokens/expire")
    assert isinstance(await world.youtube.find(prepared.evidence, world.account()), Found)
    world.clock.advance(600)
    await world.control("POST", "youtube/tokens/expire")
    with pytest.raises(Transient):
        await world.youtube.publish(prepared, world.account(), SendWindow("a-2"))
    assert await world.youtube.publish(prepared, world.account(), SendWindow("a-3")) == accepted


async def test_a_new_token_that_is_refused_needs_the_person(world: World) -> None:
    media, bench = world.film()
    _, prepared, linked = await world.prepared(Content(text="Soup", media=(media,)), bench)
    await world.fault("login_expired")
    with pytest.raises(LoginNeeded):
        await world.youtube.publish(prepared, linked, SendWindow("a-1"))


async def test_a_used_up_day_waits_for_midnight_in_california(world: World) -> None:
    await world.turn(day_uploads=1)
    media, bench = world.film()
    await world.publish(Content(text="Soup", media=(media,)), bench)
    other, bench = world.film(number=2)
    with pytest.raises(RateLimited) as refused:
        await world.prepared(Content(text="Bread", media=(other,)), bench)
    _, midnight = day_of(world.clock.now())
    assert refused.value.code == "YouTube quotaExceeded"
    assert midnight <= refused.value.until <= midnight + timedelta(minutes=14)


async def test_a_channel_that_uploaded_too_much_waits_a_day(world: World) -> None:
    await world.turn(channel_uploads=1)
    media, bench = world.film()
    await world.publish(Content(text="Soup", media=(media,)), bench)
    other, bench = world.film(number=2)
    with pytest.raises(RateLimited) as refused:
        await world.prepared(Content(text="Bread", media=(other,)), bench)
    assert refused.value.advice == "youtube-advice-upload-limit"
    assert refused.value.until > world.clock.now() + timedelta(hours=23)
