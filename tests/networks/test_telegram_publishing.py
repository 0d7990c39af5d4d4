"""Publishing to a channel of the pretend Telegram: what people send appears as they sent it."""

from pathlib import Path

import pytest
from aiohttp import test_utils, web

from services.content import Content, Entity
from services.errors import AccessDenied, Rejected, Transient
from tests.networks.telegram_world import (
    BOT,
    KITCHEN,
    LEDGER,
    TOKEN,
    World,
    account,
    medium,
    network,
)
from tests.networks.vk_world import picture
from tests.networks.works import Bench


async def test_a_text_appears_with_its_formatting(world: World) -> None:
    marks = [
        ("bold", {}),
        ("italic", {}),
        ("underline", {}),
        ("strikethrough", {}),
        ("spoiler", {}),
        ("code", {}),
        ("pre", {"language": "python"}),
        ("text_link", {"url": "https://example.org/x"}),
        ("blockquote", {}),
        ("expandable_blockquote", {}),
    ]
    text = "\n".join(f"😀 {kind}" for kind, _ in marks) + "\nhttps://example.org #tag @alice_cooks"
    entities, offset = [], 0
    for kind, more in marks:
        entities.append({"type": kind, "offset": offset + 3, "length": len(kind), **more})
        offset += len(kind) + 4
    content = await world.written(text=text, entities=entities)
    [accepted] = await world.publish(content)
    [entry] = await world.wall()
    assert entry["text"] == text
    kinds = {each["type"] for each in entry["entities"]}
    assert kinds >= {kind for kind, _ in marks} | {"url", "hashtag", "mention"}
    written = [each for each in entry["entities"] if each["type"] in dict(marks)]
    assert written == entities
    assert accepted.url == entry["url"] == f"https://t.me/alices_kitchen/{accepted.ids[0]}"
    assert entry["attempt"] == "a-1"


@pytest.mark.parametrize(
    "kind", ["photo", "video", "animation", "document", "audio", "voice", "video_note"]
)
async def test_each_kind_of_media_appears_as_itself(world: World, kind: str) -> None:
    caption = {} if kind == "video_note" else {"caption": "Bread"}
    content = await world.shown(kind, **caption)
    [accepted] = await world.publish(content)
    entries = await world.wall()
    assert [entry["post_id"] for entry in entries] == list(accepted.ids)
    shown = "video" if kind == "video_note" else kind
    assert [one["kind"] for one in entries[0]["attachments"]] == [shown]
    assert entries[0]["text"] == caption.get("caption", "")
    assert await world.calls("getFile") == []


async def test_an_album_of_ten_is_one_request(world: World) -> None:
    content = await world.shown(*["photo"] * 8, "video", "photo", caption="Ten")
    [accepted] = await world.publish(content)
    entries = await world.wall()
    assert [entry["post_id"] for entry in entries] == list(accepted.ids)
    assert len({entry["album_id"] for entry in entries}) == 1
    assert [entry["text"] for entry in entries] == ["Ten", *[""] * 9]
    assert len(await world.calls("sendMediaGroup")) == 1


async def test_a_long_caption_follows_the_media(world: World) -> None:
    content = await world.shown("photo")
    text = "Words and more. " * 80
    await world.publish(content.model_copy(update={"text": text}))
    picture_entry, words = await world.wall()
    assert (picture_entry["text"], words["text"]) == ("", text.strip())


async def test_five_thousand_characters_become_two_messages(world: World) -> None:
    text = ("Паста с томатами. " * 14 + "\n\n") * 20
    bold = Entity(kind="bold", offset_utf16=0, length_utf16=len(text))
    accepted = await world.publish(Content(text=text, entities=(bold,)))
    entries = await world.wall()
    assert [entry["post_id"] for entry in entries] == [one.ids[0] for one in accepted]
    assert len(entries) == 2
    assert " ".join(entry["text"] for entry in entries).split() == text.split()
    for entry in entries:
        [whole] = entry["entities"]
        assert (whole["offset"], whole["length"]) == (0, len(entry["text"]))


async def test_an_emoji_alone_is_a_post(world: World) -> None:
    await world.publish(Content(text="🍞"))
    assert [entry["text"] for entry in await world.wall()] == ["🍞"]


async def test_spoilers_and_captions_above_are_kept(world: World) -> None:
    content = await world.shown(
        "photo", caption="Above", has_media_spoiler=True, show_caption_above_media=True
    )
    await world.publish(content)
    message = (await world.messages(KITCHEN))[-1]
    assert message["has_media_spoiler"] is True
    assert message["show_caption_above_media"] is True


