"""Instagram's consent page and token servers: a code, a token for an hour, one for 60 days.

Source: https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-instagram-login/business-login
https://developers.facebook.com/documentation/instagram-platform/reference/access_token
https://developers.facebook.com/documentation/instagram-platform/reference/refresh_access_token
"""

import secrets
from collections.abc import Callable
from typing import Any, Final

from aiohttp import web

from services.sandbox.consent_page import Asker, ConsentPage
from services.sandbox.faults import Fault
from services.sandbox.instagram.errors import DEAD_TOKEN, GraphError, Refusal, invalid, stricter
from services.sandbox.instagram.graph import authorised, ordered
from services.sandbox.instagram.objects import Token
from services.sandbox.instagram.section import InstagramSection
from services.sandbox.instagram.store import BASIC, COMMENTS, PUBLISH, TOKEN_LIFE_S
from services.sandbox.perform import Answer, Call, perform
from services.sandbox.words import Words

APP_ID = "990000000000001"
APP_SECRET = "a-pretended-instagram-secret"  # noqa: S105 - there is no such app

_SHORT_LIFE_S = 3600
_YOUNG_S = 86_400
_CODE_FIELDS = frozenset({"client_id", "client_secret", "grant_type", "redirect_uri", "code"})
_TOO_YOUNG = Refusal(10, None, "(#10) The access token must be at least 24 hours old")
_SCOPES: Final = {
    BASIC: Words("see your profile and posts", "видеть ваш профиль и посты"),
    PUBLISH: Words("publish posts", "публиковать посты"),
    COMMENTS: Words("write comments", "писать комментарии"),
}

Fields = dict[str, str]
Act = Callable[[Fields], Answer]
Handler = Callable[[web.Request], Any]


class TokenServers:
    """Ask people, and exchange codes and tokens, for the one app that there is."""

    def __init__(self, section: InstagramSection) -> None:
        self._section = section
        asker = Asker(
            key="instagram",
            title="Instagram",
            path="/instagram/oauth/authorize",
            client_id=APP_ID,
            scopes=_SCOPES,
            accounts=lambda: {one.id: one.username for one in section.store.profiles.values()},
            denied={
                "error": "access_denied",
                "error_reason": "user_denied",
                "error_description": "The user denied your request",
            },
            fragment="#_",
        )
        self._page = ConsentPage(section.world, asker, section.codes)

    def routes(self) -> list[web.RouteDef]:
        """The page, and the three servers."""
        return [
            *self._page.routes(),
            web.post("/instagram/oauth/access_token", self._code),
            web.get("/instagram/access_token", self._calling("access_token", self._exchange)),
            web.get(
                "/instagram/refresh_access_token",
                self._calling("refresh_access_token", self._refresh),
            ),
        ]

    async def _code(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        is_form = request.content_type == "application/x-www-form-urlencoded"

        async def effect() -> Answer:
            return self._short(form if is_form and not request.query else {})

        def refusal(_fault: Fault) -> Answer:
            return _refused("Invalid platform app")

        params = {"grant_type": form.get("grant_type")}
        call = Call(
            request=request, network="instagram", method="oauth/access_token", params=params
        )
        return await perform(self._section.world, call, effect, refusal)

    def _short(self, form: Fields) -> Answer:
        """A code becomes a token for an hour."""
        if form.keys() != _CODE_FIELDS or form["grant_type"] != "authorization_code":
            return _refused(f"sandbox: a form with {', '.join(sorted(_CODE_FIELDS))}")
        if (form["client_id"], form["client_secret"]) != (APP_ID, APP_SECRET):
            return _refused("Invalid platform app")
        code = self._section.codes.look(form["code"], form["redirect_uri"], now=self._section.now)
        if code is None:
            return _refused("Matching code was not found or was already used.")
        code.used = True
        token = self._issue(code.account, tuple(code.scopes), _SHORT_LIFE_S, is_short=True)
        told = {
            "access_token": token.value,
            "user_id": code.account,
            "permissions": ",".join(code.scopes),
        }
        return Answer(payload={"data": [told]}, effect=True)

    def _calling(self, method: str, act: Act) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            sent = dict(request.query)
            token = self._section.store.tokens.get(sent.get("access_token", ""))
            call = Call(
                request=request,
                network="instagram",
                method=method,
                params={"grant_type": sent.get("grant_type")},
                target=token.profile_id if token else None,
                token_hint=f"…{token.value[-4:]}" if token else "",
            )

            async def effect() -> Answer:
                try:
                    return act(sent)
                except GraphError as error:
                    return error.answer()

            return await perform(self._section.world, call, effect, ordered)

        return answer

    def _exchange(self, sent: Fields) -> Answer:
        """A token for an hour becomes one for 60 days."""
        _expect(sent, "ig_exchange_token", "client_secret", "access_token")
        if sent["client_secret"] != APP_SECRET:
            raise invalid("client_secret")
        token = self._alive(sent["access_token"])
        if not token.is_short:
            raise invalid("access_token is no short-lived one")
        return self._long(token)

    def _refresh(self, sent: Fields) -> Answer:
        """A token for 60 days becomes another; the old one stays good until its end."""
        _expect(sent, "ig_refresh_token", "access_token")
        token = self._alive(sent["access_token"])
        if token.is_short or self._section.now < token.issued_at + _YOUNG_S:
            raise GraphError(_TOO_YOUNG)
        return self._long(token)

    def _alive(self, value: str) -> Token:
        token = self._section.store.tokens.get(value)
        if token is None:
            raise GraphError(DEAD_TOKEN)
        return authorised(token, self._section.now)

    def _long(self, token: Token) -> Answer:
        made = self._issue(token.profile_id, token.scopes, TOKEN_LIFE_S)
        payload = {
            "access_token": made.value,
            "token_type": "bearer",
            "expires_in": TOKEN_LIFE_S,
            "permissions": ",".join(made.scopes),
        }
        return Answer(payload=payload, effect=True)

    def _issue(
        self, profile_id: str, scopes: tuple[str, ...], life_s: float, *, is_short: bool = False
    ) -> Token:
        now = self._section.now
        value = f"IGAA-SANDBOX-{secrets.token_hex(48)}"
        token = Token(value, profile_id, scopes, now + life_s, issued_at=now, is_short=is_short)
        self._section.store.tokens[value] = token
        return token


def _expect(sent: Fields, grant_type: str, *names: str) -> None:
    if sent.get("grant_type") != grant_type:
        raise invalid("grant_type")
    if sent.keys() != {"grant_type", *names}:
        raise stricter(f"send {', '.join(names)}")


def _refused(words: str) -> Answer:
    """A refusal of the server that takes codes: no `error` object."""
    payload = {"error_type": "OAuthException", "code": 400, "error_message": words}
    return Answer(payload=payload, status=400, executed=False)
