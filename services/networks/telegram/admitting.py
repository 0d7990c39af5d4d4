"""Proving that a person may post in a chat by their own right.

Source: https://core.telegram.org/bots/api#getchatmember
"""

from aiogram import Bot
from aiogram.types import ChatMemberAdministrator, ChatMemberOwner

from services.errors import AccessDenied, Rejected


async def admit(bot: Bot, chat_id: int, person_id: int) -> None:
    """Make sure that a person is an administrator who may post.

    Raises:
        NetworkError: `AccessDenied` if they are not, or not known there.
    """
    try:
        member = await bot.get_chat_member(chat_id, person_id)
    except Rejected as error:
        advice = "telegram-person-not-admin"
        raise AccessDenied(error.code, error.detail, advice=advice) from None
    if not isinstance(member, ChatMemberOwner | ChatMemberAdministrator):
        raise AccessDenied("Telegram", advice="telegram-person-not-admin")
    if isinstance(member, ChatMemberAdministrator) and member.can_post_messages is False:
        raise AccessDenied("Telegram", advice="telegram-person-may-not-post")
