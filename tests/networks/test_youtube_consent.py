"""Letting us in on Google's own page: codes with proof, a refresh token, and taking it back."""

import asyncio
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from services.errors import AccessDenied, LoginNeeded, NetworkError, Transient
from services.networks.base import Consent, Grant
from tests.consent_page import allow, answer_of, deny, look
from tests.networks.youtube_world import GARAGE, KITCHEN, World, open_world, settings

CONSENT = Consent("the-state", "v" * 64, "http://127.0.0.1:8790/oauth/youtube/callback")
SCOPE = "https://www.googleapis.com/auth/youtube"


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as world:
        yield world


async def granted(world: World, account: int = 0) -> Grant:
    """What comes of a person's yes."""
    landed = await allow(world.youtube.authorize_url(CONSENT), account)
    return await world.youtube.exchange(CONSENT, answer_of(landed))


async def test_people_are_asked_with_the_parameters_of_the_vendor(world: World) -> None:
    made = world.another(
        api_url="https://youtube.googleapis.com", client_id="42", client_secret="a-client-secret"
    )
    address = urlsplit(made.authorize_url(CONSENT))
    asked_at = f"{address.scheme}://{address.netloc}{address.path}"
    assert asked_at == "https://accounts.google.com/o/oauth2/v2/auth"
    assert parse_qs(address.query) == {
        "client_id": ["42"],
        "redirect_uri": [CONSENT.redirect_uri],
        "response_type": ["code"],
        "scope": [SCOPE],
        "state": ["the-state"],
        "access_type": ["offline"],
        "prompt": ["consent"],
        "code_challenge": [CONSENT.challenge],
        "code_challenge_method": ["S256"],
    }
    assert "a-client-secret" not in address.query
    own = settings("https://youtube.googleapis.com", client_id="42", client_secret="a-secret-word")
    assert "a-secret-word" not in f"{own!r}{own.client!r}"


async def test_without_a_client_the_settings_are_named(world: World) -> None:
    made = world.another(api_url="https://youtube.googleapis.com")
    with pytest.raises(AccessDenied) as refused:
        made.authorize_url(CONSENT)
    assert refused.value.advice == "youtube-advice-no-client"


async def test_a_yes_brings_a_token_that_stays_good(world: World) -> None:
    grant = await granted(world, account=1)
    assert grant.secrets.keys() == {"refresh_token"}
    assert (grant.expires_at, grant.refresh_at) == (None, None)
    world.clock.advance(90 * 86_400)
    assert (await world.youtube.whoami("", grant.secrets)).target == GARAGE


async def test_in_testing_it_ends_after_a_week(world: World) -> None:
    await world.turn(consent_screen="testing")
    grant = await granted(world)
    assert grant.expires_at is not None
    assert timedelta(days=6) < grant.expires_at - world.clock.now() < timedelta(days=7)
    assert grant.refresh_at is None
    world.clock.advance(7 * 86_400)
    with pytest.raises(LoginNeeded):
        await world.youtube.whoami("", grant.secrets)


async def test_a_no_comes_back_with_the_state(world: World) -> None:
    landed = await deny(world.youtube.authorize_url(CONSENT))
    assert answer_of(landed) == {"error": "access_denied", "state": "the-state"}


async def test_less_than_needed_is_refused_by_name(world: World) -> None:
    landed = await allow(world.youtube.authorize_url(CONSENT), without=[SCOPE])
    with pytest.raises(AccessDenied, match="auth/youtube") as refused:
        await world.youtube.exchange(CONSENT, answer_of(landed))
    assert refused.value.advice == "youtube-advice-consent-scopes"


async def test_a_second_yes_without_asking_anew_brings_nothing_lasting(world: World) -> None:
    """What happens where `prompt=consent` is forgotten: we never forget it."""
    await granted(world)
    address = world.youtube.authorize_url(CONSENT)
    landed = await allow(address.replace("&prompt=consent", ""))
    with pytest.raises(AccessDenied) as refused:
        await world.youtube.exchange(CONSENT, answer_of(landed))
    assert refused.value.advice == "youtube-advice-consent-again"


