"""The page for names and passwords: once, for one browser, sending only what a person pressed."""

import asyncio
import html
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select, text

from bot.texts import LANGUAGES, t
from bot.web.sign_in import sign_in_routes
from db.consents import ConsentRow
from db.people import Person
from db.sign_ins import SignInPause
from services import consents
from services.clock import SharedClock
from services.deps import Deps
from services.errors import AccessDenied, PersonNeeded, RateLimited, Transient
from services.housekeeping import tidy
from services.linking import Owner
from services.networks.base import Asks
from tests import people
from tests.services.gatehouse import CODE, PASSWORD, STATE, Gatehouse

Client = TestClient[web.Request, web.Application]
TYPED = {"name": "alice", "password": PASSWORD}
_FORM = re.compile(r'name="form" value="([0-9a-f]+)"')
_ALERT = re.compile(r'role="alert">(.*?)</p>', re.DOTALL)


@pytest.fixture
def gate() -> Gatehouse:
    """The network behind the page."""
    return Gatehouse()


@pytest.fixture
def inn(deps: Deps, gate: Gatehouse) -> Deps:
    """A bot with it."""
    return replace(deps, networks={gate.key: gate})


@pytest.fixture
async def server(inn: Deps) -> AsyncIterator[TestServer]:
    app = web.Application()
    app.add_routes(sign_in_routes(inn))
    made = TestServer(app)
    async with made:
        yield made


@dataclass
class Tab:
    """A browser of its own, at one page."""

    client: Client
    path: str

    async def look(self) -> tuple[int, str]:
        answer = await self.client.get(self.path)
        return answer.status, await answer.text()

    async def key(self) -> str:
        """What the form on the page says of itself; empty where there is none."""
        found = _FORM.search((await self.look())[1])
        return found[1] if found else ""

    async def press(self, **form: str) -> tuple[int, str]:
        """Fill in the form that is shown."""
        return await self.send(form=await self.key(), **form)

    async def send(self, **form: str) -> tuple[int, str]:
        answer = await self.client.post(self.path, data=form)
        return answer.status, await answer.text()


@pytest.fixture
async def tabs(server: TestServer) -> AsyncIterator[list[Client]]:
    """Two browsers."""
    async with TestClient(server) as first, TestClient(server) as second:
        yield [first, second]


async def begun(inn: Deps, person_id: int = people.ALICE, **about: str) -> str:
    """Somebody asked for a page; its path."""
    async with inn.db.begin() as session:
        who = await people.owner(session, person_id, inn.clock.now())
        person = await session.get_one(Person, who.person_id)
        person.first_name = about.get("first_name", "Alice")
        person.language = about.get("language", "en")
    address = await consents.begin(inn, Owner(who.space_id, who.person_id), "gatehouse")
    return urlsplit(address).path


@pytest.fixture
async def tab(inn: Deps, tabs: list[Client]) -> Tab:
    """Alice's browser at her page."""
    return Tab(tabs[0], await begun(inn))


def heading(stage: str, language: str = "en") -> str:
    return t(language, f"sign-in-page-{stage}-heading", network="Gatehouse")


def trouble(page: str) -> str:
    found = _ALERT.search(page)
    return html.unescape(found[1]) if found else ""


async def outcomes(inn: Deps) -> list[str]:
    async with inn.db.begin() as session:
        rows = await session.execute(select(ConsentRow).order_by(ConsentRow.id))
        return [row.outcome for row in rows.scalars()]


async def kept(inn: Deps) -> str:
    """Every row of the tables that a sign-in writes, as text."""
    async with inn.db.begin() as session:
        found: list[str] = []
        for table in ("consent", "sign_in_pause", "outbox"):
            rows = await session.execute(text(f"SELECT each::text FROM {table} AS each"))  # noqa: S608
            found += rows.scalars().all()
    return "\n".join(found)


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
    _later(inn, timedelta(minutes=10, seconds=1))
    status, page = await tab.send(form=key, **TYPED)
    assert (status, heading("expired") in page) == (410, True)
    assert gate.seen == []


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
    _later(inn, timedelta(hours=3, seconds=1))
    assert heading("found") in (await Tab(tabs[0], await begun(inn)).press(**TYPED))[1]


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


async def test_whoever_opens_pages_all_the_time_is_slowed_down(tab: Tab) -> None:
    statuses = [(await tab.client.get(tab.path)).status for _ in range(40)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


async def test_nothing_of_it_stays_for_long(inn: Deps, tab: Tab, gate: Gatehouse) -> None:
    gate.asks = Asks("app", STATE)
    await tab.press(**TYPED)
    gate.trouble = RateLimited("Gatehouse 429", until=inn.clock.now() + timedelta(hours=1))
    other = Tab(tab.client, await begun(inn))
    await other.press(name="other", password=PASSWORD)
    _later(inn, timedelta(hours=1, minutes=11))
    await tidy(inn)
    assert await outcomes(inn) == ["failed"]
    async with inn.db.begin() as session:
        assert (await session.execute(select(SignInPause))).all() == []


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


def _later(inn: Deps, by: timedelta) -> None:
    clock = inn.clock
    assert isinstance(clock, SharedClock)
    clock.advance(by.total_seconds())
