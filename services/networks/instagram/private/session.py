"""A session as it is kept: device, cookies and whose it is, in one JSON word per account.

A person pastes the cookie `sessionid`; what is kept afterwards is the whole session, because a
device that changes is what Instagram looks for. The device follows from the account and from this
bot's own token, so that linking again does not look like another phone.
"""

import hashlib
import hmac
import json
import re
import uuid
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, unquote

from services.errors import LoginNeeded

SESSION = "session"
"""The name of the credential."""

_COOKIE = re.compile(r"(?P<pk>[1-9]\d{0,19}):[\w.~-]+:\d+:[\w.~=-]{16,}")
_KEPT = (
    "uuids",
    "mid",
    "ig_u_rur",
    "ig_www_claim",
    "authorization_data",
    "cookies",
    "last_login",
    "device_settings",
    "user_agent",
    "country",
    "country_code",
    "locale",
    "timezone_offset",
    "timezone_name",
    "usdid",
)
_UUIDS = (
    "phone_id",
    "uuid",
    "client_session_id",
    "advertising_id",
    "request_id",
    "tray_session_id",
)


@dataclass(frozen=True, slots=True)
class Session:
    """A session: the cookie that opened it, the member's number, and the library's settings.

    `settings` are empty until it has been used once. `own` says that it was opened here: nobody
    else is logged out by ending it.
    """

    cookie: str = field(repr=False)
    pk: str
    settings: dict[str, Any] = field(default_factory=dict, repr=False)
    own: bool = False

    @classmethod
    def read(cls, credential: str) -> "Session":
        """Read a pasted cookie, or what `kept` gave.

        Raises:
            LoginNeeded: It is neither.
        """
        if credential.startswith("{"):
            return _read(credential)
        cookie = unquote(credential.strip())
        found = _COOKIE.fullmatch(cookie)
        if found is None:
            raise LoginNeeded("Instagram", advice="instagram-private-advice-cookie")
        return cls(quote(cookie, safe=""), found["pk"])

    @classmethod
    def made(cls, cookie: str, pk: str, settings: dict[str, Any]) -> "Session":
        """A session that a login has brought, on the device of these settings."""
        return cls(quote(unquote(cookie), safe=""), pk, learned(settings), own=True)

    @property
    def name(self) -> str:
        """What tells it from other sessions, without telling it."""
        return hashlib.sha256(self.cookie.encode()).hexdigest()

    def kept(self) -> str:
        """The session as one word of JSON."""
        told = {"cookie": self.cookie, "pk": self.pk, "settings": self.settings, "own": self.own}
        return json.dumps(told, separators=(",", ":"), sort_keys=True)

    def after(self, settings: dict[str, Any]) -> "Session":
        """The same session with what the library has learned; how it is used is not kept."""
        return replace(self, settings=learned(settings))


def learned(settings: dict[str, Any]) -> dict[str, Any]:
    """What the library has learned, of its settings."""
    return {name: settings[name] for name in _KEPT if settings.get(name) is not None}


def opening(session: Session, secret: bytes) -> dict[str, Any]:
    """The settings with which a cookie is first used: those of `login_by_sessionid`.

    The library's own function asks the public website whom a session belongs to when Instagram
    refuses to say, from this server's address; this one asks nobody.

    Args:
        session: The session, whose settings are not known yet.
        secret: From which the device follows: always the same, and nobody can foresee it.
    """
    whose = {"ds_user_id": session.pk, "sessionid": session.cookie}
    return {
        "uuids": _device(session.pk, secret),
        "cookies": whose,
        "authorization_data": {**whose, "should_use_header_over_cookies": True},
    }


def device(name: str, secret: bytes) -> dict[str, Any]:
    """The settings with which somebody first knocks who goes by that name."""
    return {"uuids": _device(f"name {name.strip().casefold()}", secret)}


def _device(whose: str, secret: bytes) -> dict[str, str]:
    ids = {name: str(uuid.UUID(bytes=_digest(whose, name, secret), version=4)) for name in _UUIDS}
    return {**ids, "android_device_id": f"android-{_digest(whose, 'android', secret).hex()[:16]}"}


def _digest(whose: str, name: str, secret: bytes) -> bytes:
    return hmac.digest(secret, f"instagram device {whose} {name}".encode(), hashlib.sha256)[:16]


def _read(word: str) -> Session:
    try:
        told = json.loads(word)
        own = told.get("own") is True
        return Session(str(told["cookie"]), str(told["pk"]), dict(told["settings"]), own)
    except (ValueError, LookupError, TypeError):
        raise LoginNeeded("Instagram", advice="instagram-private-advice-login") from None
