"""wall.post on the pretend VK: what it takes, what it refuses, and what becomes of it."""

from typing import Any

import pytest

from tests.sandbox.vk_client import Vk, named
from tests.sandbox_control import SandboxControl, eventually

HOUR_S = 3_600
DAY_S = 86_400


async def test_a_post_is_on_the_wall_and_in_the_ledger(vk: Vk) -> None:
    post_id = await vk.publish("  Soup of the day\r\nTomatoes ")
    (entry,) = await vk.shown()
    assert entry["text"] == "Soup of the day\nTomatoes"
    assert entry["url"] == f"https://vk.com/wall{vk.wall}_{post_id}"
    assert (entry["post_id"], entry["from_name"]) == (str(post_id), "Alice's kitchen")
    (record,) = await vk.sandbox.journal(method="wall.post")
    assert (record["id"], record["effect"]) == (entry["request_id"], True)
    page = await vk.call("wall.get", vk.token, owner_id=vk.wall)
    assert [one["id"] for one in page["items"]] == [post_id]


@pytest.mark.parametrize(
    ("params", "word"),
    [
        ({"message": ""}, "message"),
        ({"message": " \n "}, "message"),
        ({"message": "a" * 16_385}, "16384"),
        ({"message": "x", "attachments": ",".join(["https://a.example/"] * 2)}, "one link"),
        ({"message": "x", "attachments": ",".join(f"photo1_{n}" for n in range(11))}, "10"),
        ({"message": "x", "attachments": "photo1"}, "attachment"),
        ({"message": "x", "attachments": "photo1_404"}, "not found"),
        ({"message": "x", "from_group": "True"}, "from_group"),
        ({"message": "x", "publish_date": 1_600_000_000}, "publish_date"),
        ({"message": "x", "text": "unknown"}, "text"),
        ({"message": "x", "owner_id": 404}, "owner_id"),
        ({"message": "x", "owner_id": "me"}, "owner_id"),
        ({"message": "x", "owner_id": None}, "owner_id"),
    ],
)
async def test_wrong_parameters_are_error_100_and_post_nothing(
    vk: Vk, params: dict[str, Any], word: str
) -> None:
    refused = await vk.refusal("wall.post", vk.key, **{"owner_id": vk.wall} | params)
    assert refused.code == 100
    assert word in refused.message.removeprefix("One of the parameters specified was missing")
    assert not await vk.shown()


async def test_the_longest_text_is_taken(vk: Vk) -> None:
    await vk.publish("я" * 16_384)
    assert len((await vk.shown())[0]["text"]) == 16_384


async def test_a_link_becomes_a_card_unless_its_page_has_no_picture(vk: Vk) -> None:
    await vk.publish("", attachments="https://soup.example/today", link_title="Soup")
    (entry,) = await vk.shown()
    (link,) = entry["attachments"]
    assert (link["kind"], link["url"], link["title"]) == (
        "link",
        "https://soup.example/today",
        "Soup",
    )
    refused = await vk.refusal(
        "wall.post", vk.key, owner_id=vk.wall, attachments="https://soup.example/nopicture"
    )
    assert refused.code == 100
    assert "link_photo_sizing_rule" in refused.message
    assert "No photo given" in refused.message


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("[club1|our friends] came", ["mention"]),
        ("[id1|Pavel] and @durov, *bob", ["mention", "mention", "mention"]),
        ("ask @club220000002 (Bob)!", ["mention"]),
        ("#soup #Суп@alices_kitchen", ["hashtag", "hashtag"]),
        ("see https://a.example/x, or kitchen.ru", ["url", "url"]),
        ("mail bob@garage.ru", []),
        ("2*3=6, 5 * x, a#b", []),
        ("[\u2060club1|x] @\u2060durov *\u2060bob", []),
        ("🥣 @durov", ["mention"]),
    ],
)
async def test_the_ledger_shows_what_vk_makes_a_link_of(
    vk: Vk, text: str, kinds: list[str]
) -> None:
    await vk.publish(text)
    (entry,) = await vk.shown()
    assert [one["type"] for one in entry["entities"]] == kinds


