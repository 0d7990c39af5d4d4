"""The one bot of a process: cards, questions and deliveries go through it, at one pace."""

from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod
from aiogram.methods.base import Response, TelegramType

from services.clock import Clock
from services.networks.telegram.session import TelegramSession, in_attempt
from services.rates import Pace, Rate
from services.settings import Settings

_UNPACED = {"getMe", "getUpdates", "getFile", "getChat", "getChatMember", "deleteWebhook"}


def open_bot(settings: Settings, clock: Clock, pace: Pace) -> Bot:
    """Make the bot.

    Args:
        settings: Token and server.
        clock: From whose now Telegram's delays count.
        pace: Waits until a call may leave; not asked for calls of an attempt.
    """
    server = TelegramAPIServer.from_base(
        settings.telegram_api_url, is_local=settings.telegram_api_local
    )
    session = TelegramSession(server, clock, sandbox=settings.sandbox)
    session.middleware(_Paced(pace))
    return Bot(settings.telegram_token.get_secret_value(), session=session)


def telegram_rates(bot_id: int, chat_id: int | str, *, messages: int = 1) -> list[Rate]:
    """What Telegram lets a bot send: overall, and to one chat.

    Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
    """
    rates = [Rate(f"telegram:{bot_id}", count=30, per_s=1.0, burst=10, cost=messages)]
    chat = f"telegram:{bot_id}:{chat_id}"
    if str(chat_id).startswith(("-", "@")):
        return [
            *rates,
            Rate(f"{chat}:minute", count=20, per_s=60.0, burst=3, cost=messages),
            Rate(f"{chat}:second", count=1, per_s=1.0),
        ]
    return [*rates, Rate(chat, count=20, per_s=10.0, burst=10, cost=messages)]


class _Paced(BaseRequestMiddleware):
    """Waits before each call that people could notice, unless its attempt has waited already."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if not in_attempt() and method.__api_method__ not in _UNPACED:
            chat_id: Any = getattr(method, "chat_id", None)
            rates = telegram_rates(bot.id, chat_id) if chat_id else telegram_rates(bot.id, 0)[:1]
            await self._pace(rates)
        return await make_request(bot, method)
