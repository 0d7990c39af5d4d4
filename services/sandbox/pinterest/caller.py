"""One call of the API: who calls, with what, and what they may see."""

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aiohttp import web

from services.sandbox.perform import Call
from services.sandbox.pinterest.errors import PinterestError, invalid, no_board, not_yours
from services.sandbox.pinterest.objects import Board, Json, Token
from services.sandbox.pinterest.section import PinterestSection
from services.sandbox.pinterest.store import PinterestStore

BODY_LIMIT_BYTES = 128 << 20


@dataclass(frozen=True, slots=True)
class Done:
    """What a call gives back, and whether something changed."""

    payload: Any
    status: int = HTTPStatus.OK
    effect: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """An authorised call; `path` are the ids of its address, `origin` is this server."""

    section: PinterestSection
    call: Call
    token: Token
    path: dict[str, str]
    query: dict[str, str]
    body: Json
    origin: str

    @property
    def store(self) -> PinterestStore:
        """What Pinterest remembers."""
        return self.section.store

    @property
    def now(self) -> float:
        """The sandbox clock in Unix seconds."""
        return self.section.now

    @property
    def user_id(self) -> str:
        """Whose token it is."""
        return self.token.user_id

    def sees(self, board: Board) -> bool:
        """Whether the caller may know of a board."""
        secret = board.privacy == "SECRET" and "boards:read_secret" not in self.token.scopes
        return board.is_open_to(self.user_id) and not secret

    def board(self, board_id: str, *, to_write: bool = False) -> Board:
        """A board that the caller may look at, or pin to.

        Raises:
            PinterestError: 404 for none or another's secret; 403 for another's, or for a secret
                one without the scope to write there.
        """
        board = self.store.boards.get(board_id)
        if board is None or (board.privacy == "SECRET" and not self.sees(board)):
            raise no_board()
        if not board.is_open_to(self.user_id):
            raise not_yours()
        if (
            to_write
            and board.privacy == "SECRET"
            and "boards:write_secret" not in self.token.scopes
        ):
            raise not_yours()
        return board


@dataclass(frozen=True, slots=True)
class Sent:
    """A body as it arrived: JSON, or what is wrong with it."""

    fields: Json = field(default_factory=dict)
    complaint: PinterestError | None = None


async def read_json(request: web.Request) -> Sent:
    """Read the body of a call that changes something; others must have none."""
    raw = bytearray()
    async for piece in request.content.iter_any():
        raw += piece
        if len(raw) > BODY_LIMIT_BYTES:
            return Sent(complaint=invalid("sandbox: the body is larger than any that makes sense"))
    if request.method != "POST":
        return Sent(complaint=invalid("sandbox: a body where none belongs") if raw else None)
    if request.content_type != "application/json":
        return Sent(complaint=invalid("Content-Type must be application/json"))
    try:
        told = json.loads(raw)
    except ValueError:
        return Sent(complaint=invalid("Request body is not valid JSON"))
    if not isinstance(told, dict):
        return Sent(complaint=invalid("Request body must be an object"))
    return Sent(told)
