"""Asking a network whom credentials belong to, with the patience that a person would have."""

from collections.abc import Mapping

from services.deps import Deps
from services.errors import RateLimited
from services.networks.base import Identity

_TRIES = 4
_LONGEST_WAIT_S = 5.0


async def prove(deps: Deps, network: str, target: str, secrets: Mapping[str, str]) -> Identity:
    """Whom credentials belong to; a network that asks to wait a moment is asked again.

    Proving makes several calls in a row and changes nothing, so repeating it is harmless.

    Raises:
        NetworkError: They do not work, or the network wants a longer wait.
    """
    tries = 0
    while True:
        try:
            return await deps.networks[network].whoami(target, secrets)
        except RateLimited as error:
            tries += 1
            wait_s = (error.until - deps.clock.now()).total_seconds()
            if tries == _TRIES or wait_s > _LONGEST_WAIT_S:
                raise
            await deps.clock.sleep(wait_s)
