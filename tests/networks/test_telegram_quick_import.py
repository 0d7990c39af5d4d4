"""Importing aiogram quickly: the same models, field by field, and the same parsed updates."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.environment import ROOT

_LOOK = r"""
import hashlib, json, re, sys
import bot
import aiogram
early = sys.modules["aiogram.types.message"].Message.__pydantic_complete__
from aiogram import methods, types
from pydantic import BaseModel

digest = hashlib.sha256()
for update in json.loads(sys.stdin.read()):
    parsed = types.Update.model_validate(update)
    digest.update(parsed.model_dump_json(exclude_unset=True).encode())
sent = methods.SendMessage(
    chat_id=1, text="a", entities=[types.MessageEntity(type="bold", offset=0, length=1)]
)
digest.update(repr(sent.model_dump()).encode())
answer = methods.base.Response[types.Message].model_validate(
    {"ok": True, "result": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}}
)
digest.update(repr(answer).encode())

roots = [methods.base.Request, methods.base.Response]
names = [getattr(module, name) for module in (types, methods) for name in module.__all__]
models = [each for each in names if isinstance(each, type) and issubclass(each, BaseModel)]
for model in [*roots, *models]:
    model.model_rebuild()
    digest.update(f"{model.__module__}.{model.__qualname__} {model.__pydantic_complete__}".encode())
    for name, field in model.model_fields.items():
        digest.update(re.sub(" at 0x[0-9a-f]+", "", f"{name} {field!r}").encode())
print(json.dumps({"early": early, "models": len(models), "digest": digest.hexdigest()}))
"""

_CHAT = {"id": -1001, "type": "channel", "title": "Kitchen", "username": "kitchen"}
_UPDATES: list[dict[str, Any]] = [
    {
        "update_id": 1,
        "message": {
            "message_id": 5,
            "date": 1_790_000_000,
            "chat": {"id": 101, "type": "private", "first_name": "Alice"},
            "from": {"id": 101, "is_bot": False, "first_name": "Alice"},
            "forward_origin": {"type": "channel", "date": 1, "chat": _CHAT, "message_id": 7},
            "media_group_id": "13",
            "photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 2}],
            "caption": "Bread",
            "caption_entities": [
                {"type": "text_link", "offset": 0, "length": 5, "url": "https://example.org/"}
            ],
            "something_new": {"deep": [1]},
        },
    },
    {
        "update_id": 2,
        "callback_query": {
            "id": "1",
            "from": {"id": 101, "is_bot": False, "first_name": "Alice"},
            "chat_instance": "1",
            "data": "publish:1:1",
            "message": {"message_id": 6, "date": 0, "chat": _CHAT},
        },
    },
]


async def test_models_and_updates_are_the_same_with_and_without_it() -> None:
    quick, usual = await asyncio.gather(_look("1"), _look("0"))
    assert quick["models"] > 500
    assert (quick["models"], quick["digest"]) == (usual["models"], usual["digest"])
    assert (quick["early"], usual["early"]) == (False, True)


async def _look(switch: str) -> Any:
    environment = {**os.environ, "CROSSPOSTER_QUICK_IMPORT": switch}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _LOOK,
        cwd=Path(ROOT),
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate(json.dumps(_UPDATES).encode())
    assert process.returncode == 0
    return json.loads(told)
