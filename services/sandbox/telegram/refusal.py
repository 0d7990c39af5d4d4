"""How the Bot API says no."""

from typing import Any

from services.sandbox.faults import Fault
from services.sandbox.perform import Answer


class BotApiError(Exception):
    """The Bot API's error answer.

    Source: https://core.telegram.org/bots/api#making-requests (error_code, description, parameters)
    """

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> Answer:
        """The refusal as an answer."""
        payload: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        headers = {}
        if self.parameters:
            payload["parameters"] = self.parameters
        if "retry_after" in self.parameters:
            headers["Retry-After"] = str(self.parameters["retry_after"])
        return Answer(payload=payload, status=self.code, headers=headers, executed=False)


def bad_request(sentence: str) -> BotApiError:
    """A refusal of this request; repeating it would not help."""
    return BotApiError(400, f"Bad Request: {sentence}")


def forbidden(sentence: str) -> BotApiError:
    """A refusal because of who we are to that chat."""
    return BotApiError(403, f"Forbidden: {sentence}")


def too_many(retry_after_s: int) -> BotApiError:
    """A refusal for now. Source: https://core.telegram.org/bots/api#responseparameters"""
    return BotApiError(
        429, f"Too Many Requests: retry after {retry_after_s}", retry_after=retry_after_s
    )


def ordered(fault: Fault) -> Answer:
    """The Bot API's words for a fault that somebody ordered."""
    params = fault.params
    if fault.kind == "rate_limit":
        return too_many(int(params.get("retry_after_s", 5))).answer()
    if fault.kind == "refuse":
        code = int(params.get("error_code", 400))
        description = params.get("description", "Bad Request: message can't be sent")
        return BotApiError(code, description, **params.get("parameters", {})).answer()
    # The Bot API knows no captcha; whoever orders one gets a token that no longer works.
    return BotApiError(401, "Unauthorized").answer()
