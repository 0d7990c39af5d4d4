"""The twin against VK's published schema, where a copy of it lies beside the project."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from services.sandbox.vk.errors import MESSAGES
from services.sandbox.vk.parameters import METHODS, Parameter
from services.sandbox.vk.tokens import ACCESS
from tests.environment import ROOT
from tests.sandbox.bot import picture
from tests.sandbox.vk_client import Vk, named
from tests.sandbox.vk_schema import VkSchema
from tests.sandbox_control import Json

Ask = Callable[..., Awaitable[tuple[str, str, Json]]]

FOLDER = ROOT.parent / "shared" / "api-schemas" / "vk"

# Every client sends these, though the published schema forgot them.
BEYOND = {
    ("wall.get", "owner_id"),
    ("wall.post", "primary_attachments_mode"),
    ("wall.edit", "primary_attachments_mode"),
}
# The schema says "user" only, but communities do post: measured and reported many times.
ALSO_COMMUNITIES = {"wall.post"}
# Reported to be refused for service keys, against the schema.
NOT_SERVICES = {"wall.getById"}
UNPUBLISHED_ERRORS = {1051}


@pytest.fixture(scope="module")
def schema() -> VkSchema:
    """VK's own description of its API."""
    if not FOLDER.is_dir():
        pytest.skip("VK's published schema is not at ../shared/api-schemas/vk: nothing compared")
    return VkSchema(FOLDER)


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_method_takes_just_the_published_parameters(schema: VkSchema, name: str) -> None:
    published = {} if name == "execute" else _published(schema, name)
    extra = {parameter for method, parameter in BEYOND if method == name}
    if name != "execute":
        assert METHODS[name].keys() - extra == published.keys()
    for parameter, described in published.items():
        ours = METHODS[name][parameter]
        assert ours.required is bool(described.get("required")), parameter
        # The twin may be stricter than the schema, never laxer.
        assert _published_bounds(described).items() <= _bounds(ours).items(), parameter


@pytest.mark.parametrize("name", sorted(ACCESS))
def test_a_method_is_open_to_the_published_kinds_of_token(schema: VkSchema, name: str) -> None:
    access = ACCESS[name]
    ours = {
        kind
        for kind, open_to in [
            ("user", access.user is not None),
            ("group", access.community is not None),
            ("service", access.service),
        ]
        if open_to
    }
    published = set(schema.method(name)["access_token_type"])
    if name in ALSO_COMMUNITIES:
        published.add("group")
    if name in NOT_SERVICES:
        published.remove("service")
    assert ours == published


def test_errors_have_the_published_words(schema: VkSchema) -> None:
    published = schema.errors()
    for code, words in MESSAGES.items():
        if code not in UNPUBLISHED_ERRORS:
            assert words == published[code], code


async def test_every_answer_fits_the_published_schema(schema: VkSchema, vk: Vk) -> None:
    checked = set()
    async for method, response, answer in _answers(vk):
        assert schema.faults(answer, method, response) == []
        checked.add(method)
    assert checked == METHODS.keys() - {"execute"}


async def test_an_unfitting_answer_would_be_noticed(schema: VkSchema, vk: Vk) -> None:
    await vk.publish("hello")
    page = await vk.call("wall.get", vk.token, owner_id=vk.wall)
    del page["items"][0]["likes"]["count"]
    page["items"][0]["text"] = 5
    page["items"][0]["made_up"] = 1
    del page["count"]
    told = "\n".join(schema.faults(page, "wall.get"))
    for complaint in ("count is missing", "5 is not string", "made_up is unknown"):
        assert complaint in told


async def _answers(vk: Vk) -> AsyncIterator[tuple[str, str, Json]]:
    """Every method once or more: its name, the name of its response, what it answered."""

    async def ask(
        method: str, token: str, response: str = "response", **params: Any
    ) -> tuple[str, str, Json]:
        return method, response, await vk.call(method, token, **params)

    wall: Json = {"owner_id": vk.wall}
    group: Json = {"group_id": vk.group_id}
    yield await ask("photos.getWallUploadServer", vk.token, **group)
    yield await ask("photos.saveWallPhoto", vk.token, **group, **await vk.photo_receipt())
    yield (server := await ask("photos.getMessagesUploadServer", vk.key))
    receipt = await vk.upload(server[2]["upload_url"], "photo", picture())
    yield await ask("photos.saveMessagesPhoto", vk.key, **receipt)
    yield (server := await ask("docs.getWallUploadServer", vk.key, **group))
    receipt = await vk.upload(server[2]["upload_url"], "file", b"menu", "menu.txt")
    yield (paper := await ask("docs.save", vk.key, return_tags=1, tags="a", **receipt))
    yield await ask("video.save", vk.token, **group)
    made = [
        named("photo", await vk.photo()),
        named("doc", paper[2]["doc"]),
        named("video", await vk.video()),
        "https://a.example/x",
    ]
    yield await ask("video.get", vk.token, **wall)
    async for answer in _walls(vk, ",".join(made), ask):
        yield answer
    async for answer in _people(vk, ask):
        yield answer


async def _walls(vk: Vk, attachments: str, ask: Ask) -> AsyncIterator[tuple[str, str, Json]]:
    wall: Json = {"owner_id": vk.wall}
    source: Json = {"copyright": "https://a.example/x", "signed": 1, "from_group": 1}
    yield (made := await ask("wall.post", vk.token, attachments=attachments, **wall, **source))
    post: Json = {"post_id": made[2]["post_id"], **wall}
    for response, flag in (("response", 0), ("extendedResponse", 1)):
        yield await ask("wall.get", vk.token, response, extended=flag, **wall)
        posts = f"{vk.wall}_{post['post_id']}"
        yield await ask("wall.getById", vk.token, response, extended=flag, posts=posts)
    yield await ask("wall.edit", vk.token, message="edited", **post)
    yield await ask("wall.get", vk.token, **wall)
    yield await ask("stats.getPostReach", vk.token, post_ids=post["post_id"], **wall)
    yield await ask("wall.delete", vk.token, **post)
    yield await ask("wall.checkCopyrightLink", vk.token, link="https://a.example/x")


async def _people(vk: Vk, ask: Ask) -> AsyncIterator[tuple[str, str, Json]]:
    group: Json = {"group_id": vk.group_id}
    yield await ask("users.get", vk.token)
    yield await ask("groups.getById", vk.token, fields="members_count,can_post", **group)
    yield await ask("groups.getTokenPermissions", vk.key)
    yield await ask("groups.get", vk.token)
    yield await ask("groups.get", vk.token, "extendedResponse", extended=1)
    yield await ask("groups.getMembers", vk.key, **group)
    yield await ask("groups.getMembers", vk.key, "filterResponse", filter="managers", **group)
    yield await ask("utils.resolveScreenName", vk.key, screen_name="alices_kitchen")


def _published(schema: VkSchema, name: str) -> dict[str, Json]:
    described = schema.method(name).get("parameters", [])
    return {one["name"]: schema.parameter(one) for one in described}


def _bounds(ours: Parameter) -> Json:
    return {
        "minimum": ours.low,
        "maximum": ours.high,
        "maxItems": ours.max_items,
        "enum": {one.casefold() for one in ours.choices},
    }


def _published_bounds(described: Json) -> Json:
    if "enum" in described:
        return {"enum": {str(one).casefold() for one in described["enum"]}}
    names = ("minimum", "maximum", "maxItems")
    return {name: described[name] for name in names if name in described}
