"""The way into the API: whose token it is, what it allows, what is left of the quota.

Source: https://developers.google.com/youtube/v3/guides/auth/server-side-web-apps
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from services.sandbox.perform import Answer, Call, perform
from services.sandbox.youtube.document import Method, method, query_faults
from services.sandbox.youtube.errors import NO_LOGIN, RefusedError, bad, ordered
from services.sandbox.youtube.objects import Channel, Grant
from services.sandbox.youtube.section import YoutubeSection

_BEARER = "Bearer "


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One call of the API, let in: whose it is, and what it says."""

    request: web.Request
    call: Call
    channel: Channel
    body: Any

    def value(self, name: str) -> str | None:
        """A query parameter that is given once."""
        return self.request.query.get(name)

    def values(self, name: str) -> list[str]:
        """A query parameter that is a list, with commas or without."""
        return [one for value in self.request.query.getall(name, []) for one in value.split(",")]


Act = Callable[[Asked], Awaitable[Answer]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Gate:
    """Makes routes of the API's methods."""

    def __init__(self, section: YoutubeSection) -> None:
        self._section = section

    def calling(self, name: str, act: Act, *, is_json: bool = True) -> Handler:
        """A route: journal and ordered fault, then token, quota and query, then the method.

        A body that is no JSON is left to the method.
        """

        async def answer(request: web.Request) -> web.StreamResponse:
            self._section.ripen()
            body = await body_of(request) if is_json else None
            call = self.call(request, name, {**request.query, "body": body})

            async def effect() -> Answer:
                try:
                    return await act(self._let_in(request, call, method(name), body))
                except RefusedError as refused:
                    return refused.answer()

            return await perform(self._section.world, call, effect, ordered)

        return answer

    def call(self, request: web.Request, name: str, params: dict[str, Any]) -> Call:
        """A request as journal and faults see it."""
        token = _token(request)
        grant = self._section.store.grant_of(token, self._section.now)
        return Call(
            request=request,
            network="youtube",
            method=name,
            params={key: value for key, value in params.items() if value is not None},
            target=grant.channel_id if grant else None,
            token_hint=token[-4:],
        )

    def grant(self, request: web.Request) -> Grant:
        """What a request's token stands for.

        Raises:
            RefusedError: It has none, or a dead one.
        """
        grant = self._section.store.grant_of(_token(request), self._section.now)
        if grant is None:
            raise NO_LOGIN
        return grant

    def _let_in(self, request: web.Request, call: Call, described: Method, body: Any) -> Asked:
        grant = self.grant(request)
        if not described.scopes & set(grant.scopes):
            words = "Request had insufficient authentication scopes."
            raise RefusedError(403, "insufficientPermissions", words)
        self._section.quota.charge(described.name)
        query = {name: request.query.getall(name) for name in request.query}
        if wrong := list(query_faults(described, query)):
            raise bad("badRequest", "; ".join(wrong))
        if grant.channel_id is None:
            if described.name != "channels.list":
                raise RefusedError(401, "youtubeSignupRequired", "Unauthorized")
            channel = Channel(id="", title="", handle="")
        else:
            channel = self._section.store.channels[grant.channel_id]
        return Asked(request=request, call=call, channel=channel, body=body)


async def body_of(request: web.Request) -> Any:
    """The JSON of a request; None where there is none."""
    if not request.can_read_body:
        return None
    if request.content_type != "application/json":
        return f"sandbox: {request.content_type} is not application/json"
    try:
        return json.loads(await request.text())
    except ValueError:
        return "sandbox: this is no JSON"


def _token(request: web.Request) -> str:
    """The bearer token; one in the address would end up in logs, and is not looked at."""
    header = request.headers.get("Authorization", "")
    return header.removeprefix(_BEARER) if header.startswith(_BEARER) else ""
