"""The page for names and passwords, its network behind it, and browsers in front."""

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

from bot.texts import t
from bot.web.sign_in import sign_in_routes
from db.consents import ConsentRow
from db.people import Person
from services import consents
from services.clock import SharedClock
from services.deps import Deps
from services.linking import Owner
from tests import people
from tests.services.gatehouse import PASSWORD, Gatehouse

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


def later(inn: Deps, by: timedelta) -> None:
    """Let time pass."""
    clock = inn.clock
    assert isinstance(clock, SharedClock)
    clock.advance(by.total_seconds())
