"""Accounts that need their person: everything of theirs waits, and one message says why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import SocialAccount
from db.deliveries.backlog import (
    ask_about,
    drop_asked,
    hold_back,
    let_go,
    overdue,
    send_asked,
)
from db.outbox import tell
from services.delivery.questions import LATE_AFTER
from services.deps import Deps
from services.errors import AccountTrouble

SPACING = timedelta(seconds=5)
"""Between posts that waited for an account and go together."""

ASK_FROM = 3
"""So many posts that waited are not sent without asking; of late ones, one less."""

Wanted = Literal["all", "newest", "none"]


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of the posts that waited for an account."""

    title: str
    sent: int
    dropped: int


async def pause_account(
    session: AsyncSession, account_id: int, error: AccountTrouble, *, now: datetime
) -> None:
    """Pause an account and all that waits for it; tell its person once per pause."""
    paused = (
        update(SocialAccount)
        .where(SocialAccount.id == account_id, SocialAccount.state == "active")
        .values(
            state="paused",
            trouble=error.kind,
            trouble_code=error.code,
            trouble_link=error.link,
            backlog_version=None,
            version=SocialAccount.version + 1,
        )
        .returning(SocialAccount.linked_by, SocialAccount.version)
    )
    row = (await session.execute(paused)).one_or_none()
    if row is None:
        return
    await hold_back(session, account_id, error.kind, now=now)
    payload = {
        "account_id": account_id,
        "trouble": error.kind,
        "code": error.code,
        "advice": error.advice,
        "link": error.link,
    }
    await tell(
        session,
        row.linked_by,
        "account-trouble",
        payload,
        dedupe_key=f"account-trouble:{account_id}:{row.version}",
        now=now,
    )


async def resume_account(deps: Deps, space_id: int, account_id: int) -> bool:
    """Put an account back to work; the few posts that waited go out by themselves, spaced.

    About many, or late ones, its person is asked once. Call it when the account has been proved
    again. False when it is not this space's or not paused.
    """
    now = deps.clock.now()
    async with deps.db.begin() as session:
        resumed = (
            update(SocialAccount)
            .where(
                SocialAccount.id == account_id,
                SocialAccount.space_id == space_id,
                SocialAccount.state == "paused",
            )
            .values(
                state="active",
                trouble=None,
                trouble_code=None,
                trouble_link=None,
                version=SocialAccount.version + 1,
                proved_at=now,
            )
            .returning(SocialAccount.id, SocialAccount.linked_by, SocialAccount.version)
        )
        row = (await session.execute(resumed)).one_or_none()
        if row is None:
            return False
        await _ask_about_many(session, row.id, row.linked_by, row.version, now=now)
        await let_go(session, account_id, now=now, spacing=SPACING)
    await deps.bell.ring()
    return True


async def decide_backlog(
    deps: Deps, space_id: int, account_id: int, version: int, wanted: Wanted
) -> Decided | None:
    """Do what the person wants done with the posts that waited, once; None when it is too late."""
    now = deps.clock.now()
    async with deps.db.begin() as session:
        answered = (
            update(SocialAccount)
            .where(
                SocialAccount.id == account_id,
                SocialAccount.space_id == space_id,
                SocialAccount.backlog_version == version,
            )
            .values(backlog_version=None)
            .returning(SocialAccount.title)
        )
        title = (await session.execute(answered)).scalar_one_or_none()
        if title is None:
            return None
        sent = 0
        if wanted != "none":
            sent = await send_asked(
                session,
                account_id,
                now=now,
                spacing=SPACING,
                late_after=LATE_AFTER,
                newest_only=wanted == "newest",
            )
        dropped = await drop_asked(session, account_id, now=now)
    await deps.bell.ring()
    return Decided(title, sent, dropped)


async def _ask_about_many(
    session: AsyncSession, account_id: int, person_id: int, version: int, *, now: datetime
) -> None:
    waited = await overdue(session, account_id, now=now)
    if waited.count < ASK_FROM - waited.is_late:
        return
    await ask_about(session, account_id, now=now)
    asks = update(SocialAccount).where(SocialAccount.id == account_id)
    await session.execute(asks.values(backlog_version=version))
    await tell(
        session,
        person_id,
        "question-backlog",
        {"account_id": account_id, "version": version},
        dedupe_key=f"question-backlog:{account_id}:{version}",
        now=now,
    )
