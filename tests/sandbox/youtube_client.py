"""A client that speaks raw HTTP to the pretend YouTube."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.networks.youtube_world import GARAGE, KITCHEN, movie
from tests.sandbox_control import Json, SandboxControl

API = "/youtube/youtube/v3"
UPLOAD = "/youtube/upload/youtube/v3/videos"
THUMBNAIL = "/youtube/upload/youtube/v3/thumbnails/set"
CLIENT = {
    "client_id": "crossposter-sandbox",
    "client_secret": "a-pretended-client-secret",
    "grant_type": "refresh_token",
}
SNIPPET = {"title": "Soup", "description": "With beans", "categoryId": "22"}
PRIVATE = {"privacyStatus": "private", "selfDeclaredMadeForKids": False}


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: its status, its headers, its JSON or text."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def reason(self) -> str:
        """Google's reason for a refusal."""
        return str(self.body["error"]["errors"][0]["reason"])


class Youtube:
    """Alice's client. Use as `async with Youtube(sandbox) as youtube`."""

    def __init__(self, sandbox: SandboxControl) -> None:
        self.sandbox = sandbox
        self.tokens: dict[str, str] = {}
        self._http = aiohttp.ClientSession(sandbox.url)

    async def __aenter__(self) -> Self:
        keys = (await self.sandbox.state())["keys"]
        refresh = {
            one["target"]: one["secrets"][0]["value"] for one in keys if one["network"] == "youtube"
        }
        for target in (KITCHEN, GARAGE):
            self.tokens[target] = (await self.token(refresh[target])).body["access_token"]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.close()

    async def token(self, refresh_token: str, **more: str) -> Said:
        """Ask the token server."""
        form = {**CLIENT, "refresh_token": refresh_token, **more}
        return await self.send("POST", "/youtube/token", data=form)

    async def send(self, verb: str, path: str, **how: Any) -> Said:
        """Any request."""
        async with self._http.request(verb, path, allow_redirects=False, **how) as answer:
            is_json = answer.content_type == "application/json"
            body = await answer.json() if is_json else await answer.text()
            return Said(answer.status, dict(answer.headers), body)

    async def call(
        self, verb: str, path: str, body: Any = None, *, owner: str = KITCHEN, **query: Any
    ) -> Said:
        """A call of the API with somebody's token."""
        headers = {"Authorization": f"Bearer {self.tokens[owner]}"}
        how = {"json": body} if body is not None else {}
        return await self.send(verb, f"{API}/{path}", headers=headers, params=query, **how)

    async def begin(
        self, size_bytes: int, video: Json | None = None, headers: Mapping[str, str] | None = None
    ) -> Said:
        """Announce an upload."""
        sent = {
            "Authorization": f"Bearer {self.tokens[KITCHEN]}",
            "X-Upload-Content-Type": "video/mp4",
            "X-Upload-Content-Length": str(size_bytes),
            **(headers or {}),
        }
        body = {"snippet": SNIPPET, "status": PRIVATE} if video is None else video
        query = {"uploadType": "resumable", "part": "snippet,status"}
        return await self.send("POST", UPLOAD, headers=sent, params=query, json=body)

    async def put(
        self, address: str, content: bytes, content_range: str, *, owner: str = KITCHEN, **how: Any
    ) -> Said:
        """Send a chunk, or ask."""
        headers = {
            "Authorization": f"Bearer {self.tokens[owner]}",
            "Content-Range": f"bytes {content_range}",
            **how,
        }
        path = address.removeprefix(self.sandbox.url)
        return await self.send("PUT", path, data=content, headers=headers)

    async def upload(self, content: bytes | None = None, video: Json | None = None) -> Json:
        """A whole upload in one chunk; the video."""
        content = movie() if content is None else content
        address = (await self.begin(len(content), video)).headers["Location"]
        size = len(content)
        said = await self.put(address, content, f"0-{size - 1}/{size}")
        assert said.status == 200, said
        made: Json = said.body
        return made

    async def cover(
        self,
        video: str,
        content: bytes,
        mime_type: str = "image/jpeg",
        *,
        owner: str = KITCHEN,
        **query: str,
    ) -> Said:
        """Set a thumbnail."""
        headers = {"Authorization": f"Bearer {self.tokens[owner]}", "Content-Type": mime_type}
        asked = {"videoId": video, "uploadType": "media", **query}
        return await self.send("POST", THUMBNAIL, headers=headers, params=asked, data=content)

    async def owned(self) -> list[Json]:
        """Every video, as its owner sees it."""
        videos: list[Json] = (await self.sandbox.get_json("youtube/videos"))["videos"]
        return videos
