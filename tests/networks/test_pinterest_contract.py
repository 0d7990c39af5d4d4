"""Client and twin against Pinterest's own description, where a copy of it lies beside the project.

Every request of the client goes through a wire that writes it down, with the twin's answer to it.
"""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web

from services.content import Content
from services.errors import NetworkError, NotYet
from services.networks.base import Consent
from services.networks.window import SendWindow
from services.sandbox.pinterest.api import OPERATIONS
from services.sandbox.pinterest.fields import FIELDS, LIMITS
from services.sandbox.pinterest.oauth import APP_ID, APP_SECRET
from tests.consent_page import allow, answer_of
from tests.environment import ROOT
from tests.networks.pinterest_world import World, medium, network
from tests.networks.works import Bench
from tests.sandbox.openapi import OpenApi, read
from tests.sandbox_control import Json

FILE = ROOT.parent / "shared/api-schemas/pinterest/openapi-5.23.0.json"
_KEY = "Basic " + base64.b64encode(f"{APP_ID}:{APP_SECRET}".encode()).decode()
SAMPLE = ROOT / "services/sandbox/page/static/media/sample.mp4"
SOUP = "Soup of the day\nwith dill: https://example.com/soup"


@pytest.fixture(scope="module")
def published() -> OpenApi:
    """Pinterest's own description of its API."""
    if not FILE.is_file():
        pytest.skip("Pinterest's description is not at ../shared/api-schemas: nothing compared")
    return read(FILE)


@dataclass
class Wire:
    """Passes calls on to the twin; `heard` are they and their answers."""

    url: str
    heard: list[Json] = field(default_factory=list)

    async def pass_on(self, request: web.Request) -> web.Response:
        """One call."""
        sent = await request.read()
        headers = {n: v for n, v in request.headers.items() if n not in {"Host", "Content-Length"}}
        address = f"{self.url}{request.path_qs}"
        async with (
            aiohttp.ClientSession() as http,
            http.request(request.method, address, headers=headers, data=sent) as answer,
        ):
            told = await answer.read()
        self.heard.append(
            {
                "verb": request.method,
                "path": request.path.removeprefix("/pinterest/v5"),
                "query": dict(request.query),
                "body": _json(sent),
                "status": answer.status,
                "answer": _json(told),
            }
        )
        return web.Response(body=told, status=answer.status, content_type="application/json")


