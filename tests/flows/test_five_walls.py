"""One post on every wall at once: as each network shows it, and told beforehand where it cannot."""

from pathlib import Path

import pytest

from services.networks.registry import NETWORKS
from tests.flows.house import Chat, House
from tests.flows.test_every_network import link
from tests.media.films import Film
from tests.people import ALICE
from tests.sandbox.bot import picture
from tests.sandbox_control import KITCHEN, Json

TITLE = "Four soups for a cold week"
STEPS = " ".join(f"Step {number}: stir, taste, wait a little." for number in range(1, 24))
LONG = f"{TITLE}\n\n{STEPS}\n\nAll of it: the recipe"

pytestmark = pytest.mark.usefixtures("short_patience")


@pytest.fixture
async def everywhere(house: House, alice: Chat) -> Chat:
    """Alice, with an account on every network."""
    for key in NETWORKS:
        await link(alice, key)
    return alice


async def walls(house: House) -> dict[str, list[Json]]:
    """What is ours and public, by network, oldest first."""
    entries = await house.control.ledger()
    ours = [one for one in entries if one["request_id"] and one["state"] == "visible"]
    return {key: [one for one in ours if one["network"] == key] for key in NETWORKS}


async def publish(chat: Chat) -> str:
    """Press the button, and let every network take its time; the card's words then."""
    await chat.press("🚀 Publish")
    for _ in range(12):
        chat.house.clock.advance(31)
        await chat.house.settle()
    return str((await chat.card())["text"])


def kinds(entries: list[Json]) -> list[str]:
    return [one["kind"] for entry in entries for one in entry["attachments"]]


async def test_a_forwarded_album_with_a_long_text_is_on_every_wall_that_takes_pictures(
    house: House, everywhere: Chat
) -> None:
    photos = [picture(kind="JPEG", colour=colour) for colour in ("red", "green", "blue", "gold")]
    media = [
        {"upload_id": await house.control.upload(photo, f"{number}.jpg", kind="photo")}
        for number, photo in enumerate(photos)
    ]
    marks = [
        {"type": "bold", "offset": 0, "length": len(TITLE)},
        {
            "type": "text_link",
            "offset": len(LONG) - len("the recipe"),
            "length": len("the recipe"),
            "url": "https://example.com/soups",
        },
    ]
    posted = await house.control.post(
        KITCHEN, ALICE, media=media, caption=LONG, caption_entities=marks
    )
    await everywhere.forward(KITCHEN, *(one["message_id"] for one in posted))
    card = (await everywhere.card())["text"]
    assert "⛔ YouTube: only videos can go there" in card
    card = await publish(everywhere)
    shown = await walls(house)
    assert shown["youtube"] == []
    for key, entries in shown.items():
        pictures = [kind for kind in kinds(entries) if kind == "photo"]
        assert pictures == ["photo"] * (0 if key == "youtube" else 4), key
        assert all(one["title"] == TITLE or TITLE in one["text"] for one in entries[:1]), key
    assert card.count(": live") == len(NETWORKS) - 1
    assert "https://example.com/soups" in shown["vk"][0]["text"]


async def test_an_upright_video_is_a_short_a_reel_a_pin_and_a_video(
    house: House, everywhere: Chat, tmp_path: Path
) -> None:
    Film(size=(360, 640), frames=60, fps=12).write(tmp_path / "soup.mp4")
    film = (tmp_path / "soup.mp4").read_bytes()
    upload_id = await house.control.upload(film, "soup.mp4", kind="video")
    await everywhere.say(media=[{"upload_id": upload_id}], caption="Soup on film")
    card = await publish(everywhere)
    assert card.count(": live") == len(NETWORKS), card
    shown = await walls(house)
    assert [kinds(entries) for entries in shown.values()] == [["video"]] * len(NETWORKS)
    assert "/reel/" in shown["instagram"][0]["url"]
    [short] = shown["youtube"][0]["attachments"]
    # YouTube makes a Short of whatever is upright and lasts three minutes at most.
    assert short["height"] > short["width"]
    assert short["duration_s"] <= 180
