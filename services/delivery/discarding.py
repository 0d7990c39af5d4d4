"""Taking away what was uploaded for a post that was called off before anybody saw it."""

from typing import Any

from sqlalchemy import update

from db.cards import want_card
from db.deliveries.loading import DeliveryCase, forget_checkpoints, load
from db.deliveries.tables import COPY_LEFT, Delivery
from services.delivery.outside import ask
from services.delivery.recalling import again_at
from services.deps import Deps
from services.errors import NetworkError
from services.networks.base import Account, Network


async def discard(deps: Deps, delivery_id: int) -> None:
    """Have a network remove what it was given for a cancelled delivery, or say that it stays."""
    async with deps.db.begin() as session:
        case = await load(session, delivery_id)
    if case.delivery.state != "cancelled" or case.delivery.recall_at is None:
        return
    error = await _discard(deps, case)
    at = again_at(error, deps.clock.now(), since=case.delivery.changed_at) if error else None
    values: dict[str, Any] = {"recall_at": at}
    if error and at is None:
        values["reason"] = COPY_LEFT
    async with deps.db.begin() as session:
        if error is None:
            await forget_checkpoints(session, delivery_id)
        chosen = update(Delivery).where(Delivery.id == delivery_id, Delivery.state == "cancelled")
        await session.execute(chosen.values(**values))
        await want_card(session, case.delivery.post_id)


async def _discard(deps: Deps, case: DeliveryCase) -> NetworkError | None:
    async def take_away(network: Network, account: Account) -> None:
        for part in case.parts:
            if part.external_ids is None:
                await network.discard(part.checkpoint, account)

    try:
        await ask(deps, case, take_away)
    except NetworkError as error:
        return error
    return None
