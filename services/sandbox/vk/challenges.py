"""Captchas in both forms, and validation: VK asks for a human, and takes the right answer.

Source: https://dev.vk.com/api/captcha-error
"""

import secrets
from typing import Literal

from services.sandbox.vk.errors import VkError
from services.sandbox.vk.objects import Challenge
from services.sandbox.vk.parameters import Values
from services.sandbox.vk.store import VkStore
from services.sandbox.vk.tokens import Token

Form = Literal["old", "new", "validation"]
TROUBLES: dict[str, Form] = {
    "captcha_old": "old",
    "captcha_new": "new",
    "validation": "validation",
}


def challenge(store: VkStore, token: str, form: Form, origin: str) -> VkError:
    """Ask for a human; the control API shows the right answer to whoever plays one."""
    asked = Challenge(secrets.token_hex(8), form, token, secrets.token_hex(4))
    store.challenges[asked.sid] = asked
    page = f"{origin}/vk/challenge/{asked.sid}"
    if form == "validation":
        return VkError(17, "please open redirect_uri in browser", redirect_uri=page)
    if form == "old":
        return VkError(14, captcha_sid=asked.sid, captcha_img=page)
    return VkError(14, redirect_uri=page, remixstlid=asked.sid, is_refresh_enabled=True)


def answered(store: VkStore, token: Token, values: Values) -> bool:
    """Whether a call brings the right answer to a challenge of its token; it serves once.

    The old form needs `captcha_sid` and `captcha_key`; the new one `success_token`, with which
    `remixstlid` may come along.
    """
    for asked in store.challenges.values():
        if asked.token == token.value and _answers(asked, values):
            del store.challenges[asked.sid]
            return True
    return False


def _answers(asked: Challenge, values: Values) -> bool:
    if asked.form == "old":
        return (values.text("captcha_sid"), values.text("captcha_key")) == (asked.sid, asked.answer)
    right_page = values.text("remixstlid", asked.sid) == asked.sid
    return asked.form == "new" and right_page and values.text("success_token") == asked.answer


def pass_challenge(store: VkStore, asked: Challenge) -> str:
    """A person has clicked: VK trusts the token again; the `success_token` serves once as well."""
    token = store.tokens.get(asked.token)
    if token and TROUBLES.get(token.trouble or "") == asked.form:
        token.trouble = None
    return asked.answer


def need_no_human(store: VkStore, token: Token, values: Values, origin: str) -> None:
    """Refuse a token that VK wants to see a human for, unless one has answered.

    Raises:
        VkError: 5 for a dead or borrowed token, 14 or 17 with where the human has to go.
    """
    if token.trouble == "expired":
        raise VkError(5, "access_token has expired.")
    if token.trouble == "other_ip":
        raise VkError(5, "access_token was given to another ip address.", subcode=1130)
    form = TROUBLES.get(token.trouble or "")
    if form is None:
        return
    if answered(store, token, values):
        token.trouble = None
        return
    raise challenge(store, token.value, form, origin)
