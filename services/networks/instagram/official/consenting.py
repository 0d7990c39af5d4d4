"""Instagram's own page on which people let us in, and the token that comes of it.

A code becomes a token for an hour, and this one for 60 days. There is no refresh token: a token
that is a day old brings the next one, until it has ended.

Source: https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-instagram-login/business-login
https://developers.facebook.com/documentation/instagram-platform/reference/refresh_access_token
"""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

from services.clock import Clock
from services.errors import AccessDenied, LoginNeeded, Transient
from services.networks.base import App, Consent, Grant, Json
from services.networks.instagram.official.client import GraphClient, items_of
from services.networks.instagram.official.token import access_token
from services.networks.instagram.settings import InstagramSettings

_BASIC = "instagram_business_basic"
_PUBLISH = "instagram_business_content_publish"
_COMMENTS = "instagram_business_manage_comments"

_OLD_ENOUGH = timedelta(hours=25)
"""Instagram refreshes no token that is younger than a day."""


class Consenting:
    """Asks people, and gets tokens for their answers.

    Args:
        settings: Our app, and where Instagram is.
        clock: Tells until when what was granted is good.
        client: Reaches the token servers.
    """

    def __init__(self, settings: InstagramSettings, clock: Clock, client: GraphClient) -> None:
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
            "scope": ",".join((_BASIC, _PUBLISH, _COMMENTS)),
            "state": consent.state,
        }
        return f"{self._settings.consent_url}?{urlencode(query)}"

    async def exchange(self, consent: Consent, answer: Mapping[str, str]) -> Grant:
        """A token for 60 days, for the code of an answer.

        Raises:
            NetworkError: There is none, or it allows too little.
        """
        app, code = self._app(), answer.get("code", "")
        try:
            short = await self._short_token(app, code, consent.redirect_uri)
            return await self._long_token(app, short)
        except LoginNeeded as error:
            problem = LoginNeeded(error.code, error.detail, advice="instagram-advice-consent")
        raise problem

    async def refresh(self, credentials: Mapping[str, str]) -> Grant:
        """The next token for one that is still good.

        Raises:
            NetworkError: `LoginNeeded` when it is good no more.
        """
        token = access_token(credentials).value
        told = await self._client.grant(
            "GET",
            f"{self._settings.api_url}/refresh_access_token",
            {"grant_type": "ig_refresh_token", "access_token": token},
            (token,),
        )
        return self._granted(told)

    def _app(self) -> App:
        if self._settings.app is None:
            raise AccessDenied("Instagram", advice="instagram-advice-no-app")
        return self._settings.app

    async def _short_token(self, app: App, code: str, redirect_uri: str) -> str:
        form = {
            "client_id": app.id,
            "client_secret": app.secret,
            "grant_type": "authorization_code",
            "redirect_uri": redirect_uri,
            "code": code,
        }
        secrets = (app.secret, code)
        told = await self._client.grant("POST", self._settings.code_url, form, secrets)
        # Some pages of the vendor show the answer in a list of one.
        told = next(iter(items_of(told)), told)
        _need_permissions(told.get("permissions"))
        return _token(told)

    async def _long_token(self, app: App, short: str) -> Grant:
        query = {
            "grant_type": "ig_exchange_token",
            "client_secret": app.secret,
            "access_token": short,
        }
        address, secrets = f"{self._settings.api_url}/access_token", (app.secret, short)
        return self._granted(await self._client.grant("GET", address, query, secrets))

    def _granted(self, told: Json) -> Grant:
        """What came, to be refreshed when half of its life is over."""
        seconds = told.get("expires_in")
        if not isinstance(seconds, int) or seconds <= 0:
            raise Transient("Instagram", "it did not say how long the token lives")
        now, life = self._clock.now(), timedelta(seconds=seconds)
        wait = max(life / 2, _OLD_ENOUGH)
        return Grant(
            {"access_token": _token(told)},
            expires_at=now + life,
            refresh_at=now + wait if wait < life else None,
        )


def _token(told: Json) -> str:
    value = told.get("access_token")
    if not isinstance(value, str) or not value:
        raise Transient("Instagram", "no token in the answer")
    return value


def _need_permissions(told: object) -> None:
    """Make sure that publishing was allowed; an answer without permissions is proved later.

    Raises:
        AccessDenied: It was not; the text names what.
    """
    given = told.split(",") if isinstance(told, str) else told
    if not isinstance(given, list):
        return
    names = {str(one).strip() for one in given}
    for needed, what in ((_BASIC, "basic"), (_PUBLISH, "publish")):
        if needed not in names:
            raise AccessDenied(
                "Instagram permission", needed, advice=f"instagram-advice-consent-{what}"
            )