@pytest.mark.parametrize("how", ["reused", "late", "other_address", "other_flow", "guessed"])
async def test_a_code_is_good_once_for_ten_minutes_for_who_asked(world: World, how: str) -> None:
    answer = answer_of(await allow(world.youtube.authorize_url(CONSENT)))
    consent = CONSENT
    if how == "reused":
        await world.youtube.exchange(CONSENT, answer)
    elif how == "late":
        world.clock.advance(601)
    elif how == "other_address":
        consent = replace(CONSENT, redirect_uri=CONSENT.redirect_uri.replace("8790", "8791"))
    elif how == "other_flow":
        consent = replace(CONSENT, verifier="w" * 64)
    else:
        answer["code"] = "guessed-code-0123456789"
    with pytest.raises(LoginNeeded) as refused:
        await world.youtube.exchange(consent, answer)
    assert refused.value.advice == "youtube-advice-consent"
    told = "".join(traceback.format_exception(refused.value))
    assert answer["code"] not in told
    assert consent.verifier not in told


@pytest.mark.parametrize(
    "fault", ["server_error", "accept_then_garbage", "accept_then_cut_body", "reset", "hang"]
)
async def test_a_token_server_that_is_not_well_is_a_bounded_failure(
    world: World, fault: str
) -> None:
    answer = answer_of(await allow(world.youtube.authorize_url(CONSENT)))
    hasty = world.another(call_timeout_s=0.5)
    await world.fault(fault, "token")
    with pytest.raises(NetworkError) as failed:
        await hasty.exchange(CONSENT, answer)
    assert isinstance(failed.value, Transient)
    assert answer["code"] not in "".join(traceback.format_exception(failed.value))


async def test_taking_back_ends_all_that_the_person_allowed(world: World) -> None:
    before, grant = await granted(world), await granted(world)
    assert await world.youtube.revoke(grant.secrets)
    for each in (before, grant):
        with pytest.raises(LoginNeeded):
            await world.another().whoami(KITCHEN, each.secrets)
    assert await world.youtube.revoke(grant.secrets), "it is over, whoever ended it"


async def test_taking_back_that_fails_is_told(world: World) -> None:
    grant = await granted(world)
    await world.fault("server_error", "revoke")
    with pytest.raises(Transient):
        await world.youtube.revoke(grant.secrets)
    assert not await world.youtube.revoke({})


async def test_fifty_calls_with_a_stale_token_fetch_one(world: World) -> None:
    grant = await granted(world)
    before = len(await world.calls("token"))
    await asyncio.gather(*(world.youtube.whoami("", grant.secrets) for _ in range(50)))
    assert len(await world.calls("token")) == before + 1


async def test_what_was_renewed_is_used_by_every_process(world: World) -> None:
    grant = await granted(world)
    renewed = await world.youtube.refresh(grant.secrets)
    assert renewed.access_until is not None
    left = renewed.access_until - world.clock.now()
    assert timedelta(minutes=59) < left <= timedelta(hours=1)
    before = len(await world.calls("token"))
    together = {**grant.secrets, **renewed.secrets}
    for _ in range(2):
        assert (await world.another().whoami("", together)).target == KITCHEN
    assert len(await world.calls("token")) == before
    world.clock.advance(3400)
    await world.another().whoami("", together)
    assert len(await world.calls("token")) == before + 1


async def test_a_shared_token_that_was_refused_is_replaced_in_this_process(world: World) -> None:
    grant = await granted(world)
    renewed = await world.youtube.refresh(grant.secrets)
    together = {**grant.secrets, **renewed.secrets}
    world.clock.advance(600)
    await world.control("POST", "youtube/tokens/expire")
    process, before = world.another(), len(await world.calls("token"))
    for _ in range(2):
        assert (await process.whoami("", together)).target == KITCHEN
    assert len(await world.calls("token")) == before + 1


async def test_a_shared_token_of_an_earlier_permission_is_left_alone(world: World) -> None:
    earlier, grant = await granted(world), await granted(world)
    renewed = await world.youtube.refresh(earlier.secrets)
    before = len(await world.calls("token"))
    await world.another().whoami("", {**grant.secrets, **renewed.secrets})
    assert len(await world.calls("token")) == before + 1


async def test_the_page_asks_for_one_right_and_leads_no_stranger_anywhere(world: World) -> None:
    address = world.youtube.authorize_url(CONSENT)
    page = await look(address)
    assert page.scopes == (SCOPE,)
    assert list(page.accounts.values()) == [KITCHEN, GARAGE]
    assert (await look(address.replace("S256", "plain"))).status == 400
    assert (await look(address.replace("127.0.0.1%3A8790", "evil.example"))).status == 400


async def test_secrets_stay_out_of_the_journal(world: World) -> None:
    grant = await granted(world)
    await world.youtube.revoke(grant.secrets)
    journal = repr((await world.control("GET", "journal"))["requests"])
    assert grant.secrets["refresh_token"] not in journal
    assert "the-state" not in journal
