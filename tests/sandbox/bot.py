"""A bot that speaks raw HTTP to the pretend Bot API, and files for it to send."""

import io
import json
import struct
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp
from PIL import Image

Json = dict[str, Any]

TOKEN = "7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA"


class RefusedError(Exception):
    """The Bot API said no."""

    def __init__(self, code: int, description: str, parameters: Json) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass
class Bot:
    """A client without any knowledge; `headers` go with every request."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    token: str = TOKEN
    _session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(trust_env=False)
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The open session."""
        assert self._session
        return self._session

    async def call(self, method: str, **params: Any) -> Any:
        """Call a method with a JSON body, or multipart where a parameter is bytes."""
        async with self.post(method, **params) as response:
            return _result(await response.json())

    async def refusal(self, method: str, **params: Any) -> RefusedError:
        """Call a method that must be refused."""
        try:
            result = await self.call(method, **params)
        except RefusedError as error:
            return error
        raise AssertionError(f"{method} was not refused but gave {result!r}")

    def post(self, method: str, **params: Any) -> Any:
        """The bare request."""
        address = f"{self.url}/bot{self.token}/{method}"
        if not any(isinstance(value, bytes) for value in params.values()):
            return self.session.post(address, json=params, headers=self.headers)
        form = aiohttp.FormData()
        for name, value in params.items():
            if isinstance(value, bytes):
                form.add_field(name, value, filename=f"{name}.bin")
            else:
                form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        return self.session.post(address, data=form, headers=self.headers)

    async def updates(self, offset: int = 0, **params: Any) -> list[Json]:
        """What waits now."""
        updates: list[Json] = await self.call("getUpdates", offset=offset, **params)
        return updates

    async def forget_updates(self) -> None:
        """Acknowledge everything that waits."""
        waiting = await self.updates(-1)
        if waiting:
            await self.updates(waiting[-1]["update_id"] + 1)


def _result(answer: Json) -> Any:
    if not answer["ok"]:
        raise RefusedError(
            answer["error_code"], answer["description"], answer.get("parameters", {})
        )
    return answer["result"]


def picture(width: int = 64, height: int = 48, kind: str = "PNG", colour: str = "teal") -> bytes:
    """A picture of one colour."""
    content = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(content, kind)
    return content.getvalue()


def movie(width: int = 320, height: int = 240, seconds: int = 7, *, sound: bool = True) -> bytes:
    """The boxes of an MP4 without a single frame."""
    header = struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000) + bytes(80)
    track = struct.pack(">I", 0) + bytes(72) + struct.pack(">II", width << 16, height << 16)
    tracks = _track(track, b"vide") + (_track(bytes(84), b"soun") if sound else b"")
    start = _box(b"ftyp", b"isom" + bytes(4) + b"isom")
    return start + _box(b"moov", _box(b"mvhd", header) + tracks) + _box(b"mdat", b"frames")


def _track(header: bytes, handler: bytes) -> bytes:
    media = _box(b"mdia", _box(b"hdlr", bytes(8) + handler + bytes(12)))
    return _box(b"trak", _box(b"tkhd", header) + media)


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body
