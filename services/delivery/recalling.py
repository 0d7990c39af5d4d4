"""Taking a published post back. Deleting twice is harmless, so no attempt is needed for it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from db.cards import want_card
from db.deliveries.loading import DeliveryCase, load
from db.deliveries.steps import Step, move, without_error
from db.deliveries.tables import COPY_LEFT, Delivery
from services.delivery.backoff import backoff
from services.delivery.outside import ask
from services.deps import Deps
from services.errors import NetworkError, RateLimited, Transient, Unconfirmed

_PATIENCE = timedelta(minutes=30)


async def recall(deps: Deps, delivery_id: int) -> None:
    """Delete everything that a delivery published, or write why it cannot be."""
    async with deps.db.begin() as session:
        case = await load(session, delivery_id)
    if case.delivery.state != "published" or case.delivery.recall_at is None:
        return
    error = await _delete(deps, case)
    now = deps.clock.now()
    async with deps.db.begin() as session:
        if error is None:
            values = {"recall_at": None, "read_back_at": None, **without_error()}
            step = Step("recalled", _reason(case), values=values)
            await move(session, delivery_id, step, frm=("published",), now=now)
        else:
            await _note(session, case, error, now)


def _reason(case: DeliveryCase) -> str:
    """A part that only the person saw there has no id that could be deleted: that stays."""
    all_known = all(part.external_ids for part in case.parts)
    return "by_person" if all_known else COPY_LEFT


async def _delete(deps: Deps, case: DeliveryCase) -> NetworkError | None:
    ids = tuple(id_ for part in case.parts for id_ in part.external_ids or ())
    try:
        await ask(deps, case, lambda network, account: network.delete(ids, account))
    except NetworkError as error:
        return error
    return None


async def _note(
    session: AsyncSession, case: DeliveryCase, error: NetworkError, now: datetime
) -> None:
    """What passes by itself is tried again for a while; the rest the person is told."""
    values: dict[str, Any] = {
        "error_code": error.code,
        "error_detail": error.detail,
        "error_advice": error.advice or None,
        "recall_at": again_at(error, now, since=case.delivery.changed_at),
    }
    await session.execute(update(Delivery).where(Delivery.id == case.delivery.id).values(**values))
    await want_card(session, case.delivery.post_id)


def again_at(error: NetworkError, now: datetime, *, since: datetime) -> datetime | None:
    """When to try once more what was ordered at `since`; None if that is no use."""
    if not isinstance(error, Transient | RateLimited | Unconfirmed) or now > since + _PATIENCE:
        return None
    return max(error.until, now) if isinstance(error, RateLimited) else now + backoff(0)
