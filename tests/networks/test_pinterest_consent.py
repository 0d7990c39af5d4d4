"""Letting us in on Pinterest's own page: codes, scopes, refresh tokens and their ends."""

import dataclasses
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from services.errors import AccessDenied, LoginNeeded, NetworkError, RateLimited, Transient
from services.networks.base import Consent, Grant
from services.networks.pinterest import PinterestNetwork
from tests.consent_page import allow, answer_of, deny, look
from tests.networks.pinterest_world import ALICE_ID, BOB_ID, World, network

CONSENT = Consent("the-state", "the-verifier", "http://127.0.0.1:8790/oauth/pinterest/callback")


async def granted(world: World, account: int = 0) -> Grant:
    """What comes of a person's yes."""
    landed = await allow(world.network.authorize_url(CONSENT), account)
    return await world.network.exchange(CONSENT, answer_of(landed))


def real(world: World, **settings: str) -> PinterestNetwork:
    """The network as in production; it is never called."""
    return network(world.url, world.clock, api_url="https://api.pinterest.com", **settings)


async def test_people_are_asked_with_the_parameters_of_the_vendor(pinterest: World) -> None:
    made = real(pinterest, app_id="42", app_secret="a-secret-of-an-app")
    address = urlsplit(made.authorize_url(CONSENT))
    assert (
        f"{address.scheme}://{address.netloc}{address.path}" == "https://www.pinterest.com/oauth/"
    )
    assert parse_qs(address.query) == {
        "client_id": ["42"],
        "redirect_uri": [CONSENT.redirect_uri],
        "response_type": ["code"],
        "scope": ["user_accounts:read,boards:read,pins:read,boards:write,pins:write"],
        "state": ["the-state"],
    }


async def test_without_an_app_the_settings_are_named(pinterest: World) -> None:
    with pytest.raises(AccessDenied) as refused:
        real(pinterest).authorize_url(CONSENT)
    assert refused.value.advice == "pinterest-advice-no-app"


async def test_a_yes_brings_both_tokens_and_says_until_when(pinterest: World) -> None:
    grant = await granted(pinterest, account=1)
    assert grant.secrets.keys() == {"access_token", "refresh_token"}
    now = pinterest.clock.now()
    assert grant.expires_at is not None
    assert grant.refresh_at is not None
    assert timedelta(days=29) < grant.expires_at - now <= timedelta(days=30)
    assert timedelta(days=14) < grant.refresh_at - now <= timedelta(days=15)
    assert (await pinterest.network.whoami("", grant.secrets)).target == BOB_ID
    assert not any(secret in repr(grant) for secret in grant.secrets.values())


async def test_a_no_comes_back_with_the_state(pinterest: World) -> None:
    landed = await deny(pinterest.network.authorize_url(CONSENT))
    assert answer_of(landed) == {"error": "access_denied", "state": "the-state"}


@pytest.mark.parametrize(
    ("left_out", "advice"),
    [
        ("pins:write", "pinterest-advice-consent-writing"),
        ("boards:read", "pinterest-advice-consent-reading"),
    ],
)
async def test_less_than_needed_is_refused_by_name(
    pinterest: World, left_out: str, advice: str
) -> None:
    landed = await allow(pinterest.network.authorize_url(CONSENT), without=[left_out])
    with pytest.raises(AccessDenied, match=left_out) as refused:
        await pinterest.network.exchange(CONSENT, answer_of(landed))
    assert refused.value.advice == advice


@pytest.mark.parametrize("how", ["reused", "late", "other_address", "guessed"])
async def test_a_code_is_good_once_for_ten_minutes_at_its_address(
    pinterest: World, how: str
) -> None:
    answer = answer_of(await allow(pinterest.network.authorize_url(CONSENT)))
    consent = CONSENT
    if how == "reused":
        await pinterest.network.exchange(CONSENT, answer)
    elif how == "late":
        await pinterest.control.advance(601)
    elif how == "other_address":
        elsewhere = CONSENT.redirect_uri.replace("8790", "8791")
        consent = dataclasses.replace(CONSENT, redirect_uri=elsewhere)
    else:
        answer["code"] = "guessed-code-0123456789"
    with pytest.raises(LoginNeeded) as refused:
        await pinterest.network.exchange(consent, answer)
    assert refused.value.advice == "pinterest-advice-consent"
    assert answer["code"] not in f"{refused.value!r}{refused.value.__context__!r}"


