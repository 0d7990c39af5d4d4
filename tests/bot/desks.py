"""Processes of the bot whose handler writes down what it saw, turned by hand."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from aiogram import Bot, Router
from aiogram.types import Message
from sqlalchemy import select

from bot.dispatching import open_dispatcher
from bot.inbox import Inbox, Processor
from db.inbox import InboxRow
from services.delivery.life import worker_life
from services.deps import Deps

Act = Callable[[Message], Awaitable[None]]


@dataclass
class Desk:
    """Processes of the bot, all with the same handler: it writes down what it saw, then acts."""

    deps: Deps
    bot: Bot
    stack: AsyncExitStack
    seen: list[str] = field(default_factory=list)
    albums: list[list[int]] = field(default_factory=list)
    stragglers: list[bool] = field(default_factory=list)
    act: Act | None = None

    async def process(self) -> Processor:
        """One more process of the bot."""
        life = worker_life(self.deps, kind="bot", on_lost=lambda: None)
        worker_id = (await self.stack.enter_async_context(life)).worker_id
        dispatcher = open_dispatcher(self.deps)
        dispatcher.include_router(self._router())
        return Processor(self.deps, worker_id, self.bot, dispatcher, lambda: None)

    async def receive(self, *bodies: bytes) -> None:
        """Store updates one after the other."""
        inbox = Inbox(self.deps, lambda: None)
        for body in bodies:
            await inbox.keep([body])

    async def rows(self) -> dict[int, InboxRow]:
        """Every row by its number."""
        async with self.deps.db.begin() as session:
            found = (await session.execute(select(InboxRow))).scalars()
            return {row.update_id: row for row in found}

    def _router(self) -> Router:
        router = Router()

        @router.message()
        async def see(message: Message, album: list[Message], straggler: bool) -> None:
            self.seen.append(message.text or "")
            self.albums.append([part.message_id for part in album])
            self.stragglers.append(straggler)
            if self.act:
                await self.act(message)

        return router
