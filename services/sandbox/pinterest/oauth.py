"""Pinterest's consent page and token server.

Source: https://developers.pinterest.com/docs/getting-started/set-up-authentication-and-authorization/
https://developers.pinterest.com/docs/api/v5/oauth-token
"""

import base64
import secrets
from typing import Final

from aiohttp import web

from services.sandbox.consent_page import Asker, ConsentPage
from services.sandbox.perform import Answer, Call, perform
from services.sandbox.pinterest.api import ordered, refused
from services.sandbox.pinterest.errors import PinterestError, invalid, unauthenticated
from services.sandbox.pinterest.objects import Json, RefreshToken
from services.sandbox.pinterest.section import PinterestSection
from services.sandbox.words import Words

APP_ID = "1512345"
APP_SECRET = "a-pretended-pinterest-secret"  # noqa: S105 - there is no such app

_ACCESS_LIFE_S = 30 * 86_400
_REFRESH_LIFE_S = 60 * 86_400
_FIELDS = {
    "authorization_code": (frozenset({"code", "redirect_uri"}), frozenset({"continuous_refresh"})),
    "refresh_token": (frozenset({"refresh_token"}), frozenset({"scope", "continuous_refresh"})),
}
"""What goes with each kind of grant: what must, and what may."""

_SCOPES: Final = {
    "user_accounts:read": Words("see your profile", "видеть ваш профиль"),
    "boards:read": Words("see your boards", "видеть ваши доски"),
    "boards:write": Words("change your boards", "менять ваши доски"),
    "pins:read": Words("see your pins", "видеть ваши пины"),
    "pins:write": Words("make and delete pins", "создавать и удалять пины"),
    "boards:read_secret": Words("see your secret boards", "видеть ваши секретные доски"),
    "boards:write_secret": Words("change your secret boards", "менять ваши секретные доски"),
    "pins:read_secret": Words("see your secret pins", "видеть ваши секретные пины"),
    "pins:write_secret": Words("make secret pins", "создавать секретные пины"),
}


class TokenServer:
    """Exchanges codes and refresh tokens, for the one app that there is."""

    def __init__(self, section: PinterestSection) -> None:
        self._section = section
        asker = Asker(
            key="pinterest",
            title="Pinterest",
            path="/pinterest/oauth/",
            client_id=APP_ID,
            scopes=_SCOPES,
            accounts=lambda: {one.id: one.name for one in section.store.users.values()},
        )
        self._page = ConsentPage(section.world, asker, section.codes)

    def routes(self) -> list[web.RouteDef]:
        """The page, and the token server's one address."""
        return [*self._page.routes(), web.post("/pinterest/v5/oauth/token", self._token)]

    async def _token(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        held = self._section.store.refresh_tokens.get(form.get("refresh_token", ""))
        call = Call(
            request=request,
            network="pinterest",
            method="oauth/token",
            params={"grant_type": form.get("grant_type")},
            target=held.user_id if held else None,
        )

        async def effect() -> Answer:
            try:
                return Answer(payload=self._grant(request, form), effect=True)
            except PinterestError as error:
                return refused(error)

        return await perform(self._section.world, call, effect, ordered)

    def _grant(self, request: web.Request, form: dict[str, str]) -> Json:
        if request.content_type != "application/x-www-form-urlencoded":
            raise invalid("Content-Type must be application/x-www-form-urlencoded")
        if request.headers.get("Authorization") != _basic() or request.query:
            raise unauthenticated()
        kind = form.get("grant_type", "")
        if kind not in _FIELDS:
            raise invalid("grant_type is not supported")
        needed, optional = _FIELDS[kind]
        sent = form.keys() - {"grant_type"}
        if not needed <= sent <= needed | optional:
            raise invalid(f"sandbox: send {', '.join(sorted(needed))}")
        if kind == "authorization_code":
            return self._exchange(form["code"], form["redirect_uri"])
        return self._refresh(form["refresh_token"])

    def _exchange(self, value: str, redirect_uri: str) -> Json:
        code = self._section.codes.look(value, redirect_uri, now=self._section.now)
        if code is None:
            raise unauthenticated()
        code.used = True
        return self._tokens(code.account, code.scopes, "authorization_code")

    def _refresh(self, value: str) -> Json:
        held = self._section.store.refresh_tokens.get(value)
        if held is None or held.expires_at <= self._section.now:
            raise unauthenticated()
        if self._section.world.settings["pinterest_old_refresh"] == "dies":
            del self._section.store.refresh_tokens[value]
        return self._tokens(held.user_id, held.scopes, "refresh_token")

    def _tokens(self, user_id: str, scopes: list[str], kind: str) -> Json:
        store, now = self._section.store, self._section.now
        access = store.issue(user_id, tuple(scopes), expires_at=now + _ACCESS_LIFE_S)
        value = f"pinr_SANDBOX{secrets.token_hex(32).upper()}"
        refresh = RefreshToken(value, user_id, list(scopes), now + _REFRESH_LIFE_S)
        store.refresh_tokens[value] = refresh
        return {
            "access_token": access.value,
            "token_type": "bearer",
            "expires_in": _ACCESS_LIFE_S,
            "scope": " ".join(scopes),
            "response_type": kind,
            "refresh_token": value,
            "refresh_token_expires_in": _REFRESH_LIFE_S,
            "refresh_token_expires_at": int(refresh.expires_at),
        }


def _basic() -> str:
    pair = base64.b64encode(f"{APP_ID}:{APP_SECRET}".encode()).decode()
    return f"Basic {pair}"
