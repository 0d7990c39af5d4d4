"""Looking for a post whose answer got lost: only what Instagram really said counts."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.content import Content
from services.errors import LoginNeeded, NetworkError, RateLimited, Transient, Unconfirmed
from services.networks.base import Absent, Found, Json, Prepared, Unclear
from services.networks.instagram.private.finding import Traces, judge
from services.networks.instagram.private.posting import Post
from services.networks.instagram.private.uploading import Upload
from tests.networks.instagram_private_world import ALICE, World, open_world

SINCE = datetime(2026, 11, 23, 12, tzinfo=UTC)
UPLOAD = Upload("1764000000000", False, 400, 400, 0.0, SINCE.timestamp())


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as world:
        yield world


async def lost(world: World, caption: str = "Soup", kind: str = "accept_then_500") -> Prepared:
    """A post whose answer never came."""
    content = Content(text=caption, media=(world.photo(),))
    prepared = await world.prepared(content, world.bench())
    await world.fault(kind)
    with pytest.raises(Unconfirmed):
        await world.send(prepared)
    return prepared


def traces(caption: str = "Soup", *, uploads: int = 1, known: tuple[str, ...] = ()) -> Traces:
    return Traces.of(Post((UPLOAD,) * uploads, caption), SINCE, known)


def item(caption: str | None = "Soup", **more: Any) -> Json:
    said = {"text": caption} if caption is not None else None
    base = {"pk": "9", "code": "Ab", "taken_at": SINCE.timestamp() + 3, "media_type": 1}
    return {**base, "device_timestamp": "1", "caption": said, **more}


def page(*items: Json, more: bool = False) -> Json:
    return {"items": list(items), "more_available": more}


async def test_a_post_that_arrived_is_found(world: World) -> None:
    prepared = await lost(world)
    [entry] = await world.wall()
    found = await world.way.find(prepared.evidence, world.account())
    assert found == Found((entry["post_id"],), entry["url"])


async def test_a_post_that_did_not_arrive_is_absent(world: World) -> None:
    prepared = await lost(world, kind="server_error")
    await world.control.post_json(f"instagram/members/{ALICE}/post", {"caption": "By hand"})
    assert await world.way.find(prepared.evidence, world.account()) == Absent()


async def test_a_post_without_a_caption_is_found_by_its_upload(world: World) -> None:
    prepared = await lost(world, caption="")
    await world.control.post_json(f"instagram/members/{ALICE}/post", {"caption": ""})
    [entry] = await world.wall()
    found = await world.way.find(prepared.evidence, world.account())
    assert found == Found((entry["post_id"],), entry["url"])


@pytest.mark.parametrize(
    ("kind", "params", "expected"),
    [
        ("rate_limit", {}, RateLimited),
        ("refuse", {"error": "please_wait"}, RateLimited),
        ("server_error", {}, Transient),
        ("login_expired", {}, LoginNeeded),
        ("accept_then_garbage", {}, Transient),
        ("accept_then_cut_body", {}, Transient),
        ("reset", {}, Transient),
    ],
)
async def test_a_feed_that_is_refused_is_no_empty_feed(
    world: World, kind: str, params: dict[str, Any], expected: type[NetworkError]
) -> None:
    prepared = await lost(world)
    await world.fault(kind, "feed", times=None, **params)
    with pytest.raises(expected):
        await world.way.find(prepared.evidence, world.account())


async def test_evidence_survives_being_stored(world: World) -> None:
    prepared = await lost(world)
    assert Traces.read(prepared.evidence).stored() == prepared.evidence
    assert "Soup" not in str(prepared.evidence)


def test_what_was_there_before_is_not_ours() -> None:
    assert judge(page(item()), traces(known=("9",))) == Absent()
    old = item(taken_at=(SINCE - timedelta(hours=1)).timestamp())
    assert judge(page(old), traces()) == Absent()


def test_blanks_that_instagram_writes_differently_do_not_matter() -> None:
    found = judge(page(item("Soup  of\nthe day ")), traces("Soup of the day"))
    assert found == Found(("9",), "https://www.instagram.com/p/Ab/")


def test_another_kind_or_number_of_media_is_another_post() -> None:
    assert judge(page(item(media_type=2)), traces()) == Absent()
    album = item(media_type=8, carousel_media_count=3)
    assert judge(page(album), traces(uploads=2)) == Absent()
    assert isinstance(judge(page(album), traces(uploads=3)), Found)


def test_two_alike_are_a_question() -> None:
    two = page(item(), item(pk="10"))
    assert isinstance(judge(two, traces()), Unclear)


def test_without_a_caption_a_post_by_hand_is_a_question() -> None:
    assert isinstance(judge(page(item(caption=None)), traces(caption="")), Unclear)


def test_absence_needs_all_the_newest() -> None:
    others = [item("Other", pk=str(number)) for number in range(20, 44)]
    assert isinstance(judge(page(*others, more=True), traces()), Unclear)
    old = item("Old", pk="50", taken_at=(SINCE - timedelta(days=1)).timestamp())
    assert judge(page(*others, old, more=True), traces()) == Absent()


def test_a_pinned_post_says_nothing_about_what_is_beyond() -> None:
    pinned = item("Old", taken_at=1.0, timeline_pinned_user_ids=[1])
    assert isinstance(judge(page(pinned, item("New", pk="8"), more=True), traces()), Unclear)
