"""Letting us in on Instagram's own page: a code, a token for an hour, one for 60 days, the next."""

import traceback
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from services.errors import AccessDenied, LoginNeeded, NetworkError, RateLimited, Transient
from services.networks.base import Consent, Grant
from tests.consent_page import allow, answer_of, deny, look
from tests.networks.instagram_world import World, network, open_world, settings

CONSENT = Consent("the-state", "the-verifier", "http://127.0.0.1:8790/oauth/instagram/callback")
REAL = "https://graph.instagram.com"
PUBLISH = "instagram_business_content_publish"
COMMENTS = "instagram_business_manage_comments"
DAY_S = 86_400
PERSONAL = 2


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as world:
        yield world


async def granted(world: World, account: int = 0, *without: str) -> Grant:
    """What comes of a person's yes."""
    landed = await allow(world.instagram.authorize_url(CONSENT), account, without=without)
    return await world.instagram.exchange(CONSENT, answer_of(landed))


async def test_people_are_asked_with_the_parameters_of_the_vendor(world: World) -> None:
    made = network(REAL, world.pacer, app_id="42", app_secret="a-secret-of-an-app")
    address = urlsplit(made.authorize_url(CONSENT))
    asked_at = f"{address.scheme}://{address.netloc}{address.path}"
    assert asked_at == "https://www.instagram.com/oauth/authorize"
    assert parse_qs(address.query) == {
        "client_id": ["42"],
        "redirect_uri": [CONSENT.redirect_uri],
        "response_type": ["code"],
        "scope": [f"instagram_business_basic,{PUBLISH},{COMMENTS}"],
        "state": ["the-state"],
    }


async def test_without_an_app_or_an_address_it_says_what_to_set(world: World) -> None:
    with pytest.raises(AccessDenied) as refused:
        network(REAL, world.pacer).authorize_url(CONSENT)
    assert refused.value.advice == "instagram-advice-no-app"
    hidden = settings(sandbox=False)
    app = {"app_id": "42", "app_secret": "a-secret-of-an-app"}
    with pytest.raises(AccessDenied) as refused:
        network(REAL, world.pacer, hidden, **app).authorize_url(CONSENT)
    assert refused.value.advice == "instagram-no-address"


async def test_a_yes_brings_a_token_for_sixty_days(world: World) -> None:
    grant = await granted(world, 1)
    assert grant.secrets.keys() == {"access_token"}
    now = world.pacer.clock.now()
    assert grant.expires_at is not None
    assert grant.refresh_at is not None
    assert timedelta(days=59) < grant.expires_at - now <= timedelta(days=60)
    assert timedelta(days=29) < grant.refresh_at - now <= timedelta(days=30)
    found = await world.instagram.whoami("", grant.secrets)
    assert found.target == world.targets["@bobs_garage"]
    assert grant.secrets["access_token"] not in repr(grant)


async def test_a_no_comes_back_with_the_state(world: World) -> None:
    told = answer_of(await deny(world.instagram.authorize_url(CONSENT)))
    assert (told["error"], told["state"]) == ("access_denied", "the-state")


@pytest.mark.parametrize("left_out", ["instagram_business_basic", PUBLISH])
async def test_less_than_needed_is_refused_by_name(world: World, left_out: str) -> None:
    with pytest.raises(AccessDenied, match=left_out) as refused:
        await granted(world, 0, left_out)
    word = left_out.rpartition("_")[2]
    assert refused.value.advice == f"instagram-advice-consent-{word}"


async def test_comments_are_not_needed(world: World) -> None:
    grant = await granted(world, 0, COMMENTS)
    found = await world.instagram.whoami("", grant.secrets)
    assert found.capabilities["photo"]
    assert not found.capabilities["comment"]


async def test_a_personal_account_is_told_how_to_become_professional(world: World) -> None:
    grant = await granted(world, PERSONAL)
    with pytest.raises(AccessDenied) as refused:
        await world.instagram.whoami("", grant.secrets)
    assert refused.value.advice == "instagram-advice-personal"


