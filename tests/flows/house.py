"""The whole product in one process, turned by hand, and people who talk to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from sqlalchemy import func, select

from bot.app import build_dispatcher
from bot.inbox import ALLOWED_UPDATES, Inbox, Processor, Refusals
from bot.inbox.reading import split_updates
from bot.notifier import Notifier
from bot.web import open_web, web_app
from bot.wiring import open_deps, telegram_bot
from db.deliveries.tables import Delivery
from services.clock import Clock, SharedClock
from services.delivery.engine import Engine
from services.delivery.life import worker_life
from services.deps import Deps
from services.settings import Settings
from tests.proof.clocks import LeapingClock
from tests.sandbox_control import Json, SandboxControl

_ROUNDS = 40
_MORNING, _EVENING = 6, 18
_STEP_S = 2.1
"""Longer than a card's pace and the wait for the rest of an album."""


@dataclass(slots=True)
class House:
    """Everything between Telegram and the walls."""

    deps: Deps
    clock: SharedClock
    control: SandboxControl
    inbox: Inbox
    processor: Processor
    notifier: Notifier
    refusals: Refusals
    engine: Engine
    offset: int = 0

    async def settle(self, *, publishing: bool = True) -> None:
        """Turn everything until nothing moves any more, however the clock goes on for a while."""
        quiet = 0
        for _ in range(_ROUNDS):
            moved = await self.turn(publishing=publishing)
            quiet = 0 if moved else quiet + 1
            if quiet == 2 and not await self._missed_windows():
                return
            if not moved:
                self.clock.advance(_STEP_S)
        raise AssertionError("the house does not come to rest")

    async def _missed_windows(self) -> bool:
        """Whether a machine under load missed a send window; then on to the next try."""
        async with self.deps.db.begin() as session:
            missed = select(func.max(Delivery.due_at)).where(
                Delivery.state == "retrying", Delivery.error_code == "send-window"
            )
            due_at: datetime | None = (await session.execute(missed)).scalar_one()
        if due_at is None:
            return False
        self.clock.advance(max(0.0, (due_at - self.clock.now()).total_seconds()))
        return True

    async def turn(self, *, publishing: bool = True) -> int:
        """One round; how much there was to do."""
        moved = await self.fetch()
        moved += await self.processor.turn()
        if publishing:
            moved += await self.engine.turn()
        moved += await self.refusals.shift.turn()
        moved += await self.notifier.cards.shift.turn()
        return moved + await self.notifier.outbox.shift.turn()

    async def fetch(self) -> int:
        """Take what Telegram has for us, as the poll loop does."""
        settings = self.deps.settings
        token = settings.telegram_token.get_secret_value()
        url = f"{settings.telegram_api_url}/bot{token}/getUpdates"
        question: dict[str, Any] = {
            "timeout": 0,
            "allowed_updates": list(ALLOWED_UPDATES),
            "offset": self.offset,
        }
        async with aiohttp.ClientSession() as http, http.post(url, json=question) as response:
            updates = split_updates(await response.read())
        if ids := await self.inbox.keep(updates):
            self.offset = max(ids) + 1
        return len(updates)


