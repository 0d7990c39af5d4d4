"""Getting in by name and password, as the app on a phone does; in the library's client.

The library's own function sends again by itself, asks for codes on the terminal and keeps the
password. This goes the same steps with the same calls, once, and stops where a person is needed.

Source: https://github.com/subzeroid/instagrapi/blob/master/instagrapi/mixins/auth.py (3.2.2)
"""

import json
import re
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Self
from uuid import uuid4

from pydantic import SecretStr

from services.errors import LoginNeeded, NetworkError, PersonNeeded
from services.networks.base import Json
from services.networks.instagram.private.errors import RefusedError, link_of, wants_a_human
from services.networks.instagram.private.session import Session, learned

if TYPE_CHECKING:
    from services.networks.instagram.private.library import QuietClient

Asker = Literal["human", "profile", "two_step", "older"]
"""Who asks for more: a person's phone, or one of three places that take a code."""

_HOST = "b.i.instagram.com"
_ENTRY = "com.bloks.www.ap.two_step_verification"
_OLDER = "CAA_LOGIN_FALLBACK:"
_BACKUP = re.compile(r"\d{8}")
_WRONG_CODE = "UnknownError"
_METHODS = {"sms": "1", "backup": "2", "totp": "3"}


@dataclass(frozen=True, slots=True)
class Knock:
    """How far somebody has come who is not in yet, and what is needed to go on.

    `asker` says who asks, `method` how the person gets the code (`totp`, `sms`, `email`), `context`
    and `access` are Instagram's words that the answer has to bring back. `settings` are the
    library's: the device stays the same from the first word to the session.
    """

    name: str
    settings: Json = field(repr=False)
    asker: Asker
    method: str = ""
    hint: str = ""
    link: str | None = None
    context: str = field(default="", repr=False)
    access: str = field(default="", repr=False)

    @classmethod
    def read(cls, word: str) -> Self:
        """Read what `kept` gave."""
        return cls(**json.loads(word))

    def kept(self) -> str:
        """It all as one word of JSON."""
        return json.dumps(asdict(self), separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Entering:
    """One try, in a client's thread.

    Args:
        client: The library's client, on the device that it stays on.
        name: What the person calls themselves there.
    """

    client: "QuietClient"
    name: str

    def by_password(self, password: SecretStr) -> Session | Knock:
        """Give name and password, once at each door that wants them.

        Raises:
            RefusedError: What the library made of a refusal.
            NetworkError: Nobody can tell what Instagram wants.
        """
        try:
            return self._by_password(password)
        except RefusedError as refused:
            if not wants_a_human(refused.error):
                raise
            return self._knock("human", link=link_of(refused.error))

    def by_code(self, knock: Knock, code: str) -> Session:
        """Give the code that was asked for.

        Raises:
            LoginNeeded: It is not the right one.
            RefusedError: What the library made of another refusal.
        """
        self.client.caa_aac = knock.access
        code = re.sub(r"[\s-]", "", code)
        if knock.asker == "older":
            return self._by_older_code(knock, code)
        if knock.asker == "profile":
            answer = self.client.bloks_ap_two_step_verification_submit_code(
                knock.context, code, domain=_HOST
            )
        else:
            answer = self._by_two_step(knock, code)
        if not self.client.bloks_apply_login_response(answer):
            raise _wrong_code()
        return self._in()

    def _by_password(self, password: SecretStr) -> Session | Knock:
        client = self.client
        if not client.bloks_caa_login_prepare(username=self.name, domain=_HOST):
            raise _unclear()
        answer = client.bloks_caa_login_send_request(
            password.get_secret_value(), username=self.name, domain=_HOST, auto_prepare=False
        )
        if client.bloks_apply_login_response(answer):
            return self._in()
        if client.bloks_caa_login_needs_two_step(answer):
            return self._profile(answer)
        if context := client.bloks_extract_two_step_verification_context(answer):
            return self._two_step(context)
        if _OLDER in client.words_of(answer):
            return self._by_older_password(password)
        raise _unclear()

    def _profile(self, answer: Json) -> Knock:
        """Have a code sent to the address in the profile."""
        client = self.client
        entry = client.bloks_extract_context_data(answer, f"{_ENTRY}.entrypoint_async")
        opened = client.bloks_ap_two_step_verification_entrypoint(entry, domain=_HOST)
        screen = client.bloks_extract_context_data(opened, f"{_ENTRY}.code_entry")
        shown = client.bloks_ap_two_step_verification_code_entry(screen, domain=_HOST)
        context = client.bloks_extract_context_data(shown, f"{_ENTRY}.code_entry_async")
        if not context:
            raise _unclear()
        return self._knock("profile", method="email", context=context)

    def _two_step(self, context: str) -> Knock:
        """Say that the code will be that of an authenticator."""
        self.client.bloks_two_step_verification_entrypoint(context)
        self.client.bloks_two_step_verification_method_picker(context)
        self.client.bloks_two_step_verification_select_method(context, selected_method="totp")
        return self._knock("two_step", method="totp", context=context)

    def _by_two_step(self, knock: Knock, code: str) -> Json:
        """Codes that were written down once are longer, and taken on a screen of their own."""
        client, method = self.client, knock.method
        if _BACKUP.fullmatch(code):
            method = "backup_codes"
            client.bloks_two_step_verification_select_method(knock.context, selected_method=method)
            client.bloks_two_step_verification_enter_backup_code(knock.context)
        answer: Json = client.bloks_two_step_verification_verify_code(
            knock.context, code, challenge=method
        )
        return answer

    def _by_older_password(self, password: SecretStr) -> Session | Knock:
        """Where Instagram sends the app back to the older door, it says there what is wrong."""
        client = self.client
        client.sync_launcher(True)
        told = {
            "jazoest": client.jazoest(),
            "country_codes": json.dumps(
                [{"country_code": str(client.country_code), "source": ["default"]}]
            ),
            "phone_id": client.phone_id,
            "enc_password": client.password_encrypt(password.get_secret_value()),
            "username": self.name,
            "adid": client.advertising_id,
            "guid": client.uuid,
            "device_id": client.android_device_id,
            "google_tokens": "[]",
            "login_attempt_count": "0",
        }
        try:
            client.private_request("accounts/login/", told, login=True)
        except RefusedError as refused:
            asked = getattr(refused.error, "two_factor_info", None)
            if isinstance(asked, dict) and asked.get("two_factor_identifier"):
                return self._older(asked)
            raise
        client.take_authorization()
        return self._in()

    def _older(self, asked: Json) -> Knock:
        is_sms = asked.get("sms_two_factor_on") and not asked.get("totp_two_factor_on")
        return self._knock(
            "older",
            method="sms" if is_sms else "totp",
            hint=str(asked.get("obfuscated_phone_number") or "") if is_sms else "",
            context=str(asked["two_factor_identifier"]),
        )

    def _by_older_code(self, knock: Knock, code: str) -> Session:
        client = self.client
        method = "backup" if _BACKUP.fullmatch(code) else knock.method
        told = {
            "verification_code": code,
            "phone_id": client.phone_id,
            "_csrftoken": client.token,
            "two_factor_identifier": knock.context,
            "username": self.name,
            "trust_this_device": "0",
            "guid": client.uuid,
            "device_id": client.android_device_id,
            "waterfall_id": str(uuid4()),
            "verification_method": _METHODS[method],
        }
        try:
            client.private_request("accounts/two_factor_login/", told, login=True)
        except RefusedError as refused:
            if type(refused.error).__name__ == _WRONG_CODE:
                raise _wrong_code() from None
            raise
        client.take_authorization()
        return self._in()

    def _in(self) -> Session:
        """The session that the client has now."""
        client = self.client
        if not client.sessionid or not client.user_id:
            raise _unclear()
        # The app opens with these; whether the session is any good is asked for right after this.
        with suppress(RefusedError):
            client.login_flow()
        return Session.made(client.sessionid, str(client.user_id), client.get_settings())

    def _knock(self, asker: Asker, **more: Any) -> Knock:
        settings = learned(self.client.get_settings())
        return Knock(self.name, settings, asker, access=self.client.caa_aac, **more)


def _wrong_code() -> NetworkError:
    return LoginNeeded("Instagram", advice="instagram-private-advice-code")


def _unclear() -> NetworkError:
    return PersonNeeded("Instagram", advice="instagram-private-advice-unclear")
