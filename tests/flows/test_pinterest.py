"""Pinterest as a person meets it: a board to choose, pictures, a video that takes its time."""

from services import accounts
from tests.flows.house import Chat, House
from tests.flows.linking import owner
from tests.flows.test_every_network import SAMPLE_VIDEO, link
from tests.sandbox.bot import picture
from tests.sandbox_control import Json


async def pins(house: House) -> list[Json]:
    """Our pins that the public sees, wherever they are."""
    entries = await house.control.ledger()
    return [one for one in entries if one["request_id"] and one["state"] == "visible"]


async def test_the_board_is_asked_for_and_a_section_may_be_chosen(
    house: House, alice: Chat
) -> None:
    view = await link(alice, "pinterest")
    assert [option.label for option in view.options] == ["Weeknight dinners", *[None] * 5]
    await alice.press("← To the account")
    await alice.press("🗂 Section")
    assert (await alice.labels())[:3] == ["none", "Soups", "Salads"]
    await alice.press("Soups")
    assert "🗂 Section: Soups" in (await alice.newest())["text"]


async def test_the_first_choice_ends_linking_and_says_what_is_next(alice: Chat) -> None:
    await link(alice, "pinterest")
    assert str((await alice.newest())["text"]).splitlines() == [
        "“Pinterest · Alice's kitchen”: 📌 Board: Weeknight dinners",
        "",
        "Forward me a post or write one, and it can go there. More accounts: /accounts",
    ]
    await alice.press("← To the account")
    await alice.press("📌 Board")
    await alice.press("Cakes")
    assert "Forward me a post" not in (await alice.newest())["text"]


async def test_whoever_has_nothing_to_choose_from_hears_where_to_make_it(
    house: House, alice: Chat
) -> None:
    view = await link(alice, "pinterest")
    space_id = (await owner(alice)).space_id
    for board in await accounts.choices(house.deps, space_id, view.id, "board"):
        await house.control.call("DELETE", f"pinterest/boards/{board.value}")
    await alice.press("← To the account")
    await alice.press("📌 Board")
    assert "Open pinterest.com, choose “Create” → “Board”" in (await alice.newest())["text"]


async def test_words_alone_are_refused_before_anyone_presses(house: House, alice: Chat) -> None:
    await link(alice, "pinterest")
    await alice.say("Soup of the day")
    assert "a pin needs a picture or a video" in (await alice.card())["text"]
    assert await pins(house) == []


async def test_an_album_of_six_becomes_two_carousels(house: House, alice: Chat) -> None:
    await link(alice, "pinterest")
    media = [
        {"upload_id": await house.control.upload(picture(kind="JPEG"), f"p{number}.jpg")}
        for number in range(6)
    ]
    await alice.say(media=media, caption="Soup of the day\nhttps://example.com/soup")
    assert "it becomes 2 pins" in (await alice.card())["text"]
    await alice.press("🚀 Publish")
    shown = await pins(house)
    assert [pin["title"] for pin in shown] == ["Soup of the day"] * 2
    kinds = [[one["kind"] for one in pin["attachments"]] for pin in shown]
    assert kinds == [["photo"] * 3 + ["link"]] * 2
    assert ": live" in (await alice.card())["text"]


async def test_a_video_is_waited_for_and_then_pinned_once(house: House, alice: Chat) -> None:
    await house.control.settings(pinterest_processing_polls=5)
    await link(alice, "pinterest")
    upload_id = await house.control.upload(SAMPLE_VIDEO.read_bytes(), "soup.mp4", kind="video")
    await alice.say(media=[{"upload_id": upload_id}], caption="Soup on film")
    await alice.press("🚀 Publish")
    for _ in range(6):
        house.clock.advance(20)
        await house.settle()
    (pin,) = await pins(house)
    assert (pin["title"], pin["attachments"][0]["kind"]) == ("Soup on film", "video")
    uploads = await house.control.journal(network="pinterest", method="upload")
    assert len(uploads) == 1
