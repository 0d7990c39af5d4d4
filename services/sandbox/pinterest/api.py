"""`/pinterest/v5/...`: the API over HTTP.

Source: https://developers.pinterest.com/docs/api/v5/
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aiohttp import web

from services.sandbox.faults import Fault
from services.sandbox.perform import Answer, Call, perform
from services.sandbox.pinterest import reading, writing
from services.sandbox.pinterest.caller import Caller, Done, Sent, read_json
from services.sandbox.pinterest.errors import (
    PinterestError,
    invalid,
    not_permitted,
    spam,
    too_many,
    unauthenticated,
)
from services.sandbox.pinterest.objects import Json, Token
from services.sandbox.pinterest.section import PinterestSection

_PAGED = ("bookmark", "page_size")
_PIN_SCOPES = ("boards:read", "boards:write", "pins:read", "pins:write")
_READ_PINS = ("boards:read", "pins:read")


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of the API by its published name; `query` are the parameters that are imitated."""

    id: str
    verb: str
    path: str
    scopes: tuple[str, ...]
    act: Callable[[Caller], Done | Awaitable[Done]]
    query: tuple[str, ...] = ()


OPERATIONS = (
    Operation(
        "user_account/get",
        "GET",
        "/user_account",
        ("user_accounts:read",),
        reading.user_account,
    ),
    Operation(
        "boards/list", "GET", "/boards", ("boards:read",), reading.list_boards, (*_PAGED, "privacy")
    ),
    Operation(
        "board_sections/list",
        "GET",
        "/boards/{board_id}/sections",
        ("boards:read",),
        reading.list_sections,
        _PAGED,
    ),
    Operation(
        "boards/list_pins",
        "GET",
        "/boards/{board_id}/pins",
        _READ_PINS,
        reading.list_board_pins,
        _PAGED,
    ),
    Operation(
        "board_sections/list_pins",
        "GET",
        "/boards/{board_id}/sections/{section_id}/pins",
        _READ_PINS,
        reading.list_section_pins,
        _PAGED,
    ),
    Operation("pins/list", "GET", "/pins", _READ_PINS, reading.list_pins, _PAGED),
    Operation("pins/create", "POST", "/pins", _PIN_SCOPES, writing.create_pin),
    Operation("pins/get", "GET", "/pins/{pin_id}", _READ_PINS, reading.get_pin),
    Operation("pins/delete", "DELETE", "/pins/{pin_id}", _PIN_SCOPES, writing.delete_pin),
    Operation("media/create", "POST", "/media", ("pins:read", "pins:write"), writing.create_media),
    Operation("media/get", "GET", "/media/{media_id}", ("pins:read",), reading.get_media),
)
"""What is imitated, with the published scopes."""


class PinterestApi:
    """Answers calls."""

    def __init__(self, section: PinterestSection) -> None:
        self._section = section

    def routes(self) -> list[web.RouteDef]:
        """The routes of all operations; whatever else is asked for does not exist."""
        known = [
            web.route(one.verb, f"/pinterest/v5{one.path}", self._calling(one))
            for one in OPERATIONS
        ]
        return [*known, web.route("*", "/pinterest/v5/{rest:.*}", self._unknown)]

    def _calling(
        self, operation: Operation
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            sent = await read_json(request)
            bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
            token = self._section.store.tokens.get(bearer)
            call = Call(
                request=request,
                network="pinterest",
                method=operation.id,
                params={**request.query, **request.match_info, **_without_data(sent.fields)},
                target=token.user_id if token else None,
                token_hint=f"…{bearer[-4:]}" if bearer else "",
            )

            async def effect() -> Answer:
                try:
                    return _answer(await self._run(operation, call, token, sent))
                except PinterestError as error:
                    return refused(error)

            return await perform(self._section.world, call, effect, ordered)

        return answer

    async def _run(self, operation: Operation, call: Call, token: Token | None, sent: Sent) -> Done:
        if token is None or _is_expired(token, self._section.now):
            raise unauthenticated()
        self._count(token)
        if not set(operation.scopes) <= set(token.scopes):
            raise not_permitted()
        query = dict(call.request.query)
        if unknown := query.keys() - set(operation.query):
            raise invalid(f"sandbox: unknown parameter {', '.join(sorted(unknown))}")
        if sent.complaint:
            raise sent.complaint
        caller = Caller(
            section=self._section,
            call=call,
            token=token,
            path=dict(call.request.match_info),
            query=query,
            body=sent.fields,
            origin=f"{call.request.scheme}://{call.request.host}",
        )
        done = operation.act(caller)
        return await done if inspect.isawaitable(done) else done

    def _count(self, token: Token) -> None:
        section = self._section
        if section.is_trial:
            limit = section.world.settings["pinterest_day_limit"]
            section.counters.admit_trial(section.now, limit)
        else:
            section.counters.admit_standard(section.now, token.user_id)

    async def _unknown(self, _request: web.Request) -> web.StreamResponse:
        words = {"code": 404, "message": "sandbox: there is no such call, or it is not imitated"}
        return web.json_response(words, status=HTTPStatus.NOT_FOUND)


def _is_expired(token: Token, now: float) -> bool:
    return token.expires_at is not None and token.expires_at <= now


def _answer(done: Done) -> Answer:
    return Answer(payload=done.payload, status=done.status, effect=done.effect)


def refused(error: PinterestError) -> Answer:
    """The refusal as HTTP."""
    return Answer(payload=error.body, status=error.status, headers=error.headers, executed=False)


def ordered(fault: Fault) -> Answer:
    """Pinterest's words for a fault that somebody ordered."""
    params: Mapping[str, Any] = fault.params
    if fault.kind == "rate_limit":
        if params.get("spam"):
            return refused(spam())
        header = str(params.get("header", "Retry-After"))
        told = {} if header == "none" else {header: str(params.get("retry_after_s", 60))}
        return refused(too_many(told))
    if fault.kind == "login_expired":
        return refused(unauthenticated())
    status, code = int(params.get("status", HTTPStatus.FORBIDDEN)), params.get("error_code", 29)
    words = str(params.get("error_msg", "You are not permitted to access that resource."))
    return refused(PinterestError(status, int(code), words))


def _without_data(fields: Any) -> Any:
    """A body for the journal: pictures by their length alone."""
    if isinstance(fields, list):
        return [_without_data(one) for one in fields]
    if not isinstance(fields, dict):
        return fields
    shown: Json = {}
    for name, value in fields.items():
        is_data = name in {"data", "cover_image_data"} and isinstance(value, str)
        shown[name] = f"<{len(value)} characters>" if is_data else _without_data(value)
    return shown
