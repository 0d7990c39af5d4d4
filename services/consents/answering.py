"""The word in the chat: is this the account? Only a yes links it."""

import json
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db import consents
from services.consents.keeping import granted, unseal
from services.deps import Deps
from services.errors import BadInput, VaultError
from services.linking import Linked, Owner, link
from services.networks.base import Identity
from services.revoking import give_back

log = structlog.get_logger()

CONFIRM_WITHIN = timedelta(hours=1)
"""How long what was found waits for its person's word."""


async def confirm(deps: Deps, owner: Owner, consent_id: int) -> Linked:
    """Link what was found, as its person wants; once.

    Raises:
        BadInput: It was confirmed or declined before, or too long ago.
        NetworkError: It does not work any more; nothing is linked.
    """
    async with deps.db.begin() as session:
        row = await consents.waiting(session, consent_id, owner.space_id)
        late = row is None or row.asked_at + CONFIRM_WITHIN < deps.clock.now()
        kept = await consents.close(
            session, consent_id, owner.space_id, "declined" if late else "linked"
        )
    if row is None or late or kept is None:
        raise BadInput("consent-over")
    told = json.loads(unseal(deps, row, kept))
    return await link(
        deps, owner, row.network, told["secrets"], target=told["target"], grant=granted(told)
    )


async def decline(deps: Deps, owner: Owner, consent_id: int) -> bool:
    """Forget what was found, and take it back on the network; False if it was over already."""
    async with deps.db.begin() as session:
        row = await consents.waiting(session, consent_id, owner.space_id)
        kept = await consents.close(session, consent_id, owner.space_id, "declined")
    if row is None or kept is None:
        return False
    try:
        told = json.loads(unseal(deps, row, kept))
    except VaultError as error:
        log.info("consents.not_opened", network=row.network, why=str(error))
        return True
    await give_back(deps, row.network, told["target"], told["secrets"])
    return True


async def found(
    session: AsyncSession, deps: Deps, consent_id: int, space_id: int
) -> Identity | None:
    """Who was found and waits for its person's word; None when that is over."""
    row = await consents.waiting(session, consent_id, space_id)
    if row is None or row.granted is None:
        return None
    told = json.loads(unseal(deps, row, row.granted))
    return Identity(target=told["target"], title=told["title"], url=told["url"])
