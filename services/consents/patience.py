"""Who has to wait before they sign in: a network that says "later" means it."""

from datetime import timedelta

from db.consents import ConsentRow
from db.sign_ins import pause, paused_until
from services.consents.keeping import hash_of
from services.deps import Deps
from services.errors import RateLimited
from services.rates import Rate

PASSWORDS_AN_HOUR = 6
"""How many passwords one person may send, whatever the network and the page."""


async def may_try(deps: Deps, row: ConsentRow, name: str, *, with_password: bool) -> None:
    """Keep people from what would lock them out.

    Raises:
        RateLimited: The network wants to hear nothing of this name yet, or they try too often.
    """
    now, title = deps.clock.now(), deps.networks[row.network].title
    async with deps.db.begin() as session:
        until = await paused_until(session, row.person_id, row.network, _hash(name), now=now)
    if until is not None:
        raise RateLimited(title, until=until, advice="sign-in-paused")
    if with_password:
        count = PASSWORDS_AN_HOUR
        rate = Rate(f"sign-in:{row.person_id}", count=count, per_s=3600.0, burst=count)
        slot = await deps.limiter.book([rate], patience_s=0.0)
        if not slot.booked:
            until = now + timedelta(seconds=slot.wait_s)
            raise RateLimited(title, until=until, advice="sign-in-too-often")


async def wait_until(deps: Deps, row: ConsentRow, name: str, error: RateLimited) -> None:
    """Let nobody try this name for this person before the network listens again."""
    async with deps.db.begin() as session:
        await pause(session, row.person_id, row.network, _hash(name), until=error.until)


def _hash(name: str) -> bytes:
    return hash_of(name.strip().casefold())
