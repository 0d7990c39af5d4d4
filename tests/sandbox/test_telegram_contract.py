"""The twin against those who know the real API: aiogram's types, and the published description."""

import inspect
import json
from typing import Any

import aiogram.methods
import pytest
from aiogram import Bot as AiogramBot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import TelegramMethod
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    MessageEntity,
    MessageOriginChannel,
)

from services.sandbox.telegram.methods import METHODS
from tests.environment import ROOT
from tests.sandbox.bot import TOKEN, Bot, picture
from tests.sandbox_control import KITCHEN, SandboxControl

_SCHEMA = ROOT.parent / "shared/api-schemas/telegram/api.json"
_CLASSES: dict[str, type[TelegramMethod[Any]]] = {
    each.__api_method__.lower(): each
    for _, each in inspect.getmembers(aiogram.methods, inspect.isclass)
    if issubclass(each, TelegramMethod) and each is not TelegramMethod
}


@pytest.mark.parametrize("name", sorted(METHODS))
def test_every_parameter_exists_in_the_real_api(name: str) -> None:
    known = _CLASSES[name].model_fields
    mine = {parameter.name: parameter.required for parameter in METHODS[name].table}
    assert METHODS[name].name == _CLASSES[name].__api_method__
    assert mine.keys() <= known.keys()
    required = {field for field, about in known.items() if about.is_required()}
    # chat_id and message_id of an edit are optional only for inline messages, which we have not.
    assert required <= {parameter for parameter, is_needed in mine.items() if is_needed}


@pytest.mark.skipif(
    not _SCHEMA.exists(),
    reason="Telegram's published description is not at ../shared/api-schemas: nothing compared",
)
def test_every_parameter_exists_in_the_published_description() -> None:
    methods = json.loads(_SCHEMA.read_text())["methods"]
    for method in METHODS.values():
        known = {field["name"] for field in methods[method.name].get("fields", [])}
        assert {parameter.name for parameter in method.table} <= known, method.name


@pytest.fixture
async def aiogram_bot(sandbox: SandboxControl, bot: Bot) -> Any:
    """The client that the product uses."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    async with AiogramBot(TOKEN, session=session) as client:
        yield client


async def test_aiogram_understands_every_kind_of_message(
    sandbox: SandboxControl, aiogram_bot: AiogramBot, kitchen: int
) -> None:
    photo = BufferedInputFile(picture(), "a.png")
    entity = MessageEntity(type="bold", offset=0, length=2)
    markup = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="x", callback_data="y")]]
    )
    text = await aiogram_bot.send_message(
        kitchen, "hi there", entities=[entity], reply_markup=markup
    )
    assert text.entities is not None
    assert [each.model_dump(exclude_none=True) for each in text.entities] == [
        {"type": "bold", "offset": 0, "length": 2}
    ]
    assert text.reply_markup is not None
    assert text.reply_markup.inline_keyboard[0][0].callback_data == "y"
    album = await aiogram_bot.send_media_group(
        kitchen, [InputMediaPhoto(media=photo, caption="a"), InputMediaPhoto(media=photo)]
    )
    assert [bool(message.photo) for message in album] == [True, True]
    copied = await aiogram_bot.copy_messages(kitchen, kitchen, [m.message_id for m in album])
    assert len(copied) == 2
    forwarded = await aiogram_bot.forward_message(kitchen, kitchen, text.message_id)
    assert isinstance(forwarded.forward_origin, MessageOriginChannel)
    content = await aiogram_bot.download(album[0].photo[-1])  # type: ignore[index]
    assert content is not None
    assert len(content.read()) == album[0].photo[-1].file_size  # type: ignore[index]


async def test_aiogram_understands_updates_chats_and_members(
    sandbox: SandboxControl, aiogram_bot: AiogramBot
) -> None:
    await aiogram_bot.get_updates(offset=-1)
    await sandbox.make_bot_admin(KITCHEN)
    post = (await sandbox.messages(KITCHEN))[0]
    await sandbox.forward(101, KITCHEN, [post["message_id"]])
    updates = await aiogram_bot.get_updates()
    assert [update.event_type for update in updates[-2:]] == ["my_chat_member", "message"]
    chat = await aiogram_bot.get_chat(KITCHEN)
    assert chat.title == "Alice's kitchen"
    me = await aiogram_bot.get_me()
    member = await aiogram_bot.get_chat_member(KITCHEN, me.id)
    assert member.status == "administrator"
    assert (await aiogram_bot.get_webhook_info()).pending_update_count >= 2


async def test_aiogram_raises_its_own_error_for_a_rate_limit(
    sandbox: SandboxControl, aiogram_bot: AiogramBot, kitchen: int
) -> None:
    await sandbox.add_fault("telegram", "sendMessage", "rate_limit", retry_after_s=9)
    with pytest.raises(TelegramRetryAfter) as raised:
        await aiogram_bot.send_message(kitchen, "x")
    assert raised.value.retry_after == 9