async def test_files_from_elsewhere_are_uploaded_unseen_first(world: World, tmp_path: Path) -> None:
    path = tmp_path / "p.jpg"
    path.write_bytes(picture(3))
    bench = Bench({7: path})
    content = Content(text="Far", media=(medium("photo", 7, origin="vk"),))
    [accepted] = await world.publish(content, bench)
    [entry] = await world.wall()
    assert entry["post_id"] == accepted.ids[0]
    assert [one["kind"] for one in entry["attachments"]] == ["photo"]
    assert await world.messages(LEDGER) == []
    assert bench.checkpoint["uploaded"]["0"]["kind"] == "photo"
    again = await world.prepared(content, bench=bench)
    assert len(await world.calls("sendPhoto")) == 2
    assert again.evidence["messages"][0]["unique_ref"]


async def test_without_a_ledger_a_file_travels_in_the_call_itself(
    world: World, tmp_path: Path
) -> None:
    plain = network(world.url, world.clock, telegram_ledger_chat_id=None)
    world.telegram, usual = plain, world.telegram
    path = tmp_path / "p.jpg"
    path.write_bytes(picture(4))
    media = (medium("photo", 7, origin="vk"), medium("photo", 8, origin="vk"))
    [accepted] = await world.publish(Content(media=media), Bench({7: path, 8: path}))
    world.telegram = usual
    await plain.close()
    assert [entry["post_id"] for entry in await world.wall()] == list(accepted.ids)
    assert len(accepted.ids) == 2


async def test_a_recall_deletes_every_message_and_may_be_repeated(world: World) -> None:
    [accepted] = await world.publish(await world.shown("photo", "photo"))
    await world.telegram.delete(accepted.ids, account())
    await world.telegram.delete(accepted.ids, account())
    assert await world.wall() == []


async def test_whoami_names_the_channel_and_what_the_bot_may_do(world: World) -> None:
    for target in (str(KITCHEN), "@alices_kitchen", "alices_kitchen"):
        identity = await world.telegram.whoami(target, {})
        assert identity.target == str(KITCHEN)
        assert identity.url == "https://t.me/alices_kitchen"
        assert identity.capabilities["post"]
        assert identity.capabilities["photo"]
        assert identity.capabilities["look"]


@pytest.mark.parametrize(
    ("status", "rights", "advice"),
    [
        ("administrator", {"can_post_messages": False}, "telegram-no-right-to-post"),
        ("left", {}, "telegram-not-member"),
        ("kicked", {}, "telegram-kicked"),
    ],
)
async def test_whoami_names_what_is_missing(
    world: World, status: str, rights: dict[str, bool], advice: str
) -> None:
    member = {"user_id": BOT, "status": status, "rights": rights}
    await world.control("POST", f"chats/{KITCHEN}/members", member)
    with pytest.raises(AccessDenied) as caught:
        await world.telegram.whoami(str(KITCHEN), {})
    assert caught.value.advice == advice


async def test_an_original_comes_whole_and_tells_its_progress(world: World, tmp_path: Path) -> None:
    content = await world.shown("document")
    told: list[float] = []

    async def tell(fraction: float) -> None:
        told.append(fraction)

    await world.telegram.download(content.media[0], tmp_path / "d", tell)
    assert (tmp_path / "d").read_bytes() == b"a plain file"
    assert told[-1] == 1.0


async def quietly(_fraction: float) -> None:
    """Nobody watches."""


async def test_an_original_above_twenty_megabytes_is_not_even_asked_for(
    world: World, tmp_path: Path
) -> None:
    large = medium("video", size_bytes=21 << 20)
    with pytest.raises(Rejected) as caught:
        await world.telegram.download(large, tmp_path / "v", quietly)
    assert caught.value.advice == "telegram-file-too-big-to-fetch"
    assert await world.calls("getFile") == []


async def local_download(path: Path, to: Path) -> None:
    """Fetch a file from a Bot API server of one's own that names this path."""

    async def known(request: web.Request) -> web.Response:
        about = {"file_id": "r1", "file_unique_id": "u1", "file_path": str(path)}
        return web.json_response({"ok": True, "result": about})

    app = web.Application()
    app.router.add_route("*", f"/bot{TOKEN}/getFile", known)
    async with test_utils.TestServer(app) as server:
        telegram = network(str(server.make_url("")), telegram_api_local=True)
        try:
            large = medium("video", size_bytes=900 << 20)
            await telegram.download(large, to, quietly)
        finally:
            await telegram.close()


async def test_a_server_of_ones_own_shares_its_disk(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_bytes(b"large")
    await local_download(tmp_path / "theirs", tmp_path / "ours")
    assert (tmp_path / "ours").read_bytes() == b"large"


async def test_a_folder_that_is_not_shared_is_named(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as caught:
        await local_download(tmp_path / "nothing", tmp_path / "ours")
    assert caught.value.advice == "telegram-local-file-unreadable"


async def test_a_full_disk_of_ours_is_no_verdict_on_a_file(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_bytes(b"large")
    with pytest.raises(Transient) as caught:
        await local_download(tmp_path / "theirs", Path("/dev/full"))
    assert "No space left" in caught.value.detail
