"""The control API's Pinterest half: people, tokens, boards, and what people pin by hand."""

from typing import Any, get_args

from aiohttp import web

from services.sandbox.control import ControlError, json_body
from services.sandbox.pinterest.objects import Board, Picture, Pin, Privacy
from services.sandbox.pinterest.section import PinterestSection
from services.sandbox.pinterest.store import SCOPES

_PRIVACIES: tuple[str, ...] = get_args(Privacy)


class PinterestControl:
    """Handlers with which tests and the page act on Pinterest."""

    def __init__(self, section: PinterestSection) -> None:
        self._section = section

    def routes(self) -> list[web.RouteDef]:
        """The routes of this half."""
        return [
            web.post("/control/pinterest/accounts", self._join),
            web.post("/control/pinterest/tokens", self._issue),
            web.post("/control/pinterest/tokens/expire", self._expire),
            web.post("/control/pinterest/apps/remove", self._remove_app),
            web.post("/control/pinterest/boards", self._add_board),
            web.delete("/control/pinterest/boards/{id}", self._delete_board),
            web.post("/control/pinterest/pins", self._pin),
        ]

    async def _join(self, request: web.Request) -> web.Response:
        """Somebody joins, and makes a board."""
        name = str((await json_body(request))["name"])
        user = self._section.store.add_user(name.lower().replace(" ", "_"), name)
        self._section.store.add_board(user.id, "Everything", self._section.now)
        return self._changed(self._section.keys(user))

    async def _issue(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        scopes = tuple(body.get("scopes", SCOPES))
        if not set(scopes) <= set(SCOPES):
            raise ControlError(f"scopes are among {', '.join(SCOPES)}")
        life_s = body.get("expires_in_s")
        expires_at = None if life_s is None else self._section.now + float(life_s)
        user_id = self._user(body)
        token = self._section.store.issue(user_id, scopes, expires_at=expires_at)
        return self._changed({"token": token.value})

    async def _expire(self, request: web.Request) -> web.Response:
        token = self._section.store.tokens.get(str((await json_body(request)).get("token")))
        if token is None:
            raise ControlError("there is no such token", 404)
        token.expires_at = self._section.now
        return self._changed({"ok": True})

    async def _remove_app(self, request: web.Request) -> web.Response:
        """A person (`account`) removes the app: whatever it was given is worthless.

        The page has new tokens to hand out.
        """
        user_id = str((await json_body(request))["account"])
        store = self._section.store
        for token in store.tokens.values():
            if token.user_id == user_id:
                token.expires_at = self._section.now
        kept = store.refresh_tokens.items()
        store.refresh_tokens = {value: one for value, one in kept if one.user_id != user_id}
        store.offer_tokens(user_id)
        return self._changed({"ok": True})

    async def _add_board(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        privacy = body.get("privacy", "PUBLIC")
        if privacy not in _PRIVACIES:
            raise ControlError(f"privacy is one of {', '.join(_PRIVACIES)}")
        count = int(body.get("count", 1))
        names = [body["name"]] if count == 1 else [f"{body['name']} {n + 1}" for n in range(count)]
        sections = tuple(body.get("sections", ()))
        boards = [
            self._section.store.add_board(
                self._user(body), name, self._section.now, privacy=privacy, sections=sections
            )
            for name in names
        ]
        return self._changed({"boards": [_shown(board) for board in boards]})

    async def _delete_board(self, request: web.Request) -> web.Response:
        store = self._section.store
        board = self._board(request.match_info["id"])
        for pin in [pin for pin in store.pins.values() if pin.board_id == board.id]:
            self._section.take_down(pin)
        del store.boards[board.id]
        return self._changed({"ok": True})

    async def _pin(self, request: web.Request) -> web.Response:
        """Somebody pins by hand: a grey picture, some words, as often as wanted."""
        body = await json_body(request)
        board = self._board(str(body["board_id"]))
        store, ids = self._section.store, []
        for _ in range(int(body.get("count", 1))):
            pin = Pin(
                id=store.next_id(),
                board_id=board.id,
                user_id=str(body.get("user", board.owner_id)),
                created_at=self._section.now - float(body.get("ago_s", 0)),
                title=body.get("title"),
                description=body.get("description"),
                section_id=body.get("section_id"),
                pictures=[Picture("", int(body.get("width", 600)), 600, 0)],
            )
            self._section.publish(pin)
            ids.append(pin.id)
        return self._changed({"ids": ids})

    def _user(self, body: dict[str, Any]) -> str:
        user_id = str(body.get("user", next(iter(self._section.store.users))))
        if user_id not in self._section.store.users:
            raise ControlError("there is no such user", 404)
        return user_id

    def _board(self, board_id: str) -> Board:
        found = self._section.store.boards.get(board_id)
        if found is None:
            raise ControlError("there is no such board", 404)
        return found

    def _changed(self, told: dict[str, Any]) -> web.Response:
        self._section.world.touch()
        self._section.world.events.publish("state")
        return web.json_response(told)


def _shown(board: Board) -> dict[str, Any]:
    sections = {name: id_ for id_, name in board.sections.items()}
    return {"id": board.id, "name": board.name, "sections": sections}
