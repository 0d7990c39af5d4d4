"""The bot process: updates in, answers and cards out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import BotCommand

from bot import handlers
from bot.dispatching import open_dispatcher
from bot.inbox import ALLOWED_UPDATES, Inbox, Poller, Processor, Refusals
from bot.mishaps import CALL_ERRORS
from bot.notifier import Notifier
from bot.process import run_process
from bot.texts import t
from bot.web import Webhook, open_web, read_webhook, web_app
from bot.wiring import telegram_bot
from services.delivery.life import worker_life
from services.deps import Deps
from services.posts import Previews

log = structlog.get_logger()

_COMMANDS = ("start", "accounts", "history", "help", "cancel")
_LONGEST_PAUSE_S = 60.0


def main() -> int:
    """Run the bot process until told to stop; its exit code."""
    return run_process(run_bot)


async def run_bot(deps: Deps) -> None:
    """Be the bot until cancelled; what is under way then is finished within a few seconds.

    Raises:
        SettingsError: The webhook cannot be used like this.
        StartError: The web server's port is taken.
    """
    webhook = read_webhook(deps.settings)
    bot = telegram_bot(deps)
    async with worker_life(deps, kind="bot") as life:
        notifier = Notifier(deps, bot)
        dispatcher = build_dispatcher(deps)
        processor = Processor(deps, life.worker_id, bot, dispatcher, notifier.wake)
        refusals = Refusals(deps, bot)
        inbox = Inbox(deps, processor.wake, refusals.add)
        async with _web(deps, inbox, webhook), asyncio.TaskGroup() as group:
            group.create_task(processor.run())
            group.create_task(notifier.run())
            group.create_task(refusals.shift.run())
            group.create_task(introduce(bot))
            if webhook is not None:
                group.create_task(bring_updates_to(bot, webhook))
            else:
                group.create_task(Poller(deps, inbox).run())
            log.info("bot.started", worker=life.worker_id, webhook=webhook is not None)


def build_dispatcher(deps: Deps) -> Dispatcher:
    """The dispatcher with every conversation of the bot."""
    dispatcher = open_dispatcher(deps)
    dispatcher["previews"] = Previews(deps)
    handlers.setup(dispatcher)
    return dispatcher


async def introduce(bot: Bot) -> None:
    """Show the commands in the menu of every client; a bot without them is as good."""
    try:
        await bot.set_my_commands(_commands("en"))
        await bot.set_my_commands(_commands("ru"), language_code="ru")
    except CALL_ERRORS as error:
        log.warning("bot.commands_not_set", why=type(error).__name__)


async def bring_updates_to(bot: Bot, webhook: Webhook) -> None:
    """Tell Telegram where updates go, until it has understood."""
    pause_s = 1.0
    while not await _set_webhook(bot, webhook):
        await asyncio.sleep(pause_s)
        pause_s = min(_LONGEST_PAUSE_S, pause_s * 2)


async def _set_webhook(bot: Bot, webhook: Webhook) -> bool:
    try:
        await bot.set_webhook(
            webhook.url,
            secret_token=webhook.secret,
            allowed_updates=list(ALLOWED_UPDATES),
            drop_pending_updates=False,
        )
    except CALL_ERRORS as error:
        log.warning("bot.webhook_not_set", why=str(error))
        return False
    return True


def _commands(language: str) -> list[BotCommand]:
    return [
        BotCommand(command=name, description=t(language, f"command-{name}")) for name in _COMMANDS
    ]


@asynccontextmanager
async def _web(deps: Deps, inbox: Inbox, webhook: Webhook | None) -> AsyncIterator[None]:
    """A web server where somebody needs one: Telegram, or whoever set a port."""
    if webhook is None and "web_port" not in deps.settings.model_fields_set:
        yield
        return
    async with open_web(deps, web_app(deps, inbox, webhook)):
        yield
