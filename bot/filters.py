"""Filters of the routers."""

from collections.abc import Callable
from typing import Any

from aiogram.filters import Filter
from aiogram.types import ErrorEvent, TelegramObject
from aiogram.utils.magic_filter import MagicFilter


class Q(Filter):
    """A magic filter, asked in the event loop: `Q(F.text)` instead of `F.text`.

    Bare magic filters are sent to a thread each, which costs more than the handlers do.
    """

    def __init__(self, magic: MagicFilter) -> None:
        self._resolve = magic.resolve

    async def __call__(self, event: TelegramObject) -> bool | dict[str, Any]:
        """Whether the event matches; what `.as_()` captured goes to the handler."""
        found = self._resolve(event)
        return found if isinstance(found, dict) else bool(found)


class Mishap(Filter):
    """Lets errors through of which a question is true, for handlers of errors."""

    def __init__(self, is_it: Callable[[BaseException], bool]) -> None:
        self._is_it = is_it

    async def __call__(self, event: ErrorEvent) -> bool:
        """Whether the error is of this sort."""
        return self._is_it(event.exception)
