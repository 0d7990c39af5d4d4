"""Accounts that need their person: everything of theirs waits, and one message says why."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import SocialAccount
from db.deliveries.backlog import hold_back, let_go
from db.deliveries.steps import Step
from db.outbox import tell
from services.deps import Deps
from services.errors import AccountTrouble

SPACING = timedelta(seconds=5)
"""Between posts that waited for an account and go together."""


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
            version=SocialAccount.version + 1,
        )
        .returning(SocialAccount.linked_by, SocialAccount.version)
    )
    row = (await session.execute(paused)).one_or_none()
    if row is None:
        return
    await hold_back(session, account_id, Step("paused", error.kind), now=now)
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
    """Put an account back to work; what waited for it goes out by itself, spaced.

    Call it once the account has been proved again. False when it is not this space's or not
    paused.
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
            .returning(SocialAccount.id)
        )
        if (await session.execute(resumed)).one_or_none() is None:
            return False
        await let_go(session, account_id, now=now, spacing=SPACING)
    await deps.bell.ring()
    return True
