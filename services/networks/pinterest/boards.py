"""Boards and their sections, as a person chooses among them.

Source: https://developers.pinterest.com/docs/api/v5/boards-list,
https://developers.pinterest.com/docs/api/v5/board_sections-list
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from services.networks.base import Account, Choice, Json
from services.networks.pinterest.client import PinterestClient

NO_SECTION = "none"
_LONGEST_VALUE = 20
_LOCK = "🔒 "


@dataclass(frozen=True, slots=True)
class Place:
    """Where pins go: a board, and a section of it or None.

    `elsewhere` says that a section was chosen that belongs to another board.
    """

    board: str
    section: str | None = None
    elsewhere: bool = False


def place_of(account: Account) -> Place | None:
    """The chosen place; None while no board is chosen."""
    board, section = account.options.get("board"), account.options.get("section", NO_SECTION)
    if not board:
        return None
    if section == NO_SECTION:
        return Place(board)
    number, _, mark = section.partition(".")
    if mark != _mark(board):
        return Place(board, elsewhere=True)
    return Place(board, str(int(number, 16)))


async def board_choices(client: PinterestClient, credentials: Mapping[str, str]) -> list[Choice]:
    """Every board that a person may pin to; secret ones are marked.

    Raises:
        NetworkError: Pinterest does not say.
    """
    boards = [board async for page in client.pages(credentials, "boards") for board in page]
    return [
        Choice(board["id"], _label(board))
        for board in boards
        if _is_id(board.get("id")) and not board.get("is_ads_only")
    ]


async def section_choices(
    client: PinterestClient, credentials: Mapping[str, str], board: str | None
) -> list[Choice]:
    """No section, which is named by a text of ours, and the sections of the chosen board.

    Raises:
        NetworkError: Pinterest does not say.
    """
    path = f"boards/{board}/sections"
    found = [one async for page in client.pages(credentials, path) for one in page] if board else []
    choices = [
        Choice(section_value(str(board), one["id"]), str(one.get("name", "")))
        for one in found
        if _is_id(one.get("id"))
    ]
    return [Choice(NO_SECTION, ""), *(one for one in choices if len(one.value) <= _LONGEST_VALUE)]


def section_value(board: str, section: str) -> str:
    """A section as a choice: its number, and a mark of its board, so that both are known to fit."""
    return f"{int(section):x}.{_mark(board)}"


def _mark(board: str) -> str:
    return hashlib.sha256(board.encode()).hexdigest()[:3]


def _label(board: Json) -> str:
    name = str(board.get("name") or board["id"])
    return f"{_LOCK}{name}" if board.get("privacy") == "SECRET" else name


def _is_id(value: object) -> bool:
    return isinstance(value, str) and value.isdecimal()
