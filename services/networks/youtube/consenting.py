"""Google's own page on which people let us in, the refresh token that comes of it, and its end.

Google gives a refresh token with the first yes alone, unless it is made to ask anew. It stays good
until somebody takes it back; while the project is in testing, for a week.

Source: https://developers.google.com/youtube/v3/guides/auth/server-side-web-apps
https://developers.google.com/identity/protocols/oauth2/web-server
"""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from services.clock import Clock
from services.errors import AccessDenied, LoginNeeded, NetworkError, Transient
from services.networks.base import App, Consent, Grant, Json
from services.networks.bodies import json_object
from services.networks.threads import Line
from services.networks.youtube.errors import Refusal, refused_token
from services.networks.youtube.settings import YoutubeSettings
from services.networks.youtube.transport import LOST, LineHttp, Transport

FULL = frozenset(
    f"https://www.googleapis.com/auth/{name}" for name in ("youtube", "youtube.force-ssl")
)
"""Either allows all that is done here. `youtube.upload` alone could never make a video public."""

_SCOPE = "https://www.googleapis.com/auth/youtube"
_FORM = {"content-type": "application/x-www-form-urlencoded"}


class Consenting:
    """Asks people, gets a refresh token for their answers, and gives it back.

    Args:
        settings: The project's client, and where Google is.
        clock: Tells until when what was granted is good.
        transport: Carries the requests.
    """

    def __init__(self, settings: YoutubeSettings, clock: Clock, transport: Transport) -> None:
        self._settings = settings
        self._clock = clock
        self._transport = transport

    def address(self, consent: Consent) -> str:
        """Where a person is asked.

        Raises:
            AccessDenied: There is no client.
        """
        query = {
            "client_id": self._client().id,
            "redirect_uri": consent.redirect_uri,
            "response_type": "code",
            "scope": _SCOPE,
            "state": consent.state,
            "access_type": "offline",
            "prompt": "consent",
            "code_challenge": consent.challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._settings.consent_url}?{urlencode(query)}"

    async def exchange(self, consent: Consent, answer: Mapping[str, str]) -> Grant:
        """A refresh token for the code of an answer.

        Raises:
            NetworkError: There is none, or it allows too little.
        """
        client = self._client()
        form = {
            "grant_type": "authorization_code",
            "code": answer.get("code", ""),
            "code_verifier": consent.verifier,
            "redirect_uri": consent.redirect_uri,
            "client_id": client.id,
            "client_secret": client.secret,
        }
        reply = await self._post(self._settings.token_url, form)
        if reply.status != HTTPStatus.OK:
            error = refused_token(reply, now=self._clock.now())
            if isinstance(error, LoginNeeded):
                error = LoginNeeded(error.code, error.detail, advice="youtube-advice-consent")
            raise error
        return self._granted(_object(reply.body))

    async def revoke(self, credentials: Mapping[str, str]) -> bool:
        """Take a refresh token back, and with it all that was allowed.

        Raises:
            NetworkError: It did not work.
        """
        token = credentials.get("refresh_token", "")
        if not token:
            return False
        answer = await self._post(self._settings.revoke_url, {"token": token})
        if answer.status != HTTPStatus.OK and answer.reason != "invalid_token":
            raise refused_token(answer, now=self._clock.now())
        return True

    def _client(self) -> App:
        if self._settings.client is None:
            raise AccessDenied("YouTube", advice="youtube-advice-no-client")
        return self._settings.client

    async def _post(self, address: str, form: Mapping[str, str]) -> Refusal:
        """Google's answer, from which everything secret of ours is taken out.

        Raises:
            NetworkError: There was none.
        """
        line = Line("YouTube")

        def call(http: LineHttp) -> Refusal | NetworkError:
            try:
                answer, body = http.request(address, "POST", urlencode(form), _FORM)
            except LOST as error:
                return line.lost(line.why(error))
            return Refusal(answer.status, _without(body, form))

        answer = await self._transport.run(line, call)
        if isinstance(answer, NetworkError):
            raise answer
        return answer

    def _granted(self, told: Json) -> Grant:
        scope, token = told.get("scope"), told.get("refresh_token")
        if isinstance(scope, str) and not FULL & set(scope.split()):
            raise AccessDenied("YouTube scope", _SCOPE, advice="youtube-advice-consent-scopes")
        if not isinstance(token, str) or not token:
            raise AccessDenied("YouTube", advice="youtube-advice-consent-again")
        # It comes where the permission ends by itself.
        life_s = told.get("refresh_token_expires_in")
        ends_at = None
        if isinstance(life_s, int) and life_s > 0:
            ends_at = self._clock.now() + timedelta(seconds=life_s)
        return Grant({"refresh_token": token}, expires_at=ends_at)


def _without(body: bytes, form: Mapping[str, str]) -> bytes:
    for name in ("code", "code_verifier", "client_secret", "token"):
        if secret := form.get(name):
            body = body.replace(secret.encode(), b"***")
    return body


def _object(body: bytes) -> Json:
    """The object of an answer.

    Raises:
        Transient: It is something else, such as a page.
    """
    told = json_object(body)
    if not told.get("access_token"):
        raise Transient("YouTube", "no token in the answer")
    return told
