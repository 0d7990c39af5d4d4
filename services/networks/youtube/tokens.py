"""Access tokens: had for a refresh token, and good for an hour.

Whoever publishes brings one along that all workers share. Here another is had where that one ends
on the way, or was refused, or where nobody had one made; it is kept in memory only.

google-auth asks the token server, through our transport. By itself it would ask again, and sleep
between, where the server is not well: here each answer but success ends the call.

Source: https://developers.google.com/identity/protocols/oauth2/web-server#offline
"""

import asyncio
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import google_auth_httplib2
from google.auth.exceptions import GoogleAuthError, TransportError
from google.oauth2.credentials import Credentials

from services.clock import Clock
from services.errors import AccessDenied, LoginNeeded, NetworkError
from services.networks.base import App, Grant
from services.networks.threads import Line
from services.networks.youtube.errors import Refusal, refused_token
from services.networks.youtube.settings import YoutubeSettings
from services.networks.youtube.transport import LOST, LineHttp, Transport

_EARLY = timedelta(minutes=5)
_YOUNG = timedelta(minutes=2)
_LIFE_S = 3600
_FIELD = "access"


@dataclass(frozen=True, slots=True)
class Access:
    """An access token that nothing prints, and what the person allowed with it."""

    value: str = field(repr=False)
    scopes: frozenset[str]
    minted_at: datetime
    expires_at: datetime

    def is_young(self, now: datetime) -> bool:
        """Whether it is so new that, if it is refused, another one would be as well."""
        return now < self.minted_at + _YOUNG


class Tokens:
    """Hands out access tokens, one for each refresh token at a time.

    Args:
        settings: The project's client, and where the token server is.
        clock: Whose time tokens live in.
        transport: Carries the requests.
    """

    def __init__(self, settings: YoutubeSettings, clock: Clock, transport: Transport) -> None:
        self._settings = settings
        self._clock = clock
        self._transport = transport
        self._known: dict[str, Access] = {}
        self._refused: dict[str, Access] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def access(self, credentials: Mapping[str, str]) -> Access:
        """A token that is good for some minutes more.

        Raises:
            LoginNeeded: There is no refresh token, or Google no longer takes it.
            AccessDenied: This installation has no client, or Google does not know it.
            NetworkError: The token server is not well.
        """
        refresh_token = credentials.get("refresh_token", "")
        if not refresh_token:
            raise LoginNeeded("YouTube", advice="youtube-advice-login")
        client = self._settings.client
        if client is None:
            raise AccessDenied("YouTube", advice="youtube-advice-no-client")
        name = _name(refresh_token)
        async with self._turns[name]:
            for one in (self._known.get(name), _brought(credentials)):
                if one and self._is_good(name, one):
                    return one
            minted = self._known[name] = await self._mint(client, refresh_token)
            return minted

    async def grant(self, credentials: Mapping[str, str]) -> Grant:
        """A token for all who bring these credentials along from now on.

        Raises:
            NetworkError: As `access` does.
        """
        access = await self.access(credentials)
        packed = {
            "of": _name(credentials["refresh_token"]),
            "value": access.value,
            "scopes": sorted(access.scopes),
            "minted_at": access.minted_at.isoformat(),
            "expires_at": access.expires_at.isoformat(),
        }
        return Grant({_FIELD: json.dumps(packed)}, access_until=access.expires_at)

    def forget(self, credentials: Mapping[str, str], access: Access) -> None:
        """Hand this token out no more: somebody refused it."""
        self._refused[_name(credentials.get("refresh_token", ""))] = access

    def _is_good(self, name: str, access: Access) -> bool:
        return self._clock.now() < access.expires_at - _EARLY and self._refused.get(name) != access

    async def _mint(self, client: App, refresh_token: str) -> Access:
        line = Line("YouTube")

        def call(http: LineHttp) -> Access | NetworkError:
            return self._minted(line, http, client, refresh_token)

        answer = await self._transport.run(line, call)
        if isinstance(answer, NetworkError):
            raise answer
        return answer

    def _minted(
        self, line: Line, http: LineHttp, client: App, refresh_token: str
    ) -> Access | NetworkError:
        """The token, or the error to raise: raised here, it would carry Google's along."""
        call = _TokenCall(http)
        credentials = Credentials(  # type: ignore[no-untyped-call]
            None,
            refresh_token=refresh_token,
            token_uri=self._settings.token_url,
            client_id=client.id,
            client_secret=client.secret,
        )
        try:
            credentials.refresh(call)  # type: ignore[no-untyped-call]
            return self._read(call.answer)
        except _RefusedError as error:
            return refused_token(error.refusal, now=self._clock.now())
        except (GoogleAuthError, *LOST) as error:
            return line.lost(line.why(error))

    def _read(self, answer: Mapping[str, Any]) -> Access:
        now = self._clock.now()
        life = timedelta(seconds=int(answer.get("expires_in", _LIFE_S)))
        scopes = frozenset(str(answer.get("scope", "")).split())
        return Access(str(answer["access_token"]), scopes, now, now + life)


def _name(refresh_token: str) -> str:
    return hashlib.sha256(refresh_token.encode()).hexdigest()


def _brought(credentials: Mapping[str, str]) -> Access | None:
    """The token that all workers share, unless it was had for another refresh token."""
    told = json.loads(credentials.get(_FIELD, "{}"))
    if told.get("of") != _name(credentials["refresh_token"]):
        return None
    minted_at, expires_at = (datetime.fromisoformat(told[at]) for at in ("minted_at", "expires_at"))
    return Access(told["value"], frozenset(told["scopes"]), minted_at, expires_at)


class _RefusedError(TransportError):
    """The token server answered something else than a token."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__("refused")  # type: ignore[no-untyped-call]
        self.refusal = refusal


class _TokenCall(google_auth_httplib2.Request):  # type: ignore[misc]  # no types
    """One request to the token server, whose answer is read here as well.

    google-auth keeps from the answer neither its lifetime nor, unless they were asked for again,
    the scopes that were granted.
    """

    answer: Mapping[str, Any]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        response = super().__call__(*args, **kwargs)
        if response.status != 200:
            raise _RefusedError(Refusal(response.status, response.data))
        answer = json.loads(response.data)
        if not isinstance(answer, dict) or not answer.get("access_token"):
            raise ValueError("no token in the answer")
        self.answer = answer
        return response
