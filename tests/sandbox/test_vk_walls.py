"""Reading, editing and deleting on the pretend VK, and what people do there by hand."""

from tests.sandbox.vk_client import Vk, named

MINUTE_S = 60


async def test_a_wall_is_read_newest_first_page_by_page(vk: Vk) -> None:
    numbers = [await vk.publish(f"post {number}") for number in range(5)]
    newest = sorted(numbers, reverse=True)
    page = await vk.call("wall.get", vk.token, owner_id=vk.wall, count=2, offset=1)
    assert (page["count"], [one["id"] for one in page["items"]]) == (5, newest[1:3])
    by_name = await vk.call("wall.get", vk.token, domain="alices_kitchen", count=1)
    assert [one["id"] for one in by_name["items"]] == newest[:1]


async def test_a_pinned_post_comes_first_however_old_it_is(vk: Vk) -> None:
    first, *_, last = [await vk.publish(f"post {number}") for number in range(3)]
    path = f"vk/communities/{vk.group_id}/posts"
    for pinned in (last, first):
        await vk.sandbox.post_json(f"{path}/{pinned}/pin")
    page = await vk.call("wall.get", vk.token, owner_id=vk.wall, count=2)
    shown = [(one["id"], one.get("is_pinned", 0)) for one in page["items"]]
    assert shown == [(first, 1), (last, 0)]


async def test_at_most_a_hundred_posts_come_at_once(vk: Vk) -> None:
    names = ",".join(f"{vk.wall}_{number}" for number in range(1, 102))
    assert (await vk.refusal("wall.getById", vk.token, posts=names)).code == 100


async def test_only_posts_that_are_there_come_by_id(vk: Vk) -> None:
    kept, gone = await vk.publish("kept"), await vk.publish("gone")
    await vk.call("wall.delete", vk.token, owner_id=vk.wall, post_id=gone)
    names = f"{vk.wall}_{gone},{vk.wall}_{kept},{vk.wall}_404"
    found = await vk.call("wall.getById", vk.token, posts=names, extended=1)
    assert [one["id"] for one in found["items"]] == [kept]
    assert [one["id"] for one in found["groups"]] == [vk.group_id]
    assert (await vk.refusal("wall.getById", vk.token, posts="404")).code == 100


async def test_what_others_posted_is_told_apart(vk: Vk) -> None:
    await vk.publish("ours")
    await vk.publish("mine", vk.token, from_group=0)
    for kind, texts in [("owner", ["ours"]), ("others", ["mine"]), ("all", ["mine", "ours"])]:
        page = await vk.call("wall.get", vk.token, owner_id=vk.wall, filter=kind)
        assert [one["text"] for one in page["items"]] == texts


async def test_reading_walls_has_a_quota_of_its_own(vk: Vk) -> None:
    async with vk.sandbox.fault("vk", "wall.get", "rate_limit", error_code=29):
        assert (await vk.refusal("wall.get", vk.token, owner_id=vk.wall)).code == 29
    assert (await vk.call("wall.get", vk.token, owner_id=vk.wall))["count"] == 0


async def test_an_edit_replaces_everything(vk: Vk) -> None:
    photo = named("photo", await vk.photo())
    post_id = await vk.publish("with a photo", attachments=photo)
    edit = {"owner_id": vk.wall, "post_id": post_id}
    await vk.call("wall.edit", vk.token, message="without @durov", **edit)
    (entry,) = await vk.shown()
    assert (entry["text"], entry["attachments"]) == ("without @durov", [])
    assert [one["type"] for one in entry["entities"]] == ["mention"]
    assert entry["edited_at"]
    (post,) = (await vk.call("wall.get", vk.token, owner_id=vk.wall))["items"]
    assert post["edited"] >= post["date"]
    assert (await vk.refusal("wall.edit", vk.token, **edit)).code == 100


async def test_a_deleted_post_stays_in_the_ledger_only(vk: Vk) -> None:
    post_id = await vk.publish("gone soon")
    assert await vk.call("wall.delete", vk.token, owner_id=vk.wall, post_id=post_id) == 1
    (entry,) = await vk.sandbox.wall("vk", vk.wall)
    assert entry["state"] == "deleted"
    assert (await vk.call("wall.get", vk.token, owner_id=vk.wall))["items"] == []
    again = await vk.refusal("wall.delete", vk.token, owner_id=vk.wall, post_id=post_id)
    assert again.code == 104


async def test_strangers_change_nothing(vk: Vk) -> None:
    post_id = await vk.publish("mine")
    stranger = await vk.sandbox.vk_token("user", community_id=vk.group_id, role="none")
    post = {"owner_id": vk.wall, "post_id": post_id}
    assert (await vk.refusal("wall.delete", stranger, **post)).code == 210
    assert (await vk.refusal("wall.edit", stranger, message="theirs", **post)).code == 7
    assert [one["text"] for one in await vk.shown()] == ["mine"]


async def test_people_post_and_delete_by_hand(vk: Vk) -> None:
    made = await vk.sandbox.post_to_community(vk.group_id, "by hand")
    (entry,) = await vk.sandbox.visible("vk", vk.wall, ours=False)
    assert (entry["text"], entry["request_id"]) == ("by hand", None)
    page = await vk.call("wall.get", vk.token, owner_id=vk.wall)
    assert [one["id"] for one in page["items"]] == [made["post_id"]]
    await vk.sandbox.delete_community_post(vk.group_id, made["post_id"])
    assert (await vk.call("wall.get", vk.token, owner_id=vk.wall))["count"] == 0


async def test_reach_grows_with_the_clock_and_is_for_managers(vk: Vk) -> None:
    post_id = await vk.publish("read me")
    asked = {"owner_id": vk.wall, "post_ids": f"{post_id},404"}
    (new,) = await vk.call("stats.getPostReach", vk.token, **asked)
    await vk.sandbox.advance(10 * MINUTE_S)
    (old,) = await vk.call("stats.getPostReach", vk.token, **asked)
    assert (new["post_id"], new["reach_total"]) == (post_id, 0)
    assert old["reach_total"] == 10
    stranger = await vk.sandbox.vk_token("user", community_id=vk.group_id, role="none")
    assert (await vk.refusal("stats.getPostReach", stranger, **asked)).code == 15
    many = ",".join(str(number) for number in range(1, 32))
    refused = await vk.refusal("stats.getPostReach", vk.token, owner_id=vk.wall, post_ids=many)
    assert refused.code == 100


async def test_a_reset_leaves_the_seeded_tokens_as_they_were(vk: Vk) -> None:
    await vk.sandbox.expire_vk_token(vk.key)
    await vk.sandbox.reset()
    assert (await vk.sandbox.state())["communities"][0] == vk.community
    assert await vk.publish("still linked")


async def test_new_communities_come_with_tokens_that_work(vk: Vk) -> None:
    made = await vk.sandbox.add_community("Charlie's garden", "charlies_garden")
    post = {"owner_id": -made["id"], "message": "first"}
    await vk.call("wall.post", made["community_key"], **post)
    assert (await vk.call("wall.get", made["user_token"], domain="charlies_garden"))["count"] == 1
    walls = (await vk.sandbox.state())["walls"]
    assert {"network": "vk", "target": str(-made["id"]), "title": "Charlie's garden"} in walls
