"""Asking a network something beside publishing: whatever comes of it has a name, and an end."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from db.deliveries.loading import DeliveryCase
from services.delivery.cases import case_account
from services.deps import Deps
from services.errors import AccessDenied, NetworkError, Unconfirmed, VaultError
from services.networks.base import Account, Network

log = structlog.get_logger()

Answer = TypeVar("Answer")


async def ask(
    deps: Deps, case: DeliveryCase, question: Callable[[Network, Account], Awaitable[Answer]]
) -> Answer:
    """Have a delivery's network answer a question; the answer.

    Raises:
        NetworkError: There is no answer. What no network says on purpose is one, too: an errand
            that ends with anything else would come up again for ever, and nobody would hear of it.
    """
    network = deps.networks.get(case.account.network)
    if network is None:
        raise AccessDenied(case.account.network, advice="network-is-off")
    try:
        return await question(network, case_account(case, deps.vault))
    except NetworkError:
        raise
    except VaultError as error:
        raise error.trouble from None
    except Exception as error:
        log.exception("errand.unlisted_error", delivery=case.delivery.id)
        raise Unconfirmed("unlisted", type(error).__name__) from None
