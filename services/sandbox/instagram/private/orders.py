"""What somebody ordered to go wrong, in the words of the private API."""

from collections.abc import Callable, Mapping
from typing import Final

from services.sandbox.faults import Fault
from services.sandbox.instagram.private.errors import (
    PrivateError,
    challenge,
    feedback,
    login_required,
    please_wait,
    too_fast,
)
from services.sandbox.perform import Answer, Call

_WORDS: Final[Mapping[str, Callable[[], PrivateError]]] = {
    "feedback_required": feedback,
    "please_wait": please_wait,
    "too_fast": too_fast,
    "login_required": login_required,
}
"""What `error` of an ordered refusal may name; anything else is Instagram's own message."""


def ordered(fault: Fault, call: Call) -> Answer:
    """Instagram's words for a fault."""
    pk = call.target or "0"
    if fault.kind == "captcha":
        return challenge(pk, suspended=fault.params.get("form") == "suspended").answer()
    if fault.kind == "login_expired":
        return login_required().answer()
    if fault.kind == "rate_limit":
        return too_fast().answer()
    words = str(fault.params.get("error", "feedback_required"))
    known = _WORDS.get(words)
    if known:
        return known().answer()
    answer = PrivateError(words, int(fault.params.get("status", 400))).answer()
    if location := fault.params.get("location"):
        answer.headers["Location"] = str(location)
    return answer
