"""Whoever knocks at the pretend Instagram has to know how: keys, words, order, device, lock."""

import asyncio
import base64
import json
import ssl
from collections.abc import AsyncIterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from curl_cffi.requests import Response

from tests.sandbox.instagram_private_client import Phone, open_phone, said
from tests.sandbox_control import SandboxControl

ACTIONS = "/api/v1/bloks/async_action"
PAGE = f"{ACTIONS}/com.bloks.www.bloks.caa.login.process_client_data_and_redirect/"
TOKEN = f"{ACTIONS}/com.bloks.www.caa.login.oauth.token.fetch.async/"
LOGIN = f"{ACTIONS}/com.bloks.www.bloks.caa.login.async.send_login_request/"
KEYSTORE = "/api/v1/attestation/create_android_keystore/"
KEY = "/api/v1/qe/sync/"
FLOW = "a-flow"


@pytest.fixture
async def phone(sandbox: SandboxControl) -> AsyncIterator[Phone]:
    async with open_phone(sandbox) as phone:
        phone.headers["X-Bloks-Version-Id"] = "b10c5"
        yield phone


def b64u(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def registration(phone: Phone, *, signs: bool = True) -> dict[str, str]:
    """What a phone says to register its key, signed with that key or with another."""
    key, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    claim = b64u(json.dumps({"sub": "usd", "pub": base64.b64encode(public).decode()}).encode())
    head = b64u(b'{"alg":"ES256"}')
    said = (key if signs else other).sign(f"{head}.{claim}".encode(), ec.ECDSA(SHA256()))
    token = {"payload": claim, "signatures": [{"protected": head, "signature": b64u(said)}]}
    given = {
        "usdid_token": {"sensitive_string_value": b64u(json.dumps(token).encode())},
        "fdid": {"sensitive_string_value": phone.headers["X-IG-Family-Device-ID"]},
    }
    return {
        "fb_api_req_friendly_name": "IGUSDIDRegistrationMutation",
        "client_doc_id": "1",
        "variables": json.dumps({"input": given}),
    }


def form(phone: Phone, params: dict[str, Any], /, **wrong: str) -> dict[str, str]:
    """A Bloks form of this phone."""
    version = phone.headers["X-Bloks-Version-Id"]
    context = {"bloks_version": version, "styles_id": "instagram"}
    told = {
        "params": json.dumps(params),
        "_uuid": phone.headers["X-IG-Device-ID"],
        "bk_client_context": json.dumps(context),
        "bloks_versioning_id": version,
    }
    return {**told, **wrong}


def device(phone: Phone) -> dict[str, str]:
    return {
        "device_id": phone.headers["X-IG-Android-ID"],
        "family_device_id": phone.headers["X-IG-Family-Device-ID"],
        "qe_device_id": phone.headers["X-IG-Device-ID"],
        "waterfall_id": FLOW,
    }


async def up_to_the_password(phone: Phone) -> str:
    """All steps before the password; the word that has to come back with it."""
    assert (await phone.knock("/graphql_www", registration(phone))).status_code == 200
    phone.headers["X-Meta-Usdid"] = "usd.1.signature"
    page = said(await phone.knock(PAGE, form(phone, device(phone))))
    access = str(page["layout"]["bloks_payload"]["data"][0]["data"]["initial"])
    store = {"app_scoped_device_id": phone.headers["X-IG-Device-ID"], "key_hash": ""}
    nonce = said(await phone.knock(KEYSTORE, store))["challenge_nonce"]
    phone.headers["X-IG-Attest-Params"] = json.dumps({"attestation": [{"challenge_nonce": nonce}]})
    given = {"aac": access, "username_input": "alice_in_the_garden"}
    greeting = {"client_input_params": given, "server_params": device(phone)}
    assert (await phone.knock(TOKEN, form(phone, greeting))).status_code == 200
    return access


async def log_in(phone: Phone, access: str, password: str = "in clear") -> Response:
    given = {
        "aac": access,
        "contact_point": "alice_in_the_garden",
        "password": password,
        "device_id": phone.headers["X-IG-Android-ID"],
    }
    told = {"client_input_params": given, "server_params": {"waterfall_id": FLOW}}
    return await phone.knock(LOGIN, form(phone, told))


def refused(answer: Response) -> str:
    assert answer.status_code == 400
    return str(said(answer)["message"])


async def test_a_key_that_another_has_signed_is_refused(phone: Phone) -> None:
    answer = await phone.knock("/graphql_www", registration(phone, signs=False))
    assert "signed with itself" in refused(answer)


async def test_a_password_in_clear_is_refused(phone: Phone) -> None:
    access = await up_to_the_password(phone)
    assert "#PWD_INSTAGRAM" in refused(await log_in(phone, access))
    box = base64.b64encode(bytes(400)).decode()
    locked = f"#PWD_INSTAGRAM:4:1000000000:{box}"
    assert "when it is sent" in refused(await log_in(phone, access, locked))


async def test_a_word_of_another_login_is_refused(phone: Phone) -> None:
    await up_to_the_password(phone)
    assert "aac" in refused(await log_in(phone, "made-up"))


async def test_no_step_may_be_left_out(phone: Phone) -> None:
    access = await up_to_the_password(phone)
    phone.headers["X-IG-Attest-Params"] = json.dumps({"attestation": [{"challenge_nonce": "x"}]})
    assert "before a password" in refused(await log_in(phone, access))
    phone.headers["X-Meta-Usdid"] = "another.1.signature"
    assert "X-Meta-Usdid" in refused(await log_in(phone, access))


@pytest.mark.parametrize(
    "wrong", [{"_uuid": "another"}, {"bloks_versioning_id": "older"}, {"params": "[]"}]
)
async def test_a_form_that_does_not_fit_its_headers_is_refused(
    phone: Phone, wrong: dict[str, str]
) -> None:
    answer = await phone.knock(PAGE, form(phone, device(phone), **wrong))
    assert refused(answer).startswith("sandbox: ")


async def test_a_login_names_the_device_of_the_headers(phone: Phone) -> None:
    other = device(phone) | {"family_device_id": "another"}
    assert "device" in refused(await phone.knock(PAGE, form(phone, other)))


async def test_who_is_logged_in_does_not_log_in(phone: Phone) -> None:
    bearer = {"Authorization": "Bearer IGT:2:e30="}
    answer = await phone.knock(PAGE, form(phone, device(phone)), **bearer)
    assert "does not log in" in refused(answer)


async def test_the_key_for_passwords_is_told_to_whoever_asks(phone: Phone) -> None:
    """Over HTTP/1.1 too, as the app's library asks; and nothing else is."""
    told = (await phone.knock(KEY)).headers["ig-set-password-encryption-pub-key"]
    assert isinstance(load_pem_public_key(base64.b64decode(told or "")), RSAPublicKey)
    heads = [await older_http(phone, path) for path in (KEY, "/api/v1/users/1/info/")]
    assert b" 200 " in heads[0]
    assert b" 429 " in heads[1]


async def older_http(phone: Phone, path: str) -> bytes:
    """The first line of what HTTP/1.1 is answered."""
    port = int(phone.proxy.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"CONNECT i.instagram.com:443 HTTP/1.1\r\nHost: i.instagram.com:443\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    context = ssl.create_default_context(cafile=phone.ca)
    await writer.start_tls(context, server_hostname="i.instagram.com")
    writer.write(f"GET {path} HTTP/1.1\r\nHost: i.instagram.com\r\n\r\n".encode())
    line = await reader.readline()
    writer.close()
    return line
