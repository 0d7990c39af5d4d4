"""Carries out one request of a network: journal, ordered fault, effect, answer."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from services.sandbox.faults import AFTER, Fault
from services.sandbox.state import World

_LOOK_S = 0.05
_CUT_BYTES = 512
_GARBAGE = "<!DOCTYPE html><html><head><title>Welcome</title></head><body>It works!</body></html>"
_ERROR_PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"


@dataclass(kw_only=True)
class Answer:
    """What a network says: `payload` becomes JSON, `bytes` and `str` go out as they are.

    `executed` False means that the request was refused; `effect` that something changed.
    """

    payload: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    executed: bool = True
    effect: bool = False

    def response(self) -> web.Response:
        """The answer as HTTP."""
        if isinstance(self.payload, bytes):
            return web.Response(body=self.payload, status=self.status, headers=self.headers)
        if isinstance(self.payload, str):
            return web.Response(text=self.payload, status=self.status, headers=self.headers)
        return web.json_response(self.payload, status=self.status, headers=self.headers)


@dataclass(kw_only=True)
class Call:
    """One request to a network, understood so far that faults and journal can look at it.

    `params` is for the journal: secrets already replaced by `***`. `target` is what faults may
    name: a chat id or an owner id as text.
    """

    request: web.Request
    network: str
    method: str
    params: dict[str, Any]
    target: str | None = None
    token_hint: str = ""
    request_id: int = 0

    @property
    def attempt(self) -> str | None:
        """The header by which the product tells which attempt this is."""
        return self.request.headers.get("X-Attempt")


async def perform(
    world: World,
    call: Call,
    effect: Callable[[], Awaitable[Answer]],
    refusal: Callable[[Fault], Answer],
) -> web.StreamResponse:
    """Answer one request, or fail in the way that somebody ordered.

    Args:
        world: The pretend internet.
        call: Gets its `request_id` here, before `effect` runs.
        effect: Does what the method does; it may refuse by itself.
        refusal: The vendor's words for the kinds refuse, rate_limit, login_expired and captcha.
    """
    record = world.journal.begin(
        call.network, call.method, call.params, token_hint=call.token_hint, attempt=call.attempt
    )
    call.request_id = record.id
    fault = world.faults.take(call.network, call.method, call.target)
    if fault is not None:
        world.events.publish("state")
        if fault.kind == "slow":
            await world.clock.sleep(float(fault.params.get("delay_s", 5)))
    answer = await _run(fault, effect, refusal)
    world.touch()
    world.journal.finish(
        record,
        status=_seen_status(fault, answer),
        outcome=_outcome(fault, answer),
        effect=answer.effect,
    )
    return await _deliver(world, call.request, fault, answer)


async def _run(
    fault: Fault | None,
    effect: Callable[[], Awaitable[Answer]],
    refusal: Callable[[Fault], Answer],
) -> Answer:
    if fault is None or fault.kind in AFTER or fault.kind == "slow":
        return await effect()
    if fault.kind == "server_error":
        status = int(fault.params.get("status", 500))
        return _error_page(status)
    if _is_silent(fault):
        return Answer(payload="", executed=False)
    return refusal(fault)


def _seen_status(fault: Fault | None, answer: Answer) -> int | None:
    if fault is None:
        return answer.status
    if _is_silent(fault):
        return None
    return 500 if fault.kind == "accept_then_500" else answer.status


def _is_silent(fault: Fault) -> bool:
    return fault.kind.endswith(("hang", "reset"))


def _outcome(fault: Fault | None, answer: Answer) -> str:
    if fault is not None:
        return f"fault:{fault.kind}"
    return "executed" if answer.executed else "refused"


def _error_page(status: int) -> Answer:
    page = _ERROR_PAGE.format(f"{status} Internal Server Error")
    return Answer(
        payload=page, status=status, headers={"Content-Type": "text/html"}, executed=False
    )


async def _deliver(
    world: World, request: web.Request, fault: Fault | None, answer: Answer
) -> web.StreamResponse:
    kind = fault.kind if fault else ""
    if kind.endswith("hang"):
        await _never_answer(world, request)
    elif kind.endswith("reset"):
        _reset(request)
    elif kind == "accept_then_cut_body":
        return await _cut(request, answer)
    elif kind == "accept_then_500":
        return _error_page(500).response()
    elif kind == "accept_then_garbage":
        return web.Response(text=_GARBAGE, content_type="text/html")
    return answer.response()


async def _never_answer(world: World, request: web.Request) -> None:
    # Only the caller's patience ends this, or the end of the server.
    while not world.stopping and request.transport and not request.transport.is_closing():  # noqa: ASYNC110
        await asyncio.sleep(_LOOK_S)
    if request.transport:
        request.transport.abort()


def _reset(request: web.Request) -> None:
    if request.transport is None:
        return
    connection = request.transport.get_extra_info("socket")
    # Zero linger makes the kernel send RST instead of an orderly end.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()


async def _cut(request: web.Request, answer: Answer) -> web.StreamResponse:
    whole = answer.response()
    body = whole.body if isinstance(whole.body, bytes) else b""
    cut = web.StreamResponse(status=whole.status, headers={"Content-Type": whole.content_type})
    cut.content_length = len(body) + _CUT_BYTES
    await cut.prepare(request)
    await cut.write(body[: max(1, len(body) // 2)])
    if request.transport:
        request.transport.close()
    return cut
