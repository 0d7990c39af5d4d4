"""The pretend Corkboard: boards with keys, pictures, and notes that keep their author's reference.

Source: https://corkboard.example/api/v1 (there is no such network)
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from aiohttp import web

from services.sandbox.faults import Fault
from services.sandbox.ledger import Entry
from services.sandbox.perform import Answer, Call, perform
from services.sandbox.probe import probe
from services.sandbox.settings import Switch
from services.sandbox.state import About, World
from services.sandbox.words import Words

_BOARDS = {"b-kitchen": "Alice's kitchen", "b-garage": "Bob's garage"}
_NOTE_LIMIT_UTF16 = 2000
_HEADING_LIMIT_UTF16 = 80
_PICTURES = 4
_PICTURE_LIMIT_BYTES = 5 << 20
_SPANS = {"bold": "bold", "italic": "italic", "link": "text_link"}
_FIELDS = {"heading": str, "text": str, "spans": list, "pictures": list, "reference": str}
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_PREVIEWS = Switch(
    name="corkboard_previews",
    network="corkboard",
    title=Words("Links in notes", "Ссылки в заметках"),
    choices={
        "card": Words("get a card below", "получают карточку внизу"),
        "none": Words("stay plain", "остаются как есть"),
    },
)


class _RefusedError(Exception):
    """The network's own refusal: an HTTP status and `{"error": {"code", "message"}}`."""

    def __init__(self, status: HTTPStatus, code: str, message: str = "", **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"code": code, "message": message or status.phrase, **more}


_BAD_KEY = _RefusedError(HTTPStatus.UNAUTHORIZED, "bad_key", "no board has this key")


