"""Pins against the twin: what arrives, what is frozen, what is taken back."""

import hashlib

import aiohttp
import pytest
from PIL import Image

from services.content import Content, Entity
from services.errors import AccessDenied, NotSent, Rejected, Transient
from services.networks.pinterest.boards import section_value
from services.networks.pinterest.body import Body
from services.networks.window import SendWindow
from tests.networks.pinterest_world import World, medium
from tests.networks.works import Bench
from tests.sandbox_control import Json

SOUP = "Soup of the day\nwith dill: https://example.com/soup"


async def bytes_of(world: World, file_id: str) -> bytes:
    address = f"{world.control.url}/control/files/{file_id}"
    async with aiohttp.ClientSession() as http, http.get(address) as answer:
        return await answer.read()


async def test_a_pin_has_picture_title_description_and_link(pinterest: World) -> None:
    media, bench = pinterest.photos((200, 300))
    accepted = await pinterest.publish(Content(text=SOUP, media=media), bench)
    (pin,) = await pinterest.pins()
    assert accepted.ids == (pin["post_id"],)
    assert accepted.url == pin["url"] == f"https://www.pinterest.com/pin/{pin['post_id']}/"
    assert (pin["title"], pin["attempt"]) == ("Soup of the day", "a-1")
    assert "with dill" in pin["text"]
    photo, link = pin["attachments"]
    assert (photo["kind"], photo["width"], photo["height"]) == ("photo", 200, 300)
    assert link["url"] == "https://example.com/soup"


async def test_a_picture_that_fits_arrives_byte_for_byte(pinterest: World) -> None:
    media, bench = pinterest.photos((300, 200))
    await pinterest.publish(Content(media=media), bench)
    (pin,) = await pinterest.pins()
    arrived = await bytes_of(pinterest, pin["attachments"][0]["file_id"])
    assert arrived == bench.files[1].read_bytes()


async def test_a_picture_larger_than_a_piece_arrives_whole(pinterest: World) -> None:
    noise = Image.effect_noise((900, 900), 90).convert("RGB")
    path = pinterest.folder / "noise.png"
    noise.save(path)
    assert path.stat().st_size > 500_000
    bench = Bench({1: path}, folder=pinterest.folder)
    await pinterest.publish(Content(media=(medium("photo"),)), bench)
    (pin,) = await pinterest.pins()
    arrived = await bytes_of(pinterest, pin["attachments"][0]["file_id"])
    assert hashlib.sha256(arrived).digest() == hashlib.sha256(path.read_bytes()).digest()


async def test_pictures_of_a_carousel_are_all_of_one_size(pinterest: World) -> None:
    media, bench = pinterest.photos((200, 300), (300, 200), (200, 300), (999, 120))
    await pinterest.publish(Content(text="Soup", media=media), bench)
    (pin,) = await pinterest.pins()
    sizes = [(one["width"], one["height"]) for one in pin["attachments"]]
    assert sizes == [(200, 300)] * 4


@pytest.mark.parametrize("fit", ["blur", "pad", "crop"])
async def test_a_large_picture_beside_a_small_one_gives_way(pinterest: World, fit: str) -> None:
    world = pinterest.choosing(fit=fit)
    media, bench = world.photos((2000, 1900), (150, 200))
    await world.publish(Content(text="Soup", media=media), bench)
    (pin,) = await world.pins()
    sizes = [(one["width"], one["height"]) for one in pin["attachments"]]
    assert sizes == [(150, 200)] * 2


async def test_the_card_foresees_the_size_that_a_carousel_takes(pinterest: World) -> None:
    sizes = ((2000, 1900), (150, 200))
    media, _ = pinterest.photos(*sizes)
    told = tuple(
        one.model_copy(update={"width": width, "height": height})
        for one, (width, height) in zip(media, sizes, strict=True)
    )
    content = Content(text="Soup", media=told)
    shape = pinterest.network.shape(content, 0, pinterest.account)
    assert shape is not None
    assert shape.largest == (150, 200)


async def test_pictures_of_one_size_are_left_alone(pinterest: World) -> None:
    media, bench = pinterest.photos((200, 300), (200, 300))
    await pinterest.publish(Content(media=media), bench)
    (pin,) = await pinterest.pins()
    arrived = [await bytes_of(pinterest, one["file_id"]) for one in pin["attachments"]]
    assert arrived == [bench.files[one.id].read_bytes() for one in media]


async def test_more_than_five_pictures_become_even_pins(pinterest: World) -> None:
    media, bench = pinterest.photos(*[(100, 150)] * 7)
    content = Content(text="Soup", media=media)
    parts = pinterest.network.plan(content, pinterest.account)
    assert [part.plan["media"] for part in parts] == [[0, 1, 2, 3], [4, 5, 6]]
    for number in (1, 2):
        await pinterest.publish(content, bench, number=number)
    assert [(pin["title"], len(pin["attachments"])) for pin in await pinterest.pins()] == [
        ("Soup", 4),
        ("Soup", 3),
    ]


def test_every_video_is_a_pin_of_its_own_in_its_place(pinterest: World) -> None:
    kinds = ["photo", "video", "photo", "animation", "audio", "photo"]
    media = tuple(medium(kind, number) for number, kind in enumerate(kinds))
    parts = pinterest.network.plan(Content(media=media), pinterest.account)
    planned = [(part.number, part.kind, part.plan["media"]) for part in parts]
    assert planned == [(1, "pictures", [0, 2, 5]), (2, "video", [1]), (3, "video", [3])]


