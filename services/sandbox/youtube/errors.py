"""Refusals in Google's envelope.

Source: https://developers.google.com/youtube/v3/docs/errors
"""

from http import HTTPStatus
from typing import Any

from services.sandbox.faults import Fault
from services.sandbox.perform import Answer

_STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    503: "UNAVAILABLE",
}
_DOMAINS = {"quotaExceeded": "youtube.quota", "rateLimitExceeded": "usageLimits"}


class RefusedError(Exception):
    """YouTube's own refusal: an HTTP status, a reason, a sentence."""

    def __init__(self, status: int, reason: str, message: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.message = message or HTTPStatus(status).phrase

    def answer(self) -> Answer:
        """The refusal as the API words it."""
        domain = _DOMAINS.get(self.reason, "youtube.video" if self.status == 400 else "global")
        one: dict[str, Any] = {"message": self.message, "domain": domain, "reason": self.reason}
        error = {"code": self.status, "message": self.message, "errors": [one]}
        if self.status in _STATUSES:
            error["status"] = _STATUSES[self.status]
        return Answer(payload={"error": error}, status=self.status, executed=False)


class BadRangeError(RefusedError):
    """The upload server's own refusal: a line of text, in no envelope."""

    def __init__(self, sentence: str) -> None:
        super().__init__(400, "", sentence)

    def answer(self) -> Answer:
        """The refusal as the upload server words it."""
        return Answer(payload=self.message, status=self.status, executed=False)


NO_LOGIN = RefusedError(401, "authError", "Request had invalid authentication credentials.")
NO_VIDEO = RefusedError(404, "videoNotFound", "The video that you are looking for cannot be found.")
NOT_YOURS = RefusedError(403, "forbidden", "The request is not properly authorized.")
NO_QUOTA = RefusedError(
    403, "quotaExceeded", "The request cannot be completed because you have exceeded your quota."
)


def bad(reason: str, message: str) -> RefusedError:
    """A request that is wrong in itself."""
    return RefusedError(400, reason, message)


def ordered(fault: Fault) -> Answer:
    """YouTube's words for a fault that somebody ordered."""
    if fault.kind == "rate_limit":
        status = int(fault.params.get("status", 403))
        return RefusedError(status, "rateLimitExceeded", "Too many requests.").answer()
    if fault.kind == "login_expired":
        return NO_LOGIN.answer()
    reason = str(fault.params.get("reason", "forbidden"))
    return RefusedError(int(fault.params.get("status", 403)), reason).answer()
