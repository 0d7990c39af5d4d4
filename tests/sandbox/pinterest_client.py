"""A client that speaks raw HTTP to the pretend Pinterest, and knows nothing about it."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.sandbox.bot import movie, picture
from tests.sandbox_control import Json, SandboxControl


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the JSON or text, the headers."""

    status: int
    told: Any
    headers: Any

    @property
    def refusal(self) -> tuple[int, int]:
        """Status and code."""
        return self.status, self.told["code"]


@dataclass
class Pinterest:
    """Calls the API with Alice's token, or another one."""

    control: SandboxControl
    http: aiohttp.ClientSession
    token: str
    bobs: str

    async def call(self, verb: str, path: str, *, token: str = "", **how: Any) -> Answer:
        """One call."""
        headers = {"Authorization": f"Bearer {token or self.token}", **how.pop("headers", {})}
        url = f"{self.control.url}/pinterest/v5/{path}"
        async with self.http.request(verb, url, headers=headers, **how) as answer:
            is_json = answer.content_type == "application/json"
            told = await answer.json() if is_json else await answer.text()
            return Answer(answer.status, told, answer.headers)

    async def pin(self, *, token: str = "", **fields: Any) -> Answer:
        """Make a pin with a picture on Alice's cakes, unless the fields say otherwise."""
        fields = {"board_id": await self.board("Cakes"), "media_source": image(), **fields}
        told = {name: value for name, value in fields.items() if value is not None}
        return await self.call("POST", "pins", token=token, json=told)

    async def board(self, name: str, token: str = "") -> str:
        """A board's id."""
        boards = (await self.call("GET", "boards", token=token)).told["items"]
        return next(str(board["id"]) for board in boards if board["name"] == name)

    async def issue(self, *scopes: str, **more: Any) -> str:
        """A token of Alice's with these scopes."""
        body = {"scopes": list(scopes), **more}
        return str((await self.control.post_json("pinterest/tokens", body))["token"])

    async def register(self) -> Json:
        """Announce a video."""
        answer = await self.call("POST", "media", json={"media_type": "video"})
        assert answer.status == 201
        told: Json = answer.told
        return told

    async def upload(self, place: Json, content: bytes = b"", **how: Any) -> Answer:
        """Send a video's bytes; `fields` are those of the form, `first` puts the file before."""
        form = aiohttp.FormData()
        fields = how.pop("fields", place["upload_parameters"])
        file = content or movie(seconds=7)
        if how.pop("first", False):
            form.add_field("file", file, filename="soup.mp4")
            file = b""
        for name, value in fields.items():
            form.add_field(name, value)
        if file:
            form.add_field(how.pop("named", "file"), file, filename="soup.mp4")
        async with self.http.post(place["upload_url"], data=form, **how) as answer:
            return Answer(answer.status, await answer.text(), answer.headers)

    async def video(self, content: bytes = b"") -> str:
        """A video that is uploaded, and looked at until it is ready or has failed."""
        place = await self.register()
        assert (await self.upload(place, content)).status == 204
        for _ in range(5):
            await self.status(place["media_id"])
        return str(place["media_id"])

    async def status(self, media_id: str) -> str:
        """What became of a video."""
        return str((await self.call("GET", f"media/{media_id}")).told["status"])

    async def shown(self) -> list[Json]:
        """What the public sees of Alice."""
        user = (await self.call("GET", "user_account")).told["id"]
        return await self.control.visible("pinterest", user)


@asynccontextmanager
async def open_client(control: SandboxControl) -> AsyncIterator[Pinterest]:
    """A client with the tokens that the page offers."""
    keys = [one for one in (await control.state())["keys"] if one["network"] == "pinterest"]
    alices, bobs = (one["secrets"][0]["value"] for one in keys)
    async with aiohttp.ClientSession(trust_env=False) as http:
        yield Pinterest(control, http, alices, bobs)


def image(content: bytes = b"", content_type: str = "image/jpeg") -> Json:
    """A media source with one picture."""
    return {"source_type": "image_base64", **item(content, content_type)}


def item(content: bytes = b"", content_type: str = "image/jpeg") -> Json:
    """A picture in base64."""
    data = base64.b64encode(content or picture(kind="JPEG")).decode()
    return {"content_type": content_type, "data": data}


def carousel(*pictures: bytes, **more: Any) -> Json:
    """A media source with several pictures."""
    items = [item(one) for one in pictures]
    return {"source_type": "multiple_image_base64", "items": items, **more}