@pytest.mark.parametrize("how", ["reused", "late", "other_address", "guessed"])
async def test_a_code_is_good_once_for_ten_minutes_at_its_address(world: World, how: str) -> None:
    answer = answer_of(await allow(world.instagram.authorize_url(CONSENT)))
    consent = CONSENT
    if how == "reused":
        await world.instagram.exchange(CONSENT, answer)
    elif how == "late":
        await world.control.advance(601)
    elif how == "other_address":
        consent = replace(CONSENT, redirect_uri=CONSENT.redirect_uri.replace("8790", "8791"))
    else:
        answer["code"] = "guessed-code-0123456789"
    with pytest.raises(LoginNeeded) as refused:
        await world.instagram.exchange(consent, answer)
    assert refused.value.advice == "instagram-advice-consent"
    assert answer["code"] not in "".join(traceback.format_exception(refused.value))


async def test_the_next_token_comes_after_a_day_and_the_old_one_stays(world: World) -> None:
    first = await granted(world)
    with pytest.raises(AccessDenied):
        await world.instagram.refresh(first.secrets)
    await world.control.advance(DAY_S + 1)
    second = await world.instagram.refresh(first.secrets)
    assert second.secrets != first.secrets
    assert second.expires_at is not None
    assert first.expires_at is not None
    assert second.expires_at > first.expires_at
    for grant in (first, second):
        assert (await world.instagram.whoami("", grant.secrets)).target == world.target


@pytest.mark.parametrize("how", ["expired", "removed"])
async def test_what_is_over_for_good_is_told_apart(world: World, how: str) -> None:
    grant = await granted(world)
    await world.control.advance((61 if how == "expired" else 2) * DAY_S)
    if how == "removed":
        await world.control.post_json("instagram/apps/remove", {"account": world.target})
    with pytest.raises(LoginNeeded) as refused:
        await world.instagram.refresh(grant.secrets)
    assert refused.value.advice == "instagram-advice-login"
    assert grant.secrets["access_token"] not in repr(refused.value)


@pytest.mark.parametrize("method", ["oauth/access_token", "access_token"])
@pytest.mark.parametrize("fault", ["server_error", "accept_then_garbage", "reset", "hang"])
async def test_a_token_server_that_is_not_well_is_a_bounded_failure(
    world: World, method: str, fault: str
) -> None:
    answer = answer_of(await allow(world.instagram.authorize_url(CONSENT)))
    await world.hurry()
    await world.fault(fault, method)
    with pytest.raises(Transient) as failed:
        await world.instagram.exchange(CONSENT, answer)
    told = "".join(traceback.format_exception(failed.value))
    assert answer["code"] not in told
    assert "IGAA" not in told


@pytest.mark.parametrize(
    ("fault", "error"),
    [("server_error", Transient), ("accept_then_cut_body", Transient), ("rate_limit", RateLimited)],
)
async def test_a_refresh_that_fails_for_now_ends_nothing(
    world: World, fault: str, error: type[NetworkError]
) -> None:
    grant = await granted(world)
    await world.control.advance(2 * DAY_S)
    await world.fault(fault, "refresh_access_token")
    with pytest.raises(error) as failed:
        await world.instagram.refresh(grant.secrets)
    assert grant.secrets["access_token"] not in "".join(traceback.format_exception(failed.value))
    assert (await world.instagram.refresh(grant.secrets)).secrets["access_token"]


async def test_instagram_takes_no_permission_back_for_programs(world: World) -> None:
    assert not await world.instagram.revoke(world.account().credentials)


async def test_the_page_is_strict(world: World) -> None:
    address = world.instagram.authorize_url(CONSENT)
    assert len((await look(address)).accounts) == 3
    for before, after in (
        ("client_id=99", "client_id=98"),
        ("%2Fcallback", "%2Fcallback%2F"),
        ("instagram_business_basic", "business_basic"),
    ):
        assert (await look(address.replace(before, after))).status == 400


async def test_secrets_stay_out_of_the_journal(world: World) -> None:
    grant = await granted(world)
    journal = repr(await world.control.journal(network="instagram"))
    assert grant.secrets["access_token"] not in journal
    assert "the-state" not in journal
