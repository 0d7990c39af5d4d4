"""The word in the chat: is this the account? Only a yes links it."""

import json
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db import consents
from services.consents.keeping import granted, unseal
from services.deps import Deps
from services.errors import BadInput, RateLimited, Transient, VaultError
from services.linking import Linked, Owner, link
from services.networks.base import Identity
from services.revoking import give_back

log = structlog.get_logger()

CONFIRM_WITHIN = timedelta(hours=1)
"""How long what was found waits for its person's word."""

PASSING = (Transient, RateLimited)
"""What keeps something from being linked now, and says nothing about it."""

_AT_ONCE = 50
"""How many that said nothing are seen to in one go; each may take a call to a network."""


async def confirm(deps: Deps, owner: Owner, consent_id: int) -> Linked:
    """Link what was found, as its person wants; once.

    Raises:
        BadInput: It was confirmed or declined before, or too long ago.
        NetworkError: It does not work any more; nothing is linked. What passes by itself leaves it
            waiting for the same word.
    """
    async with deps.db.begin() as session:
        row = await consents.waiting(session, consent_id, owner.space_id)
        in_time = row is not None and row.asked_at + CONFIRM_WITHIN >= deps.clock.now()
        kept = None
        if in_time:
            kept = await consents.close(session, consent_id, owner.space_id, "linked")
    if row is None or kept is None:
        await _give_up(deps, owner.space_id, consent_id)
        raise BadInput("consent-over")
    told = json.loads(unseal(deps, row, kept))
    grant = granted(told)
    try:
        return await link(
            deps, owner, row.network, grant.secrets, target=told["target"], grant=grant
        )
    except PASSING:
        async with deps.db.begin() as session:
            await consents.reopen(session, row.id, kept)
        raise


async def decline(deps: Deps, owner: Owner, consent_id: int) -> bool:
    """Forget what was found, and take it back on the network; False if it was over already."""
    return await _give_up(deps, owner.space_id, consent_id)


async def give_up_unconfirmed(deps: Deps) -> None:
    """Decline in people's place what they have left without a word for too long."""
    before = deps.clock.now() - CONFIRM_WITHIN
    async with deps.db.begin() as session:
        silent = await consents.unconfirmed(session, before, _AT_ONCE)
    for consent_id, space_id in silent:
        await _give_up(deps, space_id, consent_id)


async def _give_up(deps: Deps, space_id: int, consent_id: int) -> bool:
    async with deps.db.begin() as session:
        row = await consents.waiting(session, consent_id, space_id)
        kept = await consents.close(session, consent_id, space_id, "declined")
    if row is None or kept is None:
        return False
    try:
        told = json.loads(unseal(deps, row, kept))
    except VaultError as error:
        log.info("consents.not_opened", network=row.network, why=str(error))
        return True
    await give_back(deps, row.network, told["target"], told["secrets"], space_id=space_id)
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