class Corkboard:
    """Boards and what is pinned to them; what the public sees lies in the ledger."""

    key = "corkboard"
    about = About(title="Corkboard", methods=("notes.add", "notes.list", "pictures.add", "board"))

    def __init__(self, world: World) -> None:
        self._world = world
        self._last = 0
        self._references: dict[str, str] = {}

    def routes(self) -> list[web.RouteDef]:
        """The API."""
        return [
            web.get("/corkboard/v1/board", self._calling("board", self._board)),
            web.post("/corkboard/v1/pictures", self._calling("pictures.add", self._picture)),
            web.post("/corkboard/v1/notes", self._calling("notes.add", self._add)),
            web.get("/corkboard/v1/notes", self._calling("notes.list", self._list)),
            web.delete("/corkboard/v1/notes/{id}", self._calling("notes.remove", self._remove)),
        ]

    def seed(self) -> None:
        """Empty boards; the numbers of notes go on growing."""
        self._references.clear()

    def dump(self) -> dict[str, Any]:
        """The section as JSON."""
        return {"last": self._last, "references": self._references}

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave."""
        self._last, self._references = saved["last"], saved["references"]

    def public_state(self) -> dict[str, Any]:
        """A wall for each board, and its key."""
        return {
            "walls": [
                {"network": self.key, "target": board, "title": title}
                for board, title in _BOARDS.items()
            ],
            "keys": [_shown_key(board, title) for board, title in _BOARDS.items()],
        }

    def _calling(
        self, method: str, act: Callable[[web.Request, str, Call], Awaitable[Answer]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """A route: whose key it is, then the fault that waits for this call, then the call."""

        async def answer(request: web.Request) -> web.StreamResponse:
            token = request.headers.get("Authorization", "").removeprefix("Bearer ")
            board = next((one for one in _BOARDS if _key_of(one) == token), None)
            call = Call(
                request=request,
                network=self.key,
                method=method,
                params=await _params(request),
                target=board,
                token_hint=token[-4:],
            )

            async def effect() -> Answer:
                if board is None:
                    return _refusal(_BAD_KEY)
                try:
                    return await act(request, board, call)
                except _RefusedError as refused:
                    return _refusal(refused)

            return await perform(self._world, call, effect, _ordered)

        return answer

    async def _board(self, _request: web.Request, board: str, _call: Call) -> Answer:
        url = f"https://corkboard.example/{board}"
        return Answer(payload={"id": board, "name": _BOARDS[board], "url": url})

    async def _picture(self, request: web.Request, _board: str, _call: Call) -> Answer:
        blob = self._world.media.keep(await request.read())
        found = await asyncio.to_thread(probe, blob.path, None)
        if found.kind != "photo" or blob.size_bytes > _PICTURE_LIMIT_BYTES:
            raise _RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_picture", "no such picture")
        stored = self._world.media.register(
            blob,
            network=self.key,
            kind=found.kind,
            mime_type=found.mime_type,
            width=found.width,
            height=found.height,
        )
        return Answer(payload={"id": stored.file_id}, status=HTTPStatus.CREATED, effect=True)

    async def _add(self, _request: web.Request, board: str, call: Call) -> Answer:
        note = _checked(call.params)
        attachments = [self._attachment(picture) for picture in note["pictures"]]
        self._last += 1
        number = f"n{self._last}"
        self._references[number] = note["reference"]
        made = self._world.ledger.add(
            Entry(
                network=self.key,
                target=board,
                post_id=number,
                title=note["heading"],
                text=note["text"],
                entities=_entities(note),
                attachments=[*attachments, *self._previews(note["text"])],
                url=f"https://corkboard.example/{board}/{number}",
                from_name=_BOARDS[board],
                request_id=call.request_id,
                attempt=call.attempt,
            )
        )
        return Answer(payload=_shown(made), status=HTTPStatus.CREATED, effect=True)

    async def _list(self, request: web.Request, board: str, _call: Call) -> Answer:
        wanted = request.query.get("reference")
        notes = [
            _shown(entry)
            for entry in reversed(self._world.ledger.wall(self.key, board))
            if entry.state == "visible" and wanted in {None, self._references[entry.post_id]}
        ]
        return Answer(payload={"notes": notes[:100]})

    async def _remove(self, request: web.Request, board: str, _call: Call) -> Answer:
        entry = self._world.ledger.find(self.key, board, request.match_info["id"])
        if entry is None or entry.state != "visible":
            raise _RefusedError(HTTPStatus.NOT_FOUND, "not_found", "no such note")
        self._world.ledger.delete(entry)
        return Answer(payload={}, effect=True)

    def _attachment(self, file_id: str) -> dict[str, Any]:
        stored = self._world.media.find(file_id)
        if stored is None or stored.network != self.key:
            raise _RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_picture", "no such picture")
        shown = {"kind": "photo", "file_id": file_id, "size_bytes": stored.size_bytes}
        return {**shown, "width": stored.width, "height": stored.height}

    def _previews(self, text: str) -> list[dict[str, Any]]:
        found = _ADDRESS.search(text)
        if found is None or self._world.settings["corkboard_previews"] == "none":
            return []
        return [{"kind": "link", "url": found[0], "title": found[0].partition("//")[2]}]


def setup(app: web.Application, world: World) -> None:
    """Add Corkboard to the sandbox."""
    world.settings.declare(_PREVIEWS)
    corkboard = Corkboard(world)
    world.join(corkboard)
    app.add_routes(corkboard.routes())


def _key_of(board: str) -> str:
    return f"cork1.{board}.0123456789abcdef-pretended"


def _shown_key(board: str, title: str) -> dict[str, Any]:
    secret = {
        "name": "board_key",
        "value": _key_of(board),
        "label": Words("Key of the board", "Ключ доски").as_json(),
        "note": Words("May do everything on it.", "Может на ней всё.").as_json(),
    }
    return {
        "network": "corkboard",
        "target": board,
        "owner": title,
        "address": f"corkboard.example/{board}",
        "secrets": [secret],
    }


def _shown(entry: Entry) -> dict[str, Any]:
    return {"id": entry.post_id, "url": entry.url}


def _entities(note: dict[str, Any]) -> list[dict[str, Any]]:
    """The formatting that came with a note, and the addresses that the board makes clickable."""
    entities = [{**span, "type": _SPANS[span["type"]]} for span in note["spans"]]
    for found in _ADDRESS.finditer(note["text"]):
        offset, length = _length_utf16(note["text"][: found.start()]), _length_utf16(found[0])
        entities.append({"type": "url", "offset": offset, "length": length})
    return entities


def _length_utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


async def _params(request: web.Request) -> dict[str, Any]:
    """What the journal shows: a JSON body, or the query."""
    if request.content_type != "application/json":
        return dict(request.query)
    try:
        told = json.loads(await request.text())
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _checked(note: dict[str, Any]) -> dict[str, Any]:
    """A note that this network takes.

    Raises:
        _RefusedError: A field is missing, unknown or of another kind, or something is too long.
    """
    if note.keys() != _FIELDS.keys():
        raise _RefusedError(HTTPStatus.BAD_REQUEST, "bad_request", f"fields: {', '.join(_FIELDS)}")
    wrong = [name for name, kind in _FIELDS.items() if not isinstance(note[name], kind)]
    wrong += [f"span {span}" for span in note["spans"] if span.get("type") not in _SPANS]
    if wrong:
        raise _RefusedError(HTTPStatus.BAD_REQUEST, "bad_request", f"wrong: {', '.join(wrong)}")
    if not note["text"].strip() and not note["pictures"]:
        raise _RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "empty", "nothing to pin")
    for name, limit in (("heading", _HEADING_LIMIT_UTF16), ("text", _NOTE_LIMIT_UTF16)):
        if _length_utf16(note[name]) > limit:
            raise _RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "too_long", f"{name}: {limit}")
    if len(note["pictures"]) > _PICTURES:
        raise _RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "too_many", f"{_PICTURES} pictures")
    return note


def _refusal(refused: _RefusedError) -> Answer:
    return Answer(payload={"error": refused.error}, status=refused.status, executed=False)


def _ordered(fault: Fault) -> Answer:
    """The network's words for a fault that somebody ordered."""
    if fault.kind == "rate_limit":
        wait_s = float(fault.params.get("retry_after_s", 5))
        return _refusal(
            _RefusedError(HTTPStatus.TOO_MANY_REQUESTS, "slow_down", retry_after_s=wait_s)
        )
    if fault.kind == "login_expired":
        return _refusal(_BAD_KEY)
    code = str(fault.params.get("error_code", "read_only"))
    return _refusal(_RefusedError(HTTPStatus.FORBIDDEN, code))