@dataclass(frozen=True, slots=True)
class Chat:
    """One person's chat with the bot."""

    house: House
    person_id: int

    async def say(self, text: str = "", **content: Any) -> list[str]:
        """Write something; what the bot said to it."""
        return await self._hear(lambda: self.house.control.send(self.person_id, text, **content))

    async def forward(self, chat_id: int, *message_ids: int) -> list[str]:
        """Forward something; what the bot said to it."""
        return await self._hear(
            lambda: self.house.control.forward(self.person_id, chat_id, message_ids)
        )

    async def edit(self, message_id: int, text: str) -> list[str]:
        """Edit a message of one's own; what the bot said to it."""
        return await self._hear(lambda: self.house.control.edit(self.person_id, message_id, text))

    async def press(self, label: str) -> list[str]:
        """Press the newest button with these words; what the bot said to it."""
        return await self._hear(lambda: self.house.control.press_text(self.person_id, label))

    async def force(self, data: str) -> list[str]:
        """Press a button that is not there, on the newest message of the bot."""
        message_id = (await self.newest())["message_id"]
        return await self._hear(
            lambda: self.house.control.press(self.person_id, message_id, data, force=True)
        )

    async def share(
        self, chat_id: int, *, request_id: int = 1, grant_bot: bool = True
    ) -> list[str]:
        """Pick a chat with the keyboard's button; what the bot said to it."""
        return await self._hear(
            lambda: self.house.control.share_chat(
                self.person_id, chat_id, request_id, grant_bot=grant_bot
            )
        )

    async def messages(self) -> list[Json]:
        """Everything in the chat, oldest first."""
        return await self.house.control.messages(self.person_id)

    async def message(self, message_id: int) -> Json:
        """One message as it is now."""
        return next(each for each in await self.messages() if each["message_id"] == message_id)

    async def newest(self) -> Json:
        """The newest message of the bot."""
        bot_id = self.house.deps.settings.bot_id
        return [each for each in await self.messages() if each["from"]["id"] == bot_id][-1]

    async def card(self) -> Json:
        """The newest message with buttons of a card, or that was one."""
        bot_id = self.house.deps.settings.bot_id
        mine = [each for each in await self.messages() if each["from"]["id"] == bot_id]
        return [each for each in mine if _is_card(each)][-1]

    async def labels(self) -> list[str]:
        """The labels of the newest message's buttons."""
        return labels(await self.newest())

    async def _hear(self, act: Any) -> list[str]:
        before = {each["message_id"] for each in await self.messages()}
        await act()
        await self.house.settle()
        return [
            each.get("text", "")
            for each in await self.messages()
            if each["message_id"] not in before
            and each["from"]["id"] == self.house.deps.settings.bot_id
        ]


def labels(message: Json) -> list[str]:
    """The labels of a message's buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def presses(message: Json) -> list[str]:
    """What a message's buttons carry."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


def _is_card(message: Json) -> bool:
    verbs = {"publish", "drop", "target", "recall", "retry", "cancel", "there", "now"}
    return any(data.partition(":")[0] in verbs for data in presses(message))


def _by_day(clock: SharedClock) -> None:
    """Move an evening on to the next morning: a card shows dates too when a wait ends tomorrow."""
    now = clock.now()
    if now.hour >= _EVENING:
        morning = now.replace(hour=_MORNING, minute=0) + timedelta(days=1)
        clock.advance((morning - now).total_seconds())


@asynccontextmanager
async def open_house(
    settings: Settings, control: SandboxControl, clock: Clock | None = None
) -> AsyncIterator[House]:
    """The product over a fresh sandbox; on its own clock nobody waits, unless one is given."""
    await control.reset()
    assert settings.clock_file
    async with (
        open_deps(settings, clock or LeapingClock(settings.clock_file)) as deps,
        worker_life(deps, kind="bot", on_lost=lambda: None) as life,
        worker_life(deps, kind="worker", on_lost=lambda: None) as working,
    ):
        assert isinstance(deps.clock, SharedClock)
        _by_day(deps.clock)
        bot = telegram_bot(deps)
        notifier = Notifier(deps, bot)
        dispatcher = build_dispatcher(deps)
        processor = Processor(deps, life.worker_id, bot, dispatcher, notifier.wake)
        refusals = Refusals(deps, bot)
        inbox = Inbox(deps, processor.wake, refusals.add)
        async with open_web(deps, web_app(deps, inbox, None)):
            yield House(
                deps=deps,
                clock=deps.clock,
                control=control,
                inbox=inbox,
                processor=processor,
                notifier=notifier,
                refusals=refusals,
                engine=Engine(deps, working),
            )
