"""The page for names and passwords: once, for one browser, sending only what a person pressed."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.texts import t
from services import consents
from services.deps import Deps
from services.errors import AccessDenied, RateLimited
from tests import people
from tests.bot.signing_in import (
    TYPED,
    Client,
    Tab,
    begun,
    gate,
    heading,
    inn,
    kept,
    later,
    outcomes,
    server,
    tab,
    tabs,
    trouble,
)
from tests.services.gatehouse import PASSWORD, Gatehouse

__all__ = ["gate", "inn", "server", "tab", "tabs"]


async def test_an_address_that_nobody_has_is_not_found(inn: Deps, tab: Tab) -> None:
    made_up = Tab(tab.client, f"/sign-in/gatehouse/{'x' * 43}")
    assert (await made_up.look())[0] == 404
    for path in ("/sign-in/nowhere/" + "x" * 43, "/sign-in/gatehouse/short"):
        assert (await Tab(tab.client, path).look())[0] == 404
    assert await outcomes(inn) == ["asked"]


@pytest.mark.parametrize(
    ("form", "headers", "status"),
    [
        ({}, {}, 403),
        ({"form": "0" * 64}, {}, 403),
        ({"form": "{key}"}, {"Sec-Fetch-Site": "cross-site"}, 403),
        ({"form": "{key}"}, {"Sec-Fetch-Site": "same-site"}, 403),
        ({"form": "{other}"}, {}, 403),
        ({"form": "{key}"}, {"Cookie": "sign-in="}, 403),
        ({"form": "{key}", "password": "x" * 9000}, {}, 413),
        ({"form": "{key}", "password": ""}, {}, 200),
        ({"form": "{key}", "name": " "}, {}, 200),
    ],
)
async def test_a_form_that_is_not_of_this_page_sends_nothing(
    inn: Deps,
    tabs: list[Client],
    gate: Gatehouse,
    form: dict[str, str],
    headers: dict[str, str],
    status: int,
) -> None:
    path = await begun(inn)
    keys = {"{key}": await Tab(tabs[0], path).key(), "{other}": await Tab(tabs[1], path).key()}
    given = {name: keys.get(value, value) for name, value in (TYPED | form).items()}
    if "Cookie" in headers:
        tabs[0].session.cookie_jar.clear()
    answer = await tabs[0].post(path, data=given, headers=headers)
    assert answer.status == status
    assert gate.seen == []
    assert await outcomes(inn) == ["asked"]


async def test_two_presses_at_once_send_one_password(tab: Tab, gate: Gatehouse) -> None:
    key = await tab.key()
    await asyncio.gather(*(tab.send(form=key, **TYPED) for _ in range(4)))
    assert len(gate.seen) == 1


async def test_what_is_mistyped_may_be_typed_again_but_not_for_ever(
    inn: Deps, tab: Tab, gate: Gatehouse
) -> None:
    for _ in range(consents.MOST_TRIES - 1):
        _, page = await tab.press(name="alice", password="wrong words")
        assert trouble(page) == t("en", "sign-in-off")
        assert 'aria-invalid="true"' in page
        assert 'value="alice"' in page
        assert "wrong words" not in page
    _, page = await tab.press(name="alice", password="wrong words")
    assert heading("failed") in page
    assert await outcomes(inn) == ["failed"]
    assert len(gate.seen) == consents.MOST_TRIES
    assert "sign-in-failed" in await kept(inn)


async def test_nobody_sends_passwords_all_day(
    inn: Deps, tabs: list[Client], gate: Gatehouse
) -> None:
    while len(gate.seen) < consents.PASSWORDS_AN_HOUR:
        tab = Tab(tabs[0], await begun(inn))
        for _ in range(2):
            await tab.press(name=f"alice-{len(gate.seen)}", password="wrong words")
    _, page = await Tab(tabs[0], await begun(inn)).press(**TYPED)
    assert t("en", "sign-in-too-often") in trouble(page)
    assert len(gate.seen) == consents.PASSWORDS_AN_HOUR


async def test_who_shall_wait_waits_for_that_name_alone(
    inn: Deps, tabs: list[Client], gate: Gatehouse
) -> None:
    until = inn.clock.now() + timedelta(hours=3)
    gate.trouble = RateLimited("Gatehouse 429", until=until, advice="sign-in-off")
    _, page = await Tab(tabs[0], await begun(inn)).press(**TYPED)
    assert t("en", "sign-in-until", time="").split("before")[0] in trouble(page)
    gate.trouble = None
    again = Tab(tabs[0], await begun(inn))
    _, page = await again.press(name=" ALICE ", password=PASSWORD)
    assert t("en", "sign-in-paused") in trouble(page)
    _, page = await Tab(tabs[0], await begun(inn)).press(name="other", password=PASSWORD)
    assert heading("found") in page
    _, page = await Tab(tabs[0], await begun(inn, people.BOB)).press(**TYPED)
    assert heading("found") in page
    assert len(gate.seen) == 3
    later(inn, timedelta(hours=3, seconds=1))
    assert heading("found") in (await Tab(tabs[0], await begun(inn)).press(**TYPED))[1]


async def test_the_page_runs_nothing_and_tells_nobody(inn: Deps, tab: Tab) -> None:
    answer = await tab.client.get(tab.path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    page = await answer.text()
    assert "<script" not in page
    assert "http" not in re.sub(r'\s(?:xmlns|href)="[^"]*"', "", page)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


async def test_each_field_has_its_label_and_a_phone_its_room(tab: Tab) -> None:
    _, page = await tab.look()
    labels = re.findall(r'<label for="(\w+)">', page)
    assert labels == re.findall(r'<input id="(\w+)"', page) == ["name", "password"]
    assert 'autocomplete="current-password"' in page
    assert "width=device-width" in page
    assert '<html lang="en">' in page


async def test_whoever_opens_a_page_all_the_time_is_slowed_down_there(inn: Deps, tab: Tab) -> None:
    statuses = [(await tab.look())[0] for _ in range(40)]
    assert (statuses[0], statuses[-1]) == (200, 429)
    bobs = Tab(tab.client, await begun(inn, people.BOB))
    assert (await bobs.look())[0] == 200


async def test_whoever_guesses_addresses_is_slowed_down_and_nobody_else(tab: Tab) -> None:
    guesses = [Tab(tab.client, f"/sign-in/gatehouse/{number:043}") for number in range(40)]
    statuses = [(await guess.look())[0] for guess in guesses]
    assert (statuses[0], statuses[-1]) == (404, 429)
    assert (await guesses[-1].send(**TYPED))[0] == 429
    assert (await tab.look())[0] == 200


@pytest.mark.parametrize("origin", ["http://bot.example", None])
async def test_no_page_for_passwords_where_others_could_read_along(
    inn: Deps, origin: str | None
) -> None:
    settings = inn.settings.model_copy(update={"sandbox": False, "public_url": origin})
    with pytest.raises(AccessDenied) as refused:
        await begun(replace(inn, settings=settings))
    assert refused.value.advice == "sign-in-needs-address"
    assert await outcomes(inn) == []
    safe = inn.settings.model_copy(update={"sandbox": False, "public_url": "https://b.example"})
    assert await begun(replace(inn, settings=safe))


async def test_where_it_is_switched_off_there_is_no_page(
    inn: Deps, tab: Tab, gate: Gatehouse
) -> None:
    gate.is_on = False
    assert (await tab.look())[0] == 404
    with pytest.raises(AccessDenied):
        await begun(inn)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded; charset=nonsense", b"name=a&password=b"),
        ("application/x-www-form-urlencoded; charset=utf-8", b"name=\xff&password=b"),
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\n"),
        ("text/plain", b"name=a&password=b"),
    ],
)
async def test_a_form_that_no_browser_sends_is_turned_away(
    tab: Tab, gate: Gatehouse, kind: str, body: bytes
) -> None:
    answer = await tab.client.post(tab.path, data=body, headers={"Content-Type": kind})
    assert answer.status in {403, 415}
    assert gate.seen == []
