"""Who may call what on the pretend VK, and how it says no."""

import io

import pytest
from PIL import Image

from tests.sandbox.vk_client import Vk
from tests.sandbox_control import SandboxControl

SECOND_S = 1.1


async def test_errors_come_with_status_200_and_repeat_the_token(vk: Vk) -> None:
    refused = await vk.refusal("wall.get", vk.key, owner_id=vk.wall)
    echo = {one["key"]: one["value"] for one in refused.error["request_params"]}
    assert (refused.code, echo["access_token"]) == (27, vk.key)
    assert (echo["method"], echo["owner_id"]) == ("wall.get", str(vk.wall))
    assert refused.message == "Group authorization failed: method is unavailable with group auth."


@pytest.mark.parametrize("name", ["wall.Post", "wall.pin", "nothing"])
async def test_unknown_methods_are_error_3(vk: Vk, name: str) -> None:
    assert (await vk.refusal(name, vk.key)).code == 3


async def test_execute_is_not_imitated(vk: Vk) -> None:
    assert (await vk.refusal("execute", vk.key, code="return 1;")).code == 12


@pytest.mark.parametrize("version", [None, "5.92", "5.200"])
async def test_only_the_documented_version_is_spoken(vk: Vk, version: str | None) -> None:
    params = {} if version is None else {"v": version}
    address = f"{vk.sandbox.url}/vk/method/users.get"
    async with vk.session.post(address, data={"access_token": vk.token, **params}) as answer:
        assert (await answer.json())["error"]["error_code"] == 8


async def test_a_json_body_counts_as_no_parameters(vk: Vk) -> None:
    body = {"access_token": vk.token, "v": "5.199"}
    async with vk.session.post(f"{vk.sandbox.url}/vk/method/users.get", json=body) as answer:
        assert (await answer.json())["error"]["error_code"] == 8


async def test_a_token_may_come_in_the_header_and_parameters_in_the_address(vk: Vk) -> None:
    address = f"{vk.sandbox.url}/vk/method/users.get?v=5.199"
    headers = {"Authorization": f"Bearer {vk.token}"}
    async with vk.session.get(address, headers=headers) as answer:
        (alice,) = (await answer.json())["response"]
    assert alice["first_name"] == "Alice"


async def test_an_unknown_token_is_error_5(vk: Vk) -> None:
    assert (await vk.refusal("users.get", "vk1.a.nobody")).code == 5


@pytest.mark.parametrize(
    "method",
    [
        "wall.get",
        "wall.getById",
        "wall.edit",
        "wall.delete",
        "photos.getWallUploadServer",
        "photos.saveWallPhoto",
        "video.save",
        "video.get",
        "stats.getPostReach",
        "groups.get",
    ],
)
async def test_a_community_key_gets_27_before_anything_else_is_looked_at(
    vk: Vk, method: str
) -> None:
    assert (await vk.refusal(method, vk.key)).code == 27


@pytest.mark.parametrize(
    ("method", "code", "subcode"),
    [
        ("wall.post", 1051, None),
        ("wall.edit", 1051, None),
        ("groups.get", 1051, None),
        ("photos.getWallUploadServer", 15, 1133),
        ("video.save", 15, 1133),
        ("docs.getWallUploadServer", 15, 1133),
    ],
)
async def test_a_token_of_vk_id_may_not_write(
    vk: Vk, method: str, code: int, subcode: int | None
) -> None:
    refused = await vk.refusal(method, vk.community["weak_token"])
    assert (refused.code, refused.error.get("error_subcode")) == (code, subcode)


async def test_a_token_of_vk_id_reads_what_is_public(vk: Vk) -> None:
    await vk.publish("open to all")
    weak = vk.community["weak_token"]
    page = await vk.call("wall.get", weak, owner_id=vk.wall)
    assert [one["text"] for one in page["items"]] == ["open to all"]


async def test_a_service_key_reads_walls_but_neither_posts_nor_sees_one_by_id(vk: Vk) -> None:
    service = await vk.sandbox.vk_token("service")
    assert (await vk.call("wall.get", service, owner_id=vk.wall))["count"] == 0
    assert (await vk.refusal("wall.post", service, owner_id=vk.wall, message="x")).code == 28
    assert (await vk.refusal("wall.getById", service, posts=f"{vk.wall}_1")).code == 28


async def test_a_missing_scope_is_15_with_its_subcode(vk: Vk) -> None:
    token = await vk.sandbox.vk_token("user", community_id=vk.group_id, scopes=["wall"])
    refused = await vk.refusal("photos.getWallUploadServer", token, group_id=vk.group_id)
    assert (refused.code, refused.error["error_subcode"]) == (15, 1133)
    key = await vk.sandbox.vk_token("community", community_id=vk.group_id, scopes=["docs"])
    assert (await vk.refusal("wall.post", key, owner_id=vk.wall, message="x")).code == 15


async def test_a_key_tells_its_permissions(vk: Vk) -> None:
    key = await vk.sandbox.vk_token("community", community_id=vk.group_id, scopes=["wall", "docs"])
    told = await vk.call("groups.getTokenPermissions", key)
    assert told["mask"] == 8192 + 131072
    assert {one["name"] for one in told["permissions"]} == {"wall", "docs"}


async def test_a_key_works_on_its_own_wall_only(vk: Vk) -> None:
    other = -vk.garage["id"]
    assert (await vk.refusal("wall.post", vk.key, owner_id=other, message="x")).code == 15
    assert (
        await vk.refusal("docs.getWallUploadServer", vk.key, group_id=vk.garage["id"])
    ).code == 15


