"""Making posts and changing drafts."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, delete, literal, or_, select, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import SocialAccount
from db.base import Json
from db.cards import want_card
from db.posts.tables import MediaRow, Post, PostTarget, Revision, RevisionMedia


@dataclass(frozen=True, slots=True)
class NewPost:
    """What is known of a post before it has a row."""

    space_id: int
    person_id: int
    client_key: str
    lineage_root: str
    origin: Json


@dataclass(frozen=True, slots=True)
class NewRevision:
    """The content of a revision before it has rows; media that have an id already keep it."""

    text: str
    entities: list[Json]
    media: Sequence[Json]
    caption_above: bool


async def add_draft(session: AsyncSession, new: NewPost, *, now: datetime) -> Post | None:
    """Make a draft with a switch for every linked account; None if its message made one before."""
    row = insert(Post).values(**asdict(new), created_at=now)
    made = await session.execute(row.on_conflict_do_nothing().returning(Post))
    post = made.scalar_one_or_none()
    if post is not None:
        await session.execute(_switches(SocialAccount.space_id == new.space_id, post.id))
    return post


async def add_revision(
    session: AsyncSession, post: Post, number: int, new: NewRevision, *, now: datetime
) -> None:
    """Write the next version of a post's content."""
    session.add(
        Revision(
            post_id=post.id,
            number=number,
            space_id=post.space_id,
            text=new.text,
            entities=new.entities,
            caption_above=new.caption_above,
            created_at=now,
        )
    )
    ids = [await _keep_media(session, post.space_id, media) for media in new.media]
    session.add_all(
        RevisionMedia(
            post_id=post.id,
            number=number,
            position=position,
            space_id=post.space_id,
            media_id=media_id,
        )
        for position, media_id in enumerate(ids)
    )
    await session.flush()


async def by_client_key(session: AsyncSession, space_id: int, client_key: str) -> Post | None:
    """The post that a message made, locked until the transaction ends."""
    found = select(Post).where(Post.space_id == space_id, Post.client_key == client_key)
    return (await session.execute(found.with_for_update())).scalar_one_or_none()


async def by_messages(
    session: AsyncSession, space_id: int, chat_id: int, message_ids: Sequence[int]
) -> Post | None:
    """The newest post that any of some messages of a chat went into, locked likewise."""
    holds = [
        Post.origin.contains({"chat_id": chat_id, "message_ids": [id_]}) for id_ in message_ids
    ]
    found = (
        select(Post).where(Post.space_id == space_id, or_(*holds)).order_by(Post.id.desc()).limit(1)
    )
    return (await session.execute(found.with_for_update())).scalar_one_or_none()


async def draft(session: AsyncSession, post_id: int, *, space_id: int, version: int) -> Post | None:
    """A draft of this space at exactly this version, locked; None if it has moved on."""
    found = select(Post).where(
        Post.id == post_id,
        Post.space_id == space_id,
        Post.version == version,
        Post.state == "draft",
    )
    return (await session.execute(found.with_for_update())).scalar_one_or_none()


async def turn_switch(session: AsyncSession, post: Post, account_id: int, *, chosen: bool) -> None:
    """Mean an account with a draft, or no longer."""
    await session.execute(
        update(PostTarget)
        .where(PostTarget.post_id == post.id, PostTarget.account_id == account_id)
        .values(chosen=chosen)
    )


async def offer_account(session: AsyncSession, account: SocialAccount) -> None:
    """Put an account on the cards of its space's drafts, as its own switch stands."""
    drafts = select(Post.id).where(Post.space_id == account.space_id, Post.state == "draft")
    for post_id in (await session.execute(drafts)).scalars().all():
        await session.execute(_switches(SocialAccount.id == account.id, post_id))
    await _outdate_drafts(session, account)


async def withdraw_account(session: AsyncSession, account: SocialAccount) -> None:
    """Take an account off the cards of its space's drafts."""
    await _outdate_drafts(session, account)
    await session.execute(delete(PostTarget).where(PostTarget.account_id == account.id))


async def _keep_media(session: AsyncSession, space_id: int, media: Json) -> int:
    values = dict(media)
    if known := values.pop("id", 0):
        return int(known)
    row = insert(MediaRow).values(space_id=space_id, **values)
    return (await session.execute(row.returning(MediaRow.id))).scalar_one()


def _switches(which: ColumnElement[bool], post_id: int) -> Insert:
    """Switches of a draft for some accounts, as each account's own switch stands."""
    linked = select(
        literal(post_id, BigInteger),
        SocialAccount.id,
        SocialAccount.space_id,
        SocialAccount.switched_on,
    ).where(which, SocialAccount.state != "unlinked")
    columns = ["post_id", "account_id", "space_id", "chosen"]
    return insert(PostTarget).from_select(columns, linked).on_conflict_do_nothing()


async def _outdate_drafts(session: AsyncSession, account: SocialAccount) -> None:
    """Draw the cards anew that show an account; what they offered before no longer counts."""
    shown = select(PostTarget.post_id).where(PostTarget.account_id == account.id)
    outdated = (
        update(Post)
        .where(Post.id.in_(shown), Post.state == "draft")
        .values(version=Post.version + 1)
        .returning(Post.id)
    )
    for post_id in (await session.execute(outdated)).scalars().all():
        await want_card(session, post_id)
