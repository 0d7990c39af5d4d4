"""A client of the pretend Instagram that speaks raw HTTP, and tells what it was answered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from tests.networks.instagram_files import Shelf, open_shelf, picture
from tests.sandbox_control import Json, SandboxControl

VERSION = "v26.0"


@dataclass
class Instagram:
    """Alice's profile and token, and a shelf from which Instagram may fetch."""

    sandbox: SandboxControl
    http: aiohttp.ClientSession
    shelf: Shelf
    keys: dict[str, Json]
    owner: str = "@alices_kitchen"

    @property
    def target(self) -> str:
        """The profile's id."""
        return str(self.keys[self.owner]["target"])

    @property
    def token(self) -> str:
        """The profile's token."""
        return str(self.keys[self.owner]["secrets"][0]["value"])

    async def call(self, method: str, path: str, **sent: Any) -> Json:
        """Call with the token in a header; GET sends a query, POST JSON."""
        sent = {"token": self.token, "version": VERSION, **sent}
        headers = {"Authorization": f"Bearer {sent.pop('token')}"}
        url = f"{self.sandbox.url}/instagram/{sent.pop('version')}/{path}"
        body: Json = {"params": sent} if method == "GET" else {"json": sent}
        async with self.http.request(method, url, headers=headers, **body) as response:
            answer: Json = await response.json()
            assert response.ok is ("error" not in answer)
            return answer

    async def refused(self, method: str, path: str, **sent: Any) -> tuple[int, int | None]:
        """The code and subcode with which a call is refused."""
        error = (await self.call(method, path, **sent))["error"]
        assert error["message"]
        return error["code"], error.get("error_subcode")

    async def container(self, **fields: Any) -> str:
        """A container of a fresh picture, or of what is given."""
        if not {"image_url", "video_url", "children"} & fields.keys():
            fields["image_url"] = self.image()
        answer = await self.call("POST", f"{self.target}/media", **fields)
        return str(answer["id"])

    def image(self, data: bytes | None = None, mime_type: str = "image/jpeg") -> str:
        """The address of a picture."""
        data = picture() if data is None else data
        return self.shelf.put(f"p{len(self.shelf.types)}.jpg", data, mime_type)

    async def refused_image(self, url: str) -> tuple[int, int | None]:
        """How a container of that address is refused."""
        return await self.refused("POST", f"{self.target}/media", image_url=url)

    async def status(self, number: str) -> str:
        """How far a container has come."""
        return str((await self.call("GET", number, fields="status_code"))["status_code"])

    async def publish(self, number: str) -> str:
        """Make a container public; the post's id."""
        answer = await self.call("POST", f"{self.target}/media_publish", creation_id=number)
        return str(answer["id"])

    async def unpublishable(self, number: str) -> tuple[int, int | None]:
        """How publishing a container is refused."""
        return await self.refused("POST", f"{self.target}/media_publish", creation_id=number)

    async def wall(self) -> list[Json]:
        """What the public sees of what came through the API."""
        return await self.sandbox.visible("instagram", self.target)


@asynccontextmanager
async def open_instagram(sandbox: SandboxControl, folder: Path) -> AsyncIterator[Instagram]:
    """The pretend Instagram with nothing to wait for."""
    await sandbox.settings(instagram_looks=0)
    shown = [one for one in (await sandbox.state())["keys"] if one["network"] == "instagram"]
    keys = {one["owner"]: one for one in shown}
    async with open_shelf(folder / "shelf") as shelf, aiohttp.ClientSession() as http:
        yield Instagram(sandbox, http, shelf, keys)
