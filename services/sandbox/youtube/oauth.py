"""The token server: a refresh token becomes an access token.

Source: https://developers.google.com/identity/protocols/oauth2/web-server#offline
"""

from aiohttp import web

from services.sandbox.faults import Fault
from services.sandbox.perform import Answer, Call, perform
from services.sandbox.youtube.section import YoutubeSection
from services.sandbox.youtube.store import CLIENT_ID, CLIENT_SECRET

_FIELDS = frozenset({"grant_type", "refresh_token", "client_id", "client_secret"})


class TokenServer:
    """Exchanges tokens, for the one client that there is."""

    def __init__(self, section: YoutubeSection) -> None:
        self._section = section

    def routes(self) -> list[web.RouteDef]:
        """Its one address."""
        return [web.post("/youtube/token", self._token)]

    async def _token(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        grant = self._section.store.grants.get(form.get("refresh_token", ""))
        call = Call(
            request=request,
            network="youtube",
            method="token",
            params={"grant_type": form.get("grant_type")},
            target=grant.channel_id if grant else None,
            token_hint=form.get("refresh_token", "")[-4:],
        )

        async def effect() -> Answer:
            return self._exchange(request, form)

        return await perform(self._section.world, call, effect, _ordered)

    def _exchange(self, request: web.Request, form: dict[str, str]) -> Answer:
        if request.content_type != "application/x-www-form-urlencoded":
            return _refused("invalid_request", "sandbox: a form, not JSON")
        if form.keys() != _FIELDS:
            return _refused("invalid_request", f"sandbox: send {', '.join(sorted(_FIELDS))}")
        if form["grant_type"] != "refresh_token":
            return _refused("unsupported_grant_type", "Invalid grant_type")
        if (form["client_id"], form["client_secret"]) != (CLIENT_ID, CLIENT_SECRET):
            return _refused("invalid_client", "The OAuth client was not found.", 401)
        grant = self._section.store.grants.get(form["refresh_token"])
        if grant is None or grant.revoked:
            return _refused("invalid_grant", "Token has been expired or revoked.")
        now = self._section.now
        access = self._section.store.let_in(grant, now)
        payload = {
            "access_token": access.token,
            "expires_in": int(access.expires_at - now),
            "scope": " ".join(grant.scopes),
            "token_type": "Bearer",
        }
        return Answer(payload=payload)


def _refused(error: str, words: str, status: int = 400) -> Answer:
    payload = {"error": error, "error_description": words}
    return Answer(payload=payload, status=status, executed=False)


def _ordered(fault: Fault) -> Answer:
    """The token server's words for a fault that somebody ordered."""
    if fault.kind == "rate_limit":
        return _refused("rate_limit_exceeded", "Too many requests.", 429)
    return _refused(str(fault.params.get("reason", "invalid_grant")), "Bad Request")
