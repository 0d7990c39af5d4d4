"""Signing in with VK ID: what it brings, how it stays alive, and that nothing hangs on it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from services.clock import SharedClock
from services.content import Content
from services.errors import AccessDenied, LoginNeeded, NetworkError, Transient
from services.networks.base import Account, Consent, Found, Grant, Unclear
from tests.consent_page import allow, answer_of, deny, look
from tests.networks.vk_parts import network
from tests.networks.vk_world import World, open_world

CONSENT = Consent("s" * 43, "v" * 64, "http://127.0.0.1:8790/oauth/vk/callback")


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as opened:
        yield opened


async def granted(world: World, account: int = 0) -> Grant:
    """What comes of a person's yes."""
    landed = await allow(world.vk.authorize_url(CONSENT), account)
    return await world.vk.exchange(CONSENT, answer_of(landed))


def signed_in(world: World, grant: Grant, **rights: bool) -> Account:
    """Alice's community, linked by its key and with VK ID."""
    secrets = {"community_key": world.community["community_key"], **grant.secrets}
    return replace(world.account(user=False, rights={"text": True, **rights}), credentials=secrets)


async def refused(world: World, answer: dict[str, str], consent: Consent = CONSENT) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        await world.vk.exchange(consent, answer)
    return caught.value


async def test_people_are_asked_with_the_parameters_of_the_vendor(world: World) -> None:
    real = network("https://api.vk.ru", world.pacer, app_id="42")
    address = urlsplit(real.authorize_url(CONSENT))
    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://id.vk.com/authorize"
    assert parse_qs(address.query) == {
        "response_type": ["code"],
        "client_id": ["42"],
        "redirect_uri": [CONSENT.redirect_uri],
        "scope": ["vkid.personal_info"],
        "state": [CONSENT.state],
        "code_challenge": [CONSENT.challenge],
        "code_challenge_method": ["S256"],
    }
    await real.close()


async def test_without_an_app_nobody_is_asked_and_the_setting_is_named(world: World) -> None:
    real = network("https://api.vk.ru", world.pacer)
    assert not real.may_ask()
    with pytest.raises(AccessDenied) as caught:
        real.authorize_url(CONSENT)
    assert caught.value.advice == "vk-advice-no-app"
    with pytest.raises(Transient):
        await real.refresh({"vkid_refresh": "x", "vkid_device": "y"})
    await real.close()


async def test_a_yes_brings_tokens_and_the_device_they_belong_to(world: World) -> None:
    grant = await granted(world)
    assert grant.secrets.keys() == {"vkid_token", "vkid_refresh", "vkid_device"}
    assert grant.expires_at is None
    assert grant.refresh_at is not None
    now = world.pacer.clock.now()
    assert timedelta(minutes=29) < grant.refresh_at - now <= timedelta(minutes=30)
    assert not any(secret in repr(grant) for secret in grant.secrets.values())


async def test_alone_it_proves_that_it_reads_a_wall_and_no_more(world: World) -> None:
    grant = await granted(world)
    identity = await world.vk.whoami(world.target, grant.secrets)
    assert identity.title == world.community["name"]
    assert {name for name, can in identity.capabilities.items() if can} == {"look"}
    with pytest.raises(AccessDenied) as caught:
        await world.vk.whoami("", grant.secrets)
    assert caught.value.advice == "vk-advice-key-first"


async def test_beside_the_key_it_makes_lost_posts_findable(world: World) -> None:
    grant = await granted(world)
    linked = signed_in(world, grant)
    identity = await world.vk.whoami(world.target, linked.credentials)
    able = {name for name, can in identity.capabilities.items() if can}
    assert able == {"text", "link", "document", "look"}
    linked = replace(linked, capabilities=identity.capabilities)
    accepted, prepared = await world.publish(Content(text="Soup"), account=linked)
    found = await world.vk.find(prepared.evidence, linked)
    assert isinstance(found, Found)
    assert found.ids == accepted.ids
    assert await world.vk.missing(accepted, prepared.evidence, linked) == []


