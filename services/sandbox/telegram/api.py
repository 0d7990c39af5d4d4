"""`/bot{token}/{method}` and `/file/bot{token}/{path}`: the Bot API over HTTP.

Source: https://core.telegram.org/bots/api#making-requests
"""

import re
from typing import Any, Final

from aiohttp import web

from services.sandbox.media import TooBigError
from services.sandbox.perform import Answer, Call, perform
from services.sandbox.telegram.methods import METHODS
from services.sandbox.telegram.methods.base import Method, Query
from services.sandbox.telegram.model import BOT_TOKEN
from services.sandbox.telegram.parameters import check
from services.sandbox.telegram.posting import Maker
from services.sandbox.telegram.refusal import BotApiError, ordered
from services.sandbox.telegram.store import Telegram
from services.sandbox.telegram.wire import Sent, read

_TOKEN_SHAPE: Final = re.compile(r"\d+:[A-Za-z0-9_-]{20,}")
_NOT_FOUND: Final = "Not Found"


class BotApi:
    """Answers requests to the Bot API."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    def routes(self) -> list[web.RouteDef]:
        """The two routes of the Bot API."""
        return [
            web.route("*", "/bot{token}/{method}", self._method),
            web.get("/file/bot{token}/{path:.+}", self._file),
        ]

    async def _method(self, request: web.Request) -> web.StreamResponse:
        token, name = request.match_info["token"], request.match_info["method"]
        method = METHODS.get(name.lower())
        problem = _problem(request, token, method)
        sent = Sent()
        try:
            sent = await read(request, self._telegram.world.media)
        except TooBigError:
            problem = problem or BotApiError(413, "Request Entity Too Large")
        except BotApiError as error:
            problem = problem or error
        call = Call(
            request=request,
            network="telegram",
            method=method.name if method else name,
            params=sent.for_journal(),
            target=sent.target,
            token_hint=token.partition(":")[0],
        )

        async def effect() -> Answer:
            try:
                if problem is not None or method is None:
                    raise problem or BotApiError(404, _NOT_FOUND)
                result = await self._run(method, sent, call)
            except BotApiError as error:
                return error.answer()
            return Answer(payload={"ok": True, "result": result}, effect=method.changes)

        return await perform(self._telegram.world, call, effect, ordered)

    async def _run(self, method: Method, sent: Sent, call: Call) -> Any:
        arguments = check(method.table, sent.raw, sent.files)
        maker = Maker(request_id=call.request_id, attempt=call.attempt)
        return await method.run(Query(self._telegram, arguments, maker))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        token, path = request.match_info["token"], request.match_info["path"]
        problem = _token_problem(token)
        stored = None if problem else self._telegram.files.by_link(path)
        call = Call(
            request=request,
            network="telegram",
            method="file",
            params={"file_path": path},
            token_hint=token.partition(":")[0],
        )

        async def effect() -> Answer:
            if problem or stored is None:
                return (problem or BotApiError(404, _NOT_FOUND)).answer()
            content = self._telegram.world.media.path(stored.digest).read_bytes()
            kind = {"Content-Type": "application/octet-stream"}
            return Answer(payload=content, headers=kind)

        return await perform(self._telegram.world, call, effect, ordered)


def _problem(request: web.Request, token: str, method: Method | None) -> BotApiError | None:
    if wrong_token := _token_problem(token):
        return wrong_token
    if method is None:
        return BotApiError(404, f"{_NOT_FOUND}: method not found")
    if request.method not in {"GET", "POST"}:
        return BotApiError(405, "Method Not Allowed")
    return None


def _token_problem(token: str) -> BotApiError | None:
    if token == BOT_TOKEN:
        return None
    # The real server tells a token that never was one from a token that no longer works.
    known_shape = _TOKEN_SHAPE.fullmatch(token)
    return BotApiError(401, "Unauthorized") if known_shape else BotApiError(404, _NOT_FOUND)
