"""Giving back what a network granted: worthless there, too, once nobody needs it here."""

from collections.abc import Mapping

import structlog

from db.accounts import accounts_of, everyones_accounts
from services.deps import Deps
from services.errors import NetworkError

log = structlog.get_logger()


async def give_back(
    deps: Deps, key: str, target: str, secrets: Mapping[str, str], *, space_id: int
) -> str:
    """Make secrets worthless on their network.

    A network takes a permission back as a whole: while somebody's account for the same target
    hangs on it, be it in another space, it has to stay; and where it takes back all of a person's
    at once, while they have any account there.

    Args:
        deps: The process's parts.
        key: Key of the network.
        target: What the secrets open.
        secrets: By field name; they are forgotten here already.
        space_id: Whose they were.

    Returns:
        The text that says how the person takes the permission back by hand; empty where nothing
        is left to do.
    """
    network = deps.networks.get(key)
    if network is None or not network.consents:
        return ""
    async with deps.db.begin() as session:
        if await everyones_accounts(session, key, target):
            return ""
        others = {row.network for row in await accounts_of(session, space_id)}
    if network.revokes_all and key in others:
        return f"{key}-take-back-later"
    try:
        is_over = await network.revoke(secrets)
    except NetworkError as error:
        log.info("revoking.failed", network=key, why=str(error))
        is_over = False
    return "" if is_over else network.take_back(secrets)
