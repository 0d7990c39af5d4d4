"""A client of the private API that says exactly what a test wants, over HTTP/2 and TLS."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import quote_plus, urlencode

import aiohttp
from curl_cffi import CurlHttpVersion
from curl_cffi.requests import Response, Session

from tests.sandbox_control import Json, SandboxControl

ALICE, BOB = "61000000003", "61000000004"
HOST = "https://i.instagram.com"
DOOR = "https://b.i.instagram.com"
DEVICE = {
    "X-IG-Device-ID": "23ed8c29-fe5e-4158-bd80-9f2a82edac75",
    "X-IG-Family-Device-ID": "2c6afbcb-2a68-4d8a-bedd-abfff6df5ce5",
    "X-IG-Android-ID": "android-494f3e2a7e2897e4",
    "User-Agent": "Instagram 449.0.0.52.84 Android",
    "X-IG-App-ID": "567067343352427",
    "X-IG-Capabilities": "3brTv10=",
    "X-IG-App-Locale": "en_US",
    "X-Pigeon-Session-Id": "UFS-1-1",
}


@dataclass
class Phone:
    """An app on a phone, logged in as somebody."""

    control: SandboxControl
    proxy: str
    ca: str
    cookie: str
    pk: str = ALICE
    headers: dict[str, str] = field(default_factory=lambda: dict(DEVICE))

    async def ask(
        self, method: str, path: str, *, body: bytes | str | None = None, **more: str
    ) -> Response:
        """One request; `more` are headers, their dashes written as underscores."""
        bearer = {"ds_user_id": self.pk, "sessionid": self.cookie}
        token = base64.b64encode(json.dumps(bearer).encode()).decode()
        said = {"Authorization": f"Bearer IGT:2:{token}", **self.headers, **more}
        return await asyncio.to_thread(self._send, method, f"{HOST}{path}", body, said)

    async def form(self, path: str, told: Mapping[str, Any], **more: str) -> Response:
        """A signed form; it names this phone."""
        ids = {
            "_uuid": self.headers["X-IG-Device-ID"],
            "device_id": self.headers["X-IG-Android-ID"],
        }
        body = f"signed_body=SIGNATURE.{quote_plus(json.dumps({**ids, **told}))}"
        kind = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        return await self.ask("POST", f"/api/v1/{path}", body=body, **kind, **more)

    async def knock(
        self, path: str, form: Mapping[str, Any] | None = None, **more: str
    ) -> Response:
        """A request of somebody who is not logged in; a form to where logins go, or a question."""
        body = urlencode(form) if form is not None else None
        url = f"{HOST if form is None else DOOR}{path}"
        kind = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        method = "GET" if form is None else "POST"
        return await asyncio.to_thread(
            self._send, method, url, body, {**self.headers, **kind, **more}
        )

    async def photo(self, data: bytes, upload_id: str = "1001", **more: str) -> Response:
        """Upload a picture."""
        name = more.pop("name", f"{upload_id}_0_1234567890")
        told = {"upload_id": upload_id, "media_type": "1"}
        if more.pop("sidecar", ""):
            told["is_sidecar"] = "1"
        said = {
            "X-Instagram-Rupload-Params": json.dumps(told),
            "X-Entity-Type": "image/jpeg",
            "X-Entity-Name": name,
            "X-Entity-Length": str(len(data)),
            "Offset": "0",
            "Content-Type": "application/octet-stream",
            **more,
        }
        return await self.ask("POST", f"/rupload_igphoto/{name}", body=data, **said)

    async def configure(self, upload_id: str = "1001", **more: Any) -> Response:
        """Make a picture of 400 x 400 public."""
        return await self.form("media/configure/", picture_of(upload_id, **more))

    def _send(
        self, method: str, url: str, body: bytes | str | None, headers: dict[str, str]
    ) -> Response:
        with Session(http_version=CurlHttpVersion.V2_0, trust_env=False) as session:
            answer: Response = session.request(
                method,
                url,
                data=body,
                headers=headers,
                proxies={"all": self.proxy},
                verify=self.ca,
                allow_redirects=False,
                timeout=10,
            )
            return answer


def picture_of(upload_id: str, **more: Any) -> Json:
    """What the app says of a picture that it configures."""
    return {
        "upload_id": upload_id,
        "caption": "Soup",
        "device": {"model": "Pixel"},
        "timezone_offset": "0",
        "extra": {"source_width": 400, "source_height": 400},
        **more,
    }


@asynccontextmanager
async def open_phone(control: SandboxControl) -> AsyncIterator[Phone]:
    """Alice's phone."""
    async with aiohttp.ClientSession() as http:
        told = await (await http.get(f"{control.url}/instagram/private")).json()
    keys = {one["target"]: one["secrets"][0]["value"] for one in (await control.state())["keys"]}
    with NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(told["ca"])
        file.flush()
        yield Phone(control, told["proxy"], file.name, keys[ALICE])


def said(answer: Response) -> Json:
    """An answer's body."""
    told: Json = json.loads(answer.content)
    return told
