"""Proving what pasted VK credentials are and can do."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.errors import AccessDenied, LoginNeeded, NetworkError
from tests.networks.vk_parts import EVERYTHING
from tests.networks.vk_world import World, open_world


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as opened:
        yield opened


def credentials(world: World, **more: str) -> dict[str, str]:
    return {"community_key": world.community["community_key"], **more}


async def refused(world: World, given: dict[str, str], target: str = "") -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        await world.vk.whoami(target, given)
    return caught.value


async def test_a_key_proves_its_community(world: World) -> None:
    identity = await world.vk.whoami("", credentials(world))
    assert identity.target == world.target
    assert identity.title == world.community["name"]
    assert identity.url == f"https://vk.com/{world.community['screen_name']}"
    able = {name for name, can in identity.capabilities.items() if can}
    assert able == {"text", "link", "document"}


async def test_an_administrators_token_opens_the_rest(world: World) -> None:
    given = credentials(world, user_token=world.community["user_token"])
    identity = await world.vk.whoami(world.target, given)
    assert identity.capabilities == EVERYTHING


async def test_the_same_holds_on_a_wall_with_posts(world: World) -> None:
    path = f"vk/communities/{world.community['id']}/post"
    await world.control("POST", path, {"text": "Bread"})
    given = credentials(world, user_token=world.community["user_token"])
    assert (await world.vk.whoami("", given)).capabilities == EVERYTHING


async def test_a_token_of_vk_id_reads_but_does_nothing_else(world: World) -> None:
    given = credentials(world, user_token=world.community["weak_token"])
    able = {name for name, can in (await world.vk.whoami("", given)).capabilities.items() if can}
    assert able == {"text", "link", "document", "look"}


@pytest.mark.parametrize(
    ("scopes", "opened"),
    [
        (["photos"], {"photo", "look"}),
        (["video", "wall"], {"video", "delete", "look"}),
    ],
)
async def test_each_scope_opens_its_own(world: World, scopes: list[str], opened: set[str]) -> None:
    wanted = {"kind": "user", "community_id": world.community["id"], "scopes": scopes}
    token = await world.control("POST", "vk/tokens", {**wanted, "role": "editor"})
    identity = await world.vk.whoami("", credentials(world, user_token=token["token"]))
    able = {name for name, can in identity.capabilities.items() if can}
    assert able == {"text", "link", "document"} | opened


async def test_a_key_without_the_wall_may_not_post(world: World) -> None:
    wanted = {"kind": "community", "community_id": world.community["id"], "scopes": ["docs"]}
    token = await world.control("POST", "vk/tokens", wanted)
    identity = await world.vk.whoami("", {"community_key": token["token"]})
    assert not any(identity.capabilities.values())


async def test_somebody_elses_token_is_refused(world: World) -> None:
    error = await refused(world, credentials(world, user_token=world.other["user_token"]))
    assert (type(error), error.advice) == (AccessDenied, "vk-advice-not-editor")


async def test_a_user_token_is_no_community_key(world: World) -> None:
    for token in (world.community["user_token"], world.community["weak_token"]):
        error = await refused(world, {"community_key": token})
        assert (type(error), error.advice) == (AccessDenied, "vk-advice-not-community-key")


async def test_a_key_of_another_community_does_not_relink(world: World) -> None:
    given = {"community_key": world.other["community_key"]}
    error = await refused(world, given, world.target)
    assert (type(error), error.advice) == (AccessDenied, "vk-advice-other-community")


async def test_no_key_at_all_is_told(world: World) -> None:
    error = await refused(world, {})
    assert (type(error), error.advice) == (LoginNeeded, "vk-advice-key-missing")


@pytest.mark.parametrize("nonsense", ["x", "привет", "a b\nc", "[club1|x]"])
async def test_nonsense_is_no_key(world: World, nonsense: str) -> None:
    error = await refused(world, {"community_key": nonsense})
    assert (type(error), error.advice) == (LoginNeeded, "vk-advice-login-community")


@pytest.mark.parametrize(
    ("how", "advice"),
    [("expired", "vk-advice-login-user"), ("other_ip", "vk-advice-other-address")],
)
async def test_a_dead_token_is_named(world: World, how: str, advice: str) -> None:
    token = world.community["user_token"]
    await world.control("POST", "vk/tokens/expire", {"token": token, "how": how})
    error = await refused(world, credentials(world, user_token=token))
    assert (type(error), error.advice) == (LoginNeeded, advice)
    assert (await world.vk.whoami("", credentials(world))).target == world.target


@pytest.mark.parametrize("how", ["captcha_old", "captcha_new", "validation"])
async def test_a_token_that_needs_its_person_says_where(world: World, how: str) -> None:
    body: dict[str, Any] = {"token": world.community["community_key"], "how": how}
    await world.control("POST", "vk/tokens/expire", body)
    error = await refused(world, credentials(world))
    assert error.kind == "person_needed"
    assert str(error.link).startswith("http")
