"""The notifier: shows people what the rows say.

Cards are mirrors, drawn from the rows when they are sent; the outbox holds questions and alerts.
Nothing here ever touches a delivery: a message that cannot be sent is only a message.
"""

import asyncio

from aiogram import Bot

from bot.notifier.cards import Cards
from bot.notifier.outbox import Outbox
from services.deps import Deps

__all__ = ["Notifier"]


class Notifier:
    """One process's share of telling people things."""

    def __init__(self, deps: Deps, bot: Bot) -> None:
        self.cards = Cards(deps, bot)
        self.outbox = Outbox(deps, bot)

    def wake(self) -> None:
        """Something changed that people see: look now."""
        self.cards.shift.wake()
        self.outbox.shift.wake()

    async def run(self) -> None:
        """Tell people things until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.cards.shift.run())
            group.create_task(self.outbox.shift.run())
