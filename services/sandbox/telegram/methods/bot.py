"""Methods about the bot itself: who it is, its updates, its files, its menu.

Source: https://core.telegram.org/bots/api#getme, #getting-updates, #getfile, #setmycommands
"""

import json
import re
from typing import Any, Final
from urllib.parse import urlsplit

from services.sandbox.telegram.methods.base import Method, Query
from services.sandbox.telegram.model import BOT_USER, Json
from services.sandbox.telegram.parameters import flags, integers, needed, objects, strings
from services.sandbox.telegram.refusal import BotApiError, bad_request
from services.sandbox.telegram.webhook import WebhookSettings

_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
_THIS_MACHINE: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_CONNECTIONS: Final = (1, 100)
_ALERT_LIMIT: Final = 200
_NAME_LIMITS: Final = {"name": 64, "description": 512, "short_description": 120}
_TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"


async def _get_me(_query: Query) -> Json:
    return BOT_USER | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def _get_updates(query: Query) -> list[Json]:
    args, updates = query.args, query.telegram.updates
    updates.allow(args.get("allowed_updates"))
    return await updates.poll(args.get("offset", 0), args.get("limit", 100), args.get("timeout", 0))


async def _set_webhook(query: Query) -> bool:
    args, telegram = query.args, query.telegram
    url, secret = args["url"], args.get("secret_token", "")
    if not (host := urlsplit(url).hostname):
        raise bad_request("bad webhook: invalid webhook URL specified")
    if host not in _THIS_MACHINE:
        raise bad_request("bad webhook: sandbox: only this machine is reached")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    least, most = _CONNECTIONS
    telegram.updates.allow(args.get("allowed_updates"))
    if args.get("drop_pending_updates"):
        telegram.updates.drop_all()
    telegram.webhook.change(
        WebhookSettings(
            url=url,
            secret_token=secret,
            max_connections=max(least, min(args.get("max_connections", 40), most)),
            ip_address=args.get("ip_address"),
        )
    )
    return True


async def _delete_webhook(query: Query) -> bool:
    if query.args.get("drop_pending_updates"):
        query.telegram.updates.drop_all()
    query.telegram.webhook.change(WebhookSettings())
    return True


async def _get_webhook_info(query: Query) -> Json:
    return query.telegram.webhook.info()


async def _get_file(query: Query) -> Json:
    return query.telegram.files.link(query.args["file_id"])


async def _answer_callback_query(query: Query) -> bool:
    text = query.args.get("text", "")
    if len(text) > _ALERT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    callback = query.telegram.close_callback(query.args["callback_query_id"])
    if callback is None:
        raise bad_request(_TOO_OLD)
    query.telegram.world.events.publish(
        "callback_answer",
        person_id=callback.person_id,
        text=text,
        show_alert=query.args.get("show_alert", False),
    )
    return True


async def _set_my_commands(query: Query) -> bool:
    commands = query.args["commands"]
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    for command in commands:
        _check_command(command)
    query.telegram.profile[_scope(query, "commands")] = commands
    _tell(query)
    return True


def _check_command(command: Any) -> None:
    if not isinstance(command, dict) or command.keys() != {"command", "description"}:
        raise bad_request("can't parse BotCommand: sandbox: it has a command and a description")
    if not _COMMAND.fullmatch(str(command["command"]).removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(command["description"]) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


async def _get_my_commands(query: Query) -> list[Json]:
    commands: list[Json] = query.telegram.profile.get(_scope(query, "commands"), [])
    return commands


async def _delete_my_commands(query: Query) -> bool:
    query.telegram.profile.pop(_scope(query, "commands"), None)
    _tell(query)
    return True


def _tell(query: Query) -> None:
    """The menu that people see has changed."""
    query.telegram.world.touch()
    query.telegram.world.events.publish("state")


def _scope(query: Query, what: str) -> str:
    scope = query.args.get("scope", {"type": "default"})
    language = query.args.get("language_code", "")
    return f"{what}:{json.dumps(scope, sort_keys=True)}:{language}"


def _setter(field: str, name: str) -> Method:
    async def run(query: Query) -> bool:
        value = query.args.get(field, "")
        if len(value) > _NAME_LIMITS[field]:
            raise BotApiError(400, f"Bad Request: {field.replace('_', ' ')} is too long")
        query.telegram.profile[f"{field}:{query.args.get('language_code', '')}"] = value
        query.telegram.world.touch()
        return True

    return Method(name, strings(field, "language_code"), run)


def _getter(field: str, name: str) -> Method:
    async def run(query: Query) -> Json:
        language = query.args.get("language_code", "")
        fallback = BOT_USER["first_name"] if field == "name" else ""
        return {field: query.telegram.profile.get(f"{field}:{language}") or fallback}

    return Method(name, strings("language_code"), run, changes=False)


_LISTENING: Final = objects("allowed_updates")
_MENU: Final = (*objects("scope"), *strings("language_code"))
_WEBHOOK: Final = (
    *needed("url", "string"),
    *strings("ip_address", "secret_token"),
    *integers("max_connections"),
    *flags("drop_pending_updates"),
    *_LISTENING,
)
_ANSWER: Final = (
    *needed("callback_query_id", "string", _TOO_OLD),
    *strings("text"),
    *flags("show_alert"),
    *integers("cache_time"),
)

METHODS: Final = (
    Method("getMe", (), _get_me, changes=False),
    Method(
        "getUpdates",
        (*integers("offset", "limit", "timeout"), *_LISTENING),
        _get_updates,
        changes=False,
    ),
    Method("setWebhook", _WEBHOOK, _set_webhook),
    Method("deleteWebhook", flags("drop_pending_updates"), _delete_webhook),
    Method("getWebhookInfo", (), _get_webhook_info, changes=False),
    Method(
        "getFile", needed("file_id", "string", "file_id not specified"), _get_file, changes=False
    ),
    Method("answerCallbackQuery", _ANSWER, _answer_callback_query),
    Method("setMyCommands", (*needed("commands", "json"), *_MENU), _set_my_commands),
    Method("getMyCommands", _MENU, _get_my_commands, changes=False),
    Method("deleteMyCommands", _MENU, _delete_my_commands),
    _setter("name", "setMyName"),
    _setter("description", "setMyDescription"),
    _setter("short_description", "setMyShortDescription"),
    _getter("name", "getMyName"),
    _getter("description", "getMyDescription"),
    _getter("short_description", "getMyShortDescription"),
)
