"""Names, passwords and codes: who gets in, who is asked for more, and who has to wait.

Source: https://github.com/subzeroid/instagrapi/blob/master/instagrapi/mixins/auth.py
"""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.sandbox.instagram.private import bloks
from services.sandbox.instagram.private.errors import (
    bad_password,
    challenge,
    no_such_name,
    please_wait,
    stricter,
    two_factor,
    wrong_code,
)
from services.sandbox.instagram.private.knocking import asked, attested, in_flow
from services.sandbox.instagram.private.locks import Lock
from services.sandbox.instagram.private.objects import Door, Member
from services.sandbox.instagram.private.twin import PrivateTwin
from services.sandbox.perform import Answer

TWO_STEP: Final = "com.bloks.www.two_step_verification.entrypoint"
PROFILE: Final = "com.bloks.www.ap.two_step_verification"
_NEXT: Final = {
    "entrypoint_async": f"{PROFILE}.code_entry",
    "code_entry": f"{PROFILE}.code_entry_async",
}


@dataclass(frozen=True, slots=True)
class Entrance:
    """One request of somebody who is not logged in: at which door, from which device."""

    twin: PrivateTwin
    lock: Lock
    door: Door
    device: dict[str, str]
    headers: Mapping[str, str]

    def by_password(self, told: Mapping[str, Any]) -> Answer:
        """Take a name and a password: the door opens, asks, or leads to the older one."""
        given, server = asked(told)
        in_flow(self.door, given.get("aac"), server.get("waterfall_id"))
        attested(self.door, self.headers)
        if given.get("device_id") != self.device["X-IG-Android-ID"]:
            raise stricter("a login names the device of the headers")
        self._not_now()
        member = self._named(str(given.get("contact_point")))
        mode = str(self.twin.world.settings["instagram_private_login"])
        password = self.lock.open(str(given.get("password")))
        if mode in {"older", "sms"} or member is None or password != member.password:
            return bloks.screen({"key": "CAA_LOGIN_FALLBACK:accounts_login", "initial": "1"})
        self.door.pk = member.pk
        if mode == "approve":
            self._approved(member)
        elif mode == "silent":
            return bloks.shown("Something went wrong. Please try again.")
        elif mode in {"app", "email"}:
            return self._ask(mode)
        return self._open(member)

    def by_older_password(self, told: Mapping[str, Any]) -> Answer:
        """The same at the older door, which says why it stays closed."""
        self._names_the_device(told)
        self._not_now()
        member = self._named(str(told.get("username")))
        if member is None:
            raise no_such_name()
        if self.lock.open(str(told.get("enc_password"))) != member.password:
            raise bad_password()
        self.door.pk = member.pk
        if self.twin.world.settings["instagram_private_login"] == "sms":
            self._begin("sms")
            raise two_factor(self.door.context, member.username)
        return self._let_in(member)

    def by_older_code(self, told: Mapping[str, Any]) -> Answer:
        """Take the code that the older door asked for."""
        self._names_the_device(told)
        member = self._member("sms")
        if told.get("two_factor_identifier") != self.door.context:
            raise stricter("two_factor_identifier is that of the question")
        if (told.get("username"), told.get("verification_method")) != (member.username, "1"):
            raise stricter("a code comes with the name and the way that it was sent")
        if told.get("verification_code") != member.code:
            raise wrong_code()
        return self._let_in(member)

    def pick(self, step: str, told: Mapping[str, Any]) -> Answer:
        """Say how to prove it, one screen after the other."""
        server = told.get("server_params") or {}
        self._in_context(server.get("two_step_verification_context"), "app")
        if step == "method_picker.navigation.async":
            method = (told.get("client_input_params") or {}).get("selected_method")
            if method not in {"totp", "backup_codes"}:
                raise stricter("this account has an authenticator and backup codes")
            self.door.method = str(method)
        return bloks.shown(step)

    def by_code(self, told: Mapping[str, Any]) -> Answer:
        """Take the code of an authenticator, or one that was written down."""
        given, server = asked(told)
        self._in_context(server.get("two_step_verification_context"), "app")
        if server.get("challenge") != self.door.method:
            raise stricter("a code is of the method that was picked")
        member = self._member("app")
        right = member.code if self.door.method == "totp" else member.backup_code
        if given.get("code") != right:
            return bloks.shown("Check the code and try again.")
        return self._open(member)

    def open_profile(self, step: str, told: Mapping[str, Any]) -> Answer:
        """Lead on to where the code from an e-mail is taken."""
        given, server = asked(told)
        self._in_context(server.get("context_data"), "email")
        if step == "code_entry" and given.get("aac") != self.door.access:
            raise stricter("aac is that which the login began with")
        self.door.context = secrets.token_urlsafe(32)
        return bloks.opening(_NEXT[step], context_data=self.door.context)

    def by_profile_code(self, told: Mapping[str, Any]) -> Answer:
        """Take the code from an e-mail."""
        given, server = asked(told)
        self._in_context(server.get("context_data"), "email")
        member = self._member("email")
        if given.get("code") != member.code:
            return bloks.shown("Check the code and try again.")
        return self._open(member)

    def _ask(self, mode: str) -> Answer:
        self._begin(mode)
        if mode == "app":
            return bloks.opening(TWO_STEP, two_step_verification_context=self.door.context)
        return bloks.opening(f"{PROFILE}.entrypoint_async", context_data=self.door.context)

    def _begin(self, mode: str) -> None:
        self.door.asked, self.door.context = mode, secrets.token_urlsafe(32)

    def _in_context(self, context: Any, mode: str) -> None:
        self._member(mode)
        if context != self.door.context:
            raise stricter("a step brings back the context of the step before")

    def _member(self, mode: str) -> Member:
        member = self.twin.store.members.get(self.door.pk)
        if member is None or self.door.asked != mode:
            raise stricter("no code was asked for")
        return member

    def _named(self, name: str) -> Member | None:
        members = self.twin.store.members.values()
        return next((one for one in members if one.username == name), None)

    def _names_the_device(self, told: Mapping[str, Any]) -> None:
        said = tuple(told.get(name) for name in ("guid", "phone_id", "device_id"))
        names = ("X-IG-Device-ID", "X-IG-Family-Device-ID", "X-IG-Android-ID")
        if said != tuple(self.device[name] for name in names):
            raise stricter("a login names the device of the headers")

    def _not_now(self) -> None:
        if self.twin.world.settings["instagram_private_login"] == "wait":
            raise please_wait()

    def _approved(self, member: Member) -> None:
        """Let the owner be asked on their own phone.

        Raises:
            PrivateError: They have not answered yet.
        """
        name = f"{member.pk} {self.door.device}"
        if not self.twin.store.approved.setdefault(name, False):
            raise challenge(member.pk, path="/auth_platform/")

    def _open(self, member: Member) -> Answer:
        login, headers = self._session(member)
        cookies = f"Set-Cookie: csrftoken={secrets.token_hex(16)}; Domain=.instagram.com; Secure"
        return bloks.entering(login, headers, cookies)

    def _let_in(self, member: Member) -> Answer:
        login, headers = self._session(member)
        lower = {name.lower(): value for name, value in headers.items()}
        return Answer(payload=login, headers=lower, effect=True)

    def _session(self, member: Member) -> tuple[dict[str, Any], dict[str, str]]:
        session = self.twin.store.log_in(member, self.device)
        del self.twin.store.doors[self.door.device]
        bearer = {"ds_user_id": member.pk, "sessionid": session.cookie}
        token = base64.b64encode(json.dumps(bearer).encode()).decode()
        user = {"pk": int(member.pk), "username": member.username, "is_private": False}
        headers = {
            "IG-Set-Authorization": f"Bearer IGT:2:{token}",
            "ig-set-ig-u-rur": f"RVA,{member.pk},1",
        }
        return {"logged_in_user": user, "status": "ok"}, headers
