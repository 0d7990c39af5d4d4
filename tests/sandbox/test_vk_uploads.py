"""The upload hosts of the pretend VK, and saving what they took."""

import asyncio
import io
from collections.abc import AsyncIterator

import aiohttp
import pytest
from PIL import Image

from tests.sandbox.bot import picture
from tests.sandbox.vk_client import Vk, named
from tests.sandbox_control import Json

HOUR_S = 3_600


async def test_a_photo_goes_through_all_three_steps_onto_the_wall(vk: Vk) -> None:
    content = picture(120, 80, "JPEG")
    saved = await vk.photo(content)
    assert (saved["owner_id"], saved["width"], saved["height"]) == (vk.wall, 120, 80)
    await vk.publish("soup", attachments=named("photo", saved))
    (entry,) = await vk.shown()
    (photo,) = entry["attachments"]
    assert (photo["kind"], photo["width"], photo["size_bytes"]) == ("photo", 120, len(content))
    async with vk.session.get(f"{vk.sandbox.url}/control/files/{photo['file_id']}") as answer:
        assert (await answer.read(), answer.content_type) == (content, "image/jpeg")
    (post,) = (await vk.call("wall.get", vk.token, owner_id=vk.wall))["items"]
    assert post["attachments"][0]["photo"]["id"] == saved["id"]


async def test_ten_photos_keep_their_order(vk: Vk) -> None:
    names = [named("photo", await vk.photo(picture(64, 40 + side))) for side in range(10)]
    await vk.publish("album", attachments=",".join(names))
    (entry,) = await vk.shown()
    assert [one["height"] for one in entry["attachments"]] == list(range(40, 50))


async def test_a_photo_of_the_person_needs_its_key(vk: Vk) -> None:
    await vk.sandbox.settings(vk_photo_owner="user")
    saved = await vk.photo()
    (alice,) = await vk.call("users.get", vk.token)
    assert saved["owner_id"] == alice["id"]
    bare = f"photo{saved['owner_id']}_{saved['id']}"
    refused = await vk.refusal("wall.post", vk.key, owner_id=vk.wall, attachments=bare)
    assert refused.code == 100
    await vk.publish("", attachments=named("photo", saved))
    assert len((await vk.shown())[0]["attachments"]) == 1


async def test_a_photo_from_the_messages_host_vanishes_without_a_word(vk: Vk) -> None:
    server = await vk.call("photos.getMessagesUploadServer", vk.key)
    receipt = await vk.upload(server["upload_url"], "photo", picture())
    (saved,) = await vk.call("photos.saveMessagesPhoto", vk.key, **receipt)
    await vk.publish("look at this", attachments=named("photo", saved))
    (entry,) = await vk.shown()
    assert (entry["text"], entry["attachments"]) == ("look at this", [])


async def test_a_receipt_serves_once(vk: Vk) -> None:
    receipt = await vk.photo_receipt()
    save = {"group_id": vk.group_id, **receipt}
    assert await vk.call("photos.saveWallPhoto", vk.token, **save)
    again = await vk.refusal("photos.saveWallPhoto", vk.token, **save)
    assert (again.code, "photos_list is invalid" in again.message) == (100, True)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"hash": "f00"}, 121),
        ({"server": 1}, 118),
        ({"photo": "[]"}, 100),
        ({"group_id": None}, 121),
        ({"group_id": 220000002}, 121),
    ],
)
async def test_a_receipt_must_come_back_whole(vk: Vk, change: Json, code: int) -> None:
    save = {"group_id": vk.group_id, **await vk.photo_receipt()}
    assert (await vk.refusal("photos.saveWallPhoto", vk.token, **save | change)).code == code
    assert await vk.call("photos.saveWallPhoto", vk.token, **save)


async def test_a_receipt_belongs_to_the_token_that_asked(vk: Vk) -> None:
    save = {"group_id": vk.group_id, **await vk.photo_receipt()}
    editor = await vk.sandbox.vk_token("user", community_id=vk.group_id, role="editor")
    assert (await vk.refusal("photos.saveWallPhoto", editor, **save)).code == 121


@pytest.mark.parametrize(("group_id", "code"), [(-220000001, 100), (404, 100), (220000002, 15)])
async def test_only_a_managed_community_gets_an_address(vk: Vk, group_id: int, code: int) -> None:
    refused = await vk.refusal("photos.getWallUploadServer", vk.token, group_id=group_id)
    assert refused.code == code


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no picture at all", "ERR_UPLOAD_FILE_NOT_SUPPORTED"),
        (picture(kind="WEBP"), "ERR_UPLOAD_FILE_NOT_SUPPORTED"),
        (picture(400, 300, "PNG")[:200], "ERR_UPLOAD_FILE_NOT_SUPPORTED"),
        (picture(2100, 100), "ERR_UPLOAD_BAD_IMAGE_SIZE"),
    ],
    ids=["text", "webp", "cut", "narrow"],
)
async def test_a_bad_picture_is_refused_with_status_200(vk: Vk, content: bytes, words: str) -> None:
    receipt = await vk.photo_receipt(content)
    assert receipt["error"].startswith(words)
    assert receipt["photo"] == "[]"


async def test_a_picture_of_too_many_pixels_is_refused(vk: Vk) -> None:
    content = io.BytesIO()
    Image.new("1", (8_000, 6_001)).save(content, "PNG")
    assert "14000" in (await vk.photo_receipt(content.getvalue()))["error"]