def test_a_plan_keeps_what_was_chosen_when_it_was_made(pinterest: World) -> None:
    board = pinterest.boards["Weeknight dinners"]
    chosen = pinterest.choosing(board=board, section=section_value(board, "712300"), fit="crop")
    plan = chosen.part(Content(media=(medium("photo"),))).plan
    where = {"board": board, "section": "712300"}
    assert plan == {"media": [0], **where, "fit": "crop", "length": "whole"}


async def test_a_retry_pins_where_the_plan_says_though_the_choice_has_changed(
    pinterest: World,
) -> None:
    media, bench = pinterest.photos((200, 300))
    content = Content(text="Cake", media=media)
    part = pinterest.part(content)
    moved = pinterest.choosing(board=pinterest.boards["Weeknight dinners"]).account
    prepared = await pinterest.network.prepare(part, content, moved, bench.work())
    await pinterest.network.publish(prepared, moved, SendWindow("a-1"))
    (call,) = await pinterest.calls("pins/create")
    assert call["params"]["board_id"] == pinterest.boards["Cakes"]


async def test_a_section_that_is_gone_stops_the_account(pinterest: World) -> None:
    gone = pinterest.choosing(section=section_value(pinterest.boards["Cakes"], "712300"))
    media, bench = pinterest.photos((200, 300))
    with pytest.raises(AccessDenied) as refused:
        await gone.publish(Content(media=media), bench)
    assert refused.value.advice == "pinterest-advice-section-gone"
    assert await pinterest.pins() == []


async def test_a_pin_on_a_secret_board_is_made_but_not_public(pinterest: World) -> None:
    secret = pinterest.choosing(board=pinterest.boards["🔒 Christmas presents"])
    media, bench = pinterest.photos((200, 300))
    await secret.publish(Content(media=media), bench)
    assert await pinterest.pins() == []
    (entry,) = await pinterest.control.wall("pinterest", pinterest.account.target)
    assert entry["state"] == "private"


async def test_formatting_and_hidden_addresses_become_readable(pinterest: World) -> None:
    media, bench = pinterest.photos((200, 300))
    entities = (
        Entity(kind="bold", offset_utf16=0, length_utf16=4),
        Entity(kind="text_link", offset_utf16=5, length_utf16=6, url="https://example.com/r"),
    )
    content = Content(text="Soup recipe", entities=entities, media=media)
    await pinterest.publish(content, bench)
    (call,) = await pinterest.calls("pins/create")
    assert call["params"]["title"] == "Soup recipe"
    assert call["params"]["link"] == "https://example.com/r"
    assert "note" not in call["params"]


async def test_taking_back_twice_is_fine(pinterest: World) -> None:
    media, bench = pinterest.photos((200, 300))
    accepted = await pinterest.publish(Content(media=media), bench)
    for _ in range(2):
        await pinterest.network.delete(accepted.ids, pinterest.account)
    assert await pinterest.pins() == []


async def test_gone_is_gone_whatever_its_code(pinterest: World) -> None:
    wish: Json = {"status": 404, "error_code": 404, "error_msg": "Pin not found."}
    await pinterest.control.add_fault("pinterest", "pins/delete", "refuse", **wish)
    await pinterest.network.delete(("712399",), pinterest.account)
    (call,) = await pinterest.calls("pins/delete")
    assert call["status"] == 404


async def test_a_pin_that_may_not_be_deleted_is_told(pinterest: World) -> None:
    await pinterest.control.add_fault("pinterest", "pins/delete", "refuse")
    with pytest.raises(AccessDenied):
        await pinterest.network.delete(("712399",), pinterest.account)


async def test_a_missed_send_window_lets_nothing_out(pinterest: World) -> None:
    media, bench = pinterest.photos((200, 300))
    prepared = await pinterest.prepared(Content(media=media), bench)
    with pytest.raises(NotSent):
        await pinterest.network.publish(prepared, pinterest.account, SendWindow("a", seconds=-1))
    assert await pinterest.calls("pins/create") == []


async def test_the_same_twice_makes_two_pins(pinterest: World) -> None:
    media, bench = pinterest.photos((200, 300))
    for _ in range(2):
        await pinterest.publish(Content(text="Soup", media=media), bench)
    assert len(await pinterest.pins()) == 2


async def test_a_broken_picture_is_refused_with_advice(pinterest: World) -> None:
    path = pinterest.folder / "menu.jpg"
    path.write_text("Soup of the day")
    bench = Bench({1: path}, folder=pinterest.folder)
    with pytest.raises(Rejected) as refused:
        await pinterest.prepared(Content(media=(medium("photo"),)), bench)
    assert refused.value.advice.startswith("media-advice-")


async def test_a_body_is_as_long_as_it_says(pinterest: World) -> None:
    for length in (0, 1, 2, 3, 196_607, 196_608, 196_609):
        path = pinterest.folder / "some"
        path.write_bytes(b"x" * length)
        body = Body.of({"before": "суп", "data": path, "after": [{"data": path}]})
        whole = b"".join([piece async for piece in body.pieces()])
        assert len(whole) == body.size_bytes
        assert whole.startswith(b'{"before": ')


def test_a_file_that_is_gone_is_tried_again(pinterest: World) -> None:
    with pytest.raises(Transient):
        Body.of({"data": pinterest.folder / "nowhere"})
