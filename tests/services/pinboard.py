"""A network of boards: keys open them, and long notes do not fit."""

from collections.abc import Mapping
from typing import ClassVar

from services.content import Content
from services.errors import AccessDenied, LoginNeeded
from services.networks.base import Account, Identity, Notice
from tests.quiet import QuietNetwork


class Pinboard(QuietNetwork):
    """A board for short notes."""

    key: ClassVar[str] = "pinboard"
    title: ClassVar[str] = "Pinboard"

    def __init__(self) -> None:
        self.lost: list[str] = []

    async def whoami(self, target: str, credentials: Mapping[str, str]) -> Identity:
        """A key `<board>-…` opens that board; a lamp, if it is not dead, lights it."""
        board = credentials.get("key", target).partition("-")[0]
        if board in self.lost or "dead" in credentials.values():
            raise LoginNeeded("Pinboard 401", "this key opens nothing")
        if target and board != target:
            raise AccessDenied("Pinboard 403", "this key is for another board")
        proved = {"text": True, "light": "lamp" in credentials}
        return Identity(board, f"Board {board}", f"https://pinboard.example/{board}", proved)

    def check(self, content: Content, account: Account) -> list[Notice]:
        """A long note does not fit."""
        del account
        fits = len(content.text) <= self.limits.text
        return [] if fits else [Notice("refuse", "pinboard-too-long", {"limit": self.limits.text})]
