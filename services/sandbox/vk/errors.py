"""VK's refusals: HTTP 200 with an error object that repeats the request, its token included.

Source: https://dev.vk.com/reference/errors
"""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

MESSAGES = {
    1: "Unknown error occurred",
    3: "Unknown method passed",
    5: "User authorization failed",
    6: "Too many requests per second",
    7: "Permission to perform this action is denied",
    8: "Invalid request",
    9: "Flood control",
    10: "Internal server error",
    12: "Unable to compile code",
    13: "Runtime error occurred during code invocation",
    14: "Captcha needed",
    15: "Access denied",
    17: "Validation required",
    18: "User was deleted or banned",
    19: "Content blocked",
    24: "Confirmation required",
    27: "Group authorization failed",
    28: "Application authorization failed",
    29: "Rate limit reached",
    30: "This profile is private",
    43: "This section is temporary unavailable",
    100: "One of the parameters specified was missing or invalid",
    103: "Out of limits",
    104: "Not found",
    105: "Couldn't save file",
    118: "Invalid server",
    121: "Invalid hash",
    122: "Invalid photos",
    125: "Invalid group id",
    129: "Invalid photo",
    203: "Access to group denied",
    204: "Access denied",
    210: "Access to wall's post denied",
    214: "Access to adding post denied",
    219: "Advertisement post was recently added",
    220: "Too many recipients",
    222: "Hyperlinks are forbidden",
    224: "Too many ads posts",
    225: "Donut is disabled",
    1051: "Method is not available for this profile type",
    3102: "Specified link is incorrect (can't find source)",
}


class VkError(Exception):
    """What VK refuses a call with.

    Args:
        code: VK's error code.
        detail: Added to the code's own message after a colon.
        subcode: VK's subcode, shown only when there is one.
        extra: Further fields of the error object, such as `captcha_sid`.
    """

    def __init__(
        self, code: int, detail: str = "", *, subcode: int | None = None, **extra: object
    ) -> None:
        known = MESSAGES.get(code, "Error")
        self.code = code
        self.message = f"{known}: {detail}" if detail else known
        self.subcode = subcode
        self.extra = extra
        super().__init__(f"[{code}] {self.message}")

    def body(self, method: str, sent: Mapping[str, str]) -> Json:
        """The JSON that VK answers with, echoing every parameter as VK does."""
        error: Json = {"error_code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        error["error_msg"] = self.message
        echo = {"method": method, "oauth": "1", **sent}
        error["request_params"] = [{"key": key, "value": value} for key, value in echo.items()]
        return {"error": {**error, **self.extra}}


def invalid(detail: str) -> VkError:
    """Error 100 about one parameter."""
    return VkError(100, detail)
