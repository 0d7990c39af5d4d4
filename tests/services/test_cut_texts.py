"""A text that was longer than a message, cut by the person's client: one post all the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from db.posts import Post
from services import posts
from services.content import Content, Entity, utf16_len
from services.deps import Deps
from services.posts import Arrival
from services.posts.joining import Stretch, merge
from tests.people import Owner

SENT_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LONG = "Soup is patience. " * 200 + "It ends well."


def piece(owner: Owner, number: int, words: str, *, bold: bool = False) -> Arrival:
    entity = Entity(kind="bold", offset_utf16=0, length_utf16=4)
    return Arrival(
        space_id=owner.space_id,
        person_id=owner.person_id,
        chat_id=owner.person_id,
        message_ids=(number,),
        content=Content(text=words, entities=(entity,) if bold else ()),
        sent_at=SENT_AT,
    )


async def drafts(deps: Deps, owner: Owner) -> list[Content]:
    async with deps.db.begin() as session:
        ids = (await session.execute(select(Post.id).order_by(Post.id))).scalars().all()
    shown = [await posts.view(deps, id_, owner.space_id) for id_ in ids]
    return [each.content for each in shown if each]


async def test_the_pieces_of_a_long_text_are_one_draft(house: Deps, alice: Owner) -> None:
    assert await posts.receive(house, piece(alice, 1, LONG)) == "made"
    assert await posts.receive(house, piece(alice, 2, LONG, bold=True)) == "added"
    assert await posts.receive(house, piece(alice, 3, "And salt.")) == "added"
    [content] = await drafts(house, alice)
    assert content.text == f"{LONG}\n{LONG}\nAnd salt."
    [bold] = content.entities
    assert bold.offset_utf16 == utf16_len(LONG) + 1


async def test_a_piece_that_comes_twice_is_there_once(house: Deps, alice: Owner) -> None:
    arrivals = [piece(alice, 1, LONG), piece(alice, 2, "And salt.")]
    for arrival in (*arrivals, *arrivals):
        await posts.receive(house, arrival)
    assert [content.text for content in await drafts(house, alice)] == [f"{LONG}\nAnd salt."]


@pytest.mark.parametrize("number", [1, 2])
async def test_an_edit_changes_its_piece_and_no_other(
    house: Deps, alice: Owner, number: int
) -> None:
    words = {1: LONG, 2: "And salt."}
    for arrival in (piece(alice, 1, words[1]), piece(alice, 2, words[2])):
        await posts.receive(house, arrival)
    words[number] = "Edited."
    assert await posts.revise(house, piece(alice, number, "Edited.")) == "revised"
    [content] = await drafts(house, alice)
    assert content.text == "\n".join(words.values())


async def test_what_was_not_cut_is_a_post_of_its_own(house: Deps, alice: Owner) -> None:
    await posts.receive(house, piece(alice, 1, "A short soup."))
    apart = [
        piece(alice, 2, LONG),
        piece(alice, 4, "Not the next message."),
        replace(piece(alice, 5, LONG), forwarded=True),
        replace(piece(alice, 6, "Forwarded right after."), forwarded=True),
        piece(alice, 7, LONG),
        replace(piece(alice, 8, "Later."), sent_at=SENT_AT + timedelta(seconds=3)),
    ]
    assert [await posts.receive(house, arrival) for arrival in apart] == ["made"] * len(apart)
    assert len(await drafts(house, alice)) == len(apart) + 1


async def test_another_persons_text_is_never_gone_on_with(
    house: Deps, alice: Owner, bob: Owner
) -> None:
    await posts.receive(house, piece(alice, 1, LONG))
    assert await posts.receive(house, piece(bob, 2, "And salt.")) == "made"
    async with house.db.begin() as session:
        spaces = await session.execute(select(func.count(func.distinct(Post.space_id))))
    assert spaces.scalar_one() == 2


async def test_what_was_given_up_is_not_gone_on_with(house: Deps, alice: Owner) -> None:
    await posts.receive(house, piece(alice, 1, LONG))
    async with house.db.begin() as session:
        post = (await session.execute(select(Post))).scalar_one()
    assert await posts.drop(house, alice.space_id, post.id, version=post.version)
    assert await posts.receive(house, piece(alice, 2, "And salt.")) == "made"


@given(st.lists(st.text(min_size=1), min_size=2, max_size=4), st.integers(0, 3))
def test_every_piece_is_found_again_where_it_was_put(words: list[str], edited: int) -> None:
    content = Content(text=words[0])
    stretches = [Stretch(1, 0, utf16_len(words[0]))]
    for number, text in enumerate(words[1:], start=2):
        content, stretches = merge(content, stretches, number, Content(text=text))
    number = edited % len(words) + 1
    content, stretches = merge(content, stretches, number, Content(text="changed"))
    words[number - 1] = "changed"
    units = content.text.encode("utf-16-le", "surrogatepass")
    found = [
        units[2 * start : 2 * (start + length)].decode("utf-16-le", "surrogatepass")
        for _, start, length in stretches
    ]
    assert found == words


@pytest.mark.parametrize(
    ("before", "between"), [("soup.", "\n"), ("soup…»", "\n"), ("soup", " "), ("x" * 4096, "")]
)
def test_pieces_meet_as_they_were_cut(before: str, between: str) -> None:
    start = [Stretch(1, 0, len(before))]
    whole, _ = merge(Content(text=before), start, 2, Content(text="More"))
    assert whole.text == f"{before}{between}More"
