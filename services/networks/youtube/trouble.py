"""What a call of Google's library may end with instead of an answer that we understand."""

import http.client

import httplib2

from services.errors import CrossPosterError, NotSent

LOST = (
    httplib2.HttpLib2Error,
    http.client.HTTPException,
    CrossPosterError,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
)


def cause(error: BaseException) -> str:
    """The kind of trouble at the bottom of a chain; the texts above may quote the request."""
    seen = {id(error)}
    while (below := error.__cause__ or error.__context__) and id(below) not in seen:
        seen.add(id(below))
        error = below
    return error.detail if isinstance(error, NotSent) else type(error).__name__