async def test_a_picture_of_too_many_bytes_gives_nothing(vk: Vk) -> None:
    receipt = await vk.photo_receipt(picture() + bytes(50 << 20))
    assert receipt["photo"] == "[]"


async def test_an_address_serves_one_file(vk: Vk) -> None:
    url = await _address(vk)
    assert (await vk.upload(url, "photo", picture()))["photo"] != "[]"
    assert "ERR_UPLOAD_FILE_NOT_UPLOADED" in (await vk.upload(url, "photo", picture()))["error"]


async def test_an_address_expires(vk: Vk) -> None:
    url = await _address(vk)
    await vk.sandbox.advance(HOUR_S)
    assert "error" in await vk.upload(url, "photo", picture())


@pytest.mark.parametrize("field", ["file", "file0", "photo1"])
async def test_another_field_gives_nothing(vk: Vk, field: str) -> None:
    assert (await vk.upload(await _address(vk), field, picture()))["photo"] == "[]"


async def test_two_files_at_once_give_nothing(vk: Vk) -> None:
    form = aiohttp.FormData()
    for name in ("a.png", "b.png"):
        form.add_field("photo", picture(), filename=name)
    async with vk.session.post(await _address(vk), data=form) as answer:
        assert (await answer.json(content_type=None))["photo"] == "[]"


async def test_a_body_without_a_length_gives_nothing(vk: Vk) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\n\r\n'
        yield picture()
        yield b"\r\n--x--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    async with vk.session.post(await _address(vk), data=pieces(), headers=headers) as answer:
        assert (await answer.json(content_type=None))["photo"] == "[]"


@pytest.mark.parametrize("where", ["query", "header", "form"])
async def test_an_upload_host_takes_no_token(vk: Vk, where: str) -> None:
    form = aiohttp.FormData()
    form.add_field("photo", picture(), filename="a.png")
    if where == "form":
        form.add_field("access_token", vk.token)
    async with vk.session.post(
        await _address(vk),
        data=form,
        params={"access_token": vk.token} if where == "query" else None,
        headers={"Authorization": f"Bearer {vk.token}"} if where == "header" else None,
    ) as answer:
        assert "token" in (await answer.json(content_type=None))["error"]
    assert vk.token not in str(await vk.sandbox.journal())


async def test_an_upload_host_wants_a_post(vk: Vk) -> None:
    async with vk.session.get(await _address(vk)) as answer:
        assert "error" in await answer.json(content_type=None)


async def test_an_upload_that_fails_on_order_leaves_the_address_good(vk: Vk) -> None:
    url = await _address(vk)
    await vk.sandbox.add_fault("vk", "upload:photo", "server_error", status=504, target=vk.wall)
    form = aiohttp.FormData()
    form.add_field("photo", picture(), filename="a.png")
    async with vk.session.post(url, data=form) as answer:
        assert answer.status == 504
    assert (await vk.upload(url, "photo", picture()))["photo"] != "[]"
    failed, taken = await vk.sandbox.journal(method="upload:photo")
    assert (failed["outcome"], failed["effect"]) == ("fault:server_error", False)
    assert (taken["outcome"], taken["effect"]) == ("executed", True)


async def test_a_document_is_attached_by_the_community_key_alone(vk: Vk) -> None:
    saved = await vk.document(b"potatoes", "menu.pdf")
    assert (saved["owner_id"], saved["ext"], saved["size"]) == (vk.wall, "pdf", 8)
    await vk.publish("menu", attachments=f"doc{saved['owner_id']}_{saved['id']}")
    (document,) = (await vk.shown())[0]["attachments"]
    assert (document["kind"], document["title"]) == ("document", "menu.pdf")
    (post,) = (await vk.call("wall.get", vk.token, owner_id=vk.wall))["items"]
    assert post["attachments"][0]["doc"]["title"] == "menu.pdf"


@pytest.mark.parametrize(
    ("content", "file_name"),
    [(b"x", "run.exe"), (b"ID3", "song.MP3"), (b"MZ\x90\x00", "menu.pdf"), (b"", "empty.txt")],
)
async def test_programs_music_and_nothing_are_no_documents(
    vk: Vk, content: bytes, file_name: str
) -> None:
    server = await vk.call("docs.getWallUploadServer", vk.key)
    refused = await vk.upload(server["upload_url"], "file", content, file_name)
    assert "error" in refused
    assert "file" not in refused


async def test_a_document_is_saved_once_and_by_its_uploader(vk: Vk) -> None:
    server = await vk.call("docs.getWallUploadServer", vk.key)
    receipt = await vk.upload(server["upload_url"], "file", b"hello", "README")
    bob = vk.garage["community_key"]
    assert (await vk.refusal("docs.save", bob, **receipt)).code in {100, 105}
    saved = await vk.call(
        "docs.save", vk.key, title="Read me", tags="a,b", return_tags=1, **receipt
    )
    assert (saved["doc"]["title"], saved["doc"]["tags"]) == ("Read me", ["a", "b"])
    assert (await vk.refusal("docs.save", vk.key, **receipt)).code in {100, 105}


async def test_uploads_go_on_at_the_same_time(vk: Vk) -> None:
    addresses = [await _address(vk) for _ in range(4)]
    receipts = await asyncio.gather(
        *(vk.upload(url, "photo", picture(90 + side)) for side, url in enumerate(addresses))
    )
    assert len({one["photo"] for one in receipts}) == 4


async def _address(vk: Vk) -> str:
    server = await vk.call("photos.getWallUploadServer", vk.token, group_id=vk.group_id)
    return str(server["upload_url"])
