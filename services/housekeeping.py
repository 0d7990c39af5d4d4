"""Letting rows and files go whose time is over; each table's module says how long that is."""

import asyncio
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Delete, delete, exists, or_, select

from db.breakers import Breaker
from db.budgets import Budget
from db.cards import Card
from db.consents import ConsentRow
from db.conversations import Conversation
from db.database import AWAY
from db.deliveries.tables import Attempt, Delivery, DeliveryEvent
from db.inbox import InboxRow
from db.invitations import Invitation
from db.outbox import OutboxRow
from db.posts import MediaRow, Post, RevisionMedia
from db.sign_ins import SignInPause
from db.statistics import Statistics
from db.workers import Worker
from services.consents import give_up_unconfirmed
from services.delivery.originals import Originals
from services.deps import Deps
from services.media.workshop import Workshop

log = structlog.get_logger()


async def tidy(deps: Deps) -> None:
    """Delete what is older than its table's promise; a transaction each, none of them long.

    A table that is too full to be tidied in time keeps neither the others nor the disk full.
    """
    for old in _overdue(deps.clock.now()):
        try:
            async with deps.db.begin() as session:
                await session.execute(old)
        except AWAY:
            log.exception("housekeeping.not_tidied", table=old.table.description)
    files = await asyncio.to_thread(_forget_files, deps)
    # Last: it asks networks, and there is a day for it before the rows go.
    await give_up_unconfirmed(deps)
    log.info("housekeeping.done", files=files)


def _forget_files(deps: Deps) -> int:
    return Originals(deps).forget_old() + Workshop(deps.settings.media_dir).forget_old()


def _overdue(now: datetime) -> list[Delete]:
    month_ago = now - timedelta(days=30)
    # Whoever changes a draft has its card drawn anew.
    touched = exists(select(1).where(Card.post_id == Post.id, Card.next_at >= month_ago))
    shown = exists(select(1).where(RevisionMedia.media_id == MediaRow.id))
    named = or_(
        exists(select(1).where(Attempt.worker_id == Worker.id)),
        exists(select(1).where(Delivery.worker_id == Worker.id)),
        exists(select(1).where(InboxRow.worker_id == Worker.id)),
    )
    return [
        delete(InboxRow).where(InboxRow.done_at < now - timedelta(hours=48)),
        delete(OutboxRow).where(OutboxRow.sent_at < now - timedelta(days=30)),
        delete(OutboxRow).where(
            OutboxRow.trouble.is_not(None), OutboxRow.created_at < now - timedelta(days=30)
        ),
        delete(ConsentRow).where(ConsentRow.asked_at < now - timedelta(days=1)),
        delete(ConsentRow).where(
            ConsentRow.outcome == "answered", ConsentRow.expires_at < now - timedelta(hours=1)
        ),
        delete(Invitation).where(
            Invitation.guest_id.is_(None), Invitation.expires_at < now - timedelta(days=1)
        ),
        delete(SignInPause).where(SignInPause.until < now),
        delete(Conversation).where(Conversation.changed_at < now - timedelta(days=1)),
        delete(Post).where(Post.state != "published", Post.created_at < month_ago, ~touched),
        delete(DeliveryEvent).where(DeliveryEvent.at < now - timedelta(days=90)),
        delete(Statistics).where(Statistics.at < now - timedelta(days=365)),
        delete(Budget).where(Budget.window_start < now - timedelta(days=2)),
        delete(Breaker).where(Breaker.failed_at < now - timedelta(days=1)),
        delete(Worker).where(Worker.dead_at < now - timedelta(days=30), ~named),
        delete(MediaRow).where(~shown),
    ]
