"""Posts against a real database: once per message, never anybody else's, never half."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import func, select

from db.cards import Card
from db.deliveries.tables import Delivery
from db.posts import MediaRow, Post, Revision
from services import posts
from services.content import Content, Entity, Media
from services.deps import Deps
from services.posts import Arrival, PostView
from tests import people
from tests.people import Owner
from tests.services.pinboard import Pinboard

SENT_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def link(deps: Deps, owner: Owner, board: str) -> int:
    async with deps.db.begin() as session:
        linked = await people.account(session, owner, Pinboard.key, board, deps.clock.now())
    return linked.id


def photo(ref: str) -> Media:
    return Media(id=0, kind="photo", origin="telegram", ref=f"file-{ref}", unique_ref=ref)


def text_of(owner: Owner, words: str, *, message: int = 1) -> Arrival:
    content = Content(text=words, entities=(Entity(kind="bold", offset_utf16=0, length_utf16=1),))
    return Arrival(
        space_id=owner.space_id,
        person_id=owner.person_id,
        chat_id=owner.person_id,
        message_ids=(message,),
        content=content,
        sent_at=SENT_AT,
    )


def album(owner: Owner, *ids: int, words: str = "") -> Arrival:
    return Arrival(
        space_id=owner.space_id,
        person_id=owner.person_id,
        chat_id=owner.person_id,
        message_ids=ids,
        content=Content(text=words, media=tuple(photo(str(id_)) for id_ in ids)),
        sent_at=SENT_AT,
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


async def test_a_message_becomes_one_draft_with_a_card(house: Deps, alice: Owner) -> None:
    board = await link(house, alice, "1")
    arrival = text_of(alice, "Soup of the day")
    assert await posts.receive(house, arrival) == "made"
    shown = await only_post(house)
    assert (shown.state, shown.content.text) == ("draft", "Soup of the day")
    assert shown.content.entities[0].kind == "bold"
    assert [(target.account_id, target.goes) for target in shown.targets] == [(board, True)]
    async with house.db.begin() as session:
        card = (await session.execute(select(Card))).scalar_one()
    assert (card.chat_id, card.reply_to, card.message_id) == (alice.person_id, 1, None)
    assert card.wanted_version > card.shown_version


async def test_the_same_update_again_changes_nothing(house: Deps, alice: Owner) -> None:
    arrival = text_of(alice, "Soup")
    await posts.receive(house, arrival)
    assert await posts.receive(house, arrival) == "known"
    assert (await count(house, Post), await count(house, Revision)) == (1, 1)


async def test_two_handlers_at_once_make_one_draft(house: Deps, alice: Owner) -> None:
    arrival = text_of(alice, "Soup")
    said = await asyncio.gather(*(posts.receive(house, arrival) for _ in range(5)))
    assert sorted(said) == ["known"] * 4 + ["made"]


async def test_a_late_picture_joins_its_album_in_order(house: Deps, alice: Owner) -> None:
    await posts.receive(house, album(alice, 10, 12, words="Look"))
    late = replace(album(alice, 11), caption_of=None)
    assert await posts.receive(house, late) == "added"
    shown = await only_post(house)
    assert [medium.unique_ref for medium in shown.content.media] == ["10", "11", "12"]
    assert shown.content.text == "Look"
    assert await count(house, MediaRow) == 3


async def test_a_picture_that_comes_after_publishing_is_not_put_in_silence(
    house: Deps, alice: Owner
) -> None:
    await link(house, alice, "1")
    await posts.receive(house, album(alice, 10, 12))
    shown = await only_post(house)
    assert (
        await posts.publish(
            house, shown.space_id, shown.id, version=shown.version, person_id=people.ALICE
        )
        == "published"
    )
    assert await posts.receive(house, album(alice, 11)) == "too_late"
    assert len((await only_post(house)).content.media) == 2


async def test_an_edited_message_makes_a_new_revision(house: Deps, alice: Owner) -> None:
    await posts.receive(house, text_of(alice, "Soop"))
    before = await only_post(house)
    assert await posts.revise(house, text_of(alice, "Soup")) == "revised"
    after = await only_post(house)
    assert after.content.text == "Soup"
    assert after.version > before.version
    assert await count(house, Revision) == 2


async def test_an_edit_that_changes_nothing_keeps_the_card_valid(house: Deps, alice: Owner) -> None:
    await posts.receive(house, text_of(alice, "Soup"))
    before = await only_post(house)
    assert await posts.revise(house, text_of(alice, "Soup")) == "unchanged"
    assert (await only_post(house)).version == before.version


async def test_an_edited_album_caption_keeps_the_pictures(house: Deps, alice: Owner) -> None:
    await posts.receive(house, album(alice, 10, 11, words="Soop"))
    edit = album(alice, 10, words="Soup")
    assert await posts.revise(house, edit) == "revised"
    shown = await only_post(house)
    assert [medium.unique_ref for medium in shown.content.media] == ["10", "11"]
    assert shown.content.text == "Soup"
    assert await count(house, MediaRow) == 2


async def test_removing_the_album_caption_empties_the_text(house: Deps, alice: Owner) -> None:
    await posts.receive(house, album(alice, 10, 11, words="Soup"))
    await posts.revise(house, album(alice, 10))
    assert (await only_post(house)).content.text == ""


async def test_a_published_post_is_not_edited(house: Deps, alice: Owner) -> None:
    await link(house, alice, "1")
    await posts.receive(house, text_of(alice, "Soup"))
    shown = await only_post(house)
    await posts.publish(
        house, shown.space_id, shown.id, version=shown.version, person_id=people.ALICE
    )
    assert await posts.revise(house, text_of(alice, "Stew")) == "published"
    assert (await only_post(house)).content.text == "Soup"


async def test_a_double_tap_on_publish_publishes_once(house: Deps, alice: Owner) -> None:
    await link(house, alice, "1")
    await link(house, alice, "2")
    await posts.receive(house, text_of(alice, "Soup"))
    shown = await only_post(house)
    presses = [
        posts.publish(house, shown.space_id, shown.id, version=1, person_id=people.ALICE)
        for _ in range(5)
    ]
    assert sorted(await asyncio.gather(*presses)) == ["already"] * 4 + ["published"]
    assert await count(house, Delivery) == 2


async def test_a_stranger_can_neither_see_nor_touch_a_draft(
    house: Deps, alice: Owner, bob: Owner
) -> None:
    board = await link(house, alice, "1")
    await posts.receive(house, text_of(alice, "Soup"))
    shown = await only_post(house)
    bobs = bob.space_id
    assert await posts.view(house, shown.id, bobs) is None
    assert await posts.switch(house, bobs, shown.id, board, version=1) == "outdated"
    assert (
        await posts.publish(house, bobs, shown.id, version=1, person_id=people.ALICE) == "outdated"
    )
    assert not await posts.drop(house, bobs, shown.id, version=1)
    assert not await posts.redraw(house, bobs, shown.id)
    assert (await only_post(house)) == shown
    assert await posts.history(house, bobs) == posts.HistoryPage((), None)


async def test_a_foreign_account_cannot_be_switched_on(
    house: Deps, alice: Owner, bob: Owner
) -> None:
    bobs_board = await link(house, bob, "7")
    await posts.receive(house, text_of(alice, "Soup"))
    shown = await only_post(house)
    assert await posts.switch(house, shown.space_id, shown.id, bobs_board, version=1) == "outdated"


async def test_switches_are_remembered_from_the_last_publishing(house: Deps, alice: Owner) -> None:
    first, second = await link(house, alice, "1"), await link(house, alice, "2")
    await posts.receive(house, text_of(alice, "Soup"))
    shown = await only_post(house)
    assert await posts.switch(house, shown.space_id, shown.id, second, version=1) == "off"
    assert (
        await posts.publish(house, shown.space_id, shown.id, version=2, person_id=people.ALICE)
        == "published"
    )
    await posts.receive(house, text_of(alice, "Stew", message=2))
    page = await posts.history(house, shown.space_id)
    draft = await posts.view(house, page.posts[0].id, shown.space_id)
    assert draft is not None
    assert {target.account_id: target.chosen for target in draft.targets} == {
        first: True,
        second: False,
    }


async def test_a_stale_switch_changes_nothing(house: Deps, alice: Owner) -> None:
    board = await link(house, alice, "1")
    await posts.receive(house, text_of(alice, "Soup"))
    shown = await only_post(house)
    await posts.switch(house, shown.space_id, shown.id, board, version=1)
    assert await posts.switch(house, shown.space_id, shown.id, board, version=1) == "outdated"
    assert not (await only_post(house)).targets[0].chosen


async def test_a_refused_target_stays_off_and_is_not_remembered_as_off(
    house: Deps, alice: Owner
) -> None:
    board = await link(house, alice, "1")
    await link(house, alice, "2")
    too_long = "x" * (Pinboard.limits.text + 1)
    await posts.receive(house, text_of(alice, too_long))
    shown = await only_post(house)
    assert not any(target.goes for target in shown.targets)
    assert await posts.switch(house, shown.space_id, shown.id, board, version=1) == "refused"
    assert (
        await posts.publish(house, shown.space_id, shown.id, version=1, person_id=people.ALICE)
        == "nowhere"
    )
    assert (await only_post(house)).state == "draft"


async def test_a_post_without_accounts_waits_as_a_draft(house: Deps, alice: Owner) -> None:
    await posts.receive(house, text_of(alice, "Soup"))
    shown = await only_post(house)
    assert (
        await posts.publish(house, shown.space_id, shown.id, version=1, person_id=people.ALICE)
        == "nowhere"
    )
    assert (await only_post(house)).state == "draft"


async def test_a_dropped_draft_is_gone_for_every_button(house: Deps, alice: Owner) -> None:
    await link(house, alice, "1")
    await posts.receive(house, text_of(alice, "Soup"))
    shown = await only_post(house)
    assert await posts.drop(house, shown.space_id, shown.id, version=1)
    assert not await posts.drop(house, shown.space_id, shown.id, version=2)
    assert (
        await posts.publish(house, shown.space_id, shown.id, version=2, person_id=people.ALICE)
        == "outdated"
    )
    assert await posts.revise(house, text_of(alice, "Stew")) == "unknown"
    assert (await posts.history(house, shown.space_id)).posts == ()


async def test_the_history_comes_in_pages(house: Deps, alice: Owner) -> None:
    for message in range(1, 8):
        await posts.receive(house, text_of(alice, f"Dish {message}", message=message))
    first = await posts.history(house, alice.space_id)
    assert [post.text for post in first.posts] == [f"Dish {n}" for n in (7, 6, 5, 4, 3)]
    second = await posts.history(house, alice.space_id, before=first.older)
    assert [post.text for post in second.posts] == ["Dish 2", "Dish 1"]
    assert second.older is None
