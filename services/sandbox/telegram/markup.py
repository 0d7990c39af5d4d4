"""Keyboards: what a button may be, and what the server refuses.

Source: https://core.telegram.org/bots/api#inlinekeyboardmarkup and #replykeyboardmarkup
"""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from services.sandbox.telegram.model import RIGHTS, Json
from services.sandbox.telegram.refusal import bad_request

_BUTTON_LIMIT: Final = 100
_ROW_LIMIT: Final = 8
_DATA_LIMIT_BYTES: Final = 64
_COPY_LIMIT: Final = 256
_LOOKS: Final = frozenset({"text", "style", "icon_custom_emoji_id"})
_INLINE_ACTIONS: Final = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
    }
)
_REPLY_ACTIONS: Final = frozenset(
    {
        "request_users",
        "request_chat",
        "request_contact",
        "request_location",
        "request_poll",
        "web_app",
    }
)
_REPLY_FIELDS: Final = {
    "keyboard": frozenset(
        {
            "keyboard",
            "is_persistent",
            "resize_keyboard",
            "one_time_keyboard",
            "input_field_placeholder",
            "selective",
        }
    ),
    "remove_keyboard": frozenset({"remove_keyboard", "selective"}),
    "force_reply": frozenset({"force_reply", "input_field_placeholder", "selective"}),
}
_REQUEST_CHAT_FIELDS: Final = frozenset(
    {
        "request_id",
        "chat_is_channel",
        "chat_is_forum",
        "chat_has_username",
        "chat_is_created",
        "user_administrator_rights",
        "bot_administrator_rights",
        "bot_is_member",
        "request_title",
        "request_username",
        "request_photo",
    }
)


def inline_only(markup: Any) -> Json | None:
    """Check the markup of an edit, where only inline keyboards are allowed."""
    if markup is not None and "inline_keyboard" not in _object(markup):
        raise bad_request("inline keyboard expected")
    return inline(markup) if markup is not None else None


def of_message(markup: Any, chat_type: str) -> tuple[Json | None, Json | None]:
    """Check the markup of a new message.

    Returns:
        The inline keyboard and the reply keyboard; at most one of them.
    """
    if markup is None:
        return None, None
    if "inline_keyboard" in _object(markup):
        return inline(markup), None
    if chat_type == "channel":
        raise bad_request("sandbox: a channel takes inline keyboards only")
    return None, _reply(markup, is_private=chat_type == "private")


def inline(markup: Json) -> Json | None:
    """Check an inline keyboard; an empty one counts as none."""
    _refuse_unknown(markup, frozenset({"inline_keyboard"}), "inline keyboard")
    rows = _rows(markup["inline_keyboard"], "inline_keyboard", "InlineKeyboardMarkup")
    if not rows:
        return None
    _each(rows, _check_inline)
    return {"inline_keyboard": rows}


def _object(markup: Any) -> Json:
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    return markup


def _refuse_unknown(given: Json, known: frozenset[str], what: str) -> None:
    if unknown := sorted(given.keys() - known):
        raise bad_request(f"sandbox: unknown field {unknown[0]!r} in {what}")


def _rows(rows: Any, field: str, of: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(f'field "{field}" of the {of} must be an Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{field}" of the {of} must be an Array of Arrays')
    if not all(rows):
        raise bad_request("sandbox: a keyboard has no empty rows")
    if sum(map(len, rows)) > _BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    if any(len(row) > _ROW_LIMIT for row in rows):
        raise bad_request(f"sandbox: a row has at most {_ROW_LIMIT} buttons")
    return rows


def _each(rows: list[list[Any]], check: Callable[[Json], None]) -> None:
    for row in rows:
        for button in row:
            check(button)


def _check_inline(button: Any) -> None:
    problem = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(f"{problem}InlineKeyboardButton must be an Object")
    _refuse_unknown(button, _LOOKS | _INLINE_ACTIONS, "InlineKeyboardButton")
    _need_text(button, problem)
    actions = _INLINE_ACTIONS & button.keys()
    if not actions:
        raise bad_request(f"{problem}Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"sandbox: a button does one thing, not {', '.join(sorted(actions))}")
    if "callback_data" in button:
        _check_data(button["callback_data"])
    if "url" in button:
        _check_url(button["url"])
    if "copy_text" in button and not 1 <= len(button["copy_text"].get("text", "")) <= _COPY_LIMIT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _need_text(button: Json, problem: str) -> None:
    text = button.get("text")
    if text is None:
        raise bad_request(f'{problem}Can\'t find field "text"')
    if not isinstance(text, str):
        raise bad_request(f'{problem}Field "text" must be of type String')
    if not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID")


def _check_data(data: Any) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= _DATA_LIMIT_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(url: Any) -> None:
    parts = urlsplit(url if isinstance(url, str) else "")
    good_web = parts.scheme in {"http", "https"} and parts.hostname
    if not (good_web or parts.scheme == "tg") or any(letter.isspace() for letter in url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: wrong HTTP URL")


def _reply(markup: Json, *, is_private: bool) -> Json | None:
    kind = next((kind for kind in _REPLY_FIELDS if kind in markup), None)
    if kind is None:
        raise bad_request("sandbox: reply_markup is no kind of keyboard")
    _refuse_unknown(markup, _REPLY_FIELDS[kind], kind)
    if kind != "keyboard":
        return markup
    rows = _rows(markup["keyboard"], "keyboard", "ReplyKeyboardMarkup")
    _each(rows, lambda button: _check_reply(button, is_private=is_private))
    return markup


def _check_reply(button: Any, *, is_private: bool) -> None:
    problem = "can't parse keyboard button: "
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request(f"{problem}KeyboardButton must be an Object or a String")
    _refuse_unknown(button, _LOOKS | _REPLY_ACTIONS, "KeyboardButton")
    _need_text(button, problem)
    if _REPLY_ACTIONS & button.keys() and not is_private:
        raise bad_request("BUTTON_TYPE_INVALID")
    if "request_chat" in button:
        _check_request_chat(button["request_chat"], problem)


def _check_request_chat(request: Any, problem: str) -> None:
    if not isinstance(request, dict):
        raise bad_request(f'{problem}Field "request_chat" must be of type Object')
    _refuse_unknown(request, _REQUEST_CHAT_FIELDS, "KeyboardButtonRequestChat")
    for field, kind in (("request_id", int), ("chat_is_channel", bool)):
        if not isinstance(request.get(field), kind):
            raise bad_request(f'{problem}Can\'t find field "{field}"')
    wanted = asked_rights(request, "bot_administrator_rights")
    if not wanted <= asked_rights(request, "user_administrator_rights"):
        raise bad_request("sandbox: bot_administrator_rights ask for more than the user's rights")


def asked_rights(request: Json, field: str) -> set[str]:
    """The rights that a `request_chat` button asks for, of the user or for the bot."""
    rights = request.get(field) or {}
    _refuse_unknown(rights, RIGHTS, "ChatAdministratorRights")
    return {right for right, wanted in rights.items() if wanted}
