"""What people see of posts: cards and the history are drawn from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import SocialAccount
from db.posts.tables import MediaRow, Post, PostTarget, Revision, RevisionMedia


@dataclass(frozen=True, slots=True)
class TargetRow:
    """An account of the post's space, and whether the draft is meant for it."""

    account: SocialAccount
    chosen: bool


async def post_of(session: AsyncSession, post_id: int, space_id: int) -> Post | None:
    """A post of this space."""
    found = select(Post).where(Post.id == post_id, Post.space_id == space_id)
    return (await session.execute(found)).scalar_one_or_none()


async def content_rows(session: AsyncSession, post: Post) -> tuple[Revision, Sequence[MediaRow]]:
    """The current revision of a post, and its media in order."""
    revision = await session.get_one(Revision, (post.id, post.current_revision))
    shown = (
        select(MediaRow)
        .join(RevisionMedia, RevisionMedia.media_id == MediaRow.id)
        .where(RevisionMedia.post_id == post.id, RevisionMedia.number == revision.number)
        .order_by(RevisionMedia.position)
    )
    return revision, (await session.execute(shown)).scalars().all()


async def targets_of(session: AsyncSession, post: Post) -> list[TargetRow]:
    """The switches of a draft, in the order in which accounts were linked."""
    found = (
        select(SocialAccount, PostTarget.chosen)
        .join(PostTarget, PostTarget.account_id == SocialAccount.id)
        .where(
            PostTarget.post_id == post.id,
            SocialAccount.space_id == post.space_id,
            SocialAccount.state != "unlinked",
        )
        .order_by(SocialAccount.id)
    )
    return [TargetRow(account, chosen) for account, chosen in await session.execute(found)]


async def history_rows(
    session: AsyncSession, space_id: int, *, before: int | None, limit: int
) -> list[tuple[Post, Revision]]:
    """The newest posts of a space with what they say, dropped ones left out."""
    found = (
        select(Post, Revision)
        .join(
            Revision,
            and_(Revision.post_id == Post.id, Revision.number == Post.current_revision),
        )
        .where(Post.space_id == space_id, Post.state != "dropped")
        .order_by(Post.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(Post.id < before)
    return [(post, revision) for post, revision in await session.execute(found)]


async def media_kinds(session: AsyncSession, posts: Sequence[Post]) -> dict[int, list[str]]:
    """The kinds of media of each post's current revision, in order."""
    kinds: dict[int, list[str]] = {post.id: [] for post in posts}
    found = (
        select(RevisionMedia.post_id, MediaRow.kind)
        .join(MediaRow, MediaRow.id == RevisionMedia.media_id)
        .join(
            Post,
            and_(Post.id == RevisionMedia.post_id, Post.current_revision == RevisionMedia.number),
        )
        .where(Post.id.in_(kinds))
        .order_by(RevisionMedia.post_id, RevisionMedia.position)
    )
    for post_id, kind in await session.execute(found):
        kinds[post_id].append(kind)
    return kinds
