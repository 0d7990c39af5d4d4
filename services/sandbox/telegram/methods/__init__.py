"""The methods of the pretend Bot API, by their lower-case names."""

from typing import Final

from services.sandbox.telegram.methods import album, bot, chats, copy, delete, edit, send
from services.sandbox.telegram.methods.base import Method

METHODS: Final[dict[str, Method]] = {
    method.name.lower(): method
    for module in (bot, send, album, copy, edit, delete, chats)
    for method in module.METHODS
}
