"""Every kind of content, from the chat to both networks: each once, whole and in order."""

from io import BytesIO

import pytest
from PIL import Image

from tests.flows.house import Chat, House
from tests.flows.linking import with_channel, with_wall
from tests.people import ALICE
from tests.sandbox_control import KITCHEN, KITCHEN_COMMUNITY, Json

LARGE_BYTES = (20 << 20) + 1
WALLS = (("telegram", KITCHEN), ("vk", -KITCHEN_COMMUNITY))


def picture(shade: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (640, 480), (shade, 100, 200)).save(file, "JPEG")
    return file.getvalue()


async def everywhere(house: House, alice: Chat) -> None:
    state = await house.control.state()
    community = next(each for each in state["communities"] if each["id"] == KITCHEN_COMMUNITY)
    await with_channel(alice)
    await with_wall(alice, community)


async def pictures(house: House, count: int) -> list[str]:
    return [
        await house.control.upload(picture(n), f"{n}.jpg", mime_type="image/jpeg", kind="photo")
        for n in range(count)
    ]


async def published(house: House, alice: Chat) -> tuple[list[Json], list[Json]]:
    await alice.press("🚀 Publish")
    telegram, vk = [await house.control.visible(*wall) for wall in WALLS]
    assert "Published in both places" in (await alice.newest())["text"]
    return telegram, vk


def kinds(entries: list[Json]) -> list[str]:
    return [each["kind"] for entry in entries for each in entry["attachments"]]


async def test_one_photo_with_a_caption(house: House, alice: Chat) -> None:
    await everywhere(house, alice)
    await house.control.send_media(ALICE, await pictures(house, 1), "One soup")
    await house.settle()
    telegram, vk = await published(house, alice)
    assert (telegram[0]["text"], vk[0]["text"]) == ("One soup", "One soup")
    assert (kinds(telegram), kinds(vk)) == (["photo"], ["photo"])


async def test_an_album_of_ten(house: House, alice: Chat) -> None:
    await everywhere(house, alice)
    await house.control.send_media(ALICE, await pictures(house, 10), "Ten soups")
    await house.settle()
    telegram, vk = await published(house, alice)
    assert len(telegram) == 10
    assert len({entry["album_id"] for entry in telegram}) == 1
    [entry] = vk
    assert (entry["text"], kinds(vk)) == ("Ten soups", ["photo"] * 10)


@pytest.mark.parametrize("words", ["🍲🥣🫕", "Суп дня — борщ", "مرحبا بالحساء", "x" * 4096])
async def test_text_of_any_kind(house: House, alice: Chat, words: str) -> None:
    await everywhere(house, alice)
    await alice.say(words)
    telegram, vk = await published(house, alice)
    assert [entry["text"] for entry in telegram] == [words]
    assert [entry["text"] for entry in vk] == [words]


async def test_a_video(house: House, alice: Chat) -> None:
    await everywhere(house, alice)
    video = await house.control.upload(
        b"\x00\x00\x00\x18ftypisom" + bytes(2000), "soup.mp4", mime_type="video/mp4", kind="video"
    )
    await house.control.send_media(ALICE, [video], "A boiling soup")
    await house.settle()
    telegram, vk = await published(house, alice)
    assert (kinds(telegram), kinds(vk)) == (["video"], ["video"])


async def test_a_file(house: House, alice: Chat) -> None:
    await everywhere(house, alice)
    recipe = await house.control.upload(
        b"%PDF-1.4 soup", "recipe.pdf", mime_type="application/pdf", kind="document"
    )
    await house.control.send_media(ALICE, [recipe], "The recipe")
    await house.settle()
    telegram, vk = await published(house, alice)
    assert (kinds(telegram), kinds(vk)) == (["document"], ["document"])


async def test_a_file_above_twenty_megabytes_goes_to_telegram_by_its_id(
    house: House, alice: Chat
) -> None:
    await everywhere(house, alice)
    large = await house.control.upload(bytes(LARGE_BYTES), "soup.zip", kind="document")
    await house.control.send_media(ALICE, [large], "A lot of soup")
    await house.settle()
    card = (await alice.newest())["text"]
    assert "VK: one attachment is left out: Telegram hands bots files up to 20 MB only." in card
    assert "Send a smaller one, or ask whoever runs this bot for a Telegram server" in card
    telegram, vk = await published(house, alice)
    assert kinds(telegram) == ["document"]
    assert telegram[0]["attachments"][0]["size_bytes"] == LARGE_BYTES
    assert [(entry["text"], kinds(vk)) for entry in vk] == [("A lot of soup", [])]
    assert await house.control.journal(network="telegram", method="getFile") == []


async def test_what_does_not_fit_is_an_address_away_or_not_as_the_person_wants(
    house: House, alice: Chat
) -> None:
    await everywhere(house, alice)
    large = await house.control.upload(bytes(LARGE_BYTES), "soup.zip", kind="document")
    media = [{"upload_id": large, "kind": "document"}]
    [original] = await house.control.post(KITCHEN, ALICE, media=media, caption="A lot of soup")
    address = f"https://t.me/alices_kitchen/{original['message_id']}"
    for choice, words in (("✅ end with its address", f"\n\n{address}"), ("no address", "")):
        await alice.forward(KITCHEN, original["message_id"])
        assert "it points to the whole post on Telegram." in (await alice.card())["text"]
        await alice.press("🔗 Link: VK")
        await alice.press(choice)
        await alice.press("🚀 Publish")
        [*_, entry] = await house.control.visible("vk", -KITCHEN_COMMUNITY)
        assert (entry["text"], kinds([entry])) == (f"A lot of soup{words}", [])


async def test_a_large_file_alone_goes_to_telegram_only(house: House, alice: Chat) -> None:
    await everywhere(house, alice)
    large = await house.control.upload(bytes(LARGE_BYTES), "soup.zip", kind="document")
    await house.control.send_media(ALICE, [large])
    await house.settle()
    assert "⛔ VK: one attachment is left out" in (await alice.newest())["text"]
    await alice.press("🚀 Publish")
    telegram, vk = [await house.control.visible(*wall) for wall in WALLS]
    assert (kinds(telegram), vk) == (["document"], [])


async def test_a_forwarded_channel_album(house: House, alice: Chat) -> None:
    await everywhere(house, alice)
    samples = await house.control.messages(KITCHEN)
    album = [each["message_id"] for each in samples if "media_group_id" in each]
    await alice.forward(KITCHEN, *album)
    telegram, vk = await published(house, alice)
    assert len(telegram) == len(album)
    assert len(kinds(vk)) == len(album)


async def test_a_wall_without_its_administrators_token_says_so_before_publishing(
    house: House, alice: Chat
) -> None:
    state = await house.control.state()
    community = next(each for each in state["communities"] if each["id"] == KITCHEN_COMMUNITY)
    await with_wall(alice, community, "community_key")
    await house.control.send_media(ALICE, await pictures(house, 1), "One soup")
    await house.settle()
    assert "VK takes photos only with an administrator’s token" in (await alice.newest())["text"]
