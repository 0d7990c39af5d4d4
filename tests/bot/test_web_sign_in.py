"""The page for names and passwords, from the first word to the account that was found."""

import html
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.texts import LANGUAGES, t
from db.consents import ConsentRow
from db.sign_ins import SignInPause
from services.deps import Deps
from services.errors import AccessDenied, PersonNeeded, RateLimited, Transient
from services.housekeeping import tidy
from services.networks.base import Asks
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
from tests.services.gatehouse import CODE, PASSWORD, STATE, Gatehouse

__all__ = ["gate", "inn", "server", "tab", "tabs"]


async def test_the_right_words_let_in_and_are_kept_nowhere(
    inn: Deps, tab: Tab, gate: Gatehouse
) -> None:
    status, page = await tab.press(**TYPED)
    assert (status, heading("found") in page) == (200, True)
    assert gate.seen == [("alice", "", "")]
    assert await outcomes(inn) == ["found"]
    for word in (PASSWORD, "key-of-alice", tab.path.rpartition("/")[2]):
        assert word not in await kept(inn)
        assert word not in page


async def test_it_says_for_whom_it_signs_in_and_names_are_no_markup(
    inn: Deps, tabs: list[Client]
) -> None:
    path = await begun(inn, first_name="<b>Боб</b>", language="ru")
    _, page = await Tab(tabs[0], path).look()
    assert "&lt;b&gt;Боб&lt;/b&gt;" in page
    assert heading("password", "ru") in page
    _, page = await Tab(tabs[0], path).press(name='"><script>', password="x")
    assert "<script>" not in page


async def test_a_code_goes_back_with_the_state_and_without_the_password(
    inn: Deps, tab: Tab, gate: Gatehouse
) -> None:
    gate.asks = Asks("sms", STATE, hint="09")
    _, page = await tab.press(**TYPED)
    assert "SMS (09)" in page
    assert 'autocomplete="one-time-code"' in page
    assert STATE not in await kept(inn)
    _, page = await tab.press(code="000000")
    assert trouble(page) == t("en", "sign-in-off")
    _, page = await tab.press(code=CODE)
    assert heading("found") in page
    assert gate.seen[1:] == [("alice", "000000", STATE), ("alice", CODE, STATE)]


@pytest.mark.parametrize("kind", ["app", "sms", "email"])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_question_has_words(
    inn: Deps, tabs: list[Client], gate: Gatehouse, kind: str, language: str
) -> None:
    gate.asks = Asks(kind, STATE)  # type: ignore[arg-type]  # one of three
    _, page = await Tab(tabs[0], await begun(inn, language=language)).press(**TYPED)
    values = {"network": "Gatehouse", "kind": kind, "hint": "", "hinted": "no"}
    words = t(language, "sign-in-page-code", **values)
    assert words in html.unescape(page)
    assert "{" not in words


async def test_whoever_was_in_the_app_goes_on_from_there(
    inn: Deps, tabs: list[Client], gate: Gatehouse
) -> None:
    gate.asks = Asks("approval", STATE, link="https://gatehouse.example/yes")
    first = Tab(tabs[0], await begun(inn))
    _, page = await first.press(**TYPED)
    assert heading("approval") in page
    assert 'href="https://gatehouse.example/yes"' in page
    assert "sign-in-approval" in await kept(inn)
    second = Tab(tabs[1], await begun(inn))
    assert (await first.look())[0] == 410
    _, page = await second.press(**TYPED)
    assert heading("found") in page
    assert gate.seen == [("alice", "", ""), ("alice", "", STATE)]


async def test_a_page_goes_on_in_the_browser_that_began(
    inn: Deps, tabs: list[Client], gate: Gatehouse
) -> None:
    path = await begun(inn)
    hers, other = Tab(tabs[0], path), Tab(tabs[1], path)
    before = await other.key()
    gate.asks = Asks("app", STATE)
    await hers.press(**TYPED)
    assert (await other.look())[0] == 410
    for form in ({"code": CODE}, TYPED):
        assert (await other.send(form=before, **form))[0] == 410
    assert len(gate.seen) == 1
    assert heading("found") in (await hers.press(code=CODE))[1]


async def test_what_is_over_sends_nothing(inn: Deps, tab: Tab, gate: Gatehouse) -> None:
    key = await tab.key()
    await tab.send(form=key, **TYPED)
    assert heading("found") in (await tab.send(form=key, **TYPED))[1]
    async with inn.db.begin() as session:
        row = (await session.execute(select(ConsentRow))).scalar_one()
        row.outcome, row.granted = "linked", None
    assert (await tab.send(form=key, **TYPED))[0] == 410
    assert len(gate.seen) == 1


async def test_after_ten_minutes_nothing_is_sent(inn: Deps, tab: Tab, gate: Gatehouse) -> None:
    key = await tab.key()
    later(inn, timedelta(minutes=10, seconds=1))
    status, page = await tab.send(form=key, **TYPED)
    assert (status, heading("expired") in page) == (410, True)
    assert gate.seen == []


@pytest.mark.parametrize(
    "error",
    [
        Transient("Gatehouse", "no answer"),
        PersonNeeded("Gatehouse", advice="sign-in-off"),
        AccessDenied("Gatehouse", advice="sign-in-off"),
    ],
)
async def test_what_ends_badly_has_a_sentence_and_is_not_sent_again(
    inn: Deps, tab: Tab, gate: Gatehouse, error: Transient | PersonNeeded | AccessDenied
) -> None:
    gate.trouble = error
    _, page = await tab.press(**TYPED)
    assert heading("failed") in page
    assert trouble(page) == t("en", error.advice or "sign-in-no-answer", code=error.code)
    assert trouble((await tab.look())[1]) == trouble(page)
    assert (await tab.send(form=await tab.key(), **TYPED))[0] == 403
    assert len(gate.seen) == 1
    assert await outcomes(inn) == ["failed"]


async def test_nothing_of_it_stays_for_long(inn: Deps, tab: Tab, gate: Gatehouse) -> None:
    gate.asks = Asks("app", STATE)
    await tab.press(**TYPED)
    gate.trouble = RateLimited("Gatehouse 429", until=inn.clock.now() + timedelta(hours=1))
    other = Tab(tab.client, await begun(inn))
    await other.press(name="other", password=PASSWORD)
    later(inn, timedelta(hours=1, minutes=11))
    await tidy(inn)
    assert await outcomes(inn) == ["failed"]
    async with inn.db.begin() as session:
        assert (await session.execute(select(SignInPause))).all() == []
