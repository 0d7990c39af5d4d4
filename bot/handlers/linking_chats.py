"""Linking a Telegram channel or group: pick it with a button, or forward a post from it.

Knowing a chat's number proves nothing, so both are asked of Telegram each time: that the bot may
post there, and that the person is one of those who may.

Source: https://core.telegram.org/bots/api#keyboardbuttonrequestchat
"""

from aiogram import Bot, F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import (
    ChatAdministratorRights,
    ChatMemberAdministrator,
    ChatMemberOwner,
    KeyboardButton,
    KeyboardButtonRequestChat,
    Message,
    MessageOriginChannel,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.filters import Q
from bot.handlers.saying import say
from bot.handlers.visitors import Visitor
from bot.handlers.wording import linked_words, why
from db.accounts import hear_of
from services.deps import Deps
from services.errors import BadInput, NetworkError, Rejected
from services.linking import Linked, Owner, link

NETWORK = "telegram"
_CHANNEL, _GROUP = 1, 2
_IN_CHANNELS = {"can_post_messages": True, "can_edit_messages": True, "can_delete_messages": True}
_IN_GROUPS = {"can_manage_chat": True, "can_delete_messages": True}
_HERE = {
    "telegram-not-member": "link-chat-bot-missing",
    "telegram-kicked": "link-chat-bot-missing",
    "telegram-chat-gone": "link-chat-bot-missing",
    "telegram-no-right-to-post": "link-chat-bot-may-not-post",
}
"""The same trouble while linking: there is nothing to fix yet, only to try again."""


class Picking(StatesGroup):
    """Which chat?"""

    waiting = State()


async def ask_chat(message: Message, visitor: Visitor, state: FSMContext) -> None:
    """Show the buttons that let the person pick a chat."""
    await state.set_state(Picking.waiting)
    await say(message, visitor.say("link-chat-ask"), below=_picker(visitor))


async def chat_shared(
    message: Message, visitor: Visitor, deps: Deps, bot: Bot, state: FSMContext
) -> None:
    """Link the chat that was picked."""
    if message.chat_shared is not None:
        chat_id = message.chat_shared.chat_id
        await _link(message, visitor, deps, state, bot=bot, chat_id=chat_id)


async def forwarded(
    message: Message, visitor: Visitor, deps: Deps, bot: Bot, state: FSMContext
) -> None:
    """Link the channel that a post was forwarded from."""
    origin = message.forward_origin
    if not isinstance(origin, MessageOriginChannel):
        await say(message, visitor.say("link-chat-not-a-channel"))
        return
    await _link(message, visitor, deps, state, bot=bot, chat_id=origin.chat.id)
    async with deps.db.begin() as session:
        await hear_of(session, NETWORK, str(origin.chat.id), origin.message_id)


async def _link(
    message: Message, visitor: Visitor, deps: Deps, state: FSMContext, *, bot: Bot, chat_id: int
) -> None:
    try:
        linked = await _prove_and_link(visitor, deps, bot, chat_id)
    except NetworkError as error:
        words = (
            visitor.say(_HERE[error.advice])
            if error.advice in _HERE
            else why(visitor.reader, error)
        )
        await say(message, words)
        return
    await state.clear()
    words = linked_words(visitor.reader, deps.networks[NETWORK].title, linked)
    await say(message, words, below=ReplyKeyboardRemove())


async def _prove_and_link(visitor: Visitor, deps: Deps, bot: Bot, chat_id: int) -> Linked:
    """First the bot's right, because without it Telegram says nothing about anybody else's."""
    await deps.networks[NETWORK].whoami(str(chat_id), {})
    await prove_admin(bot, chat_id, visitor.person_id)
    owner = Owner(visitor.space_id, visitor.person_id)
    return await link(deps, owner, NETWORK, {}, target=str(chat_id))


async def prove_admin(bot: Bot, chat_id: int, person_id: int) -> None:
    """Make sure that a person may post in a chat by their own right.

    Raises:
        BadInput: They may not; the text says what to do.
        NetworkError: Telegram does not say.
    """
    try:
        member = await bot.get_chat_member(chat_id, person_id)
    except Rejected:
        raise BadInput("link-chat-not-admin") from None
    if isinstance(member, ChatMemberOwner):
        return
    if not isinstance(member, ChatMemberAdministrator):
        raise BadInput("link-chat-not-admin")
    if member.can_post_messages is False:
        raise BadInput("link-chat-may-not-post")


def _picker(visitor: Visitor) -> ReplyKeyboardMarkup:
    channel = _request(_CHANNEL, is_channel=True)
    group = _request(_GROUP, is_channel=False)
    return ReplyKeyboardMarkup(
        keyboard=[
            [KeyboardButton(text=visitor.say("button-pick-channel"), request_chat=channel)],
            [KeyboardButton(text=visitor.say("button-pick-group"), request_chat=group)],
            [KeyboardButton(text="/cancel")],
        ],
        resize_keyboard=True,
        one_time_keyboard=True,
    )


def _request(request_id: int, *, is_channel: bool) -> KeyboardButtonRequestChat:
    """Telegram offers only chats where the person has these rights, and gives them to the bot.

    Rights that are not asked for must be named too, and their list grows with the Bot API.
    """
    fields = ChatAdministratorRights.model_fields.items()
    none = {name: False for name, field in fields if field.is_required()}
    rights = ChatAdministratorRights(**(none | (_IN_CHANNELS if is_channel else _IN_GROUPS)))
    return KeyboardButtonRequestChat(
        request_id=request_id,
        chat_is_channel=is_channel,
        user_administrator_rights=rights,
        bot_administrator_rights=rights,
        request_title=True,
        request_username=True,
    )


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="linking_chats")
    made.message.register(chat_shared, Q(F.chat_shared))
    made.message.register(forwarded, StateFilter(Picking.waiting), Q(F.forward_origin))
    return made
