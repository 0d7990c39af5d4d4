"""Daily budgets of networks: what an attempt takes, what comes back, and what is used up.

Budgets are taken in the order of their names, so that two attempts never wait for each other.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from db import budgets
from db.budgets import Window
from services.errors import RateLimited
from services.rates import Charge


async def check(session: AsyncSession, charges: Sequence[Charge]) -> None:
    """Look whether enough is left, without taking it.

    Raises:
        RateLimited: Until the window ends, there is not.
    """
    for charge in charges:
        granted = await budgets.spent(session, _window(charge), charge.amount)
        if granted is not None:
            raise RateLimited("budget", until=charge.ends_at, granted=granted)


async def take(session: AsyncSession, charges: Sequence[Charge]) -> None:
    """Take everything that one attempt costs, in the transaction that opens it.

    Raises:
        RateLimited: Not enough is left until the window ends; nothing has been taken.
    """
    await check(session, charges)
    taken: list[Charge] = []
    for charge in sorted(charges, key=lambda charge: charge.scope):
        if not await _take(session, charge):
            await give_back(session, taken)
            raise RateLimited("budget", until=charge.ends_at, granted=charge.granted)
        taken.append(charge)


async def give_back(session: AsyncSession, charges: Sequence[Charge]) -> None:
    """Put back what an attempt took that surely never left."""
    for charge in sorted(charges, key=lambda charge: charge.scope):
        if charge.granted is not None:
            await budgets.give_back(session, _window(charge), charge.amount)


async def use_up(session: AsyncSession, charges: Sequence[Charge], granted: int) -> None:
    """Write what the network itself said: nothing is left until the windows end."""
    for charge in sorted(charges, key=lambda charge: charge.scope):
        await budgets.use_up(session, _window(charge), granted=granted)


async def _take(session: AsyncSession, charge: Charge) -> bool:
    """Where only refusals tell how much there is, nothing is counted."""
    if charge.granted is None:
        return True
    return await budgets.take(session, _window(charge), charge.amount, granted=charge.granted)


def _window(charge: Charge) -> Window:
    return Window(charge.scope, charge.starts_at)