async def test_a_refresh_token_serves_once(world: World) -> None:
    first = await granted(world)
    second = await world.vk.refresh(first.secrets)
    assert second.secrets["vkid_device"] == first.secrets["vkid_device"]
    assert second.secrets["vkid_refresh"] != first.secrets["vkid_refresh"]
    assert second.refresh_at is not None
    assert (await world.vk.whoami(world.target, second.secrets)).capabilities["look"]
    with pytest.raises(LoginNeeded):
        await world.vk.refresh(first.secrets)
    asked = [world.vk.refresh(second.secrets) for _ in range(2)]
    both = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(type(one).__name__ for one in both) == ["Grant", "LoginNeeded"]


async def test_a_sign_in_that_is_over_takes_nothing_from_the_key(world: World) -> None:
    linked = signed_in(world, await granted(world), look=True)
    an_hour_later(world)
    identity = await world.vk.whoami(world.target, linked.credentials)
    assert {name for name, can in identity.capabilities.items() if can} == {
        "text",
        "link",
        "document",
    }
    accepted, prepared = await world.publish(Content(text="Soup"), account=linked)
    assert len(await world.wall()) == 1
    assert await world.vk.missing(accepted, prepared.evidence, linked) == []
    finding = await world.vk.find(prepared.evidence, linked)
    assert isinstance(finding, Unclear)
    assert finding.final
    with pytest.raises(LoginNeeded) as caught:
        await world.vk.whoami(world.target, (await dead(world)).secrets)
    assert caught.value.advice == "vk-advice-login-vkid"


def an_hour_later(world: World) -> None:
    """Longer than a token of VK ID lives."""
    assert isinstance(world.pacer.clock, SharedClock)
    world.pacer.clock.advance(3601)


async def dead(world: World) -> Grant:
    """A sign-in whose hour is over."""
    grant = await granted(world)
    an_hour_later(world)
    return grant


async def test_an_administrators_token_goes_before_it(world: World) -> None:
    linked = signed_in(world, await granted(world, 1))
    both = {**linked.credentials, "user_token": world.community["user_token"]}
    assert (await world.vk.whoami(world.target, both)).capabilities["photo"]


async def test_giving_back_ends_this_sign_in_alone(world: World) -> None:
    mine, other = await granted(world), await granted(world)
    assert await world.vk.revoke(mine.secrets)
    with pytest.raises(LoginNeeded):
        await world.vk.whoami(world.target, mine.secrets)
    assert (await world.vk.whoami(world.target, other.secrets)).capabilities["look"]
    assert await world.vk.revoke({"community_key": "x"})


async def test_a_no_comes_back_as_one(world: World) -> None:
    landed = await deny(world.vk.authorize_url(CONSENT))
    assert answer_of(landed) == {"error": "access_denied", "state": CONSENT.state}


async def test_a_state_that_is_short_is_not_asked(world: World) -> None:
    page = await look(world.vk.authorize_url(replace(CONSENT, state="s" * 31)))
    assert (page.status, "state is shorter" in page.text) == (400, True)


async def test_codes_devices_and_verifiers_have_to_belong_together(world: World) -> None:
    answer = answer_of(await allow(world.vk.authorize_url(CONSENT)))
    for changed in ({"code": "x"}, {"device_id": "another"}):
        assert isinstance(await refused(world, answer | changed), NetworkError)
    other = replace(CONSENT, verifier="w" * 64)
    assert isinstance(await refused(world, answer, other), LoginNeeded)
    assert (await world.vk.exchange(CONSENT, answer)).secrets
    assert (await refused(world, answer)).advice == "vk-advice-consent"


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("server_error", Transient),
        ("accept_then_garbage", Transient),
        ("reset", Transient),
        ("rate_limit", Transient),
        ("login_expired", LoginNeeded),
    ],
)
async def test_a_token_server_that_is_not_well_is_told_from_one_that_refuses(
    world: World, kind: str, error: type[NetworkError]
) -> None:
    answer = answer_of(await allow(world.vk.authorize_url(CONSENT)))
    await world.fault(kind, "oauth2/auth")
    raised = await refused(world, answer)
    assert type(raised) is error
    assert answer["code"] not in f"{raised!r}{raised.__cause__!r}{raised.__context__!r}"


async def test_another_app_is_refused_by_name(world: World) -> None:
    other = network(world.url, world.pacer, app_id="42")
    answer = answer_of(await allow(world.vk.authorize_url(CONSENT)))
    with pytest.raises(AccessDenied) as caught:
        await other.exchange(CONSENT, answer)
    assert caught.value.advice == "vk-advice-app-refused"
    await other.close()
