"""VK ID: its page, its token server, and who signed in.

The state has to be long, S256 is checked, the device that came with the code has to be named, a
refresh token serves once, and whatever rights were asked for, an app like this gets its minimum.

Source: https://id.vk.com/about/business/go/docs/ru/vkid/latest/vk-id/connection/api-description
"""

import secrets
from collections.abc import Callable
from typing import Any, Final

from aiohttp import web

from services.sandbox.consent_page import Asker, ConsentPage
from services.sandbox.faults import Fault
from services.sandbox.perform import Answer, Call, perform
from services.sandbox.vk.section import VkSection
from services.sandbox.vk.tokens import Token
from services.sandbox.words import Words

APP_ID = "53000001"

_LIFE_S = 3_600
_MINIMUM = "vkid.personal_info"
_STATE_LENGTH = 32
_FIELDS = {
    "authorization_code": frozenset(
        {"code", "code_verifier", "client_id", "device_id", "redirect_uri", "state"}
    ),
    "refresh_token": frozenset({"refresh_token", "client_id", "device_id", "state"}),
}
_SCOPES: Final = {
    _MINIMUM: Words("see your name and picture", "видеть ваше имя и фото"),
    "wall": Words("post on your wall", "публиковать на вашей стене"),
    "photos": Words("see and upload photos", "видеть и загружать фото"),
    "video": Words("see and upload videos", "видеть и загружать видео"),
    "docs": Words("see and upload files", "видеть и загружать файлы"),
    "groups": Words("see your communities", "видеть ваши сообщества"),
    "stats": Words("see statistics", "видеть статистику"),
}

Act = Callable[[dict[str, str]], Answer]


class VkId:
    """Asks people, and exchanges tokens, for the one app that there is."""

    def __init__(self, section: VkSection) -> None:
        self._section = section
        asker = Asker(
            key="vk",
            title="VK",
            path="/vk/id/authorize",
            client_id=APP_ID,
            scopes=_SCOPES,
            accounts=lambda: {
                str(one.id): f"{one.first_name} {one.last_name}"
                for one in section.store.users.values()
            },
            separator=" ",
            extras=frozenset(
                {"code_challenge", "code_challenge_method", "prompt", "provider", "lang_id"}
            ),
            brings=lambda: {"device_id": secrets.token_urlsafe(48)},
            state_length=_STATE_LENGTH,
        )
        self._page = ConsentPage(section.world, asker, section.codes)

    def routes(self) -> list[web.RouteDef]:
        """The page, and the addresses of the token server."""
        return [
            *self._page.routes(),
            web.post("/vk/id/oauth2/auth", self._calling("oauth2/auth", self._auth)),
            web.post("/vk/id/oauth2/user_info", self._calling("oauth2/user_info", self._person)),
            web.post("/vk/id/oauth2/logout", self._calling("oauth2/logout", self._logout)),
        ]

    def _calling(self, method: str, act: Act) -> Callable[..., Any]:
        async def answer(request: web.Request) -> web.StreamResponse:
            form = {name: str(value) for name, value in (await request.post()).items()}
            held = form.get("refresh_token") or form.get("access_token", "")
            call = Call(
                request=request,
                network="vk",
                method=method,
                params={"grant_type": form.get("grant_type")},
                token_hint=held[-4:],
            )

            async def effect() -> Answer:
                if form.get("client_id") != APP_ID:
                    return _refused("invalid_client", "client_id is invalid")
                return act(form)

            return await perform(self._section.world, call, effect, _ordered)

        return answer

    def _auth(self, form: dict[str, str]) -> Answer:
        kind = form.pop("grant_type", "")
        if kind not in _FIELDS:
            return _refused("unsupported_grant_type", "grant_type is invalid")
        if form.keys() != _FIELDS[kind]:
            return _refused("invalid_request", f"sandbox: send {', '.join(sorted(_FIELDS[kind]))}")
        return self._redeem(form) if kind == "authorization_code" else self._renew(form)

    def _redeem(self, form: dict[str, str]) -> Answer:
        code = self._section.codes.look(form["code"], form["redirect_uri"], now=self._section.now)
        if code is None or not code.fits(form["code_verifier"]):
            return _refused("invalid_grant", "code is invalid or expired")
        if code.asked["device_id"] != form["device_id"]:
            return _refused("invalid_request", "device_id is invalid")
        code.used = True
        return self._issue(int(code.account), form["device_id"], form["state"])

    def _renew(self, form: dict[str, str]) -> Answer:
        """The old refresh token is worthless from now on, and the old access token too."""
        held = self._held("refresh_token", form["refresh_token"])
        if held is None or held.device != form["device_id"]:
            return _refused("invalid_grant", "refresh_token is invalid or expired")
        del self._section.store.tokens[held.value]
        return self._issue(held.user_id or 0, held.device, form["state"])

    def _issue(self, user_id: int, device: str, state: str) -> Answer:
        token = Token(
            value=f"vk2.a.SANDBOX-{secrets.token_urlsafe(48)}",
            kind="vkid",
            user_id=user_id,
            expires_at=self._section.now + _LIFE_S,
            refresh_token=f"vk2.r.SANDBOX-{secrets.token_urlsafe(48)}",
            device=device,
        )
        self._section.store.tokens[token.value] = token
        payload = {
            "access_token": token.value,
            "refresh_token": token.refresh_token,
            "token_type": "Bearer",
            "expires_in": _LIFE_S,
            "user_id": user_id,
            "state": state,
            "scope": _MINIMUM,
        }
        return Answer(payload=payload, effect=True)

    def _person(self, form: dict[str, str]) -> Answer:
        held = self._section.store.tokens.get(form.get("access_token", ""))
        person = self._section.store.users.get(held.user_id or 0) if held else None
        if person is None:
            return _refused("invalid_token", "access_token is invalid")
        told = {"user_id": str(person.id), "first_name": person.first_name}
        return Answer(payload={"user": {**told, "last_name": person.last_name}})

    def _logout(self, form: dict[str, str]) -> Answer:
        held = self._section.store.tokens.get(form.get("access_token", ""))
        if held is None or not held.refresh_token:
            return _refused("invalid_token", "access_token is invalid")
        del self._section.store.tokens[held.value]
        return Answer(payload={"response": 1}, effect=True)

    def _held(self, name: str, value: str) -> Token | None:
        tokens = self._section.store.tokens.values()
        return next((one for one in tokens if value and getattr(one, name) == value), None)


def _refused(error: str, words: str) -> Answer:
    payload = {"error": error, "error_description": words}
    return Answer(payload=payload, status=400, executed=False)


def _ordered(fault: Fault) -> Answer:
    """VK ID's words for a fault that somebody ordered."""
    if fault.kind == "rate_limit":
        return _refused("slow_down", "Too many requests.")
    return _refused(str(fault.params.get("error", "invalid_grant")), "Ordered.")
