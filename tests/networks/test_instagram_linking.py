"""Linking Instagram: whose token it is, and what it may do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.content import Content
from services.errors import AccessDenied, LoginNeeded, SettingsError
from services.networks.instagram.settings import InstagramSettings
from tests.networks.instagram_world import World, network, open_world, settings


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as opened:
        yield opened


async def test_a_token_tells_whose_it_is_and_what_it_may(world: World) -> None:
    identity = await world.instagram.whoami("", {"access_token": world.keys["@alices_kitchen"]})
    assert (identity.target, identity.title) == (world.target, "alices_kitchen")
    assert identity.url == "https://www.instagram.com/alices_kitchen/"
    assert identity.capabilities == {
        "text": False,
        "photo": True,
        "video": True,
        "album": True,
        "comment": True,
        "look": True,
        "delete": False,
    }


async def test_a_right_that_is_missing_is_found_out(world: World) -> None:
    identity = await world.instagram.whoami("", {"access_token": world.keys["@bobs_garage"]})
    assert not identity.capabilities["comment"]
    await world.trouble(None, scopes=["instagram_business_basic"])
    identity = await world.instagram.whoami("", {"access_token": world.keys["@alices_kitchen"]})
    assert not identity.capabilities["photo"]
    assert identity.capabilities["look"]


async def test_a_personal_account_is_refused_with_the_clicks(world: World) -> None:
    with pytest.raises(AccessDenied) as caught:
        await world.instagram.whoami("", {"access_token": world.keys["@alice_at_home"]})
    assert caught.value.advice == "instagram-advice-personal"


async def test_the_token_of_another_account_is_refused(world: World) -> None:
    with pytest.raises(AccessDenied) as caught:
        await world.instagram.whoami(world.target, {"access_token": world.keys["@bobs_garage"]})
    assert caught.value.advice == "instagram-advice-other-account"


@pytest.mark.parametrize("trouble", ["expired", "revoked"])
async def test_a_dead_token_wants_to_be_replaced(world: World, trouble: str) -> None:
    await world.trouble(trouble)
    with pytest.raises(LoginNeeded) as caught:
        await world.instagram.whoami("", {"access_token": world.keys["@alices_kitchen"]})
    assert caught.value.advice == "instagram-advice-login"


async def test_a_token_dies_after_sixty_days(world: World) -> None:
    await world.control.advance(61 * 86_400)
    with pytest.raises(LoginNeeded):
        await world.instagram.whoami("", {"access_token": world.keys["@alices_kitchen"]})
    fresh = [one for one in (await world.control.state())["keys"] if one["network"] == "instagram"]
    secret = fresh[0]["secrets"][0]["value"]
    assert (await world.instagram.whoami("", {"access_token": secret})).target == world.target


async def test_a_house_that_instagram_cannot_reach_says_so_before_saving(world: World) -> None:
    house = settings(sandbox=False, public_url=None)
    nowhere = network(world.url, world.pacer, house)
    key = world.keys["@alices_kitchen"]
    with pytest.raises(AccessDenied) as caught:
        await nowhere.whoami("", {"access_token": key})
    assert caught.value.advice == "instagram-no-address"
    content = Content(media=(world.photo(),))
    [part] = world.instagram.plan(content, world.account())
    with pytest.raises(AccessDenied) as caught:
        await nowhere.prepare(part, content, world.account(), world.bench().work())
    assert caught.value.advice == "instagram-no-address"
    assert await world.calls("media") == []


async def test_without_a_token_nobody_is_asked(world: World) -> None:
    with pytest.raises(LoginNeeded) as caught:
        await world.instagram.whoami("", {})
    assert caught.value.advice == "instagram-advice-token-missing"
    assert await world.calls("me") == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INSTAGRAM_API_URL", "http://graph.example"),
        ("INSTAGRAM_API_VERSION", "26"),
        ("INSTAGRAM_CALL_TIMEOUT_S", "0"),
        ("INSTAGRAM_HASHTAGS", "31"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        InstagramSettings.load()
