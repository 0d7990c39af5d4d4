"""Calls that end without an answer that we understand: what becomes of them, in every network.

Only what had left by then decides, and whether the call may be made twice.
"""

import http.client

from services.errors import CrossPosterError, NetworkError, NotSent, Transient, Unconfirmed

LOST = (
    http.client.HTTPException,
    CrossPosterError,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
)
"""What a synchronous library may raise instead of an answer, beside errors of its own."""


def lost(code: str, why: str, *, written: bool, irrevocable: bool) -> NetworkError:
    """Make the exception for a call without a complete answer that we understand."""
    return unclear(code, why, irrevocable=irrevocable) if written else NotSent(code, why)


def unclear(code: str, why: str = "", *, irrevocable: bool) -> NetworkError:
    """Make the exception for an answer that does not say whether the network acted."""
    return Unconfirmed(code, why) if irrevocable else Transient(code, why)


def cause(error: BaseException) -> str:
    """The kind of trouble at the bottom of a chain; the texts above may quote the request."""
    seen = {id(error)}
    while (below := error.__cause__ or error.__context__) and id(below) not in seen:
        seen.add(id(below))
        error = below
    return error.detail if isinstance(error, NotSent) else type(error).__name__
