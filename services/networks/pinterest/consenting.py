"""Pinterest's own page on which people let us in, and the tokens that come of it.

An access token lives for a month. A refresh token brings the next one, and may come back changed:
then the old one may be worthless at once.

Source: https://developers.pinterest.com/docs/getting-started/set-up-authentication-and-authorization/
https://developers.pinterest.com/docs/api/v5/oauth-token
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

from services.clock import Clock
from services.errors import AccessDenied, LoginNeeded, Rejected, Transient
from services.networks.base import App, Consent, Grant, Json
from services.networks.pinterest.client import PinterestClient
from services.networks.pinterest.settings import PinterestSettings

_READING = ("user_accounts:read", "boards:read", "pins:read")
_WRITING = ("boards:write", "pins:write")


class Consenting:
    """Asks people, and gets tokens for their answers.

    Args:
        settings: Our app, and where people are asked.
        clock: Tells until when what was granted is good.
        client: Reaches the token server.
    """

    def __init__(self, settings: PinterestSettings, clock: Clock, client: PinterestClient) -> None:
        self._settings = settings
        self._clock = clock
        self._client = client

    def address(self, consent: Consent) -> str:
        """Where a person is asked.

        Raises:
            AccessDenied: There is no app.
        """
        query = {
            "client_id": self._app().id,
            "redirect_uri": consent.redirect_uri,
            "response_type": "code",
            "scope": ",".join((*_READING, *_WRITING)),
            "state": consent.state,
        }
        return f"{self._settings.consent_url}?{urlencode(query)}"

    async def exchange(self, consent: Consent, answer: Mapping[str, str]) -> Grant:
        """Tokens for the code of an answer.

        Raises:
            NetworkError: There are none, or they allow too little.
        """
        form = {
            "grant_type": "authorization_code",
            "code": answer.get("code", ""),
            "redirect_uri": consent.redirect_uri,
            # Apps from before September 2025 get a refresh token that ends for good without it.
            "continuous_refresh": "true",
        }
        app = self._app()
        try:
            told = await self._client.grant(app, form)
        except (LoginNeeded, Rejected) as error:
            problem = LoginNeeded(error.code, error.detail, advice="pinterest-advice-consent")
        else:
            _need_scopes(told)
            return self._granted(told, refresh_token=_text(told, "refresh_token"))
        raise problem

    async def refresh(self, credentials: Mapping[str, str]) -> Grant:
        """New tokens for a refresh token; the same one again if none comes.

        Raises:
            LoginNeeded: Pinterest refuses it. It refuses the app in the same words.
            NetworkError: The token server is not well, or the app's settings are gone for now.
        """
        form = {
            "grant_type": "refresh_token",
            "refresh_token": credentials.get("refresh_token", ""),
        }
        if not form["refresh_token"]:
            raise LoginNeeded("Pinterest", advice="pinterest-advice-login")
        if self._settings.app is None:
            raise Transient("Pinterest", "there is no app in the settings")
        try:
            told = await self._client.grant(self._settings.app, form)
        except (LoginNeeded, Rejected) as error:
            problem = LoginNeeded(error.code, error.detail, advice="pinterest-advice-login")
        else:
            return self._granted(told, refresh_token=told.get("refresh_token") or "")
        raise problem

    def _app(self) -> App:
        if self._settings.app is None:
            raise AccessDenied("Pinterest", advice="pinterest-advice-no-app")
        return self._settings.app

    def _granted(self, told: Json, *, refresh_token: str) -> Grant:
        """What came, to be refreshed when half of its life is over."""
        now = self._clock.now()
        life = _life(told)
        secrets = {"access_token": _text(told, "access_token"), "refresh_token": refresh_token}
        return Grant(secrets, expires_at=now + life, refresh_at=_halfway(now, told, life))


def _need_scopes(told: Json) -> None:
    """Make sure that all that we need was allowed; an answer without scopes is proved later.

    Raises:
        AccessDenied: It was not; the text names what.
    """
    scope = told.get("scope")
    if not isinstance(scope, str):
        return
    given = set(scope.replace(",", " ").split())
    for needed, what in ((_READING, "reading"), (_WRITING, "writing")):
        if missing := set(needed) - given:
            words = ", ".join(sorted(missing))
            raise AccessDenied("Pinterest scope", words, advice=f"pinterest-advice-consent-{what}")


def _text(told: Json, name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value:
        raise Transient("Pinterest", f"no {name} in the answer")
    return value


def _life(told: Json) -> timedelta:
    seconds = told.get("expires_in")
    if not isinstance(seconds, int) or seconds <= 0:
        raise Transient("Pinterest", "it did not say how long the token lives")
    return timedelta(seconds=seconds)


def _halfway(now: datetime, told: Json, life: timedelta) -> datetime:
    """Half of the life of whichever token dies first."""
    seconds = told.get("refresh_token_expires_in")
    lives = [life, timedelta(seconds=seconds)] if isinstance(seconds, int) and seconds else [life]
    return now + min(lives) / 2
