"""Media over HTTP: a signed address opens one file, whole or in part, and says what it is."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.web.media import media_route
from services.clock import SharedClock
from services.deps import Deps

BYTES = bytes(range(256)) * 8


@pytest.fixture
async def client(deps: Deps) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """A server with the route."""
    app = web.Application()
    app.add_routes([media_route(deps)])
    async with TestClient(TestServer(app)) as made:
        yield made


def address(deps: Deps, name: str = "soup.jpg") -> str:
    """The path of a file's address; the file is there."""
    folder = deps.settings.media_dir
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "soup.jpg").write_bytes(BYTES)
    signed = deps.links.sign(folder / name, "image/jpeg", deps.clock.now())
    return "/media/" + signed.rpartition("/")[2]


async def test_a_signed_address_gives_the_file_as_what_it_is(
    client: TestClient[web.Request, web.Application], deps: Deps
) -> None:
    answer = await client.get(address(deps))
    assert (answer.status, answer.content_type) == (200, "image/jpeg")
    assert await answer.read() == BYTES
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    part = await client.get(address(deps), headers={"Range": "bytes=10-19"})
    assert (part.status, await part.read()) == (206, BYTES[10:20])


async def test_what_is_over_gone_or_made_up_is_not_found(
    client: TestClient[web.Request, web.Application], deps: Deps, clock: SharedClock
) -> None:
    assert (await client.get("/media/made-up")).status == 404
    assert (await client.get(address(deps, "gone.jpg"))).status == 404
    old = address(deps)
    clock.advance(timedelta(hours=2).total_seconds())
    assert (await client.get(old)).status == 404
