"""Instagram's refusals: HTTP 400 with an `error` object.

Source: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/error-codes
"""

import secrets
from dataclasses import dataclass, field
from typing import Any

from services.sandbox.perform import Answer


@dataclass(frozen=True, slots=True)
class Refusal:
    """One way in which Instagram refuses: its code, its subcode if it has one, its words."""

    code: int
    subcode: int | None
    message: str
    title: str = ""
    said: str = ""
    transient: bool = False


FETCH_TOO_SLOW = Refusal(-2, 2207003, "It takes too long to download the media.")
EXPIRED = Refusal(-2, 2207020, "The media you are trying to access has expired.")
SUSPECTED = Refusal(4, 2207051, "We restrict certain activity to protect our community.")
THROTTLED = Refusal(4, None, "(#4) Application request limit reached", transient=True)
DAILY_LIMIT = Refusal(
    9, 2207042, "You reached maximum number of posts that is allowed to be published."
)
NO_PERMISSION = Refusal(10, None, "(#10) Application does not have permission for this action")
CHECKPOINT = Refusal(25, 2207050, "The account is inactive, checkpointed, or restricted.")
NOT_THERE = Refusal(100, 33, "Unsupported request. Object does not exist or lacks permission.")
BAD_CAROUSEL = Refusal(100, 2207028, "Your post can't be published: wrong number of attachments.")
BAD_TYPE = Refusal(100, 2207023, "The media type is unknown.")
DEAD_TOKEN = Refusal(190, None, "Invalid OAuth access token - Cannot parse access token")
OLD_TOKEN = Refusal(190, 463, "Error validating access token: Session has expired")
REVOKED_TOKEN = Refusal(190, 460, "Error validating access token: the user removed the app")
BAD_VIDEO = Refusal(352, 2207026, "The video format is not supported.")
NOT_FETCHED = Refusal(9004, 2207052, "The media could not be fetched from this URI.")
NOT_READY = Refusal(9007, 2207027, "Media ID is not available", "The media is not ready")
TOO_LARGE = Refusal(36000, 2207004, "The image is too large to download.")
BAD_IMAGE = Refusal(36001, 2207005, "The image format is not supported.")
BAD_RATIO = Refusal(36003, 2207009, "The aspect ratio is not supported.")
CAPTION_TOO_LONG = Refusal(36004, 2207010, "The caption was too long.")
UNKNOWN_PATH = Refusal(2500, None, "Unknown path components")


@dataclass(eq=False)
class GraphError(Exception):
    """A refused call; `detail` goes after the refusal's own words."""

    refusal: Refusal
    detail: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def answer(self) -> Answer:
        """The refusal as HTTP."""
        one = self.refusal
        message = f"{one.message}: {self.detail}" if self.detail else one.message
        error: dict[str, Any] = {
            "message": message,
            "type": "OAuthException",
            "code": one.code,
            "is_transient": one.transient,
            "fbtrace_id": f"A{secrets.token_urlsafe(16)}",
        }
        if one.subcode is not None:
            error["error_subcode"] = one.subcode
        if one.title:
            error |= {"error_user_title": one.title, "error_user_msg": one.said or message}
        return Answer(payload={"error": error}, status=400, headers=self.headers, executed=False)


def invalid(detail: str) -> GraphError:
    """Error 100 about a parameter."""
    return GraphError(Refusal(100, None, "(#100) Invalid parameter"), detail)


def stricter(detail: str) -> GraphError:
    """What the real Instagram would swallow, but a mistake all the same."""
    return GraphError(Refusal(100, None, f"sandbox: {detail}"))
