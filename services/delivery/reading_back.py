"""Reading a published post back: what a network dropped in silence is told to the person."""

from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.cards import want_card
from db.deliveries.loading import DeliveryCase, load
from db.deliveries.tables import Attempt, Delivery
from services.delivery.outside import ask
from services.deps import Deps
from services.errors import NetworkError
from services.networks.base import Accepted, Account, Network

log = structlog.get_logger()

_GIVE_UP = timedelta(minutes=30)
_AGAIN = timedelta(minutes=1)


async def read_back(deps: Deps, delivery_id: int) -> None:
    """Compare what was accepted with what is there, once, and write what is missing."""
    async with deps.db.begin() as session:
        case = await load(session, delivery_id)
        evidence = await _evidence(session, delivery_id)
    try:
        missing = await ask(deps, case, partial(_missing, case, evidence))
    except NetworkError as error:
        log.info("reading_back.failed", delivery=delivery_id, why=str(error))
        await _write(deps, case, list(case.delivery.missing), again=True)
        return
    await _write(deps, case, missing, again=False)


async def _evidence(session: AsyncSession, delivery_id: int) -> dict[int, Attempt]:
    accepted = select(Attempt).where(
        Attempt.delivery_id == delivery_id, Attempt.outcome == "accepted"
    )
    found = (await session.execute(accepted)).scalars()
    return {attempt.part_number: attempt for attempt in found}


async def _missing(
    case: DeliveryCase, attempts: dict[int, Attempt], network: Network, account: Account
) -> list[str]:
    missing: list[str] = []
    for part in case.parts:
        attempt = attempts.get(part.number)
        if part.external_ids and attempt:
            accepted = Accepted(tuple(part.external_ids), part.url)
            missing += await network.missing(accepted, attempt.evidence, account)
    return missing


async def _write(deps: Deps, case: DeliveryCase, missing: list[str], *, again: bool) -> None:
    now = deps.clock.now()
    async with deps.db.begin() as session:
        await session.execute(
            update(Delivery)
            .where(Delivery.id == case.delivery.id)
            .values(missing=missing, read_back_at=_next(case, now) if again else None)
        )
        if missing != list(case.delivery.missing):
            await want_card(session, case.delivery.post_id)


def _next(case: DeliveryCase, now: datetime) -> datetime | None:
    since = case.delivery.published_at or now
    return now + _AGAIN if now < since + _GIVE_UP else None
