"""What stands before the password: a device that proves its key, and words to bring back.

Source: https://github.com/subzeroid/instagrapi/blob/master/instagrapi/mixins/attestation.py
"""

import base64
import json
import secrets
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from services.sandbox.instagram.private import bloks
from services.sandbox.instagram.private.errors import stricter
from services.sandbox.instagram.private.objects import Door
from services.sandbox.perform import Answer

_REGISTERS: Final = "IGUSDIDRegistrationMutation"


def register(door: Door, text: str, headers: Mapping[str, str]) -> Answer:
    """Take the key of a device that signs what it says of itself."""
    form = dict(parse_qsl(text, keep_blank_values=True))
    if form.get("fb_api_req_friendly_name") != _REGISTERS or not form.get("client_doc_id"):
        raise stricter(f"graphql_www is asked for {_REGISTERS} by its client_doc_id")
    try:
        given = json.loads(form["variables"])["input"]
        usdid = _proved(given["usdid_token"]["sensitive_string_value"])
        family = given["fdid"]["sensitive_string_value"]
    except (LookupError, TypeError, ValueError, InvalidSignature):
        raise stricter("a USDID token is a key, signed with itself") from None
    if family != headers["X-IG-Family-Device-ID"]:
        raise stricter("fdid is X-IG-Family-Device-ID")
    door.usdid = usdid
    done = {"1$usdid_registration(input:$input)": {"success": True}}
    return Answer(payload={"data": done, "status": "ok"}, effect=True)


def redirect(door: Door, told: Mapping[str, Any], headers: Mapping[str, str]) -> Answer:
    """Open the page for names and passwords; what it brings has to come back with them."""
    _same_device(told, headers)
    if not told.get("waterfall_id"):
        raise stricter("a login has a waterfall_id")
    door.flow, door.access = str(told["waterfall_id"]), secrets.token_urlsafe(24)
    door.nonce, door.greeted = "", False
    return bloks.screen({"key": "CAA_ACCOUNT_ACCESS_CONTEXT:aac", "initial": door.access})


def keystore(door: Door, text: str, headers: Mapping[str, str]) -> Answer:
    """Give the word that the attestation of a device has to hold."""
    form = dict(parse_qsl(text, keep_blank_values=True))
    if form != {"app_scoped_device_id": headers["X-IG-Device-ID"], "key_hash": ""}:
        raise stricter("create_android_keystore names the device")
    door.nonce = secrets.token_urlsafe(16)
    told = {"challenge_nonce": door.nonce, "key_nonce": secrets.token_urlsafe(16)}
    return Answer(payload={**told, "status": "ok"})


def greet(door: Door, told: Mapping[str, Any], headers: Mapping[str, str]) -> Answer:
    """Hear who wants to log in; there is nobody to be logged in without a password."""
    given, server = asked(told)
    _same_device(server, headers)
    in_flow(door, given.get("aac"), server.get("waterfall_id"))
    if not given.get("username_input"):
        raise stricter("oauth.token.fetch names who wants to log in")
    door.greeted = True
    return bloks.shown("")


def asked(told: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the client and what the screen before gave to a Bloks action."""
    given, server = told.get("client_input_params"), told.get("server_params")
    if not isinstance(given, dict) or not isinstance(server, dict):
        raise stricter("an action has client_input_params and server_params")
    return given, server


def in_flow(door: Door, access: Any, flow: Any) -> None:
    """Make sure that a step belongs to the login that was begun.

    Raises:
        PrivateError: It does not.
    """
    if not door.access or access != door.access or flow != door.flow:
        raise stricter("aac and waterfall_id are those that the login began with")


def attested(door: Door, headers: Mapping[str, str]) -> None:
    """Make sure that the steps before the password were gone, in this order.

    Raises:
        PrivateError: One is missing.
    """
    if not headers.get("X-Meta-Usdid", "").startswith(f"{door.usdid}."):
        raise stricter("X-Meta-Usdid is that of the registered key")
    try:
        [said] = json.loads(headers.get("X-IG-Attest-Params", ""))["attestation"]
        nonce = said["challenge_nonce"]
    except (LookupError, TypeError, ValueError):
        raise stricter("X-IG-Attest-Params attests something") from None
    if not door.usdid or not door.greeted or not door.nonce or nonce != door.nonce:
        raise stricter("before a password: key, page, keystore, token")


def _same_device(told: Mapping[str, Any], headers: Mapping[str, str]) -> None:
    said = (told.get("device_id"), told.get("family_device_id"), told.get("qe_device_id"))
    names = ("X-IG-Android-ID", "X-IG-Family-Device-ID", "X-IG-Device-ID")
    if said != tuple(headers[name] for name in names):
        raise stricter("a login names the device of the headers")


def _proved(token: str) -> str:
    """The id of a key that has signed its own registration.

    Source: https://datatracker.ietf.org/doc/html/rfc7515
    """
    told = json.loads(_unpacked(token))
    [signature] = told["signatures"]
    claim = json.loads(_unpacked(told["payload"]))
    key = load_der_public_key(base64.b64decode(claim["pub"], validate=True))
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError
    said = f"{signature['protected']}.{told['payload']}".encode()
    key.verify(_unpacked(signature["signature"]), said, ec.ECDSA(SHA256()))
    return str(claim["sub"])


def _unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
