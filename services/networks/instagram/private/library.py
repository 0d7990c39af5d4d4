"""instagrapi with its traps closed. Imported only where the private way is used: it takes a second.

Its client sleeps before requests, sends again by itself, solves challenges by asking on the
terminal, falls back to the public website, logs proxies with their passwords, and fits pictures
anew. Nothing of that is left here: one call is one request, and every error comes out at once.

Source: https://github.com/subzeroid/instagrapi (3.2.2)
"""

import logging
from pathlib import Path
from typing import Any, Never

import requests
from instagrapi import Client
from instagrapi.utils.auth import generate_jazoest

from services.networks.instagram.private.errors import RefusedError
from services.networks.instagram.private.line import Line
from services.networks.instagram.private.wire import Doorstep, Nowhere, Wire

_KEY = "https://i.instagram.com/api/v1/qe/sync/"
"""Where the key for passwords lies: all that the session of the public website still reaches."""

_SILENT = logging.Logger("instagrapi", level=logging.CRITICAL + 1)


class QuietClient(Client):  # type: ignore[misc]  # instagrapi has no types
    """A client of one account, for one thread.

    Args:
        settings: Device and session as they were kept.
        proxy: The way out, if there is one.
        ca: File of the certificates to trust.
        sandbox: Whether Instagram is pretended.
    """

    private_request_logger = _SILENT
    public_request_logger = _SILENT
    request_logger = _SILENT

    def __init__(
        self, settings: dict[str, Any], *, proxy: str | None, ca: str, sandbox: bool
    ) -> None:
        super().__init__(
            settings=settings,
            proxy=proxy,
            delay_range=None,
            logger=_SILENT,
            with_challenge_flow=False,
            request_timeout=0,
            private_transport="curl",
            session_retry_total=0,
            public_request_retries_count=1,
            public_request_retries_timeout=0,
            tls_verify=ca,
        )
        self.private.trust_env = False
        self.private.max_redirects = 0
        adapter = self.private.get_adapter("https://")
        self.wire = adapter.client = Wire(adapter.client, sandbox=sandbox)
        _close_off(self.graphql)
        self.public.mount(_KEY, Doorstep(self.wire))

    def private_request(
        self, endpoint: str, data: Any = None, params: Any = None, **more: Any
    ) -> dict[str, Any]:
        """Make one request, once.

        Raises:
            RefusedError: It did not end well.
        """
        known = {"Authorization": self.authorization} if self.authorization else {}
        more["headers"] = {**known, **(more.get("headers") or {})}
        try:
            answer: dict[str, Any] = self._send_private_request(endpoint, data, params, **more)
        except Exception as error:  # noqa: BLE001 - wrapped, whatever it is
            raise RefusedError(error) from None
        return answer

    def _configure_public_session_retry(self) -> None:
        """The library mounts its public adapters here, again at each start of a session."""
        _close_off(self.public)

    def request_log(self, response: Any) -> None:
        """Nobody is told; the library would name the user and the address."""

    def photo_rupload(self, path: Path, upload_id: str = "", **_: Any) -> tuple[str, int, int]:
        """Say that a cover is there: it went up as it is, and the library would draw it anew."""
        del path
        return upload_id, 0, 0

    def words_of(self, answer: dict[str, Any]) -> str:
        """Everything that an answer says."""
        return str(self._bloks_all_text(answer))

    def jazoest(self) -> str:
        """The sum that the app sends beside its phone's id."""
        return str(generate_jazoest(self.phone_id))

    def take_authorization(self) -> None:
        """Take the session that the last answer has brought."""
        brought = self.last_response.headers.get("ig-set-authorization")
        self.authorization_data = self.parse_authorization(brought)

    def challenge_code_handler(self, *_: Any) -> Never:
        """Nobody sits at a terminal.

        Raises:
            RefusedError: Always.
        """
        raise RefusedError(RuntimeError("a code was asked for"))

    change_password_handler = challenge_code_handler

    def close(self) -> None:
        """Close every connection."""
        for session in (self.private, self.public, self.graphql):
            session.close()


def _close_off(session: requests.Session) -> None:
    session.trust_env = False
    for scheme in ("https://", "http://"):
        session.mount(scheme, Nowhere())


def use(client: QuietClient, line: Line) -> QuietClient:
    """The client, its next requests being those of a line."""
    client.wire.line = line
    return client
