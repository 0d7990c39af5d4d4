"""Linking a Telegram channel or group: pick it with a button, or forward a post from it.

Knowing a chat's number proves nothing, so both are asked of Telegram each time: that the bot may
post there, and that the person is one of those who may.

Source: https://core.telegram.org/bots/api#keyboardbuttonrequestchat
"""

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import (
    ChatAdministratorRights,
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
from bot.handlers.wording import cannot_look, linked_words, why
from bot.texts import LANGUAGES, t
from services.deps import Deps
from services.errors import NetworkError
from services.linking import Owner, learn_newest, link

NETWORK = "telegram"
_CHANNEL, _GROUP = 1, 2
_IN_CHANNELS = {"can_post_messages": True, "can_edit_messages": True, "can_delete_messages": True}
_IN_GROUPS = {"can_manage_chat": True, "can_delete_messages": True}
_HERE = {
    "telegram-not-member": "link-chat-bot-missing",
    "telegram-kicked": "link-chat-bot-missing",
    "telegram-chat-gone": "link-chat-bot-missing",
    "telegram-no-right-to-post": "link-chat-bot-may-not-post",
    "telegram-person-not-admin": "link-chat-not-admin",
    "telegram-person-may-not-post": "link-chat-may-not-post",
}
"""The same trouble while linking: there is nothing to fix yet, only to try again."""

_STOP = {t(language, "button-stop") for language in LANGUAGES}
"""The keyboard's last button sends its label as the person's own words."""


class Picking(StatesGroup):
    """Which chat?"""

    waiting = State()


async def ask_chat(message: Message, visitor: Visitor, state: FSMContext) -> None:
    """Show the buttons that let the person pick a chat."""
    await state.set_state(Picking.waiting)
    await say(message, visitor.say("link-chat-ask"), below=_picker(visitor))


async def chat_shared(message: Message, visitor: Visitor, deps: Deps, state: FSMContext) -> None:
    """Link the chat that was picked."""
    if message.chat_shared is not None:
        chat_id = message.chat_shared.chat_id
        await _link(message, visitor, deps, state, chat_id=chat_id)


async def forwarded(message: Message, visitor: Visitor, deps: Deps, state: FSMContext) -> None:
    """Link the channel that a post was forwarded from."""
    origin = message.forward_origin
    if not isinstance(origin, MessageOriginChannel):
        await say(message, visitor.say("link-chat-not-a-channel"))
        return
    chat_id, near = origin.chat.id, origin.message_id
    await _link(message, visitor, deps, state, chat_id=chat_id, near=near)


async def stopped(message: Message, visitor: Visitor, state: FSMContext) -> None:
    """Link none after all."""
    await state.clear()
    await say(message, visitor.say("cancel-done"), below=ReplyKeyboardRemove())


async def _link(
    message: Message,
    visitor: Visitor,
    deps: Deps,
    state: FSMContext,
    *,
    chat_id: int,
    near: int = 0,
) -> None:
    """Link and say so; then learn how far the chat has come, or at least that it was `near`."""
    try:
        owner = Owner(visitor.space_id, visitor.person_id)
        linked = await link(deps, owner, NETWORK, {}, target=str(chat_id))
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
    blind = cannot_look(visitor.reader, NETWORK, linked.capabilities)
    await say(message, f"{words}\n\n{blind}".strip(), below=ReplyKeyboardRemove())
    await learn_newest(deps, NETWORK, str(chat_id), near=near)


def _picker(visitor: Visitor) -> ReplyKeyboardMarkup:
    channel = _request(_CHANNEL, is_channel=True)
    group = _request(_GROUP, is_channel=False)
    return ReplyKeyboardMarkup(
        keyboard=[
            [KeyboardButton(text=visitor.say("button-pick-channel"), request_chat=channel)],
            [KeyboardButton(text=visitor.say("button-pick-group"), request_chat=group)],
            [KeyboardButton(text=visitor.say("button-stop"))],
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
    made.message.register(stopped, StateFilter(Picking.waiting), Q(F.text.in_(_STOP)))
    made.message.register(forwarded, StateFilter(Picking.waiting), Q(F.forward_origin))
    return made
