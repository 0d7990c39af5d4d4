"""VK over real HTTP against the sandbox: what is published, and how each fault ends."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.content import Content, Entity
from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    PersonNeeded,
    RateLimited,
    Rejected,
    Unconfirmed,
)
from services.networks.base import Absent, Found, Unclear
from services.networks.window import SendWindow
from tests.networks.vk_parts import EVERYTHING
from tests.networks.vk_world import World, gif, kinds, medium, movie, open_world
from tests.networks.works import Bench

SOUP = Content(text="Soup is ready")
ACCEPTED = ("hang", "reset", "500", "cut_body", "garbage")


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as opened:
        yield opened


async def test_a_text_appears_once(world: World) -> None:
    accepted, prepared = await world.publish(SOUP, attempt="attempt-1")
    (entry,) = await world.wall()
    assert (entry["text"], entry["attempt"]) == ("Soup is ready", "attempt-1")
    assert entry["from_name"] == world.community["name"]
    assert accepted.ids == (entry["post_id"],)
    assert accepted.url == entry["url"]
    assert await world.vk.missing(accepted, prepared.evidence, world.account()) == []


@pytest.mark.parametrize("text", ["🍲🥣", "Длинный текст. " * 340, "Soup\n\n  and bread\n> x"])
async def test_texts_of_every_kind_arrive_whole(world: World, text: str) -> None:
    await world.publish(Content(text=text))
    (entry,) = await world.wall()
    assert entry["text"] == text.rstrip()


async def test_nobody_is_mentioned_and_links_stay_readable(world: World) -> None:
    text = "[club1|us] @durov *id1 (Bob) recipe"
    link = Entity(
        kind="text_link", offset_utf16=29, length_utf16=6, url="https://example.com/@soup"
    )
    await world.publish(Content(text=text, entities=(link,)))
    (entry,) = await world.wall()
    assert entry["text"].endswith("recipe (https://example.com/@soup)")
    assert [one["type"] for one in entry["entities"]] == ["url"]


async def test_one_photo_appears(world: World) -> None:
    media, bench = world.photos(1)
    await world.publish(Content(text="Soup", media=media), bench)
    (entry,) = await world.wall()
    assert kinds(entry) == ["photo"]
    assert (entry["attachments"][0]["width"], entry["attachments"][0]["height"]) == (320, 240)


async def test_twelve_photos_appear_in_order_in_two_posts(world: World) -> None:
    media, bench = world.photos(12)
    content = Content(text="Soup", media=media)
    for number in (1, 2):
        bench.checkpoint = {}
        await world.publish(content, bench, number=number, key=f"1/{number}")
    first, second = await world.wall()
    assert (first["text"], kinds(first)) == ("Soup", ["photo"] * 10)
    assert (second["text"], kinds(second)) == ("", ["photo"] * 2)
    ids = [int(one["id"].rpartition("_")[2]) for one in first["attachments"]]
    assert ids == sorted(ids)


async def test_a_video_appears(world: World) -> None:
    clip = medium("video", file_name="soup.mp4", mime_type="video/mp4")
    bench = Bench({1: world.file("soup.mp4", movie())})
    await world.publish(Content(text="Soup", media=(clip,)), bench)
    (entry,) = await world.wall()
    assert kinds(entry) == ["video"]
    assert entry["attachments"][0]["title"] == "soup"
    assert entry["attachments"][0]["size_bytes"] == len(movie())


async def test_files_of_every_kind_appear_by_the_key_alone(world: World) -> None:
    media = (
        medium("document", 1, file_name='меню "супы".pdf', mime_type="application/pdf"),
        medium("animation", 2, file_name="soup.gif", mime_type="image/gif"),
        medium("voice", 3, mime_type="audio/ogg"),
    )
    files = {1: b"%PDF-1.4 soup", 2: gif(), 3: b"OggS soup"}
    bench = Bench({number: world.file(f"f{number}", data) for number, data in files.items()})
    rights = {**EVERYTHING, "photo": False, "video": False}
    linked = world.account(user=False, rights=rights)
    await world.publish(Content(media=media), bench, account=linked)
    (entry,) = await world.wall()
    assert kinds(entry) == ["document"] * 3
    assert [one["size_bytes"] for one in entry["attachments"]] == [len(f) for f in files.values()]
    assert entry["attachments"][1]["title"] == "soup.gif"


async def test_a_photo_that_vk_gives_to_the_person_is_posted_with_its_key(world: World) -> None:
    await world.control("POST", "settings", {"vk_photo_owner": "user"})
    media, bench = world.photos(1)
    _, prepared = await world.publish(Content(media=media), bench)
    (entry,) = await world.wall()
    assert kinds(entry) == ["photo"]
    (name,) = prepared.evidence["attachments"]
    assert not name.startswith("photo-")
    assert name.count("_") == 2
    assert isinstance(await world.vk.find(prepared.evidence, world.account()), Found)


@pytest.mark.parametrize("guid", ["honoured", "ignored", "error"])
@pytest.mark.parametrize("way", ACCEPTED)
async def test_a_lost_answer_is_never_repeated_but_found(world: World, way: str, guid: str) -> None:
    await world.control("POST", "settings", {"vk_guid": guid})
    _, prepared, linked = await world.prepared(SOUP)
    await world.hurry()
    await world.fault(f"accept_then_{way}")
    with pytest.raises(Unconfirmed):
        await world.vk.publish(prepared, linked, SendWindow("a"))
    (entry,) = await world.wall()
    assert len(await world.calls("wall.post")) == 1
    expected = Found((entry["post_id"],), entry["url"])
    assert await world.vk.find(prepared.evidence, linked) == expected


@pytest.mark.parametrize("way", ACCEPTED)
async def test_a_lost_answer_about_photos_is_found_by_the_photos(world: World, way: str) -> None:
    media, bench = world.photos(2)
    _, prepared, linked = await world.prepared(Content(media=media), bench)
    await world.hurry()
    await world.fault(f"accept_then_{way}")
    with pytest.raises(Unconfirmed):
        await world.vk.publish(prepared, linked, SendWindow("a"))
    assert isinstance(await world.vk.find(prepared.evidence, linked), Found)


@pytest.mark.parametrize("kind", ["hang", "reset", "server_error"])
async def test_a_lost_question_is_unconfirmed_and_then_absent(world: World, kind: str) -> None:
    _, prepared, linked = await world.prepared(SOUP)
    await world.hurry()
    await world.fault(kind)
    with pytest.raises(Unconfirmed):
        await world.vk.publish(prepared, linked, SendWindow("a"))
    assert await world.wall() == []
    assert await world.vk.find(prepared.evidence, linked) == Absent()


@pytest.mark.parametrize(
    ("kind", "params", "expected"),
    [
        ("rate_limit", {}, RateLimited),
        ("login_expired", {}, LoginNeeded),
        ("captcha", {"form": "old"}, PersonNeeded),
        ("captcha", {"form": "new"}, PersonNeeded),
        ("refuse", {"error_code": 222}, Rejected),
        ("refuse", {"error_code": 15}, AccessDenied),
        ("refuse", {"error_code": 10}, Unconfirmed),
        (
            "refuse",
            {"error_code": 214, "error_msg": "you can only add 50 posts a day"},
            RateLimited,
        ),
    ],
)
async def test_a_refusal_has_its_class_and_no_effect(
    world: World, kind: str, params: dict[str, Any], expected: type[NetworkError]
) -> None:
    await world.fault(kind, params=params)
    with pytest.raises(expected) as caught:
        await world.publish(SOUP)
    assert type(caught.value) is expected
    assert await world.wall() == []
    assert len(await world.calls("wall.post")) == 1
    if expected is PersonNeeded:
        assert str(caught.value.link).startswith("http")


async def test_after_a_captcha_the_same_post_goes_out(world: World) -> None:
    await world.fault("captcha", params={"form": "new"})
    _, prepared, linked = await world.prepared(SOUP)
    with pytest.raises(PersonNeeded):
        await world.vk.publish(prepared, linked, SendWindow("a"))
    await world.vk.publish(prepared, linked, SendWindow("b"))
    assert len(await world.wall()) == 1


async def test_a_guid_that_vk_knows_is_no_proof_of_a_refusal(world: World) -> None:
    await world.control("POST", "settings", {"vk_guid": "error"})
    _, prepared, linked = await world.prepared(SOUP)
    await world.vk.publish(prepared, linked, SendWindow("a"))
    with pytest.raises(Unconfirmed):
        await world.vk.publish(prepared, linked, SendWindow("b"))
    assert len(await world.wall()) == 1


async def test_a_guid_is_the_same_for_the_same_part_only(world: World) -> None:
    evidence = [
        (await world.prepared(SOUP, key=key))[1].evidence for key in ("7/1", "7/1", "7/2", "8/1")
    ]
    assert evidence[0]["guid"] == evidence[1]["guid"]
    assert len({one["guid"] for one in evidence}) == 3


async def test_a_slow_vk_is_waited_for_within_the_limit_only(world: World) -> None:
    _, prepared, linked = await world.prepared(SOUP)
    await world.fault("slow", params={"delay_s": 0.5})
    accepted = await world.vk.publish(prepared, linked, SendWindow("a"))
    assert [one["post_id"] for one in await world.wall()] == list(accepted.ids)


async def test_nobody_looks_without_a_right_to_read(world: World) -> None:
    _, prepared, _ = await world.prepared(SOUP)
    blind = world.account(user=False, rights={**EVERYTHING, "look": False})
    found = await world.vk.find(prepared.evidence, blind)
    assert isinstance(found, Unclear)
    assert found.final


async def test_the_same_words_from_a_human_leave_it_unclear(world: World) -> None:
    accepted, prepared = await world.publish(SOUP)
    path = f"vk/communities/{world.community['id']}/post"
    await world.control("POST", path, {"text": "Soup is ready"})
    assert isinstance(await world.vk.find(prepared.evidence, world.account()), Unclear)
    later = {**prepared.evidence, "last_known": int(accepted.ids[0])}
    assert isinstance(await world.vk.find(later, world.account()), Found)


async def test_the_same_words_in_a_post_that_waits_leave_it_unclear(world: World) -> None:
    _, prepared, linked = await world.prepared(SOUP)
    tomorrow = int(world.pacer.clock.now().timestamp()) + 86_400
    call = {"v": "5.199", "owner_id": world.target, "from_group": "1", "message": SOUP.text}
    call |= {"publish_date": str(tomorrow), "access_token": world.community["user_token"]}
    async with world.http.post("/vk/method/wall.post", data=call) as answer:
        assert "response" in await answer.json()
    found = await world.vk.find(prepared.evidence, linked)
    assert isinstance(found, Unclear)
    assert found.final


async def test_a_post_is_found_behind_a_hundred_newer_ones(world: World) -> None:
    _, prepared = await world.publish(SOUP, last_known="0")
    path = f"vk/communities/{world.community['id']}/post"
    for number in range(105):
        await world.control("POST", path, {"text": f"Bread {number}"})
    assert isinstance(await world.vk.find(prepared.evidence, world.account()), Found)


async def test_an_old_post_that_is_pinned_does_not_end_the_search(world: World) -> None:
    path = f"vk/communities/{world.community['id']}"
    pinned = (await world.control("POST", f"{path}/post", {"text": "Welcome"}))["post_id"]
    _, prepared = await world.publish(SOUP, last_known=str(pinned))
    for number in range(105):
        await world.control("POST", f"{path}/post", {"text": f"Bread {number}"})
    await world.control("POST", f"{path}/posts/{pinned}/pin")
    assert isinstance(await world.vk.find(prepared.evidence, world.account()), Found)


async def test_what_vk_dropped_is_named(world: World) -> None:
    await world.control("POST", "settings", {"vk_unknown_media": "drop"})
    media, bench = world.photos(2)
    bench.checkpoint = {"attachments": {"1": f"photo{world.target}_999999"}}
    accepted, prepared = await world.publish(Content(text="Soup", media=media), bench)
    told = await world.vk.missing(accepted, prepared.evidence, world.account())
    assert told == ["vk-missing-photo"]
    blind = world.account(user=False, rights={**EVERYTHING, "look": False})
    assert await world.vk.missing(accepted, prepared.evidence, blind) == []


async def test_a_post_is_taken_back_and_twice_is_no_trouble(world: World) -> None:
    accepted, _ = await world.publish(SOUP)
    await world.vk.delete(accepted.ids, world.account())
    assert await world.wall() == []
    await world.vk.delete(accepted.ids, world.account())


async def test_a_key_alone_cannot_take_a_post_back(world: World) -> None:
    accepted, _ = await world.publish(SOUP)
    with pytest.raises(AccessDenied) as caught:
        await world.vk.delete(accepted.ids, world.account(user=False))
    assert caught.value.advice == "vk-advice-delete-needs-token"
    assert len(await world.wall()) == 1


async def test_a_post_that_is_gone_is_named(world: World) -> None:
    accepted, prepared = await world.publish(SOUP)
    await world.vk.delete(accepted.ids, world.account())
    told = await world.vk.missing(accepted, prepared.evidence, world.account())
    assert told == ["vk-missing-post"]
