"""Who asks: the session behind a request of the app, its device, and how fast it is.

Source: https://github.com/subzeroid/instagrapi/blob/master/docs/usage-guide/best-practices.md
"""

import base64
import binascii
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

from services.sandbox.instagram.private.errors import (
    challenge,
    login_required,
    please_wait,
    stricter,
    too_fast,
)
from services.sandbox.instagram.private.objects import Member, Session
from services.sandbox.instagram.private.store import PrivateStore

_DEVICE: Final = ("X-IG-Device-ID", "X-IG-Family-Device-ID", "X-IG-Android-ID", "User-Agent")
_ALWAYS: Final = ("X-IG-App-ID", "X-IG-Capabilities", "X-IG-App-Locale", "X-Pigeon-Session-Id")
_BEARER: Final = "Bearer IGT:2:"
_SIGNED: Final = "SIGNATURE."
_BURST: Final = 60
_BURST_S: Final = 10.0
_SULK_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Caller:
    """A member who is logged in, and with which session."""

    member: Member
    session: Session

    @property
    def pk(self) -> str:
        """The member's number."""
        return self.member.pk


class Patience:
    """How many requests Instagram bears from one session before it stops listening."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[float]] = {}
        self._sulks_until: dict[str, float] = {}

    def admit(self, session: Session, now: float) -> None:
        """Let a request in.

        Raises:
            PrivateError: They come too fast, or came so a moment ago.
        """
        if now < self._sulks_until.get(session.cookie, 0.0):
            raise please_wait()
        calls = self._calls.setdefault(session.cookie, deque())
        while calls and calls[0] <= now - _BURST_S:
            calls.popleft()
        calls.append(now)
        if len(calls) > _BURST:
            self._sulks_until[session.cookie] = now + _SULK_S
            calls.clear()
            raise too_fast()

    def clear(self) -> None:
        """Forget who was fast."""
        self._calls.clear()
        self._sulks_until.clear()


def session_of(store: PrivateStore, headers: Mapping[str, str]) -> Session | None:
    """The session that a request names, be it alive or over."""
    return store.sessions.get(str(_token(headers.get("Authorization", "")).get("sessionid")))


def caller(store: PrivateStore, headers: Mapping[str, str]) -> Caller:
    """Who makes a request.

    Raises:
        PrivateError: Nobody who is logged in, or on another device than before.
    """
    session = session_of(store, headers)
    if session is None or session.trouble == "logged_out":
        raise login_required()
    if session.trouble:
        raise challenge(session.pk, suspended=session.trouble == "suspended")
    _know_device(session, device_of(headers))
    return Caller(store.members[session.pk], session)


def device_of(headers: Mapping[str, str]) -> dict[str, str]:
    """What a request says of the device that it runs on.

    Raises:
        PrivateError: Less than the app always says.
    """
    missing = [name for name in (*_DEVICE, *_ALWAYS) if not headers.get(name)]
    if missing:
        raise stricter(f"the app always says {', '.join(missing)}")
    return {name: headers[name] for name in _DEVICE}


def signed_body(text: str, session: Session) -> dict[str, Any]:
    """What an app says with a form of its own; it names the device that speaks.

    Raises:
        PrivateError: It is no such form.
    """
    told = signed(text)
    said = (told.get("_uuid"), told.get("device_id"))
    if said != (session.device["X-IG-Device-ID"], session.device["X-IG-Android-ID"]):
        raise stricter("_uuid and device_id are those of the headers")
    return told


def signed(text: str) -> dict[str, Any]:
    """What a signed form says, whatever that is.

    Raises:
        PrivateError: It is no such form.
    """
    form = parse_qs(text, strict_parsing=True) if text else {}
    if list(form) != ["signed_body"] or not form["signed_body"][0].startswith(_SIGNED):
        raise stricter("a form of the app is signed_body=SIGNATURE.{json}")
    try:
        told = json.loads(form["signed_body"][0].removeprefix(_SIGNED))
    except ValueError:
        raise stricter("signed_body holds no JSON") from None
    if not isinstance(told, dict):
        raise stricter("signed_body holds no object")
    return told


def _know_device(session: Session, device: dict[str, str]) -> None:
    """The first request of a session says what it runs on; later it must not be another."""
    if not session.device:
        session.device = device
    elif session.device != device:
        session.trouble = "challenge"
        raise challenge(session.pk)


def _token(bearer: str) -> dict[str, Any]:
    if not bearer.startswith(_BEARER):
        return {}
    try:
        told = json.loads(base64.b64decode(bearer.removeprefix(_BEARER), validate=True))
    except (binascii.Error, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
