"""Photos, videos, files: what is taken, what is refused, how it is downloaded again."""

import io
import os

import pytest
from PIL import Image

from tests.sandbox.bot import Bot, movie, picture
from tests.sandbox_control import ControlRefusedError, SandboxControl

_MB = 1 << 20


async def test_a_photo_comes_in_sizes_that_can_be_downloaded(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    photo = picture(1500, 1000)
    sent = await bot.call("sendPhoto", chat_id=kitchen, photo=photo, caption="big")
    assert [(size["width"], size["height"]) for size in sent["photo"]] == [
        (90, 60),
        (320, 213),
        (800, 533),
        (1280, 853),
        (1500, 1000),
    ]
    file = await bot.call("getFile", file_id=sent["photo"][-1]["file_id"])
    async with bot.session.get(f"{bot.url}/file/bot{bot.token}/{file['file_path']}") as response:
        content = await response.read()
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size) == ("JPEG", (1500, 1000))
    assert len(content) == file["file_size"]
    (entry,) = await sandbox.visible("telegram", kitchen)
    (attachment,) = entry["attachments"]
    assert (attachment["kind"], attachment["width"]) == ("photo", 1500)


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        (b"not a picture", "IMAGE_PROCESS_FAILED"),
        (picture(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (picture(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (picture() + bytes(10 * _MB), "is too big for a photo"),
        (picture()[:60], "IMAGE_PROCESS_FAILED"),
    ],
    ids=["text", "sum of sides", "ratio", "11 MB", "cut"],
)
async def test_what_is_no_photo_is_refused(
    sandbox: SandboxControl, bot: Bot, kitchen: int, photo: bytes, words: str
) -> None:
    refusal = await bot.refusal("sendPhoto", chat_id=kitchen, photo=photo)
    assert refusal.code == 400
    assert words in refusal.description
    assert await sandbox.visible("telegram", kitchen) == []


async def test_a_photo_of_ratio_twenty_is_taken(bot: Bot, kitchen: int) -> None:
    sent = await bot.call("sendPhoto", chat_id=kitchen, photo=picture(2000, 100))
    assert sent["photo"][-1]["width"] == 2000


async def test_a_file_id_sends_the_same_file_again_as_the_same_kind_only(
    bot: Bot, kitchen: int
) -> None:
    first = await bot.call("sendVideo", chat_id=kitchen, video=movie(), supports_streaming=True)
    file_id = first["video"]["file_id"]
    again = await bot.call("sendVideo", chat_id=kitchen, video=file_id)
    assert again["video"]["file_unique_id"] == first["video"]["file_unique_id"]
    refusal = await bot.refusal("sendPhoto", chat_id=kitchen, photo=file_id)
    assert refusal.description == "Bad Request: can't use file of type Video as Photo"


async def test_a_file_id_of_another_bot_is_wrong(bot: Bot, kitchen: int) -> None:
    foreign = "AgACAgIAAxkBAAIBY2ZmZmZmZmZmZmZmZmZm"
    refusal = await bot.refusal("sendPhoto", chat_id=kitchen, photo=foreign)
    assert refusal.description == "Bad Request: wrong file identifier/HTTP URL specified"
    refusal = await bot.refusal("getFile", file_id=foreign)
    assert refusal.description.startswith("Bad Request: wrong file_id")


async def test_the_metadata_of_a_video_come_from_the_call_or_from_its_boxes(
    bot: Bot, kitchen: int
) -> None:
    probed = await bot.call("sendVideo", chat_id=kitchen, video=movie(320, 240, 7))
    video = probed["video"]
    assert (video["width"], video["height"], video["duration"]) == (320, 240, 7)
    told = await bot.call(
        "sendVideo", chat_id=kitchen, video=movie(), width=1920, height=1080, duration=60
    )
    assert (told["video"]["width"], told["video"]["duration"]) == (1920, 60)


@pytest.mark.parametrize(
    ("method", "kind", "fields"),
    [
        ("sendAnimation", "animation", {"width", "height", "duration"}),
        ("sendDocument", "document", {"file_name", "mime_type"}),
        ("sendAudio", "audio", {"duration"}),
        ("sendVoice", "voice", {"duration", "mime_type"}),
        ("sendVideoNote", "video_note", {"length", "duration"}),
    ],
)
async def test_every_kind_of_medium_has_its_own_shape(
    sandbox: SandboxControl, bot: Bot, kitchen: int, method: str, kind: str, fields: set[str]
) -> None:
    sent = await bot.call(method, chat_id=kitchen, **{kind: movie(sound=False)})
    assert fields <= sent[kind].keys()
    (entry,) = await sandbox.visible("telegram", kitchen)
    shown = "video" if kind == "video_note" else kind
    assert [attachment["kind"] for attachment in entry["attachments"]] == [shown]


async def test_an_animation_is_a_document_as_well(bot: Bot, kitchen: int) -> None:
    sent = await bot.call("sendAnimation", chat_id=kitchen, animation=movie(sound=False))
    assert sent["document"]["file_id"] == sent["animation"]["file_id"]


async def test_a_caption_has_its_own_limit(bot: Bot, kitchen: int) -> None:
    photo = picture()
    await bot.call("sendPhoto", chat_id=kitchen, photo=photo, caption="🍅" * 512)
    refusal = await bot.refusal("sendPhoto", chat_id=kitchen, photo=photo, caption="🍅" * 512 + "a")
    assert refusal.description == "Bad Request: message caption is too long"


async def test_more_than_fifty_megabytes_are_too_much(bot: Bot, kitchen: int) -> None:
    async with bot.post("sendDocument", chat_id=kitchen, document=bytes(52 * _MB)) as response:
        assert response.status == 413
        answer = await response.json()
    assert answer["description"] == "Request Entity Too Large"


async def test_a_big_file_of_a_person_goes_on_by_id_but_not_down(
    sandbox: SandboxControl, bot: Bot, alice: int, kitchen: int
) -> None:
    upload_id = await sandbox.upload(movie() + os.urandom(60 * _MB), "holiday.mp4")
    (message,) = await sandbox.send_media(alice, [upload_id], "long one")
    assert message["video"]["file_size"] > 60 * _MB
    assert message["video"]["duration"] == 7
    refusal = await bot.refusal("getFile", file_id=message["video"]["file_id"])
    assert refusal.description == "Bad Request: file is too big"
    sent = await bot.call("sendVideo", chat_id=kitchen, video=message["video"]["file_id"])
    assert sent["video"]["file_size"] == message["video"]["file_size"]


async def test_a_link_to_a_file_dies_after_an_hour(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    sent = await bot.call("sendDocument", chat_id=kitchen, document=b"notes")
    file_id = sent["document"]["file_id"]
    file = await bot.call("getFile", file_id=file_id)
    address = f"{bot.url}/file/bot{bot.token}/{file['file_path']}"
    async with bot.session.get(address) as response:
        assert await response.read() == b"notes"
    await sandbox.advance(3601)
    async with bot.session.get(address) as response:
        assert response.status == 404
    renewed = await bot.call("getFile", file_id=file_id)
    assert renewed["file_path"] != file["file_path"]


async def test_a_file_that_nothing_refers_to_is_refused(bot: Bot, kitchen: int) -> None:
    refusal = await bot.refusal(
        "sendPhoto", chat_id=kitchen, photo="attach://there", there=picture(), lost=picture()
    )
    assert refusal.description == "Bad Request: sandbox: nothing refers to the file 'lost'"
    refusal = await bot.refusal("sendPhoto", chat_id=kitchen, photo="attach://nowhere", x=b"")
    assert refusal.description == "Bad Request: media not found"


async def test_what_a_person_sends_is_recognised_by_content(sandbox: SandboxControl) -> None:
    kinds = {
        "photo": picture(kind="JPEG"),
        "video": movie(),
        "animation": movie(sound=False),
        "document": b"%PDF-1.4",
    }
    for kind, content in kinds.items():
        upload_id = await sandbox.upload(content, "file.dat")
        (message,) = await sandbox.send_media(101, [upload_id])
        assert kind in message
    upload_id = await sandbox.upload(b"no picture", "x.jpg", kind="photo")
    with pytest.raises(ControlRefusedError, match="IMAGE_PROCESS_FAILED"):
        await sandbox.send_media(101, [upload_id])
