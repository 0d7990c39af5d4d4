"""Letting us in: on a network's own page, or on one of ours where a network has none for programs.

Whoever finishes need not be who began: an address can be sent on. So nothing is linked by either
page alone. What was found is told in the chat that asked, and linked when it is confirmed there.
"""

from services.consents.answering import (
    CONFIRM_WITHIN,
    PASSING,
    confirm,
    decline,
    found,
    give_up_unconfirmed,
)
from services.consents.asking import Answered, answer, ask, callback_path
from services.consents.keeping import GOOD_FOR, sealed_field
from services.consents.patience import PASSWORDS_AN_HOUR
from services.consents.signing import (
    MOST_TRIES,
    SignIn,
    Typed,
    begin,
    enter,
    look,
    page_path,
)

__all__ = [
    "CONFIRM_WITHIN",
    "GOOD_FOR",
    "MOST_TRIES",
    "PASSING",
    "PASSWORDS_AN_HOUR",
    "Answered",
    "SignIn",
    "Typed",
    "answer",
    "ask",
    "begin",
    "callback_path",
    "confirm",
    "decline",
    "enter",
    "found",
    "give_up_unconfirmed",
    "look",
    "page_path",
    "sealed_field",
]
