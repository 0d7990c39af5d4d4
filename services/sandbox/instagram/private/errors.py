"""How the private API refuses: a status, a `message`, and what the app makes of it.

Source: https://github.com/subzeroid/instagrapi/blob/master/instagrapi/mixins/private.py
"""

from http import HTTPStatus
from typing import Any

from services.sandbox.perform import Answer


class PrivateError(Exception):
    """A refused call."""

    def __init__(self, message: str, status: int = HTTPStatus.BAD_REQUEST, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"message": message, **more, "status": "fail"}

    def answer(self) -> Answer:
        """The refusal as HTTP."""
        return Answer(payload=self.body, status=self.status, executed=False)


def login_required() -> PrivateError:
    """The session is over."""
    return PrivateError(
        "login_required",
        HTTPStatus.FORBIDDEN,
        error_title="You've Been Logged Out",
        error_body="Please log back in.",
        logout_reason=2,
    )


def challenge(pk: str, *, suspended: bool = False, path: str = "") -> PrivateError:
    """A human has to show up, in the app."""
    if not path:
        path = f"/accounts/suspended/{pk}/" if suspended else f"/challenge/{pk}/SandBox42/"
    asked = {"url": f"https://i.instagram.com{path}", "api_path": path, "lock": True}
    return PrivateError("challenge_required", challenge={**asked, "native_flow": True})


def feedback() -> PrivateError:
    """The account has done too much."""
    return PrivateError(
        "feedback_required",
        spam=True,
        feedback_title="Try Again Later",
        feedback_message="We restrict certain activity to protect our community.",
        feedback_action="report_problem",
    )


def please_wait() -> PrivateError:
    """What follows who goes on after a 429."""
    return PrivateError("Please wait a few minutes before you try again.")


def too_fast() -> PrivateError:
    """A bare 429."""
    return PrivateError("", HTTPStatus.TOO_MANY_REQUESTS)


def upload_again(upload_id: str) -> PrivateError:
    """Nothing lies under that upload id."""
    media = {"upload_id": upload_id, "device_timestamp": upload_id}
    title = "bad image input extra:{}"
    return PrivateError("media_needs_reupload", error_title=title, media=media)


def not_finished() -> PrivateError:
    """A video is not ready yet; nothing has been made."""
    return PrivateError("Transcode not finished yet.", HTTPStatus.ACCEPTED)


def bad_password() -> PrivateError:
    """The password is another one."""
    return PrivateError(
        "The password you entered is incorrect. Please try again.",
        error_type="bad_password",
        invalid_credentials=True,
    )


def no_such_name() -> PrivateError:
    """Nobody is called that."""
    words = "The username you entered doesn't appear to belong to an account."
    return PrivateError(f"{words} Please check your username and try again.")


def two_factor(identifier: str, username: str) -> PrivateError:
    """The password is right, and a code from a text message is wanted."""
    info = {
        "username": username,
        "sms_two_factor_on": True,
        "totp_two_factor_on": False,
        "obfuscated_phone_number": "09",
        "two_factor_identifier": identifier,
    }
    return PrivateError("", two_factor_required=True, two_factor_info=info)


def wrong_code() -> PrivateError:
    """The code is another one."""
    words = "Please check the security code and try again."
    return PrivateError(words, error_type="sms_code_validation_code_invalid")


def stricter(detail: str) -> PrivateError:
    """What the real Instagram would swallow or answer in silence, but a mistake all the same."""
    return PrivateError(f"sandbox: {detail}")
