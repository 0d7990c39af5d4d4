"""Everything that a worker must know of a delivery, read in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Credential, SocialAccount
from db.base import Json
from db.deliveries.tables import HANDLING_MEDIA, Attempt, Delivery, PartRow
from db.lanes import Lane
from db.posts import MediaRow, Post, Revision, RevisionMedia


@dataclass(frozen=True, slots=True)
class DeliveryCase:
    """A delivery with its content and where that is from, account, sealed secrets, parts, lane."""

    delivery: Delivery
    revision: Revision
    origin: Json | None
    media: Sequence[MediaRow]
    account: SocialAccount
    credentials: Sequence[Credential]
    parts: Sequence[PartRow]
    attempted: bool
    last_known: int | None

    @property
    def begun(self) -> bool:
        """Whether a part of it is on the network already."""
        return any(part.external_ids is not None for part in self.parts)


async def load(session: AsyncSession, delivery_id: int) -> DeliveryCase:
    """Read a delivery and all that belongs to it.

    Raises:
        NoResultFound: It is gone, or has no revision yet.
    """
    head = (
        select(Delivery, Revision, Post.origin, SocialAccount, Lane.last_known)
        .join(
            Revision,
            and_(
                Revision.post_id == Delivery.post_id,
                Revision.number == Delivery.revision,
                Revision.space_id == Delivery.space_id,
            ),
        )
        .join(Post, and_(Post.id == Delivery.post_id, Post.space_id == Delivery.space_id))
        .join(SocialAccount, SocialAccount.id == Delivery.account_id)
        .join(Lane, Lane.id == Delivery.lane_id)
        .where(Delivery.id == delivery_id)
    )
    delivery, revision, origin, account, last_known = (await session.execute(head)).one()
    credentials = select(Credential).where(Credential.account_id == account.id)
    parts = select(PartRow).where(PartRow.delivery_id == delivery_id).order_by(PartRow.number)
    attempts = select(func.count()).where(Attempt.delivery_id == delivery_id)
    return DeliveryCase(
        delivery=delivery,
        revision=revision,
        origin=origin,
        media=await media_of(session, revision),
        account=account,
        credentials=list((await session.execute(credentials)).scalars()),
        parts=list((await session.execute(parts)).scalars()),
        attempted=bool((await session.execute(attempts)).scalar_one()),
        last_known=last_known,
    )


async def media_of(session: AsyncSession, revision: Revision) -> list[MediaRow]:
    """The media of a revision, in order."""
    shown = (
        select(MediaRow)
        .join(RevisionMedia, RevisionMedia.media_id == MediaRow.id)
        .where(RevisionMedia.post_id == revision.post_id, RevisionMedia.number == revision.number)
        .order_by(RevisionMedia.position)
    )
    return list((await session.execute(shown)).scalars())


async def write_parts(
    session: AsyncSession, delivery_id: int, parts: Sequence[tuple[int, str, Json]]
) -> None:
    """Replace the plan of a delivery that has not been attempted: (number, kind, plan) each."""
    await session.execute(delete(PartRow).where(PartRow.delivery_id == delivery_id))
    rows = [
        {"delivery_id": delivery_id, "number": number, "kind": kind, "plan": plan}
        for number, kind, plan in parts
    ]
    await session.execute(insert(PartRow), rows)


async def save_checkpoint(
    session: AsyncSession, delivery_id: int, number: int, checkpoint: Json, *, worker_id: int
) -> bool:
    """Keep what preparing has done so far; False when the delivery is not this worker's."""
    mine = select(Delivery.id).where(Delivery.id == delivery_id, Delivery.worker_id == worker_id)
    saved = await session.execute(
        update(PartRow)
        .where(PartRow.delivery_id == mine.scalar_subquery(), PartRow.number == number)
        .values(checkpoint=checkpoint)
        .returning(PartRow.number)
    )
    return saved.first() is not None


async def forget_checkpoints(session: AsyncSession, delivery_id: int) -> None:
    """What preparing has uploaded is there no more."""
    mine = update(PartRow).where(PartRow.delivery_id == delivery_id)
    await session.execute(mine.where(PartRow.external_ids.is_(None)).values(checkpoint={}))


async def note_media(session: AsyncSession, delivery_id: int, *, worker_id: int) -> None:
    """Write that a worker takes media in hand: if it dies now, they may be the cause."""
    await session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.worker_id == worker_id)
        .values(reason=HANDLING_MEDIA)
    )


async def save_progress(
    session: AsyncSession, delivery_id: int, percent: int, *, worker_id: int
) -> int | None:
    """Write how far an upload is; the post's id, or None when it is not this worker's."""
    saved = await session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.worker_id == worker_id)
        .values(progress_percent=percent)
        .returning(Delivery.post_id)
    )
    return saved.scalar_one_or_none()
