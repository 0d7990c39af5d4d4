"""Files and rows go when their day is over, and not before."""

import os
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from db.posts import MediaRow, Post
from services.content import Content, Media
from services.deps import Deps
from services.housekeeping import tidy
from services.posts import Arrival, receive, revise
from tests import people
from tests.delivery.conftest import Bench

DAY_S = 24 * 3600


def aged(path: Path, seconds: float) -> Path:
    """A file, or a folder with a file in it, last used so long ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix:
        path.write_bytes(b"content")
    else:
        path.mkdir()
        (path / "media.jpeg").write_bytes(b"content")
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


async def test_originals_and_what_was_made_of_them_go_after_a_day(deps: Deps) -> None:
    media = deps.settings.media_dir
    old = aged(media / "1.original", DAY_S + 60), aged(media / "fitted" / "1-a", DAY_S + 60)
    young = aged(media / "2.original", DAY_S - 60), aged(media / "fitted" / "2-a", DAY_S - 60)
    await tidy(deps)
    assert [path.exists() for path in (*old, *young)] == [False, False, True, True]
    assert sorted(path.name for path in media.iterdir()) == ["2.original", "fitted"]


def album(owner: people.Owner, *ids: int, words: str = "") -> Arrival:
    """Pictures that somebody sent to the bot."""
    photos = tuple(
        Media(id=0, kind="photo", origin="telegram", ref=str(id_), unique_ref=str(id_))
        for id_ in ids
    )
    return Arrival(
        space_id=owner.space_id,
        person_id=owner.person_id,
        chat_id=owner.person_id,
        message_ids=ids,
        content=Content(text=words, media=photos),
        sent_at=datetime(2026, 11, 24, tzinfo=UTC),
        album="a1",
        caption_of=ids[0],
    )


async def left(deps: Deps, table: type[Post | MediaRow]) -> int:
    async with deps.db.begin() as session:
        return (await session.execute(select(func.count()).select_from(table))).scalar_one()


async def test_a_draft_goes_a_month_after_somebody_last_touched_it(bench: Bench) -> None:
    deps = bench.deps
    await receive(deps, album(bench.alice, 1, 2))
    bench.clock.advance(29 * DAY_S)
    assert await revise(deps, album(bench.alice, 1, words="Soup")) == "revised"
    bench.clock.advance(29 * DAY_S)
    await tidy(deps)
    assert await left(deps, Post) == 1
    bench.clock.advance(2 * DAY_S)
    await tidy(deps)
    assert (await left(deps, Post), await left(deps, MediaRow)) == (0, 0)


async def test_what_a_live_post_shows_stays_with_it(bench: Bench) -> None:
    await bench.until(await bench.publish_photo(), "published")
    bench.clock.advance(400 * DAY_S)
    await tidy(bench.deps)
    assert (await left(bench.deps, Post), await left(bench.deps, MediaRow)) == (1, 1)


@pytest.fixture
async def stuck(deps: Deps) -> AsyncIterator[None]:
    """A table that is so full that nothing is deleted from it in time."""
    async with deps.db.begin() as session:
        await session.execute(text(_TOO_SLOW))
        trigger = "CREATE TRIGGER stuck BEFORE DELETE ON inbox EXECUTE FUNCTION too_slow()"
        await session.execute(text(trigger))
    yield
    async with deps.db.begin() as session:
        await session.execute(text("DROP FUNCTION too_slow CASCADE"))


_TOO_SLOW = """
CREATE FUNCTION too_slow() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'canceling statement' USING ERRCODE = 'query_canceled'; END $$
"""


async def test_one_table_that_cannot_be_tidied_keeps_no_other(bench: Bench, stuck: None) -> None:
    deps = bench.deps
    old = aged(deps.settings.media_dir / "1.original", DAY_S + 60)
    await receive(deps, album(bench.alice, 1, 2))
    bench.clock.advance(60 * DAY_S)
    await tidy(deps)
    assert (await left(deps, Post), await left(deps, MediaRow)) == (0, 0)
    assert not old.exists()
