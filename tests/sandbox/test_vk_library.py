"""The pretend VK as the `vk_api` package sees it: its own upload code, errors and captchas."""

import asyncio
import io
from collections.abc import Callable
from typing import Any

import pytest
import requests
import vk_api
from requests.adapters import HTTPAdapter

from tests.sandbox.bot import movie, picture
from tests.sandbox.vk_client import Vk, named

API = "https://api.vk.ru"


class _Detour(HTTPAdapter):
    """Sends what is meant for VK's API to the sandbox."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = f"{url}/vk"

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        request.url = str(request.url).replace(API, self._url)
        return super().send(request, *args, **kwargs)


def _library(vk: Vk, token: str) -> Any:
    session = requests.Session()
    session.trust_env = False
    session.mount(API, _Detour(vk.sandbox.url))
    return vk_api.VkApi(token=token, api_version="5.199", session=session)


async def _threaded(work: Callable[[], Any]) -> Any:
    return await asyncio.to_thread(work)


async def test_the_library_posts_reads_and_deletes(vk: Vk) -> None:
    key, user = _library(vk, vk.key).get_api(), _library(vk, vk.token).get_api()

    def work() -> tuple[Any, Any]:
        made = key.wall.post(owner_id=vk.wall, from_group=1, message="by the library")
        page = user.wall.get(owner_id=vk.wall)
        user.wall.delete(owner_id=vk.wall, post_id=made["post_id"])
        return made, page

    made, page = await _threaded(work)
    assert [one["id"] for one in page["items"]] == [made["post_id"]]
    assert not await vk.shown()


async def test_the_library_saves_photos_documents_and_videos(vk: Vk) -> None:
    user = _library(vk, vk.token)

    def work() -> list[str]:
        upload = vk_api.VkUpload(user)
        server = user.method("photos.getWallUploadServer", {"group_id": vk.group_id})
        with io.BytesIO(picture(kind="JPEG")) as content:
            files = {"photo": ("a.jpg", content)}
            receipt = user.http.post(server["upload_url"], files=files, timeout=10).json()
        saved = user.method("photos.saveWallPhoto", {"group_id": vk.group_id, **receipt})
        with io.BytesIO(movie()) as content:
            film = upload.video(content, name="Soup", group_id=vk.group_id)
        with io.BytesIO(b"menu") as content:
            content.name = "menu.txt"
            paper = upload.document_wall(content, title="menu.txt", group_id=vk.group_id)
        return [named("photo", saved[0]), named("video", film), named("doc", paper["doc"])]

    names = await _threaded(work)
    await vk.publish("all at once", attachments=",".join(names))
    (entry,) = await vk.shown()
    assert [one["kind"] for one in entry["attachments"]] == ["photo", "video", "document"]


async def test_the_librarys_own_photo_field_is_not_what_vk_documents(vk: Vk) -> None:
    user = _library(vk, vk.token)

    def work() -> Any:
        with io.BytesIO(picture(kind="JPEG")) as content:
            return vk_api.VkUpload(user).photo_wall(content, group_id=vk.group_id)

    with pytest.raises(vk_api.ApiError) as refused:
        await _threaded(work)
    assert refused.value.code == 100


async def test_the_library_raises_what_it_raises_for_vk(vk: Vk) -> None:
    key = _library(vk, vk.key)
    with pytest.raises(vk_api.ApiError) as refused:
        await _threaded(lambda: key.method("wall.get", {"owner_id": vk.wall}))
    assert refused.value.code == 27
    await vk.sandbox.add_fault("vk", "wall.post", "server_error", status=502)
    with pytest.raises(vk_api.ApiHttpError):
        await _threaded(lambda: key.method("wall.post", {"owner_id": vk.wall, "message": "x"}))


async def test_the_library_answers_old_captchas_and_trips_over_new_ones(vk: Vk) -> None:
    key = _library(vk, vk.key)
    post = {"owner_id": vk.wall, "message": "human"}
    await vk.sandbox.add_fault("vk", "wall.post", "captcha", form="old", times=2)
    with pytest.raises(vk_api.Captcha) as asked:
        await _threaded(lambda: key.method("wall.post", post))
    challenges = (await vk.sandbox.get_json("vk/challenges"))["challenges"]
    (answer,) = [one["answer"] for one in challenges if one["sid"] == asked.value.sid]
    await _threaded(lambda: asked.value.try_again(answer))
    assert [one["text"] for one in await vk.shown()] == ["human"]
    await vk.sandbox.add_fault("vk", "wall.post", "captcha", form="new")
    with pytest.raises(KeyError, match="captcha_sid"):
        await _threaded(lambda: key.method("wall.post", post))


async def test_the_librarys_true_is_no_flag(vk: Vk) -> None:
    key = _library(vk, vk.key)
    post = {"owner_id": vk.wall, "message": "x", "from_group": True}
    with pytest.raises(vk_api.ApiError, match="from_group"):
        await _threaded(lambda: key.method("wall.post", post))
