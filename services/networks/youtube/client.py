"""Calls of the YouTube Data API through `google-api-python-client`, with its traps closed.

The service is built from the description that the library brings along, so nothing is asked before
the first call. Credentials carry an access token and no refresh token: the library cannot renew it
and send again by itself. Its errors are made anew, because they hold the request.

Source: https://developers.google.com/youtube/v3/docs
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import google_auth_httplib2
import googleapiclient
from google.auth.exceptions import GoogleAuthError
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import Resource, build_from_document
from googleapiclient.errors import Error, HttpError

from services.clock import Clock
from services.errors import LoginNeeded, NetworkError, Transient
from services.networks.base import Json
from services.networks.threads import Line
from services.networks.unanswered import unclear
from services.networks.window import SendWindow
from services.networks.youtube.consenting import Consenting
from services.networks.youtube.errors import Refusal, refused
from services.networks.youtube.settings import YoutubeSettings
from services.networks.youtube.tokens import Access, Tokens
from services.networks.youtube.transport import LOST, LineHttp, Transport
from services.rates import Pace, Rate

Request = Any
"""A request of the library, ready to be executed; the library has no types."""

Ask = Callable[[Any], Request]
"""Makes a request of a service: `lambda api: api.videos().list(part="id")`."""

_CALLS = Rate("youtube:calls", count=10, per_s=1.0)
_DOCUMENT = "discovery_cache/documents/youtube.v3.json"


class YoutubeClient:
    """Asks YouTube, and changes things there.

    Args:
        settings: Where YouTube is, and how long a call may take.
        clock: Tells until when a refused call has to wait.
        pace: Waits for a harmless call's turn; irrevocable ones have theirs booked before.
        sandbox: Whether YouTube is pretended.
    """

    def __init__(
        self, settings: YoutubeSettings, clock: Clock, pace: Pace, *, sandbox: bool
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._pace = pace
        self._transport = Transport(settings, sandbox=sandbox)
        self.tokens = Tokens(settings, clock, self._transport)
        self.consenting = Consenting(settings, clock, self._transport)

    async def ask(self, credentials: Mapping[str, str], ask: Ask) -> Json:
        """Make a call that may be repeated; an access token that died early is replaced once.

        Raises:
            NetworkError: Of any class but `Unconfirmed`.
        """
        await self._pace([_CALLS])
        try:
            return await self._call(credentials, ask, None)
        except TokenDied:
            return await self._call(credentials, ask, None)

    async def act(self, credentials: Mapping[str, str], ask: Ask, window: SendWindow) -> Json:
        """Make a call that must not be repeated, unless its window has been missed.

        Raises:
            NetworkError: `Unconfirmed` when nobody can know whether YouTube acted.
        """
        return await self._call(credentials, ask, window)

    async def close(self) -> None:
        """Wait for the calls that run, and let the threads go."""
        await self._transport.close()

    async def _call(
        self, credentials: Mapping[str, str], ask: Ask, window: SendWindow | None
    ) -> Json:
        access = await self.tokens.access(credentials)
        line = Line("YouTube", window)

        def call(http: LineHttp) -> Json | NetworkError:
            return self._answer(line, http, access, ask)

        answer = await self._transport.run(line, call)
        if isinstance(answer, NetworkError):
            raise self.judged(answer, credentials, access)
        return answer

    def judged(
        self, error: NetworkError, credentials: Mapping[str, str], access: Access
    ) -> NetworkError:
        """A refusal as it is, unless it may be the token that died: then another may do."""
        if not isinstance(error, LoginNeeded):
            return error
        self.tokens.forget(credentials, access)
        if access.is_young(self._clock.now()):
            return error
        return TokenDied(error.code, error.detail)

    def _answer(self, line: Line, http: LineHttp, access: Access, ask: Ask) -> Json | NetworkError:
        """YouTube's answer, or the error to raise: raised here, it would carry Google's along."""
        try:
            answer = ask(_service(self._settings.api_url, http, access)).execute(num_retries=0)
        except HttpError as error:
            refusal = Refusal(int(error.resp.status), error.content)
            return refused(refusal, irrevocable=line.irrevocable, now=self._clock.now())
        except (Error, GoogleAuthError, *LOST) as error:
            return line.lost(line.why(error))
        # A deletion has nothing to say.
        told = answer or {}
        if isinstance(told, dict):
            return told
        return unclear("YouTube", "an answer of another shape", irrevocable=line.irrevocable)


class TokenDied(Transient):
    """An access token was refused before its time; a new one has not been tried yet."""


def items_of(answer: Json) -> list[Json]:
    """The items of an answer that lists some.

    Raises:
        Transient: YouTube answered something else.
    """
    items = answer.get("items", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Transient("YouTube", "an answer of another shape")
    return items


def _service(api_url: str, http: LineHttp, access: Access) -> Resource:
    authorized = google_auth_httplib2.AuthorizedHttp(
        Credentials(access.value),  # type: ignore[no-untyped-call]
        http=http,
        refresh_status_codes=(),
        max_refresh_attempts=0,
    )
    return build_from_document(_document(api_url), http=authorized)


@cache
def _document(api_url: str) -> dict[str, Any]:
    """The library's own description of the API, with the configured address in it."""
    text = (Path(googleapiclient.__file__).parent / _DOCUMENT).read_text(encoding="utf-8")
    return {**json.loads(text), "rootUrl": f"{api_url}/", "baseUrl": f"{api_url}/"}