async def test_a_mention_is_measured_in_utf16_units(vk: Vk) -> None:
    await vk.publish("🥣 [club1|Кухня]!")
    (mention,) = (await vk.shown())[0]["entities"]
    assert (mention["offset"], mention["length"]) == (3, 13)
    assert (mention["label"], mention["url"]) == ("Кухня", "https://vk.com/club1")


async def test_a_guid_makes_one_post_for_an_hour(vk: Vk) -> None:
    first = await vk.publish("once", guid="abc")
    assert await vk.publish("once", guid="abc") == first
    assert await vk.publish("another", guid="def") != first
    assert await vk.publish("other token", vk.token, guid="abc") != first
    assert len(await vk.shown()) == 3
    *_, repeated, _, _ = await vk.sandbox.journal(method="wall.post")
    assert (repeated["outcome"], repeated["effect"]) == ("executed", False)
    await vk.sandbox.advance(HOUR_S + 1)
    assert await vk.publish("twice", guid="abc") != first


async def test_a_guid_may_be_ignored(vk: Vk) -> None:
    await vk.sandbox.settings(vk_guid="ignored")
    first = await vk.publish("twice", guid="abc")
    assert await vk.publish("twice", guid="abc") != first


async def test_a_guid_may_be_an_error(vk: Vk) -> None:
    await vk.sandbox.settings(vk_guid="error")
    await vk.publish("once", guid="abc")
    refused = await vk.refusal("wall.post", vk.key, owner_id=vk.wall, message="x", guid="abc")
    assert "guid" in refused.message
    assert len(await vk.shown()) == 1


async def test_a_postponed_post_goes_live_by_the_clock_with_another_number(vk: Vk) -> None:
    at = await _in(vk.sandbox, HOUR_S)
    waiting = await vk.publish("later", publish_date=at)
    assert not await vk.shown()
    hidden = await vk.call("wall.get", vk.token, owner_id=vk.wall, filter="postponed")
    assert [(one["id"], one["post_type"]) for one in hidden["items"]] == [(waiting, "postpone")]
    stranger = await vk.sandbox.vk_token("user", community_id=vk.group_id, role="none")
    refused = await vk.refusal("wall.get", stranger, owner_id=vk.wall, filter="postponed")
    assert refused.code == 15
    names = f"{vk.wall}_{waiting}"
    assert not (await vk.call("wall.getById", stranger, posts=names))["items"]
    await vk.sandbox.advance(HOUR_S)
    (entry,) = await eventually(vk.shown)
    (post,) = (await vk.call("wall.get", vk.token, owner_id=vk.wall))["items"]
    assert entry["post_id"] == str(post["id"]) != str(waiting)
    assert (post["postponed_id"], post["date"]) == (waiting, at)


async def test_two_posts_are_not_postponed_to_one_moment(vk: Vk) -> None:
    at = await _in(vk.sandbox, HOUR_S)
    await vk.publish("first", publish_date=at)
    refused = await vk.refusal(
        "wall.post", vk.key, owner_id=vk.wall, message="second", publish_date=at
    )
    assert (refused.code, "scheduled for this time" in refused.message) == (214, True)


async def test_a_postponed_post_may_be_published_at_once(vk: Vk) -> None:
    waiting = await vk.publish("later", publish_date=await _in(vk.sandbox, HOUR_S))
    told = await vk.call("wall.post", vk.key, owner_id=vk.wall, post_id=waiting)
    (entry,) = await vk.shown()
    assert (entry["post_id"], entry["text"]) == (str(told["post_id"]), "later")
    refused = await vk.refusal("wall.post", vk.key, owner_id=vk.wall, post_id=waiting)
    assert refused.code == 100


