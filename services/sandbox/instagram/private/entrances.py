"""The calls of an app in which nobody is logged in: from the first word to a session.

Source: https://github.com/subzeroid/instagrapi/blob/master/instagrapi/mixins/auth.py
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import web

from services.sandbox.instagram.private import bloks, knocking
from services.sandbox.instagram.private.caller import device_of, signed
from services.sandbox.instagram.private.entering import PROFILE, TWO_STEP, Entrance
from services.sandbox.instagram.private.errors import PrivateError, stricter
from services.sandbox.instagram.private.locks import Lock
from services.sandbox.instagram.private.objects import Door
from services.sandbox.instagram.private.orders import ordered
from services.sandbox.instagram.private.store import mid_of
from services.sandbox.instagram.private.twin import PrivateTwin
from services.sandbox.perform import Answer, Call, perform

_NEW: Final = "/instagram/private/b.i.instagram.com"
_OLD: Final = "/instagram/private/i.instagram.com"
_TWO_STEP: Final = TWO_STEP.rpartition(".")[0]
_PAGE: Final = "com.bloks.www.bloks.caa.login.process_client_data_and_redirect"
_FETCH: Final = "com.bloks.www.caa.login.oauth.token.fetch.async"
_LOGIN: Final = "com.bloks.www.bloks.caa.login.async.send_login_request"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Step = Callable[[Entrance, str], Answer]
BloksStep = Callable[[Entrance, dict[str, Any]], Answer]


class Entrances:
    """Answers whoever is not logged in yet."""

    def __init__(self, twin: PrivateTwin) -> None:
        self._twin = twin
        self._lock = Lock()

    def routes(self) -> list[web.RouteDef]:
        """Everything that the app asks before it has a session."""
        return [*self._knocking(), *self._profile(), *self._two_step(), *self._older()]

    def _knocking(self) -> list[web.RouteDef]:
        return [
            self._post(f"{_NEW}/graphql_www", "login.usdid", _register),
            self._action(_NEW, _PAGE, "login.page", _redirect),
            self._post(
                f"{_NEW}/api/v1/attestation/create_android_keystore/", "login.keystore", _keystore
            ),
            self._action(_NEW, _FETCH, "login.token", _greet),
            web.get(f"{_OLD}/api/v1/qe/sync/", self._key),
            self._action(_NEW, _LOGIN, "login", Entrance.by_password),
        ]

    def _profile(self) -> list[web.RouteDef]:
        return [
            self._action(
                _NEW,
                f"{PROFILE}.entrypoint_async",
                "login.profile",
                lambda at, told: at.open_profile("entrypoint_async", told),
            ),
            self._app(
                _NEW,
                f"{PROFILE}.code_entry",
                "login.profile",
                lambda at, told: at.open_profile("code_entry", told),
            ),
            self._action(
                _NEW, f"{PROFILE}.code_entry_async", "login.code", Entrance.by_profile_code
            ),
        ]

    def _two_step(self) -> list[web.RouteDef]:
        screens = [
            (self._app, f"{_TWO_STEP}.entrypoint"),
            (self._app, f"{_TWO_STEP}.method_picker"),
            (self._action, f"{_TWO_STEP}.method_picker.navigation.async"),
            (self._app, "com.bloks.www.two_factor_login.enter_backup_code"),
        ]
        return [
            *(self._screen(add, name) for add, name in screens),
            self._action(_OLD, f"{_TWO_STEP}.verify_code.async", "login.code", Entrance.by_code),
        ]

    def _older(self) -> list[web.RouteDef]:
        api = f"{_OLD}/api/v1"
        return [
            self._post(f"{api}/launcher/sync/", "login.launcher", _launcher),
            self._post(
                f"{api}/accounts/login/",
                "login.older",
                lambda at, text: at.by_older_password(signed(text)),
            ),
            self._post(
                f"{api}/accounts/two_factor_login/",
                "login.code",
                lambda at, text: at.by_older_code(signed(text)),
            ),
        ]

    def _screen(self, add: Callable[..., web.RouteDef], name: str) -> web.RouteDef:
        step = name.removeprefix(f"{_TWO_STEP}.")
        return add(_OLD, name, "login.two_step", lambda at, told: at.pick(step, told))

    def _action(self, host: str, name: str, method: str, step: BloksStep) -> web.RouteDef:
        return self._bloks(f"{host}/api/v1/bloks/async_action/{name}/", method, step)

    def _app(self, host: str, name: str, method: str, step: BloksStep) -> web.RouteDef:
        return self._bloks(f"{host}/api/v1/bloks/apps/{name}/", method, step)

    def _bloks(self, path: str, method: str, step: BloksStep) -> web.RouteDef:
        return self._post(path, method, lambda at, text: step(at, bloks.told(text, at.headers)))

    def _post(self, path: str, name: str, step: Step) -> web.RouteDef:
        async def effect(call: Call) -> Answer:
            text = await call.request.text()
            return step(self._entrance(call.request), text)

        return web.post(path, self._answering(name, effect))

    def _answering(self, name: str, effect: Callable[[Call], Awaitable[Answer]]) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            call = Call(request=request, network="instagram", method=f"private.{name}", params={})

            async def run() -> Answer:
                return await self._run(effect, call)

            return await perform(self._twin.world, call, run, lambda fault: ordered(fault, call))

        return answer

    async def _run(self, effect: Callable[[Call], Awaitable[Answer]], call: Call) -> Answer:
        try:
            answer = await effect(call)
        except PrivateError as refused:
            return refused.answer()
        headers = call.request.headers
        if "X-MID" not in headers and "X-IG-Device-ID" in headers:
            answer.headers |= {"ig-set-x-mid": mid_of(headers["X-IG-Device-ID"])}
        return answer

    async def _key(self, request: web.Request) -> web.StreamResponse:
        """The key for passwords, for whoever asks, as the website's visitors do."""

        async def tell(_call: Call) -> Answer:
            return Answer(payload={"status": "ok"}, headers=self._lock.headers())

        return await self._answering("login.key", tell)(request)

    def _entrance(self, request: web.Request) -> Entrance:
        """Where this request stands; who has a session does not log in.

        Raises:
            PrivateError: It has one, or does not say what it runs on.
        """
        if request.headers.get("Authorization"):
            raise stricter("who is logged in does not log in")
        device = device_of(request.headers)
        door = self._twin.store.doors.setdefault(
            device["X-IG-Device-ID"], Door(device["X-IG-Device-ID"])
        )
        return Entrance(self._twin, self._lock, door, device, request.headers)


def _register(at: Entrance, text: str) -> Answer:
    return knocking.register(at.door, text, at.headers)


def _redirect(at: Entrance, told: dict[str, Any]) -> Answer:
    return knocking.redirect(at.door, told, at.headers)


def _keystore(at: Entrance, text: str) -> Answer:
    return knocking.keystore(at.door, text, at.headers)


def _greet(at: Entrance, told: dict[str, Any]) -> Answer:
    return knocking.greet(at.door, told, at.headers)


def _launcher(at: Entrance, text: str) -> Answer:
    if signed(text).get("id") != at.device["X-IG-Device-ID"]:
        raise stricter("launcher/sync names the device")
    return Answer(payload={"configs": {}, "status": "ok"})