@asynccontextmanager
async def tapped(world: World) -> AsyncIterator[tuple[World, Wire]]:
    """The same world with a wire between client and twin."""
    wire = Wire(world.url)
    app = web.Application(client_max_size=1 << 28)
    app.add_routes([web.route("*", "/pinterest/v5/{rest:.*}", wire.pass_on)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield replace(world, network=network(f"http://127.0.0.1:{port}", world.clock)), wire
    finally:
        await runner.cleanup()


async def test_all_that_is_asked_and_answered_is_as_published(
    published: OpenApi, pinterest: World
) -> None:
    async with tapped(pinterest) as (world, wire):
        await _everything(world)
    asked = set()
    for call in wire.heard:
        id_ = published.id_of(call["verb"], call["path"])
        told = published.complaints_of_request(id_, call["query"], call["body"])
        told += published.complaints_of_answer(id_, call["status"], call["answer"])
        assert told == [], id_
        asked.add(id_)
    assert asked == {one.id for one in OPERATIONS} - {"pins/get"}


async def test_refusals_are_as_published(published: OpenApi, pinterest: World) -> None:
    async with tapped(pinterest) as (world, wire):
        gone = replace(world.account, options={"board": "712300000000000000"})
        away = replace(world.account, credentials={"access_token": "pina_unknown"})
        for account in (gone, away):
            with pytest.raises(NetworkError):
                await _pin(replace(world, account=account))
    refused = [call for call in wire.heard if call["status"] >= 400]
    assert {call["status"] for call in refused} == {401, 404}
    for call in refused:
        id_ = published.id_of(call["verb"], call["path"])
        assert published.complaints_of_answer(id_, call["status"], call["answer"]) == []


async def test_the_token_server_answers_as_published(published: OpenApi, pinterest: World) -> None:
    back = "http://127.0.0.1:8790/oauth/pinterest/callback"
    landed = await allow(pinterest.network.authorize_url(Consent("s", "v", back)))
    exchange = {
        "grant_type": "authorization_code",
        "code": answer_of(landed)["code"],
        "redirect_uri": back,
    }
    status, first = await _token(pinterest, exchange)
    assert (status, published.complaints_of_answer("oauth/token", status, first)) == (200, [])
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    status, second = await _token(pinterest, refresh)
    assert (status, published.complaints_of_answer("oauth/token", status, second)) == (200, [])
    needed = {"refresh_token", "refresh_token_expires_in", "refresh_token_expires_at"}
    assert needed <= first.keys() & second.keys()
    status, refused = await _token(pinterest, exchange)
    assert (status, published.complaints_of_answer("oauth/token", status, refused)) == (401, [])


@pytest.mark.parametrize("how", ["in_the_body", "json", "wrong", "more"])
async def test_the_token_server_is_strict(pinterest: World, how: str) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": "pinr_guessed"}
    pair = {"client_id": APP_ID, "client_secret": APP_SECRET}
    if how == "in_the_body":
        answer = await _token(pinterest, form | pair, key=None)
    elif how == "wrong":
        answer = await _token(pinterest, form, key="Basic Z3Vlc3NlZDpndWVzc2Vk")
    elif how == "more":
        answer = await _token(pinterest, form | pair)
    else:
        answer = await _token(pinterest, form, as_json=True)
    expected = {"in_the_body": (401, 2), "wrong": (401, 2), "more": (400, 1), "json": (400, 1)}
    assert (answer[0], answer[1]["code"]) == expected[how]


async def _token(
    world: World, form: Json, *, key: str | None = _KEY, as_json: bool = False
) -> tuple[int, Json]:
    headers = {"Authorization": key} if key else {}
    kind = "application/json" if as_json else "application/x-www-form-urlencoded"
    async with (
        aiohttp.ClientSession(headers={**headers, "Content-Type": kind}) as http,
        http.post(
            f"{world.url}/pinterest/v5/oauth/token",
            data=json.dumps(form) if as_json else urlencode(form),
        ) as answer,
    ):
        return answer.status, await answer.json()


def test_what_does_not_fit_would_be_noticed(published: OpenApi) -> None:
    pin: Json = {"board_id": "Cakes", "title": "s" * 101, "note": "ours", "media_source": {}}
    told = "\n".join(published.complaints_of_request("pins/create", {"page": "1"}, pin))
    for complaint in ("page is unknown", "board_id", "title", "note", "media_source"):
        assert complaint in told
    answer = {"id": 5, "media": {"media_type": "smell"}}
    assert len(published.complaints_of_answer("pins/create", 201, answer)) == 2


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.id)
def test_the_twin_wants_the_published_scopes(published: OpenApi, operation: Any) -> None:
    assert published.place(operation.id) == (operation.verb, operation.path)
    assert set(operation.scopes) == published.scopes(operation.id)


def test_the_twin_knows_the_published_fields_of_a_pin(published: OpenApi) -> None:
    whole = json.loads(FILE.read_text())["components"]["schemas"]["PinCreate"]["properties"]
    assert whole.keys() == FIELDS
    assert {name: whole[name]["maxLength"] for name in LIMITS} == LIMITS


async def _everything(world: World) -> None:
    """Every call that the client ever makes."""
    await world.network.whoami("", world.account.credentials)
    await world.control.post_json("pinterest/boards", {"name": "Shelf", "count": 600})
    await world.network.choices("board", world.account)
    dinners = world.choosing(board=world.boards["Weeknight dinners"])
    _, soups, _ = await dinners.network.choices("section", dinners.account)
    accepted = await _pin(dinners.choosing(section=soups.value))
    await _pin(world, (100, 150), (100, 150), (150, 100))
    await _film(world)
    await world.network.delete(accepted, world.account)


async def _pin(world: World, *sizes: tuple[int, int]) -> tuple[str, ...]:
    media, bench = world.photos(*(sizes or ((100, 150),)))
    prepared = await world.prepared(Content(text=SOUP, media=media), bench)
    made = await world.network.publish(prepared, world.account, SendWindow("a-1"))
    await world.network.find(prepared.evidence, world.account)
    return made.ids


async def _film(world: World) -> None:
    bench = Bench({1: SAMPLE}, folder=world.folder)
    film = Content(media=(medium("video"),))
    for _ in range(5):
        try:
            prepared = await world.prepared(film, bench)
        except NotYet as error:
            world.clock.advance((error.until - world.clock.now()).total_seconds())
        else:
            await world.network.publish(prepared, world.account, SendWindow("a-2"))
            return


def _json(raw: bytes) -> Any:
    return json.loads(raw) if raw else None
