"""Albums that the bot sends, and albums that people send."""

from typing import Any

import pytest

from tests.sandbox.bot import Bot, movie, picture
from tests.sandbox_control import SandboxControl


def _items(*kinds: str) -> list[dict[str, Any]]:
    return [{"type": kind, "media": f"attach://f{place}"} for place, kind in enumerate(kinds)]


def _files(*kinds: str) -> dict[str, bytes]:
    made = {"photo": picture(), "video": movie()}
    return {f"f{place}": made.get(kind, b"bytes") for place, kind in enumerate(kinds)}


@pytest.mark.parametrize(
    "kinds", [("photo", "video"), ("photo",) * 10, ("document",) * 2, ("audio",) * 3]
)
async def test_an_album_shares_one_number(
    sandbox: SandboxControl, bot: Bot, kitchen: int, kinds: tuple[str, ...]
) -> None:
    items = _items(*kinds)
    items[0]["caption"] = "all of them"
    sent = await bot.call("sendMediaGroup", chat_id=kitchen, media=items, **_files(*kinds))
    entries = await sandbox.visible("telegram", kitchen)
    assert len({message["media_group_id"] for message in sent}) == 1
    assert [message["message_id"] for message in sent] == [int(e["post_id"]) for e in entries]
    assert {entry["album_id"] for entry in entries} == {sent[0]["media_group_id"]}
    assert [entry["text"] for entry in entries] == ["all of them"] + [""] * (len(kinds) - 1)
    assert len({entry["request_id"] for entry in entries}) == 1


@pytest.mark.parametrize(
    ("kinds", "sentence"),
    [
        ((), "there are no messages to send"),
        (("photo",), "sandbox: an album has 2-10 items"),
        (("photo",) * 11, "too many messages to send as an album"),
        (("photo", "document"), "document can't be mixed with other media types"),
        (("audio", "video"), "audio can't be mixed with other media types"),
        (("photo", "animation"), 'type "animation" can\'t be used in sendMediaGroup'),
    ],
)
async def test_a_wrong_album_is_refused_whole(
    sandbox: SandboxControl, bot: Bot, kitchen: int, kinds: tuple[str, ...], sentence: str
) -> None:
    refusal = await bot.refusal(
        "sendMediaGroup", chat_id=kitchen, media=_items(*kinds), **_files(*kinds)
    )
    assert refusal.description == f"Bad Request: {sentence}"
    assert await sandbox.visible("telegram", kitchen) == []


async def test_an_album_has_no_buttons(bot: Bot, kitchen: int) -> None:
    kinds = ("photo", "photo")
    refusal = await bot.refusal(
        "sendMediaGroup",
        chat_id=kitchen,
        media=_items(*kinds),
        reply_markup={"inline_keyboard": []},
        **_files(*kinds),
    )
    assert refusal.description == "Bad Request: sandbox: unknown parameter 'reply_markup'"


async def test_an_unknown_field_of_an_item_is_refused(bot: Bot, kitchen: int) -> None:
    items = _items("photo", "photo")
    items[1]["captoin"] = "x"
    refusal = await bot.refusal(
        "sendMediaGroup", chat_id=kitchen, media=items, **_files("photo", "photo")
    )
    assert "unknown parameter 'captoin'" in refusal.description


async def test_one_bad_photo_spoils_the_album(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    refusal = await bot.refusal(
        "sendMediaGroup", chat_id=kitchen, media=_items("photo", "photo"), f0=picture(), f1=b"x"
    )
    assert refusal.description == "Bad Request: IMAGE_PROCESS_FAILED"
    assert await sandbox.visible("telegram", kitchen) == []


async def test_a_persons_album_comes_as_one_update_each(
    sandbox: SandboxControl, bot: Bot, alice: int
) -> None:
    uploads = [await sandbox.upload(picture(colour=colour), "x.png") for colour in ("red", "blue")]
    sent = await sandbox.send_media(alice, uploads, "two colours", caption_on=1)
    updates = await bot.updates()
    assert [update["message"] for update in updates] == sent
    assert len({message["media_group_id"] for message in sent}) == 1
    assert ["caption" in message for message in sent] == [False, True]


async def test_a_forwarded_album_stays_an_album(
    sandbox: SandboxControl, bot: Bot, alice: int, kitchen: int
) -> None:
    album = [post for post in await sandbox.messages(kitchen) if "media_group_id" in post]
    assert len(album) == 4
    sent = await sandbox.forward(alice, kitchen, [post["message_id"] for post in album])
    groups = {message["media_group_id"] for message in sent}
    assert len(groups) == 1
    assert groups != {album[0]["media_group_id"]}
    origins = [message["forward_origin"] for message in sent]
    assert [origin["message_id"] for origin in origins] == [post["message_id"] for post in album]
    assert origins[0]["type"] == "channel"
    assert origins[0]["chat"]["username"] == "alices_kitchen"
    assert sent[0]["caption"] == album[0]["caption"]
