"""What each of YouTube's errors means for us: the table, and the exceptions it makes.

An explicit refusal in Google's envelope is a complete answer, so a reason that is not listed is
`Rejected` with YouTube's own words. Whatever comes in another shape, such as a proxy's page, says
nothing about a write.

Source: https://developers.google.com/youtube/v3/docs/errors
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    RateLimited,
    Rejected,
    Transient,
    Unconfirmed,
)
from services.networks.bodies import json_object
from services.networks.unanswered import unclear
from services.networks.youtube.day import day_of

GONE = frozenset({"YouTube videoNotFound"})
"""Codes that say that there is no such video."""

NO_PLAYLIST = frozenset({"YouTube playlistNotFound"})
"""Codes that say that a channel has no list of uploads yet."""

_SOON_S = (20.0, 60.0)
_SPREAD_S = 840.0
_A_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Rule:
    """What one reason means: a class of ours, and the advice for the person."""

    error: type[NetworkError]
    advice: str = ""


_LATER = Rule(Transient)
_SLOWER = Rule(RateLimited)
_TOMORROW = Rule(RateLimited, "youtube-advice-quota")
_CHANNEL_LIMIT = Rule(RateLimited, "youtube-advice-upload-limit")
_LOGIN = Rule(LoginNeeded, "youtube-advice-login")
_SCOPES = Rule(AccessDenied, "youtube-advice-scopes")
_RIGHTS = Rule(AccessDenied, "youtube-advice-rights")
_SIGN_UP = Rule(AccessDenied, "youtube-advice-signup")
_CLOSED = Rule(AccessDenied, "youtube-advice-closed")
_PROJECT = Rule(AccessDenied, "youtube-advice-project")
_TEXT = Rule(Rejected, "youtube-advice-text")
_FILE = Rule(Rejected, "youtube-advice-file")
_VIDEO_GONE = Rule(Rejected, "youtube-advice-video-gone")
_REFUSED = Rule(Rejected)

RULES: Mapping[str, Rule] = {
    **dict.fromkeys(("backendError", "internalError", "processingFailure"), _LATER),
    **dict.fromkeys(("SERVICE_UNAVAILABLE", "conflict", "etagMismatch"), _LATER),
    **dict.fromkeys(("rateLimitExceeded", "userRateLimitExceeded", "tooManyRequests"), _SLOWER),
    **dict.fromkeys(("quotaExceeded", "dailyLimitExceeded"), _TOMORROW),
    "uploadLimitExceeded": _CHANNEL_LIMIT,
    **dict.fromkeys(("authError", "required", "expired", "unauthorized"), _LOGIN),
    **dict.fromkeys(("insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"), _SCOPES),
    **dict.fromkeys(("forbidden", "channelForbidden"), _RIGHTS),
    "youtubeSignupRequired": _SIGN_UP,
    **dict.fromkeys(("accountClosed", "accountSuspended", "accountDelegationForbidden"), _CLOSED),
    **dict.fromkeys(("authenticatedUserAccountClosed", "channelClosed"), _CLOSED),
    **dict.fromkeys(("authenticatedUserAccountSuspended", "channelSuspended"), _CLOSED),
    **dict.fromkeys(("accessNotConfigured", "SERVICE_DISABLED", "keyInvalid"), _PROJECT),
    **dict.fromkeys(("invalidTitle", "invalidDescription", "invalidTags"), _TEXT),
    **dict.fromkeys(("invalidCategoryId", "invalidVideoMetadata", "defaultLanguageNotSet"), _TEXT),
    **dict.fromkeys(("invalidFilename", "mediaBodyRequired", "invalidVideo"), _FILE),
    **dict.fromkeys(("videoNotFound", "notFound"), _VIDEO_GONE),
}
"""By `reason`; an explicit refusal that is not here is `Rejected`."""

_OAUTH_RULES: Mapping[str, Rule] = {
    "invalid_grant": _LOGIN,
    "invalid_client": _PROJECT,
    "unauthorized_client": _PROJECT,
    "deleted_client": _PROJECT,
    "disabled_client": _PROJECT,
    "invalid_scope": _SCOPES,
    "access_denied": _RIGHTS,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer other than success: its HTTP status and body."""

    status: int
    body: bytes

    @property
    def reason(self) -> str:
        """Google's reason, or the OAuth error; empty where the body is in neither's form."""
        error = self._error
        if isinstance(error, str):
            return error
        named = [one.get("reason") for one in _dicts(error.get("errors"))]
        named += [one.get("reason") for one in _dicts(error.get("details"))]
        known = [str(reason) for reason in named if reason]
        if not known and error and self.status == HTTPStatus.UNAUTHORIZED:
            return "authError"
        # `forbidden` is what Google also says where it knows better.
        telling = (one for one in known if one in RULES and one != "forbidden")
        return next(telling, (known or [""])[0])

    @property
    def words(self) -> str:
        """What it says to people."""
        told, error = self._told, self._error
        if isinstance(error, str):
            return str(told.get("error_description", error))
        return str(error.get("message", ""))

    @property
    def _told(self) -> Mapping[str, Any]:
        return json_object(self.body)

    @property
    def _error(self) -> Mapping[str, Any] | str:
        error = self._told.get("error")
        return error if isinstance(error, dict | str) else {}


def refused(refusal: Refusal, *, irrevocable: bool, now: datetime) -> NetworkError:
    """Make the exception for an answer other than success of the API or of an upload."""
    reason, words = refusal.reason, refusal.words
    if refusal.status == HTTPStatus.TOO_MANY_REQUESTS and reason not in RULES:
        reason = "tooManyRequests"
    if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR or not reason:
        return unclear("YouTube", f"HTTP {refusal.status}", irrevocable=irrevocable)
    return _made(RULES.get(reason, _REFUSED), reason, words, now=now, irrevocable=irrevocable)


def refused_token(refusal: Refusal, *, now: datetime) -> NetworkError:
    """Make the exception for an answer other than success of the token server."""
    rule = _OAUTH_RULES.get(refusal.reason, _LATER)
    name = refusal.reason or f"HTTP {refusal.status}"
    return _made(rule, name, refusal.words, now=now, irrevocable=False)


def _made(rule: Rule, reason: str, words: str, *, now: datetime, irrevocable: bool) -> NetworkError:
    name = f"YouTube {reason}"
    if rule is _LATER and irrevocable:
        return Unconfirmed(name, words)
    if rule.error is RateLimited:
        return RateLimited(name, words, until=_until(rule, now), advice=rule.advice)
    return rule.error(name, words, advice=rule.advice)


def _until(rule: Rule, now: datetime) -> datetime:
    if rule is _TOMORROW:
        _, ends_at = day_of(now)
        return ends_at + timedelta(seconds=random.uniform(0, _SPREAD_S))  # noqa: S311 - a crowd
    if rule is _CHANNEL_LIMIT:
        return now + _A_DAY
    return now + timedelta(seconds=random.uniform(*_SOON_S))  # noqa: S311 - spreads a crowd


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
