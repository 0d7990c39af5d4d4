"""`/instagram/v26.0/...`: the Graph API over HTTP.

Source: https://developers.facebook.com/documentation/instagram-platform/reference
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from services.sandbox.faults import Fault
from services.sandbox.instagram import containers, publishing, reading
from services.sandbox.instagram.caller import Caller, Done
from services.sandbox.instagram.errors import (
    CHECKPOINT,
    DEAD_TOKEN,
    NOT_THERE,
    OLD_TOKEN,
    REVOKED_TOKEN,
    THROTTLED,
    UNKNOWN_PATH,
    GraphError,
    Refusal,
)
from services.sandbox.instagram.fetching import Fetcher
from services.sandbox.instagram.objects import Token
from services.sandbox.instagram.parameters import Values, read
from services.sandbox.instagram.section import InstagramSection
from services.sandbox.perform import Answer, Call, perform

VERSION = "v26.0"

Act = Callable[[Caller], Awaitable[Done]]

_ACTS: dict[str, Act] = {
    "me": reading.me,
    "media": containers.make,
    "media.list": reading.media,
    "media_publish": publishing.publish,
    "content_publishing_limit": publishing.limit,
    "container": containers.look,
    "medium": reading.medium,
    "comments": publishing.comment,
    "comments.list": reading.comments,
}
_EDGES = {
    ("profile", "GET", ""): "me",
    ("profile", "POST", "media"): "media",
    ("profile", "GET", "media"): "media.list",
    ("profile", "POST", "media_publish"): "media_publish",
    ("profile", "GET", "content_publishing_limit"): "content_publishing_limit",
    ("container", "GET", ""): "container",
    ("medium", "GET", ""): "medium",
    ("medium", "POST", "comments"): "comments",
    ("medium", "GET", "comments"): "comments.list",
}


@dataclass(frozen=True, slots=True)
class _Path:
    """What an address means: the call, the node it is about, and the node's profile."""

    method: str
    node: str
    profile_id: str | None


class GraphApi:
    """Answers calls."""

    def __init__(self, section: InstagramSection) -> None:
        self._section = section
        self._fetcher = Fetcher(section.world.media)

    def routes(self) -> list[web.RouteDef]:
        """The one route of the API."""
        return [web.route("*", "/instagram/{version:v[0-9.]+}/{path:.*}", self._answer)]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        problem: GraphError | None = None
        try:
            sent = await read(request)
        except GraphError as error:
            sent, problem = {}, error
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        value = str(sent.pop("access_token", "")) or bearer
        token = self._section.store.tokens.get(value)
        path = self._path(request, token)
        call = Call(
            request=request,
            network="instagram",
            method=path.method,
            params={"node": path.node, **sent},
            target=path.profile_id,
            token_hint=f"…{value[-4:]}" if value else "",
        )

        async def effect() -> Answer:
            try:
                if problem:
                    raise problem
                return await self._run(call, path, token, sent)
            except GraphError as error:
                return error.answer()

        return await perform(self._section.world, call, effect, ordered)

    async def _run(
        self, call: Call, path: _Path, token: Token | None, sent: dict[str, Any]
    ) -> Answer:
        if path.method == "unknown":
            raise GraphError(UNKNOWN_PATH, f"sandbox: this is {VERSION} alone")
        known = authorised(token, self._section.now)
        if path.method not in _ACTS:
            raise GraphError(NOT_THERE, f"{call.request.method} {call.request.path}")
        if path.profile_id != known.profile_id:
            raise GraphError(NOT_THERE, path.node)
        values = Values(path.method, sent)
        caller = Caller(self._section, self._fetcher, call, known, path.node, values)
        done = await _ACTS[path.method](caller)
        return Answer(payload=done.payload, effect=done.effect)

    def _path(self, request: web.Request, token: Token | None) -> _Path:
        node, _, edge = request.match_info["path"].partition("/")
        own = token.profile_id if token else None
        if request.match_info["version"] != VERSION or not node:
            return _Path("unknown", node, own)
        if node == "me":
            node = own or "me"
        kind, owner = self._kind(node)
        asked = "GET" if request.method == "HEAD" else request.method
        method = _EDGES.get((kind, asked, edge), "missing")
        return _Path(method, node, owner or own)

    def _kind(self, node: str) -> tuple[str, str | None]:
        """What an id names, and whose it is."""
        store = self._section.store
        if node in store.profiles or node == "me":
            return "profile", node if node in store.profiles else None
        if container := store.containers.get(node):
            return "container", container.profile_id
        medium = store.media.get(node)
        return ("medium", medium.profile_id) if medium else ("nothing", None)


def authorised(token: Token | None, now: float) -> Token:
    """A token that is good.

    Raises:
        GraphError: 190.
    """
    if token is None:
        raise GraphError(DEAD_TOKEN)
    if token.trouble == "revoked":
        raise GraphError(REVOKED_TOKEN)
    if token.trouble == "expired" or token.expires_at <= now:
        raise GraphError(OLD_TOKEN)
    return token


def ordered(fault: Fault) -> Answer:
    """Instagram's words for a fault that somebody ordered."""
    params = fault.params
    if fault.kind == "login_expired":
        return GraphError(OLD_TOKEN).answer()
    if fault.kind == "captcha":
        return GraphError(CHECKPOINT).answer()
    if fault.kind == "rate_limit":
        minutes = max(1, round(float(params.get("retry_after_s", 60)) / 60))
        usage = {"0": [{"type": "instagram", "estimated_time_to_regain_access": minutes}]}
        headers = {"X-Business-Use-Case-Usage": json.dumps(usage)}
        return GraphError(THROTTLED, headers=headers).answer()
    code, subcode = int(params.get("error_code", 100)), params.get("error_subcode")
    words = str(params.get("message") or params.get("description") or "Invalid parameter")
    transient = bool(params.get("is_transient"))
    return GraphError(
        Refusal(code, None if subcode is None else int(subcode), words, transient=transient)
    ).answer()
