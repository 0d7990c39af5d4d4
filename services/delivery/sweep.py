"""The sweep: finds what a dead worker left behind, and what a pause that is over still holds."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.deliveries import sweeping
from db.deliveries.attempts import close_attempt
from db.deliveries.backlog import free_stranded
from db.deliveries.steps import Step, move
from db.deliveries.sweeping import Orphan, certify_deaths, orphans
from services.delivery.backoff import backoff
from services.deps import Deps

log = structlog.get_logger()

CRASHES = 3
"""A delivery that took so many workers with it is set aside."""

_JUST_TAKEN = timedelta(seconds=5)


async def sweep(
    deps: Deps, *, worker_id: int, running: Collection[int], spared: Collection[int] = ()
) -> int:
    """Certify deaths and give every orphan its next state; how many there were.

    Args:
        deps: The process's parts.
        worker_id: Who sweeps.
        running: The deliveries that it has tasks for.
        spared: Deliveries whose tasks ended for a reason that is known, and not theirs.
    """
    now = deps.clock.now()
    async with deps.db.begin() as session:
        for dead in await certify_deaths(session, now=now):
            log.warning("sweep.worker_died", worker=dead)
    async with deps.db.begin() as session:
        found = await orphans(
            session, worker_id=worker_id, running=running, before=now - _JUST_TAKEN
        )
        mine = [orphan for orphan in found if orphan.worker_id == worker_id]
        for orphan in mine:
            await _adopt(session, orphan, [] if orphan.id in spared else [orphan], now)
        for dead in sorted({orphan.worker_id for orphan in found} - {worker_id}):
            theirs = [orphan for orphan in found if orphan.worker_id == dead]
            suspects = _suspects(theirs)
            for orphan in theirs:
                await _adopt(session, orphan, suspects, now)
    async with deps.db.begin() as session:
        freed = await free_stranded(session, now=now)
    if found or freed:
        await deps.bell.ring()
    return len(found)


async def hand_back(deps: Deps, worker_id: int) -> None:
    """Leave what was not sent to others, at once."""
    async with deps.db.begin() as session:
        left = await sweeping.hand_back(session, worker_id, now=deps.clock.now())
    if left:
        await deps.bell.ring()


def _suspects(orphans_of_one: Sequence[Orphan]) -> list[Orphan]:
    """What a worker may have died of: media that it had in hand, else what it was sending."""
    with_media = [orphan for orphan in orphans_of_one if orphan.had_media]
    return with_media or [orphan for orphan in orphans_of_one if orphan.attempt_id]


def _crashes(orphan: Orphan, suspects: Sequence[Orphan]) -> int:
    """One suspect alone did it. Of several nobody knows; each is handled alone from now on."""
    if orphan not in suspects:
        return orphan.crashes
    return orphan.crashes + 1 if len(suspects) == 1 else max(orphan.crashes, 1)


async def _adopt(
    session: AsyncSession, orphan: Orphan, suspects: Sequence[Orphan], now: datetime
) -> None:
    """With an open attempt the call may have been made; without one it surely was not.

    A worker that is killed while twenty posts wait in it must not set twenty posts aside; and
    what is suspected comes back a little later, so that it does not meet the same trouble again.
    """
    crashes = _crashes(orphan, suspects)
    values = {"due_at": now, "crashes": crashes}
    if orphan.attempt_id is not None:
        await close_attempt(session, orphan.attempt_id, "unconfirmed", now=now)
        step = Step("unconfirmed", "worker_died", orphan.attempt_id, values)
    elif crashes >= CRASHES:
        step = Step("failed", "poison", values=values)
    else:
        if orphan in suspects:
            values["due_at"] = now + backoff(crashes)
        step = Step("retrying", "worker_died", values=values)
    await move(session, orphan.id, step, frm=("publishing",), now=now, worker_id=orphan.worker_id)
