"""Posts against a real database: once per message, never anybody else's, never half."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from arq.connections import ArqRedis
from pydantic import SecretStr
from redis.asyncio import ConnectionPool
from sqlalchemy import func, select, text

from db.accounts import Lane, SocialAccount
from db.cards import Card
from db.database import Database
from db.deliveries.tables import Delivery
from db.people import add_person, personal_space
from db.posts import MediaRow, Post, Revision
from services import posts
from services.bell import Bell
from services.clock import SystemClock
from services.content import Content, Entity, Media
from services.deps import Deps
from services.limits import Limiter
from services.posts import Arrival, PostView
from services.settings import Settings
from services.vault import Vault
from tests.services.pinboard import Pinboard

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ALICE, BOB = 101, 102


@pytest.fixture
async def deps(database_url: str, tmp_path: Path) -> AsyncIterator[Deps]:
    db = Database(database_url)
    async with db.begin() as session:
        await session.execute(text("TRUNCATE vault_canary, person, lane CASCADE"))
    settings = Settings(
        _env_file=None,
        telegram_token=SecretStr("7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA"),
        database_url=database_url,
        redis_url="redis://127.0.0.1:1/0",
        data_dir=tmp_path,
    )
    redis = ArqRedis(ConnectionPool.from_url(settings.redis_url))
    clock = SystemClock()
    pinboard = Pinboard()
    yield Deps(
        settings=settings,
        clock=clock,
        db=db,
        redis=redis,
        bell=Bell(redis),
        limiter=Limiter(redis, clock),
        vault=await Vault.open_vault(settings, db),
        networks={pinboard.key: pinboard},
    )
    await redis.aclose()
    await db.close()


async def space_of(deps: Deps, person_id: int) -> int:
    async with deps.db.begin() as session:
        await add_person(session, person_id, first_name="Somebody", language="en", now=NOW)
        space_id = await personal_space(session, person_id)
    assert space_id is not None
    return space_id


async def link(deps: Deps, person_id: int, target: str) -> int:
    space_id = await space_of(deps, person_id)
    async with deps.db.begin() as session:
        found = select(Lane).where(Lane.target == target)
        lane = (await session.execute(found)).scalar_one_or_none()
        if lane is None:
            lane = Lane(network=Pinboard.key, target=target)
            session.add(lane)
            await session.flush()
        account = SocialAccount(
            space_id=space_id,
            lane_id=lane.id,
            network=lane.network,
            target=target,
            title=f"Board {target}",
            capabilities={},
            linked_by=person_id,
            linked_at=NOW,
            proved_at=NOW,
        )
        session.add(account)
    return account.id


def photo(ref: str) -> Media:
    return Media(id=0, kind="photo", origin="telegram", ref=f"file-{ref}", unique_ref=ref)


async def text_of(deps: Deps, words: str, *, person_id: int = ALICE, message: int = 1) -> Arrival:
    content = Content(text=words, entities=(Entity(kind="bold", offset_utf16=0, length_utf16=1),))
    return Arrival(
        space_id=await space_of(deps, person_id),
        person_id=person_id,
        chat_id=person_id,
        message_ids=(message,),
        content=content,
    )


async def album(deps: Deps, *ids: int, words: str = "") -> Arrival:
    return Arrival(
        space_id=await space_of(deps, ALICE),
        person_id=ALICE,
        chat_id=ALICE,
        message_ids=ids,
        content=Content(text=words, media=tuple(photo(str(id_)) for id_ in ids)),
        album="a1",
        caption_of=ids[0] if words else None,
    )


async def only_post(deps: Deps) -> PostView:
    async with deps.db.begin() as session:
        post = (await session.execute(select(Post))).scalar_one()
    shown = await posts.view(deps, post.id, post.space_id)
    assert shown is not None
    return shown


async def count(deps: Deps, table: type[Post | Delivery | Revision | MediaRow]) -> int:
    async with deps.db.begin() as session:
        return (await session.execute(select(func.count()).select_from(table))).scalar_one()


async def test_a_message_becomes_one_draft_with_a_card(deps: Deps) -> None:
    board = await link(deps, ALICE, "1")
    arrival = await text_of(deps, "Soup of the day")
    assert await posts.receive(deps, arrival) == "made"
    shown = await only_post(deps)
    assert (shown.state, shown.content.text) == ("draft", "Soup of the day")
    assert shown.content.entities[0].kind == "bold"
    assert [(target.account_id, target.goes) for target in shown.targets] == [(board, True)]
    async with deps.db.begin() as session:
        card = (await session.execute(select(Card))).scalar_one()
    assert (card.chat_id, card.reply_to, card.message_id) == (ALICE, 1, None)
    assert card.wanted_version > card.shown_version


async def test_the_same_update_again_changes_nothing(deps: Deps) -> None:
    arrival = await text_of(deps, "Soup")
    await posts.receive(deps, arrival)
    assert await posts.receive(deps, arrival) == "known"
    assert (await count(deps, Post), await count(deps, Revision)) == (1, 1)


async def test_two_handlers_at_once_make_one_draft(deps: Deps) -> None:
    arrival = await text_of(deps, "Soup")
    said = await asyncio.gather(*(posts.receive(deps, arrival) for _ in range(5)))
    assert sorted(said) == ["known"] * 4 + ["made"]


async def test_a_late_picture_joins_its_album_in_order(deps: Deps) -> None:
    await posts.receive(deps, await album(deps, 10, 12, words="Look"))
    late = replace(await album(deps, 11), caption_of=None)
    assert await posts.receive(deps, late) == "added"
    shown = await only_post(deps)
    assert [medium.unique_ref for medium in shown.content.media] == ["10", "11", "12"]
    assert shown.content.text == "Look"
    assert await count(deps, MediaRow) == 3


async def test_a_picture_that_comes_after_publishing_is_not_put_in_silence(deps: Deps) -> None:
    await link(deps, ALICE, "1")
    await posts.receive(deps, await album(deps, 10, 12))
    shown = await only_post(deps)
    assert await posts.publish(deps, shown.space_id, shown.id, version=shown.version) == "published"
    assert await posts.receive(deps, await album(deps, 11)) == "too_late"
    assert len((await only_post(deps)).content.media) == 2


async def test_an_edited_message_makes_a_new_revision(deps: Deps) -> None:
    await posts.receive(deps, await text_of(deps, "Soop"))
    before = await only_post(deps)
    assert await posts.revise(deps, await text_of(deps, "Soup")) == "revised"
    after = await only_post(deps)
    assert after.content.text == "Soup"
    assert after.version > before.version
    assert await count(deps, Revision) == 2


async def test_an_edit_that_changes_nothing_keeps_the_card_valid(deps: Deps) -> None:
    await posts.receive(deps, await text_of(deps, "Soup"))
    before = await only_post(deps)
    assert await posts.revise(deps, await text_of(deps, "Soup")) == "unchanged"
    assert (await only_post(deps)).version == before.version


async def test_an_edited_album_caption_keeps_the_pictures(deps: Deps) -> None:
    await posts.receive(deps, await album(deps, 10, 11, words="Soop"))
    edit = await album(deps, 10, words="Soup")
    assert await posts.revise(deps, edit) == "revised"
    shown = await only_post(deps)
    assert [medium.unique_ref for medium in shown.content.media] == ["10", "11"]
    assert shown.content.text == "Soup"
    assert await count(deps, MediaRow) == 2


async def test_removing_the_album_caption_empties_the_text(deps: Deps) -> None:
    await posts.receive(deps, await album(deps, 10, 11, words="Soup"))
    await posts.revise(deps, await album(deps, 10))
    assert (await only_post(deps)).content.text == ""


async def test_a_published_post_is_not_edited(deps: Deps) -> None:
    await link(deps, ALICE, "1")
    await posts.receive(deps, await text_of(deps, "Soup"))
    shown = await only_post(deps)
    await posts.publish(deps, shown.space_id, shown.id, version=shown.version)
    assert await posts.revise(deps, await text_of(deps, "Stew")) == "published"
    assert (await only_post(deps)).content.text == "Soup"


async def test_a_double_tap_on_publish_publishes_once(deps: Deps) -> None:
    await link(deps, ALICE, "1")
    await link(deps, ALICE, "2")
    await posts.receive(deps, await text_of(deps, "Soup"))
    shown = await only_post(deps)
    presses = [posts.publish(deps, shown.space_id, shown.id, version=1) for _ in range(5)]
    assert sorted(await asyncio.gather(*presses)) == ["outdated"] * 4 + ["published"]
    assert await count(deps, Delivery) == 2


async def test_a_stranger_can_neither_see_nor_touch_a_draft(deps: Deps) -> None:
    board = await link(deps, ALICE, "1")
    await posts.receive(deps, await text_of(deps, "Soup"))
    shown = await only_post(deps)
    bobs = await space_of(deps, BOB)
    assert await posts.view(deps, shown.id, bobs) is None
    assert await posts.switch(deps, bobs, shown.id, board, version=1) == "outdated"
    assert await posts.publish(deps, bobs, shown.id, version=1) == "outdated"
    assert not await posts.drop(deps, bobs, shown.id, version=1)
    assert not await posts.redraw(deps, bobs, shown.id)
    assert (await only_post(deps)) == shown
    assert await posts.history(deps, bobs) == posts.HistoryPage((), None)


async def test_a_foreign_account_cannot_be_switched_on(deps: Deps) -> None:
    bobs_board = await link(deps, BOB, "7")
    await posts.receive(deps, await text_of(deps, "Soup"))
    shown = await only_post(deps)
    assert await posts.switch(deps, shown.space_id, shown.id, bobs_board, version=1) == "outdated"


async def test_switches_are_remembered_from_the_last_publishing(deps: Deps) -> None:
    first, second = await link(deps, ALICE, "1"), await link(deps, ALICE, "2")
    await posts.receive(deps, await text_of(deps, "Soup"))
    shown = await only_post(deps)
    assert await posts.switch(deps, shown.space_id, shown.id, second, version=1) == "off"
    assert await posts.publish(deps, shown.space_id, shown.id, version=2) == "published"
    await posts.receive(deps, await text_of(deps, "Stew", message=2))
    page = await posts.history(deps, shown.space_id)
    draft = await posts.view(deps, page.posts[0].id, shown.space_id)
    assert draft is not None
    assert {target.account_id: target.chosen for target in draft.targets} == {
        first: True,
        second: False,
    }


async def test_a_stale_switch_changes_nothing(deps: Deps) -> None:
    board = await link(deps, ALICE, "1")
    await posts.receive(deps, await text_of(deps, "Soup"))
    shown = await only_post(deps)
    await posts.switch(deps, shown.space_id, shown.id, board, version=1)
    assert await posts.switch(deps, shown.space_id, shown.id, board, version=1) == "outdated"
    assert not (await only_post(deps)).targets[0].chosen


async def test_a_refused_target_stays_off_and_is_not_remembered_as_off(deps: Deps) -> None:
    board = await link(deps, ALICE, "1")
    await link(deps, ALICE, "2")
    too_long = "x" * (Pinboard.limits.text + 1)
    await posts.receive(deps, await text_of(deps, too_long))
    shown = await only_post(deps)
    assert not any(target.goes for target in shown.targets)
    assert await posts.switch(deps, shown.space_id, shown.id, board, version=1) == "refused"
    assert await posts.publish(deps, shown.space_id, shown.id, version=1) == "nowhere"
    assert (await only_post(deps)).state == "draft"


async def test_a_post_without_accounts_waits_as_a_draft(deps: Deps) -> None:
    await posts.receive(deps, await text_of(deps, "Soup"))
    shown = await only_post(deps)
    assert await posts.publish(deps, shown.space_id, shown.id, version=1) == "nowhere"
    assert (await only_post(deps)).state == "draft"


async def test_a_dropped_draft_is_gone_for_every_button(deps: Deps) -> None:
    await link(deps, ALICE, "1")
    await posts.receive(deps, await text_of(deps, "Soup"))
    shown = await only_post(deps)
    assert await posts.drop(deps, shown.space_id, shown.id, version=1)
    assert not await posts.drop(deps, shown.space_id, shown.id, version=2)
    assert await posts.publish(deps, shown.space_id, shown.id, version=2) == "outdated"
    assert await posts.revise(deps, await text_of(deps, "Stew")) == "unknown"
    assert (await posts.history(deps, shown.space_id)).posts == ()


async def test_the_history_comes_in_pages(deps: Deps) -> None:
    for message in range(1, 8):
        await posts.receive(deps, await text_of(deps, f"Dish {message}", message=message))
    space_id = await space_of(deps, ALICE)
    first = await posts.history(deps, space_id)
    assert [post.text for post in first.posts] == [f"Dish {n}" for n in (7, 6, 5, 4, 3)]
    second = await posts.history(deps, space_id, before=first.older)
    assert [post.text for post in second.posts] == ["Dish 2", "Dish 1"]
    assert second.older is None
