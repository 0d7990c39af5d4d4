"""The sweep: finds what a dead worker left behind, and what a pause that is over still holds."""

from collections.abc import Collection
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.deliveries.attempts import close_attempt, undecided
from db.deliveries.backlog import free_stranded
from db.deliveries.steps import Step, move
from db.deliveries.sweeping import Orphan, certify_deaths, orphans
from services.deps import Deps

log = structlog.get_logger()

CRASHES = 3
"""A delivery that took so many workers with it is set aside."""

_JUST_TAKEN = timedelta(seconds=5)


async def sweep(deps: Deps, *, worker_id: int, running: Collection[int]) -> int:
    """Certify deaths and give every orphan its next state; how many there were."""
    now = deps.clock.now()
    async with deps.db.begin() as session:
        for dead in await certify_deaths(session, now=now):
            log.warning("sweep.worker_died", worker=dead)
    async with deps.db.begin() as session:
        found = await orphans(
            session, worker_id=worker_id, running=running, before=now - _JUST_TAKEN
        )
        for orphan in found:
            await _adopt(session, orphan, now)
    async with deps.db.begin() as session:
        freed = await free_stranded(session, now=now)
    if found or freed:
        await deps.bell.ring()
    return len(found)


async def _adopt(session: AsyncSession, orphan: Orphan, now: datetime) -> None:
    """With an open attempt the call may have been made; without one it surely was not.

    Only what handled media or was being sent is suspected of the death: a worker that is killed
    while twenty posts wait in it must not set twenty posts aside.
    """
    attempt = await undecided(session, orphan.id)
    crashes = orphan.crashes + (attempt is not None or orphan.had_media)
    values = {"due_at": now, "crashes": crashes}
    if attempt is not None:
        await close_attempt(session, attempt.id, "unconfirmed", now=now)
        step = Step("unconfirmed", "worker_died", attempt.id, values)
    elif crashes >= CRASHES:
        step = Step("failed", "poison", values=values)
    else:
        step = Step("retrying", "worker_died", values=values)
    await move(session, orphan.id, step, frm=("publishing",), now=now, worker_id=orphan.worker_id)
