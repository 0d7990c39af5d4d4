"""Refusals of the pretend Pinterest: an HTTP status, and a code that is not the status.

Source: https://developers.pinterest.com/docs/api/v5/ (examples of error answers)
"""

from http import HTTPStatus
from typing import Any


class PinterestError(Exception):
    """A refusal of the API; `more` are further fields of its body, `headers` go with it."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        self.body = {"code": code, "message": message, **more}


def invalid(message: str) -> PinterestError:
    """A request that does not keep to the description."""
    return PinterestError(HTTPStatus.BAD_REQUEST, 1, message)


def unauthenticated() -> PinterestError:
    """No token, an unknown or an expired one."""
    return PinterestError(HTTPStatus.UNAUTHORIZED, 2, "Authentication failed.")


def not_permitted() -> PinterestError:
    """The token lacks a scope."""
    words = "You are not permitted to access that resource."
    return PinterestError(HTTPStatus.FORBIDDEN, 29, words)


def not_yours() -> PinterestError:
    """The board or pin belongs to somebody else."""
    return PinterestError(HTTPStatus.FORBIDDEN, 7, "Not authorized to access board or Pin.")


def no_board() -> PinterestError:
    """There is no such board, or it is another's secret."""
    return PinterestError(HTTPStatus.NOT_FOUND, 40, "Board not found.")


def no_section() -> PinterestError:
    """The board has no such section."""
    words = "Sorry! We couldn't find this board section."
    return PinterestError(HTTPStatus.NOT_FOUND, 2031, words)


def no_pin() -> PinterestError:
    """There is no such pin, or it was deleted."""
    return PinterestError(HTTPStatus.NOT_FOUND, 50, "Pin not found.")


def no_media() -> PinterestError:
    """There is no such video, or it is another's."""
    return PinterestError(HTTPStatus.NOT_FOUND, 404, "Media not found.")


def too_many(headers: dict[str, str] | None = None) -> PinterestError:
    """A rate limit is used up."""
    words = (
        "This request exceeded a rate limit. This can happen if the client exceeds one\n"
        "of the published rate limits or if multiple write operations are applied to\n"
        "an object within a short time window."
    )
    return PinterestError(HTTPStatus.TOO_MANY_REQUESTS, 8, words, headers=headers)


def spam() -> PinterestError:
    """The account looks like a spammer's: the same status as a rate limit."""
    words = "We blocked this action because it looks like spam. Please try again later."
    return PinterestError(HTTPStatus.TOO_MANY_REQUESTS, 8, "Request blocked.", message_detail=words)
