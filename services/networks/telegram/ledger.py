"""The ledger chat: a private place where the bot may look at messages and put files, unseen.

Source: https://core.telegram.org/bots/api#forwardmessage, #deletemessages
"""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from aiogram import Bot
from aiogram.methods import ForwardMessage, ForwardMessages, TelegramMethod
from aiogram.types import Message, MessageId

from services.errors import NetworkError, Rejected
from services.networks.telegram.bot import overall_rate, telegram_rates
from services.networks.telegram.errors import are_gone, is_gone
from services.rates import Pace

log = structlog.get_logger()

_NOWHERE = 2_000_000_000
"""No chat has ever come so far."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A chat in which nobody but the bot's owner reads.

    Args:
        bot: Its administrator.
        pace: Waits until calls may leave.
        chat_id: The chat.
    """

    bot: Bot
    pace: Pace
    chat_id: int

    async def copy(self, chat_id: int, number: int) -> Message | None:
        """A silent copy of another chat's message, to be forgotten; None if there is no such.

        Raises:
            NetworkError: Any other failure.
        """
        call = ForwardMessage(
            chat_id=self.chat_id,
            from_chat_id=chat_id,
            message_id=number,
            disable_notification=True,
        )
        # Only a copy that is made counts against the chat's pace, and most numbers are empty.
        await self.pace([overall_rate(self.bot.id)])
        try:
            copy: Message = await self.bot.session.make_request(self.bot, call)
        except Rejected as error:
            if is_gone(error):
                return None
            raise
        await self.pace(telegram_rates(self.bot.id, self.chat_id))
        return copy

    async def holds_any(self, chat_id: int, numbers: Sequence[int]) -> bool:
        """Whether any of at most 100 numbers, in rising order, is a message of another chat.

        Raises:
            NetworkError: Any other failure.
        """
        call = ForwardMessages(
            chat_id=self.chat_id,
            from_chat_id=chat_id,
            message_ids=list(numbers),
            disable_notification=True,
        )
        await self.pace([overall_rate(self.bot.id)])
        try:
            copies: list[MessageId] = await self.bot.session.make_request(self.bot, call)
        except Rejected as error:
            if are_gone(error):
                return False
            raise
        await self.pace(telegram_rates(self.bot.id, self.chat_id, messages=len(copies)))
        await self.forget([copy.message_id for copy in copies])
        return True

    async def tells_nothing_from_something(self, chat_id: int) -> bool:
        """Whether this chat may take another chat's messages, and knows where there are none.

        Nobody is kept from linking because this cannot be told now.
        """
        try:
            copy = await self.copy(chat_id, _NOWHERE)
        except NetworkError as error:
            log.warning("telegram.ledger_is_blind", chat=chat_id, why=str(error))
            return False
        if copy is not None:
            await self.forget([copy.message_id])
        return copy is None

    async def carry(self, call: TelegramMethod[Message], *, limit_s: float) -> Message:
        """Put a file into the chat; the message is forgotten at once, the file stays known.

        Raises:
            NetworkError: Of any class but `Unconfirmed`.
        """
        message: Message = await self.bot(call, request_timeout=round(limit_s))
        await self.forget([message.message_id])
        return message

    async def forget(self, message_ids: Sequence[int]) -> None:
        """Delete copies; one that stays is no harm, so failing is no trouble."""
        if not message_ids:
            return
        try:
            await self.bot.delete_messages(self.chat_id, list(message_ids))
        except NetworkError as error:
            log.info("telegram.copies_stay", count=len(message_ids), why=str(error))