async def test_a_strangers_post_is_only_suggested(vk: Vk) -> None:
    stranger = await vk.sandbox.vk_token("user", community_id=vk.group_id, role="none")
    await vk.publish("please", stranger)
    assert not await vk.shown()
    suggested = await vk.call("wall.get", vk.token, owner_id=vk.wall, filter="suggests")
    assert [one["text"] for one in suggested["items"]] == ["please"]
    assert suggested["items"][0]["from_id"] > 0


async def test_an_editor_posts_in_the_communitys_name_or_in_their_own(vk: Vk) -> None:
    editor = await vk.sandbox.vk_token("user", community_id=vk.group_id, role="editor")
    await vk.publish("as the kitchen", editor, signed=1)
    await vk.publish("as myself", editor, from_group=0)
    own, signed = (await vk.call("wall.get", vk.token, owner_id=vk.wall))["items"]
    assert (signed["from_id"], signed["signer_id"]) == (vk.wall, own["from_id"])
    assert own["from_id"] > 0
    assert "signer_id" not in own


async def test_from_group_means_nothing_on_a_persons_wall(vk: Vk) -> None:
    (alice,) = await vk.call("users.get", vk.token)
    post = {"owner_id": alice["id"], "message": "mine"}
    assert (await vk.refusal("wall.post", vk.token, from_group=1, **post)).code == 100
    await vk.call("wall.post", vk.token, **post)
    assert [one["text"] for one in await vk.sandbox.visible("vk", alice["id"])] == ["mine"]


async def test_a_wall_takes_so_many_posts_a_day(vk: Vk) -> None:
    await vk.sandbox.settings(vk_day_limit=5)
    await vk.publish("later", publish_date=await _in(vk.sandbox, 3 * DAY_S))
    for number in range(5):
        await vk.publish(f"post {number}")
    refused = await vk.refusal("wall.post", vk.key, owner_id=vk.wall, message="sixth")
    assert (refused.code, "5 posts a day" in refused.message) == (214, True)
    await vk.sandbox.advance(DAY_S)
    await vk.publish("tomorrow")


async def test_a_source_is_shown_and_must_be_a_page(vk: Vk) -> None:
    await vk.publish("news", copyright="https://t.me/alices_kitchen/3")
    (post,) = (await vk.call("wall.get", vk.token, owner_id=vk.wall))["items"]
    assert post["copyright"]["link"] == "https://t.me/alices_kitchen/3"
    refused = await vk.refusal("wall.checkCopyrightLink", vk.token, link="nonsense")
    assert refused.code == 3102
    assert await vk.call("wall.checkCopyrightLink", vk.token, link="https://a.example/x") == 1


async def test_media_of_others_are_refused_or_dropped_in_silence(vk: Vk) -> None:
    mine = await vk.photo()
    bob = vk.garage["community_key"]
    theirs = {"owner_id": -vk.garage["id"], "attachments": named("photo", mine)}
    assert (await vk.refusal("wall.post", bob, message="mine now", **theirs)).code == 100
    await vk.sandbox.settings(vk_unknown_media="drop")
    await vk.call("wall.post", bob, message="mine now", **theirs)
    (entry,) = await vk.sandbox.visible("vk", -vk.garage["id"])
    assert entry["attachments"] == []


async def test_a_photo_that_everybody_has_seen_may_be_attached_by_anybody(vk: Vk) -> None:
    mine = await vk.photo()
    await vk.publish("look", attachments=named("photo", mine))
    theirs = {"owner_id": -vk.garage["id"], "attachments": named("photo", mine)}
    await vk.call("wall.post", vk.garage["community_key"], **theirs)
    (entry,) = await vk.sandbox.visible("vk", -vk.garage["id"])
    assert entry["attachments"][0]["id"] == named("photo", mine)


async def _in(sandbox: SandboxControl, seconds: int) -> int:
    return int((await sandbox.now()).timestamp()) + seconds
