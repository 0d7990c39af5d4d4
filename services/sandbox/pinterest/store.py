"""Everything that the pretend Pinterest remembers, as plain data that survives a restart."""

import hashlib
from dataclasses import asdict
from typing import Any

from services.sandbox.pinterest.objects import (
    Board,
    Json,
    Picture,
    Pin,
    Privacy,
    RefreshToken,
    Token,
    Upload,
    User,
)

READING = ("user_accounts:read", "boards:read", "pins:read")
WRITING = ("boards:write", "pins:write")
SECRETS = ("boards:read_secret", "boards:write_secret", "pins:read_secret", "pins:write_secret")
SCOPES = (*READING, *WRITING, *SECRETS)
"""What an app may ask for, as far as pins and boards go."""

_TABLES: dict[str, Any] = {
    "users": User,
    "boards": Board,
    "pins": Pin,
    "uploads": Upload,
    "tokens": Token,
    "refresh_tokens": RefreshToken,
}
_PEOPLE = (("alices_kitchen", "Alice's kitchen"), ("bobs_garage", "Bob's garage"))
_FIRST_USER = 712_345_678_900_000_001
_SPREAD, _ROOM = 982_451_653, 10**14


class PinterestStore:
    """People, boards, pins, uploads and tokens by id; numbering included."""

    def __init__(self) -> None:
        self._last = 0
        self.clear()

    def clear(self) -> None:
        """Forget everything but the numbering, which clients may remember."""
        self.users: dict[str, User] = {}
        self.boards: dict[str, Board] = {}
        self.pins: dict[str, Pin] = {}
        self.uploads: dict[str, Upload] = {}
        self.tokens: dict[str, Token] = {}
        self.refresh_tokens: dict[str, RefreshToken] = {}

    def seed(self, now: float) -> None:
        """Make the people, boards and tokens that every sandbox begins with."""
        for username, name in _PEOPLE:
            self.add_user(username, name)
        alice, bob = self.users
        self.add_board(alice, "Weeknight dinners", now, sections=("Soups", "Salads"))
        self.add_board(alice, "Cakes", now)
        self.add_board(alice, "Christmas presents", now, privacy="SECRET")
        self.add_board(bob, "Motorcycles", now, sections=("Engines",))
        self.add_board(bob, "Flea market finds", now).collaborators.append(alice)

    def add_user(self, username: str, name: str) -> User:
        """Make a person with a token for everything, and one that may only read."""
        user = User(str(_FIRST_USER + len(self.users)), username, name)
        self.users[user.id] = user
        self.offer_tokens(user.id)
        return user

    def offer_tokens(self, user_id: str) -> None:
        """Make what the page hands out for a person."""
        for scopes in (SCOPES, READING):
            self.issue(user_id, scopes)

    def next_id(self) -> str:
        """An id that says nothing about which of two things is younger."""
        self._last += 1
        return f"7123{self._last * _SPREAD % _ROOM:014d}"

    def issue(
        self, user_id: str, scopes: tuple[str, ...], *, expires_at: float | None = None
    ) -> Token:
        """Issue an access token; the same ones after a reset, so that who was linked stays so."""
        seed = f"{user_id} {' '.join(scopes)} {expires_at} {len(self.tokens)}"
        value = f"pina_SANDBOX{hashlib.sha256(seed.encode()).hexdigest().upper()}"
        self.tokens[value] = Token(value, user_id, list(scopes), expires_at)
        return self.tokens[value]

    def tokens_of(self, user_id: str, now: float) -> list[str]:
        """The values of a person's tokens that are good, oldest first."""
        mine = [token for token in self.tokens.values() if token.user_id == user_id]
        return [token.value for token in mine if not token.expires_at or token.expires_at > now]

    def add_board(
        self,
        owner_id: str,
        name: str,
        now: float,
        *,
        privacy: Privacy = "PUBLIC",
        sections: tuple[str, ...] = (),
    ) -> Board:
        """Make a board."""
        named = {self.next_id(): section for section in sections}
        board = Board(self.next_id(), owner_id, name, privacy, now, sections=named)
        self.boards[board.id] = board
        return board

    def pins_of_board(self, board_id: str, section_id: str | None = None) -> list[Pin]:
        """The pins of a board outside its sections, or of one section; newest first."""
        found = [
            pin
            for pin in self.pins.values()
            if (pin.board_id, pin.section_id) == (board_id, section_id)
        ]
        return list(reversed(found))

    def dump(self) -> Json:
        """All of it as JSON for the snapshot."""
        saved = {name: [asdict(one) for one in getattr(self, name).values()] for name in _TABLES}
        return {**saved, "last": self._last}

    def restore(self, saved: Json) -> None:
        """Take over what `dump` gave."""
        self.clear()
        for name, kind in _TABLES.items():
            table = getattr(self, name)
            for fields in saved.get(name, ()):
                one = kind(**fields)
                table[one.value if isinstance(one, Token | RefreshToken) else one.id] = one
        for pin in self.pins.values():
            pin.pictures = [Picture(**picture) for picture in _plain(pin.pictures)]
        self._last = saved["last"]


def _plain(pictures: list[Any]) -> list[Json]:
    return [dict(one) for one in pictures]
