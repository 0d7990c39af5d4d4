"""The page to which people come back: it says what came of it, and gives nothing away."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.web.consents import consent_route
from db.people import Person
from services import consents
from services.deps import Deps
from services.linking import Owner
from tests import people
from tests.services.guesthouse import Guesthouse, state_of

CALLBACK = "/oauth/guesthouse/callback"
Client = TestClient[web.Request, web.Application]


@pytest.fixture
def inn(deps: Deps) -> Deps:
    """A bot with a network that asks."""
    return replace(deps, networks={"guesthouse": Guesthouse()})


@pytest.fixture
async def client(inn: Deps) -> AsyncIterator[Client]:
    """A browser on its server."""
    app = web.Application()
    app.add_routes([consent_route(inn)])
    async with TestClient(TestServer(app)) as made:
        yield made


async def asked(inn: Deps, first_name: str = "Alice", language: str = "en") -> str:
    async with inn.db.begin() as session:
        who = await people.owner(session, people.ALICE, inn.clock.now())
        person = await session.get_one(Person, who.person_id)
        person.first_name, person.language = first_name, language
    address = await consents.ask(inn, Owner(who.space_id, who.person_id), "guesthouse")
    return state_of(address)


async def test_it_tells_who_was_found_and_who_will_be_asked(client: Client, inn: Deps) -> None:
    state = await asked(inn)
    answer = await client.get(CALLBACK, params={"state": state, "code": "7"})
    page = await answer.text()
    assert answer.status == 200
    assert "Room 7" in page
    assert "Alice" in page
    assert "key-of-7" not in page
    assert state not in page


async def test_it_speaks_the_language_of_who_asked(client: Client, inn: Deps) -> None:
    state = await asked(inn, "Боб", "ru")
    page = await (await client.get(CALLBACK, params={"state": state, "error": "no"})).text()
    assert "Ничего не разрешено" in page


async def test_names_are_no_markup(client: Client, inn: Deps) -> None:
    state = await asked(inn, "<script>alert(1)</script>")
    code = "<img src=x>"
    page = await (await client.get(CALLBACK, params={"state": state, "code": code})).text()
    assert "<script>" not in page
    assert "<img" not in page


async def test_what_nobody_asked_is_not_found_and_sends_nobody_on(client: Client) -> None:
    wrong = {"state": "x", "code": "7", "redirect_uri": "https://evil.example", "next": "//evil"}
    answer = await client.get(CALLBACK, params=wrong, allow_redirects=False)
    assert answer.status == 404
    assert "Location" not in answer.headers
    assert "evil" not in await answer.text()
    assert (await client.get("/oauth/nowhere/callback")).status == 404


async def test_the_page_runs_nothing_and_cannot_be_framed(client: Client, inn: Deps) -> None:
    answer = await client.get(CALLBACK, params={"state": await asked(inn), "code": "7"})
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
