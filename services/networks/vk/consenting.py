"""VK ID: VK's own page on which a person lets us in, the tokens that come of it, and their end.

A token of VK ID lets an app read walls that everybody sees, and do no more unless VK has granted
the app further rights by hand: it neither posts nor tells which communities a person runs. So it is
added to a community that is linked by its key, and makes posts findable whose answer got lost.

The access token lives for an hour; the refresh token changes whenever it is used, and belongs to
the device that VK named in its first answer.

Source: https://id.vk.com/about/business/go/docs/ru/vkid/latest/vk-id/connection/api-description
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp

from services.clock import Clock
from services.errors import AccessDenied, LoginNeeded, NetworkError, NotSent, Transient
from services.networks.base import Consent, Grant, Json
from services.networks.bodies import whole
from services.networks.line import Line
from services.networks.vk.settings import VkSettings

TOKEN, REFRESH, DEVICE = "vkid_token", "vkid_refresh", "vkid_device"

_ANSWER_BYTES = 1 << 20
_LIMIT_S = 15.0
_REFUSED = {"invalid_grant", "invalid_token", "access_denied"}


class Consenting:
    """Asks people, gets tokens for their answers, keeps them fresh and gives them back.

    Args:
        settings: Our app, and where VK ID is.
        clock: Tells when to refresh.
    """

    def __init__(self, settings: VkSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    @property
    def is_set_up(self) -> bool:
        """Whether there is an app to ask in the name of."""
        return bool(self._settings.app_id)

    def address(self, consent: Consent) -> str:
        """Where a person is asked.

        Raises:
            AccessDenied: There is no app.
        """
        query = {
            "response_type": "code",
            "client_id": self._app(),
            "redirect_uri": consent.redirect_uri,
            "scope": self._settings.id_scope,
            "state": consent.state,
            "code_challenge": consent.challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._settings.id_url}/authorize?{urlencode(query)}"

    async def exchange(self, consent: Consent, answer: Mapping[str, str]) -> Grant:
        """Tokens for the code of an answer, and the device that they belong to.

        Raises:
            NetworkError: There are none.
        """
        device = answer.get("device_id", "")
        form = {
            "grant_type": "authorization_code",
            "code": answer.get("code", ""),
            "code_verifier": consent.verifier,
            "client_id": self._app(),
            "device_id": device,
            "redirect_uri": consent.redirect_uri,
            "state": consent.state,
        }
        told = await self._ask("auth", form, advice="vk-advice-consent")
        return self._granted(told, device)

    async def refresh(self, credentials: Mapping[str, str]) -> Grant:
        """New tokens for the refresh token, which is worthless from then on.

        Raises:
            LoginNeeded: VK refuses it for good.
            NetworkError: VK ID is not well, or the app's settings are gone for now.
        """
        if not self.is_set_up:
            raise Transient("VK ID", "there is no app in the settings")
        device = credentials.get(DEVICE, "")
        form = {
            "grant_type": "refresh_token",
            "refresh_token": credentials.get(REFRESH, ""),
            "client_id": self._app(),
            "device_id": device,
            "state": device,
        }
        told = await self._ask("auth", form, advice="vk-advice-login-vkid")
        return self._granted(told, device)

    async def end(self, credentials: Mapping[str, str]) -> bool:
        """End a sign-in; True where there was none. Others of the same person stay as they are.

        Raises:
            NetworkError: It did not work.
        """
        token = credentials.get(TOKEN)
        if token and self.is_set_up:
            form = {"client_id": self._app(), "access_token": token}
            await self._ask("logout", form, advice="vk-advice-login-vkid")
        return True

    def _app(self) -> str:
        if not self._settings.app_id:
            raise AccessDenied("VK ID", advice="vk-advice-no-app")
        return self._settings.app_id

    def _granted(self, told: Json, device: str) -> Grant:
        """What came, to be refreshed when half of its life is over.

        It has no `expires_at`: no post waits for something that only helps to look.
        """
        secrets = {TOKEN: told.get("access_token"), REFRESH: told.get("refresh_token")}
        life_s = told.get("expires_in")
        if not all(secrets.values()) or not isinstance(life_s, int) or not device:
            raise Transient("VK ID", "an answer of another shape")
        words = {name: str(secret) for name, secret in secrets.items()}
        now = self._clock.now()
        return Grant({**words, DEVICE: device}, refresh_at=now + timedelta(seconds=life_s / 2))

    async def _ask(self, what: str, form: Mapping[str, str], *, advice: str) -> Json:
        """Ask once; no error that comes out of here holds what was sent."""
        line = Line("VK ID", None)
        try:
            status, told = await self._answer(line, what, form)
        except NotSent as error:
            problem: NetworkError = error
        except (aiohttp.ClientError, OSError, ValueError, RecursionError) as error:
            problem = Transient("VK ID", type(error).__name__)
        else:
            if isinstance(told, dict) and "error" not in told:
                return told
            problem = _refusal(status, told, advice)
        raise problem

    async def _answer(self, line: Line, what: str, form: Mapping[str, str]) -> tuple[int, Any]:
        timeout = aiohttp.ClientTimeout(
            total=min(self._settings.call_timeout_s, _LIMIT_S),
            sock_connect=self._settings.connect_timeout_s,
        )
        address = f"{self._settings.id_url}/oauth2/{what}"
        async with (
            aiohttp.ClientSession(
                connector=line, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()
            ) as http,
            http.post(address, data=form, allow_redirects=False) as response,
        ):
            return response.status, json.loads(await whole(response, _ANSWER_BYTES))


def _refusal(status: int, told: Any, advice: str) -> NetworkError:
    """VK ID names what is wrong in `error`, whatever the status; its words may quote a token."""
    error = str(told.get("error", "")) if isinstance(told, dict) else ""
    if error in _REFUSED:
        return LoginNeeded(f"VK ID {error}", advice=advice)
    if error in {"invalid_client", "invalid_request", "unauthorized_client"}:
        return AccessDenied(f"VK ID {error}", advice="vk-advice-app-refused")
    return Transient(f"VK ID {status}")
