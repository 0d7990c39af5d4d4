"""Buttons carry `verb:id:version`; nothing else that comes in their place is believed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiogram.filters import Filter
from aiogram.types import CallbackQuery

_PRESS = re.compile(r"([a-z]{2,20}):([A-Za-z0-9_./+\-]{1,40}):(\d{1,9})")
_NUMBER = re.compile(r"\d{1,18}")


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed, as it names itself; whose it is only the query knows."""

    verb: str
    what: str
    version: int

    @property
    def id(self) -> int:
        """The row that it is about; 0, which no row has, where it names none."""
        return int(self.what) if _NUMBER.fullmatch(self.what) else 0

    @property
    def pair(self) -> tuple[int, int]:
        """Two rows, for a button that names both; zeros where it does not."""
        first, _, second = self.what.partition(".")
        if _NUMBER.fullmatch(first) and _NUMBER.fullmatch(second):
            return int(first), int(second)
        return 0, 0


class Pressed(Filter):
    """Lets through the buttons of some verbs, and hands over what they name as `press`."""

    def __init__(self, *verbs: str) -> None:
        self._verbs: Sequence[str] = verbs

    async def __call__(self, callback: CallbackQuery) -> bool | dict[str, Any]:
        """Whether this button is one of ours; never raises, whatever it carries."""
        found = _PRESS.fullmatch(callback.data or "")
        if found is None or found[1] not in self._verbs:
            return False
        return {"press": Press(found[1], found[2], int(found[3]))}