@pytest.mark.parametrize(
    ("how", "subcode"), [("expired", None), ("other_ip", 1130)], ids=["expired", "other ip"]
)
async def test_a_dead_or_borrowed_token_is_error_5(vk: Vk, how: str, subcode: int | None) -> None:
    await vk.sandbox.expire_vk_token(vk.token, how)
    refused = await vk.refusal("users.get", vk.token)
    assert (refused.code, refused.error.get("error_subcode")) == (5, subcode)
    await vk.sandbox.expire_vk_token(vk.token, None)
    assert await vk.call("users.get", vk.token)


async def test_an_old_captcha_is_a_picture_and_takes_the_right_key_only(vk: Vk) -> None:
    await vk.sandbox.expire_vk_token(vk.key, "captcha_old")
    post = {"owner_id": vk.wall, "message": "hello"}
    refused = await vk.refusal("wall.post", vk.key, **post)
    sid = refused.error["captcha_sid"]
    assert refused.code == 14
    assert "redirect_uri" not in refused.error
    async with vk.session.get(refused.error["captcha_img"]) as answer:
        assert Image.open(io.BytesIO(await answer.read())).format == "PNG"
    wrong = await vk.refusal("wall.post", vk.key, captcha_sid=sid, captcha_key="?", **post)
    assert wrong.code == 14
    key = await _answer(vk.sandbox, sid)
    await vk.call("wall.post", vk.key, captcha_sid=sid, captcha_key=key, **post)
    await vk.call("wall.post", vk.key, **post)
    assert len(await vk.shown()) == 2


async def test_a_new_captcha_takes_the_success_token_of_its_page(vk: Vk) -> None:
    async with vk.sandbox.fault("vk", "wall.post", "captcha", form="new"):
        post = {"owner_id": vk.wall, "message": "hello"}
        refused = await vk.refusal("wall.post", vk.key, **post)
        assert refused.code == 14
        assert "captcha_sid" not in refused.error
        async with vk.session.post(refused.error["redirect_uri"]) as page:
            success = (await page.text()).split("success_token: ")[1].split("<")[0]
        seen = {"remixstlid": refused.error["remixstlid"]}
        assert (await vk.refusal("wall.post", vk.key, success_token="?", **seen, **post)).code == 14
        await vk.call("wall.post", vk.key, success_token=success, **seen, **post)
        assert (await vk.refusal("wall.post", vk.key, success_token=success, **post)).code == 14
    assert len(await vk.shown()) == 1


async def test_who_passes_the_validation_page_is_trusted_again(vk: Vk) -> None:
    await vk.sandbox.expire_vk_token(vk.token, "validation")
    refused = await vk.refusal("users.get", vk.token)
    assert refused.code == 17
    page = refused.error["redirect_uri"]
    async with vk.session.get(page, headers={"Accept-Language": "ru-RU"}) as answer:
        assert "Я не робот" in await answer.text()
    assert (await vk.refusal("users.get", vk.token)).code == 17
    async with vk.session.post(page) as answer:
        assert "Go back" in await answer.text()
    assert await vk.call("users.get", vk.token)


@pytest.mark.parametrize(("kind", "calls"), [("user_token", 3), ("community_key", 20)])
async def test_too_many_calls_in_a_second_are_not_executed(vk: Vk, kind: str, calls: int) -> None:
    token = vk.community[kind]
    await vk.sandbox.advance(SECOND_S)
    for _ in range(calls):
        await vk.hasty("groups.getById", token, group_id=vk.group_id)
    post = {"owner_id": vk.wall, "message": "too fast", "from_group": 1}
    async with vk.post("wall.post", token, **post) as answer:
        assert (answer.status, (await answer.json())["error"]["error_code"]) == (200, 6)
    assert not await vk.shown()
    await vk.sandbox.advance(SECOND_S)
    await vk.hasty("wall.post", token, **post)
    assert len(await vk.shown()) == 1


async def test_the_journal_tells_tokens_apart_without_giving_them_away(vk: Vk) -> None:
    await vk.publish("hello")
    (record,) = await vk.sandbox.journal(method="wall.post")
    assert record["params"]["access_token"] == "***"
    assert record["token_hint"] == f"community …{vk.key[-4:]}"
    assert vk.key not in str(await vk.sandbox.journal())


async def test_people_and_communities_are_found_by_id_and_name(vk: Vk) -> None:
    by_name = await vk.call("groups.getById", vk.token, group_id="alices_kitchen")
    own = await vk.call("groups.getById", vk.key, fields="members_count")
    assert by_name["groups"][0]["id"] == own["groups"][0]["id"] == vk.group_id
    assert (by_name["groups"][0]["is_admin"], "is_admin" in own["groups"][0]) == (1, False)
    assert own["groups"][0]["members_count"] > 0
    found = await vk.call("utils.resolveScreenName", vk.key, screen_name="bobs_garage")
    assert (found["type"], found["object_id"]) == ("group", vk.garage["id"])
    assert await vk.call("utils.resolveScreenName", vk.key, screen_name="nobody_at_all") == []
    assert (await vk.refusal("groups.getById", vk.token, group_id="404")).code == 125


async def test_a_person_sees_the_communities_they_run(vk: Vk) -> None:
    token = await vk.sandbox.vk_token("user", community_id=vk.group_id, role="editor")
    assert (await vk.call("groups.get", token, filter="editor"))["items"] == [vk.group_id]
    assert (await vk.call("groups.get", token, filter="admin"))["items"] == []
    managers = await vk.call("groups.getMembers", vk.key, group_id=vk.group_id, filter="managers")
    assert [one["role"] for one in managers["items"]] == ["administrator", "editor"]


async def _answer(sandbox: SandboxControl, sid: str) -> str:
    asked = (await sandbox.get_json("vk/challenges"))["challenges"]
    return str(next(one["answer"] for one in asked if one["sid"] == sid))
