"""Telegram on the page: its name, the calls that may be broken, its switches."""

from typing import Final

from services.sandbox.settings import Switch
from services.sandbox.state import About
from services.sandbox.words import Words

ABOUT: Final = About(
    title="Telegram",
    methods=(
        "sendMessage",
        "sendPhoto",
        "sendVideo",
        "sendMediaGroup",
        "sendDocument",
        "sendAnimation",
        "sendVoice",
        "copyMessage",
        "copyMessages",
        "forwardMessage",
        "editMessageText",
        "deleteMessage",
        "getChat",
        "getFile",
    ),
)

SWITCHES: Final = (
    Switch(
        name="telegram_probe_protected",
        network="telegram",
        title=Words("Forwarding out of chats", "Пересылка из чатов"),
        choices={
            False: Words("as each chat has it", "как решил сам чат"),
            True: Words("forbidden everywhere", "запрещена всюду"),
        },
    ),
    Switch(
        name="telegram_flood",
        network="telegram",
        title=Words("Too much in one chat silences the bot", "За частые сообщения бот замолкает"),
        choices={
            "chat": Words("in that chat", "в этом чате"),
            "bot": Words("everywhere", "во всех чатах"),
        },
    ),
    Switch(
        name="telegram_update_ids",
        network="telegram",
        title=Words("Numbers of updates", "Номера обновлений"),
        choices={
            "steady": Words("one after the other", "идут подряд"),
            "jumping": Words("with gaps", "идут с пропусками"),
        },
    ),
)
