"""Giving back what a network granted: worthless there, too, once nobody needs it here."""

from collections.abc import Mapping

import structlog

from db.accounts import everyones_accounts
from services.deps import Deps
from services.errors import NetworkError

log = structlog.get_logger()


async def give_back(deps: Deps, key: str, target: str, secrets: Mapping[str, str]) -> bool:
    """Make secrets worthless on their network.

    A network takes a permission back as a whole: while somebody's account for the same target
    hangs on it, be it in another space, it has to stay.

    Args:
        deps: The process's parts.
        key: Key of the network.
        target: What the secrets open.
        secrets: By field name; they are forgotten here already.

    Returns:
        False where the person has to take the permission back on the network by hand.
    """
    network = deps.networks.get(key)
    if network is None or not network.consents:
        return True
    async with deps.db.begin() as session:
        if await everyones_accounts(session, key, target):
            return True
    try:
        return await network.revoke(secrets)
    except NetworkError as error:
        log.info("revoking.failed", network=key, why=str(error))
        return False
