"""Looking for what became of a request on Instagram: the container knows."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.content import Content
from services.errors import NetworkError, Unconfirmed
from services.networks.base import Absent, Found, Json, Unclear
from services.networks.window import SendWindow
from tests.networks.instagram_world import World, open_world


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as opened:
        yield opened


async def lost(world: World, content: Content, kind: str) -> Json:
    """The evidence of a post whose answer got lost."""
    [part] = world.instagram.plan(content, world.account())
    prepared = await world.prepared(part, content, world.bench())
    await world.fault(kind)
    with pytest.raises(Unconfirmed):
        await world.instagram.publish(prepared, world.account(), SendWindow("a-1"))
    return prepared.evidence


@pytest.mark.parametrize("text", ["Soup of the day", "", "Names @someone, tags #soup 🍲\n\nend"])
async def test_what_is_there_is_found_with_its_address(world: World, text: str) -> None:
    evidence = await lost(world, Content(text=text, media=(world.photo(),)), "accept_then_500")
    [post] = await world.wall()
    found = await world.instagram.find(evidence, world.account())
    assert found == Found((post["post_id"],), post["url"])


async def test_what_never_came_is_absent(world: World) -> None:
    evidence = await lost(world, Content(media=(world.photo(),)), "reset")
    assert isinstance(await world.instagram.find(evidence, world.account()), Absent)


async def test_what_expired_unpublished_is_absent(world: World) -> None:
    evidence = await lost(world, Content(media=(world.photo(),)), "reset")
    await world.control.advance(25 * 3600)
    assert isinstance(await world.instagram.find(evidence, world.account()), Absent)


async def test_an_older_post_with_the_same_words_is_another(world: World) -> None:
    content = Content(text="Again", media=(world.photo(),))
    older, _ = await world.publish(content)
    await world.control.advance(3600)
    evidence = await lost(world, content, "accept_then_reset")
    found = await world.instagram.find(evidence, world.account())
    assert isinstance(found, Found)
    assert found.ids != older.ids


async def test_a_container_that_is_still_worked_on_says_nothing(world: World) -> None:
    evidence = await lost(world, Content(media=(world.photo(),)), "reset")
    await world.control.settings(instagram_looks=6)
    unfinished, bench = Content(media=(world.photo(),)), world.bench()
    [part] = world.instagram.plan(unfinished, world.account())
    with pytest.raises(NetworkError):
        await world.instagram.prepare(part, unfinished, world.account(), bench.work())
    about = bench.checkpoint["made"]["post"]["id"]
    found = await world.instagram.find({**evidence, "about": about}, world.account())
    assert found == Unclear("the container is IN_PROGRESS")


async def test_public_but_not_listed_is_unclear(world: World) -> None:
    evidence = await lost(world, Content(media=(world.photo(),)), "accept_then_500")
    found = await world.instagram.find({**evidence, "text": "other"}, world.account())
    assert isinstance(found, Unclear)
    assert not found.final


async def test_looking_that_fails_is_no_answer(world: World) -> None:
    evidence = await lost(world, Content(media=(world.photo(),)), "accept_then_500")
    await world.fault("refuse", "container", error_code=100, error_subcode=33)
    with pytest.raises(NetworkError) as caught:
        await world.instagram.find(evidence, world.account())
    assert caught.value.kind == "transient"


@pytest.mark.parametrize("kind", ["accept_then_500", "reset"])
async def test_a_comment_is_looked_for_below_its_post(world: World, kind: str) -> None:
    content = Content(text="soup " * 600, media=(world.photo(),))
    post, _ = await world.publish(content)
    part = world.instagram.plan(content, world.account())[1]
    prepared = await world.prepared(part, content, world.bench(), posted=post.ids)
    await world.fault(kind, "comments")
    with pytest.raises(Unconfirmed):
        await world.instagram.publish(prepared, world.account(), SendWindow("a-2"))
    found = await world.instagram.find(prepared.evidence, world.account())
    assert isinstance(found, Found if kind == "accept_then_500" else Absent)
