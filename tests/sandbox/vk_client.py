"""A client that speaks raw HTTP to the pretend VK, and knows nothing about it."""

from dataclasses import dataclass
from typing import Any, Self

import aiohttp

from tests.sandbox.bot import movie, picture
from tests.sandbox_control import Json, SandboxControl

VERSION = "5.199"
_PATIENCE_S = 0.4


class VkRefusedError(Exception):
    """VK said no, with HTTP 200 and an error object."""

    def __init__(self, error: Json) -> None:
        super().__init__(f"{error['error_code']} {error['error_msg']}")
        self.error = error
        self.code = error["error_code"]
        self.message = error["error_msg"]


@dataclass
class Vk:
    """Calls methods and uploads files; `community` is Alice's, `garage` is Bob's."""

    sandbox: SandboxControl
    community: Json
    garage: Json
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

    @property
    def key(self) -> str:
        """The key of Alice's community."""
        return str(self.community["community_key"])

    @property
    def token(self) -> str:
        """Alice's own token."""
        return str(self.community["user_token"])

    @property
    def wall(self) -> int:
        """Alice's wall."""
        return -int(self.community["id"])

    @property
    def group_id(self) -> int:
        """Alice's community."""
        return int(self.community["id"])

    def post(self, method: str, token: str, **params: Any) -> Any:
        """The bare request."""
        form = {name: str(value) for name, value in params.items() if value is not None}
        return self.session.post(
            f"{self.sandbox.url}/vk/method/{method}",
            data={"access_token": token, "v": VERSION} | form,
        )

    async def call(self, method: str, token: str, **params: Any) -> Any:
        """Call a method, slowly enough for every kind of token by the sandbox clock."""
        await self.sandbox.advance(_PATIENCE_S)
        return await self.hasty(method, token, **params)

    async def hasty(self, method: str, token: str, **params: Any) -> Any:
        """Call a method without waiting."""
        async with self.post(method, token, **params) as answer:
            assert answer.status == 200
            told = await answer.json()
        if "error" in told:
            raise VkRefusedError(told["error"])
        return told["response"]

    async def refusal(self, method: str, token: str, **params: Any) -> VkRefusedError:
        """Call a method that must be refused."""
        try:
            told = await self.call(method, token, **params)
        except VkRefusedError as error:
            return error
        raise AssertionError(f"{method} was not refused but gave {told!r}")

    async def publish(self, message: str = "", token: str = "", **params: Any) -> int:
        """Post on Alice's wall with her community's key, or another token."""
        told = await self.call(
            "wall.post",
            token or self.key,
            **{"owner_id": self.wall, "from_group": 1, "message": message} | params,
        )
        return int(told["post_id"])

    async def upload(
        self, url: str, field: str, content: bytes, file_name: str = "a.jpg", **more: Any
    ) -> Json:
        """Send one file to an upload host."""
        form = aiohttp.FormData()
        form.add_field(field, content, filename=file_name)
        async with self.session.post(url, data=form, **more) as answer:
            assert answer.status == 200, await answer.text()
            # VK's hosts call their JSON HTML.
            told: Json = await answer.json(content_type=None)
            return told

    async def photo_receipt(self, content: bytes = b"", group_id: int | None = None) -> Json:
        """Upload a photo for Alice's wall."""
        group_id = self.group_id if group_id is None else group_id
        server = await self.call("photos.getWallUploadServer", self.token, group_id=group_id)
        return await self.upload(server["upload_url"], "photo", content or picture(kind="JPEG"))

    async def photo(self, content: bytes = b"") -> Json:
        """Upload and save a photo for Alice's wall."""
        receipt = await self.photo_receipt(content)
        told = await self.call(
            "photos.saveWallPhoto", self.token, group_id=self.group_id, **receipt
        )
        saved: Json = told[0]
        return saved

    async def document(self, content: bytes = b"hello", file_name: str = "menu.txt") -> Json:
        """Upload and save a document with the key of Alice's community."""
        server = await self.call("docs.getWallUploadServer", self.key, group_id=self.group_id)
        receipt = await self.upload(server["upload_url"], "file", content, file_name)
        saved: Json = (await self.call("docs.save", self.key, **receipt))["doc"]
        return saved

    async def video(self, content: bytes = b"", **params: Any) -> Json:
        """Announce and upload a video for Alice's wall."""
        announced: Json = await self.call(
            "video.save", self.token, group_id=self.group_id, name="Soup", **params
        )
        await self.upload(announced["upload_url"], "video_file", content or movie(), "soup.mp4")
        return announced

    async def shown(self) -> list[Json]:
        """What the public sees on Alice's wall, of what came through the API."""
        return await self.sandbox.visible("vk", self.wall)


def named(kind: str, saved: Json) -> str:
    """An attachment's name, built as VK says: from the returned owner, id and key."""
    key = f"_{saved['access_key']}" if saved.get("access_key") else ""
    return f"{kind}{saved['owner_id']}_{saved.get('id', saved.get('video_id'))}{key}"
