"""Google's consent page and token server: codes, refresh tokens, access tokens, taking back.

Source: https://developers.google.com/identity/protocols/oauth2/web-server
"""

from collections.abc import Callable
from typing import Final

from aiohttp import web

from services.sandbox.codes import Code
from services.sandbox.consent_page import Asker, ConsentPage
from services.sandbox.faults import Fault
from services.sandbox.perform import Answer, Call, perform
from services.sandbox.words import Words
from services.sandbox.youtube.gate import Handler
from services.sandbox.youtube.objects import Grant, Json
from services.sandbox.youtube.section import YoutubeSection
from services.sandbox.youtube.store import CLIENT_ID, CLIENT_SECRET

_CLIENT = frozenset({"grant_type", "client_id", "client_secret"})
_FIELDS = {
    "refresh_token": _CLIENT | {"refresh_token"},
    "authorization_code": _CLIENT | {"code", "redirect_uri"},
}
_TESTING_LIFE_S = 604_799
_ROOT = "https://www.googleapis.com/auth"
_SCOPES: Final = {
    f"{_ROOT}/youtube": Words("manage your YouTube account", "управлять вашим аккаунтом YouTube"),
    f"{_ROOT}/youtube.force-ssl": Words(
        "see, edit and delete your videos", "видеть, менять и удалять ваши видео"
    ),
    f"{_ROOT}/youtube.upload": Words("upload videos", "загружать видео"),
    f"{_ROOT}/youtube.readonly": Words("see your account", "видеть ваш аккаунт"),
}
_EXTRAS = frozenset(
    {
        "access_type",
        "prompt",
        "code_challenge",
        "code_challenge_method",
        "include_granted_scopes",
        "login_hint",
    }
)


class TokenServer:
    """Asks people, and exchanges tokens, for the one client that there is."""

    def __init__(self, section: YoutubeSection) -> None:
        self._section = section
        asker = Asker(
            key="youtube",
            title="YouTube",
            path="/youtube/authorize",
            client_id=CLIENT_ID,
            scopes=_SCOPES,
            accounts=lambda: {one.id: one.title for one in section.store.channels.values()},
            separator=" ",
            extras=_EXTRAS,
        )
        self._page = ConsentPage(section.world, asker, section.codes)

    def routes(self) -> list[web.RouteDef]:
        """The page, and the addresses of the token server."""
        return [
            *self._page.routes(),
            web.post("/youtube/token", self._calling("token", self._exchange)),
            web.post("/youtube/revoke", self._calling("revoke", self._revoke)),
        ]

    def _calling(self, method: str, act: Callable[[dict[str, str]], Answer]) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            form = {name: str(value) for name, value in (await request.post()).items()}
            held = form.get("refresh_token") or form.get("token", "")
            grant = self._section.store.grants.get(held)
            call = Call(
                request=request,
                network="youtube",
                method=method,
                params={"grant_type": form.get("grant_type")},
                target=grant.channel_id if grant else None,
                token_hint=held[-4:],
            )

            async def effect() -> Answer:
                if request.content_type != "application/x-www-form-urlencoded":
                    return _refused("invalid_request", "sandbox: a form, not JSON")
                return act(form)

            return await perform(self._section.world, call, effect, _ordered)

        return answer

    def _exchange(self, form: dict[str, str]) -> Answer:
        kind = form.get("grant_type", "")
        if kind not in _FIELDS:
            return _refused("unsupported_grant_type", "Invalid grant_type")
        if form.keys() - {"code_verifier"} != _FIELDS[kind]:
            return _refused("invalid_request", f"sandbox: send {', '.join(sorted(_FIELDS[kind]))}")
        if (form["client_id"], form["client_secret"]) != (CLIENT_ID, CLIENT_SECRET):
            return _refused("invalid_client", "The OAuth client was not found.", 401)
        if kind == "authorization_code":
            return self._redeem(form)
        grant = self._section.store.living(form["refresh_token"], self._section.now)
        if grant is None:
            return _refused("invalid_grant", "Token has been expired or revoked.")
        return Answer(payload=self._access(grant))

    def _redeem(self, form: dict[str, str]) -> Answer:
        """A code becomes tokens."""
        code = self._section.codes.look(form["code"], form["redirect_uri"], now=self._section.now)
        if code is None or not code.fits(form.get("code_verifier", "")):
            return _refused("invalid_grant", "Malformed auth code.")
        code.used = True
        is_first = not self._has_allowed(code.account)
        grant = self._grant(code)
        payload = self._access(grant)
        is_forced = "consent" in code.asked.get("prompt", "").split()
        if code.asked.get("access_type") == "offline" and (is_first or is_forced):
            payload["refresh_token"] = grant.token
            if grant.expires_at is not None:
                payload["refresh_token_expires_in"] = int(grant.expires_at - self._section.now)
        return Answer(payload=payload, effect=True)

    def _has_allowed(self, channel_id: str) -> bool:
        """Whether the person of a channel has let the project in before, and still does."""
        grants = self._section.store.grants.values()
        return any(one.channel_id == channel_id and not one.revoked for one in grants)

    def _grant(self, code: Code) -> Grant:
        section = self._section
        is_testing = section.world.settings["youtube_consent_screen"] == "testing"
        ends_at = section.now + _TESTING_LIFE_S if is_testing else None
        return section.store.allow(code.account, tuple(code.scopes), expires_at=ends_at)

    def _access(self, grant: Grant) -> Json:
        now = self._section.now
        access = self._section.store.let_in(grant, now)
        return {
            "access_token": access.token,
            "expires_in": int(access.expires_at - now),
            "scope": " ".join(grant.scopes),
            "token_type": "Bearer",
        }

    def _revoke(self, form: dict[str, str]) -> Answer:
        """All that the token's person allowed the project is over."""
        store, now = self._section.store, self._section.now
        token = form.get("token", "")
        grant = store.living(token, now) or store.grant_of(token, now)
        if form.keys() != {"token"} or grant is None:
            return _refused("invalid_token", "Token expired or revoked")
        store.take_back(grant.channel_id)
        return Answer(payload={}, effect=True)


def _refused(error: str, words: str, status: int = 400) -> Answer:
    payload = {"error": error, "error_description": words}
    return Answer(payload=payload, status=status, executed=False)


def _ordered(fault: Fault) -> Answer:
    """The token server's words for a fault that somebody ordered."""
    if fault.kind == "rate_limit":
        return _refused("rate_limit_exceeded", "Too many requests.", 429)
    return _refused(str(fault.params.get("reason", "invalid_grant")), "Bad Request")
