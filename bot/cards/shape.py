"""What a card is made of, and the limits that it must keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import regex
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from aiogram.utils.formatting import Text
from babel.dates import format_date, format_timedelta

from bot.texts import t

TEXT_LIMIT_UTF16 = 4096
BUTTON_LIMIT = 100
LABEL_LIMIT = 40
CALLBACK_LIMIT_BYTES = 64

Row = list[InlineKeyboardButton]

_MOST_MARKS = 16
"""More than any emoji is made of."""

_JUST_NOW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the card: `language` is `ru` or `en`, `time_zone` an IANA name."""

    language: str
    time_zone: str | None = None

    def say(self, key: str, **values: str | int) -> str:
        """A text in the reader's language."""
        return t(self.language, key, **values)

    def clock(self, at: datetime, now: datetime) -> str:
        """A moment as the reader's own clock shows it; the date only if it is not today."""
        zone = ZoneInfo(self.time_zone) if self.time_zone else UTC
        local = at.astimezone(zone)
        time = f"{local:%H:%M}" if self.time_zone else f"{local:%H:%M} UTC"
        if local.date() == now.astimezone(zone).date():
            return time
        return f"{time}, {format_date(local, 'd MMMM', locale=self.language)}"

    def ago(self, at: datetime, now: datetime) -> str:
        """How long ago something was, in words such as `2 days ago`."""
        past = now - at
        if past < _JUST_NOW:
            return self.say("ago-just-now")
        return format_timedelta(-past, threshold=1, add_direction=True, locale=self.language)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to be sent: never with a parse mode, so nothing in it is markup."""

    text: str
    entities: list[MessageEntity]
    keyboard: InlineKeyboardMarkup | None


def rendered(body: Text, rows: Sequence[Row]) -> Rendered:
    """A message of formatted text and rows of buttons."""
    text, entities = body.render()
    keyboard = InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row])
    return Rendered(text, entities, keyboard if keyboard.inline_keyboard else None)


def button(label: str, verb: str, what: int | str, version: int) -> InlineKeyboardButton:
    """A button that carries `verb:id:version`."""
    return InlineKeyboardButton(
        text=cut(label, LABEL_LIMIT), callback_data=f"{verb}:{what}:{version}"
    )


def link(label: str, url: str) -> InlineKeyboardButton:
    """A button that opens an address."""
    return InlineKeyboardButton(text=cut(label, LABEL_LIMIT), url=url)


def backlog_rows(account_id: int, version: int, reader: Reader) -> list[Row]:
    """The answers to what shall become of the posts that waited for an account."""
    return [
        [button(reader.say(f"button-{verb}"), verb, account_id, version)]
        for verb in ("sendall", "sendnewest", "sendnone")
    ]


def cut(text: str, limit: int) -> str:
    """Text on one line, at most `limit` characters as people count them.

    What people count as one may be heaped with thousands of marks: not all of those are shown.
    """
    shown = [letter[:_MOST_MARKS] for letter in regex.findall(r"\X", " ".join(text.split()))]
    if len(shown) <= limit:
        return "".join(shown)
    return "".join(shown[: limit - 1]).rstrip() + "…"