async def test_a_refresh_brings_new_tokens_and_the_old_one_dies(pinterest: World) -> None:
    first = await granted(pinterest)
    second = await pinterest.network.refresh(first.secrets)
    assert second.secrets.keys() == {"access_token", "refresh_token"}
    assert not set(second.secrets.values()) & set(first.secrets.values())
    assert (await pinterest.network.whoami(ALICE_ID, second.secrets)).target == ALICE_ID
    with pytest.raises(LoginNeeded) as refused:
        await pinterest.network.refresh(first.secrets)
    assert refused.value.advice == "pinterest-advice-login"
    assert first.secrets["refresh_token"] not in repr(refused.value)


@pytest.mark.parametrize("how", ["expired", "removed"])
async def test_what_is_over_for_good_is_told_apart(pinterest: World, how: str) -> None:
    grant = await granted(pinterest)
    if how == "expired":
        await pinterest.control.advance(61 * 86_400)
    else:
        await pinterest.control.post_json("pinterest/apps/remove", {"account": ALICE_ID})
    for call in (pinterest.network.refresh(grant.secrets), _prove(pinterest, grant)):
        with pytest.raises(LoginNeeded):
            await call


async def _prove(world: World, grant: Grant) -> None:
    await world.network.whoami(ALICE_ID, grant.secrets)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("server_error", Transient),
        ("accept_then_garbage", Transient),
        ("accept_then_cut_body", Transient),
        ("reset", Transient),
        ("hang", Transient),
        ("rate_limit", RateLimited),
    ],
)
async def test_a_token_server_that_is_not_well_ends_nothing(
    pinterest: World, fault: str, error: type[NetworkError]
) -> None:
    grant = await granted(pinterest)
    hasty = network(pinterest.url, pinterest.clock, call_timeout_s=0.5)
    await pinterest.control.add_fault("pinterest", "oauth/token", fault)
    with pytest.raises(error) as failed:
        await hasty.refresh(grant.secrets)
    assert not isinstance(failed.value, LoginNeeded)
    assert grant.secrets["refresh_token"] not in f"{failed.value!r}{failed.value.__context__!r}"


async def test_a_pasted_token_cannot_be_refreshed(pinterest: World) -> None:
    with pytest.raises(LoginNeeded):
        await pinterest.network.refresh(pinterest.account.credentials)


async def test_pinterest_takes_no_permission_back_for_programs(pinterest: World) -> None:
    assert not await pinterest.network.revoke(pinterest.account.credentials)


async def test_the_page_says_what_it_is_in_both_languages(pinterest: World) -> None:
    address = pinterest.network.authorize_url(CONSENT)
    page = await look(address)
    assert "SANDBOX: allow CrossPoster to use Pinterest?" in page.text
    assert list(page.accounts) == ["Allow as Alice's kitchen", "Allow as Bob's garage"]
    assert "<script" not in page.text
    assert "ПЕСОЧНИЦА" in (await look(address, "ru-RU,ru;q=0.9")).text
    assert "ПЕСОЧНИЦА" in (await look(f"{address}&lang=ru")).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("client_id=1512345", "client_id=1512346"),
        ("127.0.0.1%3A8790", "evil.example"),
        ("http%3A%2F%2F127.0.0.1", "http%3A%2F%2F127.0.0.1%40evil.example"),
        ("%2Fcallback", "%2Fcallback%3Fnext%3Devil"),
        ("%2Foauth%2Fpinterest", "%2Foauth%2Fvk"),
        ("pins%3Awrite", "ads%3Awrite"),
        ("response_type=code", "response_type=token"),
        ("state=the-state", "state="),
        ("state=the-state", "state=the-state&prompt=consent"),
    ],
)
async def test_a_question_that_the_vendor_would_not_ask_leads_nowhere(
    pinterest: World, before: str, after: str
) -> None:
    address = pinterest.network.authorize_url(CONSENT)
    assert before in address
    page = await look(address.replace(before, after))
    assert (page.status, page.accounts) == (400, {})


async def test_secrets_stay_out_of_the_journal(pinterest: World) -> None:
    grant = await granted(pinterest)
    journal = repr(await pinterest.control.journal(network="pinterest"))
    assert not any(secret in journal for secret in grant.secrets.values())
    assert "the-state" not in journal
