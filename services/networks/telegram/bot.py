"""The one bot of a process: cards, questions and deliveries go through it, at one pace."""

from collections.abc import Sequence
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.methods import TelegramMethod
from aiogram.methods.base import Response, TelegramType

from services.clock import Clock
from services.networks.telegram.session import TelegramSession
from services.networks.telegram.settings import TelegramSettings
from services.rates import Pace, Rate
from services.settings import Settings

_UNPACED = {"getMe", "getUpdates", "getFile", "getChat", "getChatMember", "deleteWebhook"}
_WRITING = ("send", "edit", "copy", "forward")


def open_bot(
    settings: Settings, clock: Clock, pace: Pace, telegram: TelegramSettings | None = None
) -> Bot:
    """Make the bot.

    Args:
        settings: Token and server.
        clock: From whose now Telegram's delays count.
        pace: Waits until a call may leave; not asked for calls of an attempt, which are booked
            before it is opened.
        telegram: How long calls may take; read from the environment if not given.
    """
    session = TelegramSession(settings, telegram or TelegramSettings.load(), clock)
    session.middleware(_Paced(pace))
    return Bot(settings.telegram_token.get_secret_value(), session=session)


def telegram_rates(bot_id: int, chat_id: int | str, *, messages: int = 1) -> list[Rate]:
    """What Telegram lets a bot send: overall, and to one chat; an album counts each medium.

    A group takes 20 a minute. Ten at once and ten more in the minute stay one below that, so that
    a request that took its time on the way does not make them too many.

    Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
    """
    overall = overall_rate(bot_id, messages)
    chat = f"telegram:{bot_id}:{chat_id}"
    if str(chat_id).startswith(("-", "@")):
        return [
            overall,
            Rate(f"{chat}:minute", count=19, per_s=60.0, burst=10, cost=messages),
            Rate(f"{chat}:second", count=2, per_s=1.0, burst=2),
        ]
    return [overall, Rate(chat, count=20, per_s=10.0, burst=10, cost=messages)]


def call_rates(bot_id: int, method: TelegramMethod[Any]) -> list[Rate]:
    """The paces of a call that may be repeated; only what makes or changes messages counts."""
    name = method.__api_method__
    if name in _UNPACED:
        return []
    chat_id: int | str | None = getattr(method, "chat_id", None)
    if chat_id is None or not name.startswith(_WRITING) or name == "sendChatAction":
        return [overall_rate(bot_id)]
    media: Sequence[Any] = getattr(method, "media", None) or ()
    messages = len(media) if isinstance(media, list) else 1
    return telegram_rates(bot_id, chat_id, messages=messages)


def overall_rate(bot_id: int, messages: int = 1) -> Rate:
    """What Telegram lets a bot do in all its chats together."""
    return Rate(f"telegram:{bot_id}", count=30, per_s=1.0, burst=10, cost=messages)


class _Paced(BaseRequestMiddleware):
    """Waits for the turn of each call that may be repeated."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if rates := call_rates(bot.id, method):
            await self._pace(rates)
        return await make_request(bot, method)
