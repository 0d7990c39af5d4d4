"""The pretend Instagram publishes a container once, counts posts, and lets tokens die."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.sandbox.instagram.objects import Container, Shown
from services.sandbox.instagram.store import InstagramStore
from tests.networks.instagram_files import picture
from tests.sandbox.instagram_client import Instagram, open_instagram
from tests.sandbox_control import ControlRefusedError, SandboxControl

NOT_READY = (9007, 2207027)


@pytest.fixture
async def instagram(sandbox: SandboxControl, tmp_path: Path) -> AsyncIterator[Instagram]:
    async with open_instagram(sandbox, tmp_path) as client:
        yield client


async def test_a_post_appears_with_its_caption_and_marks(instagram: Instagram) -> None:
    media_id = await instagram.publish(await instagram.container(caption="Soup #soup @bob 🍲"))
    [post] = await instagram.wall()
    assert (post["post_id"], post["text"]) == (media_id, "Soup #soup @bob 🍲")
    assert [one["type"] for one in post["entities"]] == ["hashtag", "mention"]
    told = await instagram.call("GET", media_id, fields="permalink,caption,media_type")
    assert told["permalink"] == post["url"]
    assert told["media_type"] == "IMAGE"


async def test_what_is_processed_is_not_published_yet(instagram: Instagram) -> None:
    await instagram.sandbox.settings(instagram_looks=1)
    number = await instagram.container()
    assert await instagram.unpublishable(number) == NOT_READY
    assert [await instagram.status(number) for _ in range(2)] == ["IN_PROGRESS", "FINISHED"]
    await instagram.publish(number)
    assert await instagram.status(number) == "PUBLISHED"


async def test_a_container_is_published_once(instagram: Instagram) -> None:
    number = await instagram.container()
    await instagram.publish(number)
    assert await instagram.unpublishable(number) == NOT_READY
    assert len(await instagram.wall()) == 1


async def test_a_container_is_good_for_a_day(instagram: Instagram) -> None:
    number = await instagram.container()
    await instagram.sandbox.advance(24 * 3600 + 1)
    assert await instagram.status(number) == "EXPIRED"
    assert await instagram.unpublishable(number) == (-2, 2207020)


async def test_a_carousel_shows_its_children_in_order(instagram: Instagram) -> None:
    sizes = [(400, 400), (500, 500), (400, 500)]
    children = [
        await instagram.container(is_carousel_item=True, image_url=instagram.image(picture(size)))
        for size in sizes
    ]
    number = await instagram.container(media_type="CAROUSEL", children=children, caption="Three")
    await instagram.publish(number)
    [post] = await instagram.wall()
    shown = post["attachments"]
    assert [(one["width"], one["height"]) for one in shown] == sizes
    assert ["cropped" in one for one in shown] == [False, False, True]


@pytest.mark.parametrize("count", [1, 11])
async def test_a_carousel_has_two_to_ten_children(instagram: Instagram, count: int) -> None:
    children = [await instagram.container(is_carousel_item=True) for _ in range(count)]
    refused = await instagram.refused(
        "POST", f"{instagram.target}/media", media_type="CAROUSEL", children=children
    )
    assert refused == (100, 2207028)


async def test_children_are_own_ready_items(instagram: Instagram) -> None:
    bob = replace(instagram, owner="@bobs_garage")
    foreign, plain = await bob.container(is_carousel_item=True), await instagram.container()
    item = await instagram.container(is_carousel_item=True)
    for other in (foreign, plain, "1", item):
        refused = await instagram.refused(
            "POST", f"{instagram.target}/media", media_type="CAROUSEL", children=[item, other]
        )
        assert refused == (100, 2207028)
    await instagram.sandbox.settings(instagram_looks=1)
    young = await instagram.container(is_carousel_item=True)
    refused = await instagram.refused(
        "POST", f"{instagram.target}/media", media_type="CAROUSEL", children=f"{item},{young}"
    )
    assert refused == NOT_READY
    assert await instagram.unpublishable(item) == (100, None)


async def test_posts_of_the_last_day_are_counted(instagram: Instagram) -> None:
    await instagram.sandbox.settings(instagram_quota=2)
    path = f"{instagram.target}/content_publishing_limit"
    for used in range(2):
        told = await instagram.call("GET", path, fields="config,quota_usage")
        assert told["data"] == [
            {"config": {"quota_total": 2, "quota_duration": 86_400}, "quota_usage": used}
        ]
        await instagram.publish(await instagram.container())
    assert await instagram.unpublishable(await instagram.container()) == (9, 2207042)
    await instagram.sandbox.advance(24 * 3600)
    await instagram.publish(await instagram.container())


async def test_own_posts_are_listed_newest_first(instagram: Instagram) -> None:
    made = [await instagram.publish(await instagram.container(caption="Soup")) for _ in range(3)]
    path = f"{instagram.target}/media"
    told = await instagram.call("GET", path, fields="id,caption,timestamp", limit=2)
    assert [one["id"] for one in told["data"]] == made[:0:-1]
    after = told["paging"]["cursors"]["after"]
    rest = (await instagram.call("GET", path, fields="id,caption", after=after))["data"]
    assert rest[0] == {"id": made[0], "caption": "Soup"}
    assert "caption" not in rest[1]
    assert await instagram.refused("GET", path, fields="id,nonsense") == (100, None)
    assert await instagram.refused("GET", path, limit=101) == (100, None)


async def test_comments_want_their_own_scope(instagram: Instagram) -> None:
    media_id = await instagram.publish(await instagram.container())
    said = await instagram.call("POST", f"{media_id}/comments", message="First")
    told = await instagram.call("GET", f"{media_id}/comments")
    assert [(one["id"], one["text"]) for one in told["data"]] == [(said["id"], "First")]
    assert [entry["text"] for entry in await instagram.wall()] == ["", "First"]
    bob = replace(instagram, owner="@bobs_garage")
    own = await bob.publish(await bob.container())
    assert await bob.refused("POST", f"{own}/comments", message="Mine") == (10, None)
    assert await bob.refused("GET", f"{media_id}/comments") == (100, 33)


@pytest.mark.parametrize(("trouble", "subcode"), [("expired", 463), ("revoked", 460)])
async def test_tokens_expire_and_are_revoked(
    instagram: Instagram, trouble: str, subcode: int
) -> None:
    body: dict[str, Any] = {"token": instagram.token, "trouble": trouble}
    await instagram.sandbox.post_json("instagram/tokens", body)
    assert await instagram.refused("GET", "me") == (190, subcode)
    await instagram.sandbox.post_json("instagram/tokens", {**body, "trouble": None})
    assert (await instagram.call("GET", "me"))["user_id"] == instagram.target


async def test_a_token_lives_for_sixty_days(instagram: Instagram) -> None:
    await instagram.sandbox.advance(60 * 86_400 - 60)
    assert "user_id" in await instagram.call("GET", "me")
    await instagram.sandbox.advance(61)
    assert await instagram.refused("GET", "me") == (190, 463)


async def test_an_unknown_token_or_none_is_refused(instagram: Instagram) -> None:
    assert await instagram.refused("GET", "me", token="IGAA-nobody") == (190, None)
    with pytest.raises(ControlRefusedError):
        await instagram.sandbox.post_json("instagram/tokens", {"token": "IGAA-nobody"})


async def test_personal_accounts_may_not_publish(instagram: Instagram) -> None:
    personal = replace(instagram, owner="@alice_at_home")
    told = await personal.call("GET", "me", fields="account_type")
    assert told["account_type"] == "PERSONAL"
    assert await personal.refused_image(personal.image()) == (10, None)


async def test_only_one_version_and_known_paths_are_spoken(instagram: Instagram) -> None:
    assert await instagram.refused("GET", "me", version="v25.0") == (2500, None)
    assert await instagram.refused("GET", "me/nonsense") == (100, 33)
    assert await instagram.refused("DELETE", instagram.target) == (100, 33)
    bob = instagram.keys["@bobs_garage"]["target"]
    assert await instagram.refused("GET", f"{bob}/media") == (100, 33)


async def test_faults_speak_as_instagram_does(instagram: Instagram) -> None:
    order = instagram.sandbox.add_fault
    await order("instagram", "me", "refuse", error_code=2, is_transient=True, message="Later")
    error = (await instagram.call("GET", "me"))["error"]
    assert (error["code"], error["is_transient"], error["message"]) == (2, True, "Later")
    await order("instagram", "me", "rate_limit", retry_after_s=600)
    assert await instagram.refused("GET", "me") == (4, None)
    await order("instagram", "me", "login_expired")
    assert await instagram.refused("GET", "me") == (190, 463)
    await order("instagram", "me", "captcha")
    assert await instagram.refused("GET", "me") == (25, 2207050)


def test_it_remembers_through_a_restart() -> None:
    store, again = InstagramStore(), InstagramStore()
    store.seed()
    profile = next(iter(store.profiles.values()))
    token, shown = store.key(profile, 0.0), Shown("photo", "f", 400, 400, 1000)
    store.containers["1"] = Container("1", profile.id, "IMAGE", 0.0, 1, shown=shown)
    first = store.number("medium")
    again.restore(json.loads(json.dumps(store.dump())))
    assert again.containers["1"].shown == shown
    assert again.tokens[token.value] == token
    assert int(again.number("medium")) == int(first) + 1
