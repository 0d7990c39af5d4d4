"""Looking at a network for a post whose answer was lost, and believing what is seen.

Presence is believed at once. Absence is believed only when the sender is certified done, its call
has surely given up, the network's grace has passed, and two looks a grace apart saw nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.deliveries.attempts import accept_part, close_attempt, note_look, undecided
from db.deliveries.loading import DeliveryCase, load
from db.deliveries.steps import Step, move, without_error
from db.deliveries.tables import Attempt, Delivery
from services.delivery.backoff import TRIES
from services.delivery.breakers import note_answer
from services.delivery.outcomes import note_newest, published
from services.delivery.outside import ask
from services.delivery.questions import ask_unclear
from services.delivery.sweep import CRASHES
from services.deps import Deps
from services.errors import NetworkError
from services.networks.base import Absent, Finding, Found, Unclear

log = structlog.get_logger()

ASK_AFTER = timedelta(minutes=15)
"""Nobody waits longer than this for an answer: then the person is asked."""

_LOOK_AGAIN = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class _Look:
    """One look: whose delivery, which attempt, from when till now."""

    case: DeliveryCase
    attempt: Attempt
    grace: timedelta
    began_at: datetime
    now: datetime

    @property
    def settled_at(self) -> datetime:
        """From when on an absence means something."""
        ended_at = self.attempt.ended_at or self.now
        return max(ended_at, self.attempt.gives_up_at) + self.grace


async def look(deps: Deps, delivery_id: int) -> None:
    """Look once for an unconfirmed delivery, and write what follows."""
    async with deps.db.begin() as session:
        case = await load(session, delivery_id)
        attempt = await undecided(session, delivery_id)
    if attempt is None or case.delivery.state != "unconfirmed":
        return
    began_at = deps.clock.now()
    finding = await _find(deps, case, attempt)
    seen = _Look(case, attempt, _grace(deps, case), began_at, deps.clock.now())
    async with deps.db.begin() as session:
        await _believe(session, seen, finding)
    await deps.bell.ring()


def _grace(deps: Deps, case: DeliveryCase) -> timedelta:
    """What a network needs to show what it has taken; one that is off shows nothing anyway."""
    network = deps.networks.get(case.account.network)
    return timedelta(seconds=network.limits.grace_s if network else 0.0)


async def _find(deps: Deps, case: DeliveryCase, attempt: Attempt) -> Finding:
    try:
        return await ask(deps, case, lambda network, at: network.find(attempt.evidence, at))
    except NetworkError as error:
        log.info("looking.failed", delivery=case.delivery.id, why=str(error))
        return Unclear(str(error))


async def _believe(session: AsyncSession, seen: _Look, finding: Finding) -> None:
    match finding:
        case Found():
            await _it_is_there(session, seen, finding)
        case Absent():
            await _it_is_not_seen(session, seen)
        case Unclear(final=final):
            await _cannot_tell(session, seen, final=final)


async def _it_is_there(session: AsyncSession, seen: _Look, found: Found) -> None:
    delivery = seen.case.delivery
    if not await close_attempt(session, seen.attempt.id, "accepted", now=seen.now):
        return
    await note_answer(session, seen.case.account)
    await note_newest(session, delivery.lane_id, found.ids)
    await part_is_there(session, delivery, seen.attempt, ids=found.ids, url=found.url, now=seen.now)


async def part_is_there(
    session: AsyncSession,
    delivery: Delivery,
    attempt: Attempt,
    *,
    ids: tuple[str, ...],
    url: str | None,
    now: datetime,
) -> None:
    """Go on after a part whose attempt turned out accepted: the next part, or published.

    If a worker died meanwhile, it was not of this content.
    """
    parts = await accept_part(session, delivery.id, attempt.part_number, ids=ids, url=url)
    if all(part.external_ids is not None for part in parts):
        step = published(parts, now=now, attempt_id=attempt.id)
    else:
        values = {"due_at": now, "tries": 0, "crashes": 0, **without_error()}
        step = Step("retrying", "next_part", attempt.id, values)
    await move(session, delivery.id, step, frm=("unconfirmed", "asking"), now=now)


async def _it_is_not_seen(session: AsyncSession, seen: _Look) -> None:
    if seen.began_at < seen.settled_at:
        await _look_again(session, seen, at=seen.settled_at, absent_at=None)
        return
    first = seen.attempt.absent_at
    if first is None:
        await _look_again(session, seen, at=seen.now + seen.grace, absent_at=seen.now)
    elif seen.began_at < first + seen.grace:
        await _look_again(session, seen, at=first + seen.grace, absent_at=first)
    elif await close_attempt(session, seen.attempt.id, "absent", now=seen.now):
        await move(session, seen.case.delivery.id, _again(seen), frm=("unconfirmed",), now=seen.now)


def _again(seen: _Look) -> Step:
    """It may be sent once more, unless that has been tried often enough."""
    delivery = seen.case.delivery
    if delivery.crashes >= CRASHES:
        return Step("failed", "poison", seen.attempt.id)
    if delivery.tries >= TRIES:
        return Step("failed", "tries", seen.attempt.id)
    return Step("retrying", "absent", seen.attempt.id, {"due_at": seen.now})


async def _cannot_tell(session: AsyncSession, seen: _Look, *, final: bool) -> None:
    since = seen.attempt.ended_at or seen.now
    if final or seen.now >= since + ASK_AFTER:
        await ask_unclear(session, seen.case.delivery.id, now=seen.now)
        return
    again = seen.now + _LOOK_AGAIN
    await _look_again(session, seen, at=again, absent_at=seen.attempt.absent_at)


async def _look_again(
    session: AsyncSession, seen: _Look, *, at: datetime, absent_at: datetime | None
) -> None:
    await note_look(session, seen.attempt.id, absent_at=absent_at)
    step = Step("unconfirmed", "looking", seen.attempt.id, {"due_at": at})
    await move(session, seen.case.delivery.id, step, frm=("unconfirmed",), now=seen.now)
