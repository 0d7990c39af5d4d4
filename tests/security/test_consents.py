"""Cases 25 to 32: somebody between a person, a network's consent page and us."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import func, select

from db.accounts import SocialAccount
from db.consents import ConsentRow
from services import consents
from services.networks.pinterest import PinterestNetwork
from tests.consent_page import allow, answer_of, look
from tests.flows.house import Chat, House
from tests.flows.linking import linked, owner

NETWORKS = ("pinterest", "youtube")
TOKEN_CALL = {"pinterest": "oauth/token", "youtube": "token"}


@dataclass(frozen=True, slots=True)
class Landed:
    """What a browser saw at our address."""

    status: int
    page: str
    location: str | None


async def asked(chat: Chat, network: str = "pinterest") -> str:
    """Begin to link in the chat; the address of the button."""
    title = chat.house.deps.networks[network].title
    await chat.say("/accounts")
    await chat.press(f"➕ {title}")
    rows = (await chat.newest())["reply_markup"]["inline_keyboard"]
    return str(rows[0][0]["url"])


async def land(address: str) -> Landed:
    """Let the browser go where it is sent."""
    async with (
        aiohttp.ClientSession() as http,
        http.get(address, allow_redirects=False) as answer,
    ):
        return Landed(answer.status, await answer.text(), answer.headers.get("Location"))


def callback(house: House, network: str, **given: str) -> str:
    """Our address, with these parameters."""
    path = consents.callback_path(network)
    return f"{house.deps.settings.web_origin}{path}?{urlencode(given)}"


def with_(address: str, **changed: str) -> str:
    """The same address with other parameters."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query)) | changed
    return urlunsplit(parts._replace(query=urlencode(query, quote_via=quote)))


async def outcomes(house: House) -> list[str]:
    """What became of the questions, oldest first; what was found and is kept is marked."""
    async with house.deps.db.begin() as session:
        rows = (await session.execute(select(ConsentRow).order_by(ConsentRow.id))).scalars()
        return [f"{row.outcome}+" if row.granted else row.outcome for row in rows]


async def count_accounts(house: House) -> int:
    async with house.deps.db.begin() as session:
        return (await session.execute(select(func.count()).select_from(SocialAccount))).scalar_one()


async def calls(house: House, network: str) -> int:
    return len(await house.control.journal(network=network, method=TOKEN_CALL[network]))


@pytest.mark.parametrize("network", NETWORKS)
async def test_case_25_an_answer_without_a_good_state_is_refused(
    house: House, alice: Chat, network: str
) -> None:
    address = await asked(alice, network)
    code = answer_of(await allow(address))
    for given in ({}, {"code": "x"}, {"code": code["code"], "state": ""}, code | {"state": "x"}):
        assert (await land(callback(house, network, **given))).status == 404
    house.clock.advance(601)
    late = await land(callback(house, network, **code))
    assert (late.status, "Too late" in late.page) == (410, True)
    assert await outcomes(house) == ["asked"]
    assert await calls(house, network) == 0
    once = await allow(await asked(alice, network))
    assert (await land(once)).status == 200
    made = await calls(house, network)
    twice = await land(once)
    assert (twice.status, "Answered already" in twice.page) == (410, True)
    assert await outcomes(house) == ["found+"]
    assert await calls(house, network) == made > 0
    assert await count_accounts(house) == 0


async def test_case_26_who_finishes_anothers_flow_sees_for_whom_and_links_nothing(
    house: House, alice: Chat, charlie: Chat
) -> None:
    """Charlie sends her address to Alice, who allows it as herself."""
    await alice.say("/help")
    seen = await land(await allow(await asked(charlie)))
    assert "Charlie" in seen.page
    assert "Nothing is linked before that" in seen.page
    await house.settle()
    question = await charlie.newest()
    assert "Is this the account that you want to link?" in question["text"]
    assert await count_accounts(house) == 0
    yes = question["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await alice.force(yes)
    assert await count_accounts(house) == 0
    assert await outcomes(house) == ["found+"]
    await charlie.press("No")
    assert await outcomes(house) == ["declined"]
    assert await linked(house, charlie) == []


async def test_case_27_a_code_of_another_flow_does_not_fit(
    house: House, alice: Chat, bob: Chat
) -> None:
    mine, theirs = await asked(alice, "youtube"), await asked(bob, "youtube")
    stolen = answer_of(await allow(theirs, 1))["code"]
    injected = answer_of(await allow(mine)) | {"code": stolen}
    landed = await land(callback(house, "youtube", **injected))
    assert (landed.status, "did not" in landed.page) == (502, True)
    await house.settle()
    assert await outcomes(house) == ["failed", "asked"]
    assert await count_accounts(house) == 0


async def test_case_28_an_answer_for_one_network_is_nothing_to_another(
    house: House, alice: Chat
) -> None:
    pinterest = answer_of(await allow(await asked(alice)))
    landed = await land(callback(house, "youtube", **pinterest))
    assert landed.status == 404
    assert await outcomes(house) == ["asked"]
    assert [await calls(house, network) for network in NETWORKS] == [0, 0]
    assert (await land(callback(house, "vk", **pinterest))).status == 404


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/oauth/pinterest/callback",
        "{ours}/",
        "{ours}?next=https://evil.example",
        "{ours}/../../evil",
        "http://127.0.0.1@evil.example/oauth/pinterest/callback",
    ],
)
async def test_case_29_nobody_is_sent_anywhere_else(
    house: House, alice: Chat, elsewhere: str
) -> None:
    address = await asked(alice)
    ours = answer_of(address)["redirect_uri"]
    page = await look(with_(address, redirect_uri=elsewhere.format(ours=ours)))
    assert page.status == 400
    landed = await land(f"{await allow(address)}&next=https://evil.example&redirect_uri=//evil")
    assert (landed.status, landed.location) == (200, None)
    assert "evil" not in landed.page


@pytest.mark.parametrize(
    ("without", "words"), [("pins:write", "make pins"), ("boards:read", "see your profile")]
)
async def test_case_30_less_than_needed_links_nothing_and_is_named(
    house: House, alice: Chat, without: str, words: str
) -> None:
    landed = await land(await allow(await asked(alice), without=[without]))
    assert landed.status == 502
    await house.settle()
    said = (await alice.newest())["text"]
    assert "Nothing was linked" in said
    assert words in said.partition("\n\n")[2]
    assert await outcomes(house) == ["failed"]
    assert await count_accounts(house) == 0


@pytest.mark.parametrize("network", NETWORKS)
async def test_case_31_the_same_account_again_is_the_same_account(
    house: House, alice: Chat, network: str
) -> None:
    ids = []
    for _ in range(2):
        await land(await allow(await asked(alice, network)))
        await house.settle()
        await alice.press("Yes")
        [view] = await linked(house, alice)
        ids.append(view.id)
    assert ids[0] == ids[1]


@asynccontextmanager
async def odd_server(kind: str) -> AsyncIterator[str]:
    """A token server that says something that no token server says."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if kind == "html":
            return web.Response(text="<h1>It works!</h1>", content_type="text/html")
        if kind == "slow":
            await asyncio.sleep(3)
        said = web.StreamResponse(headers={"Content-Type": "application/json"})
        with suppress(ConnectionError):
            await said.prepare(request)
            for _ in range(10 if kind == "large" else 0):
                await said.write(b" " * (1 << 20))
            await said.write(b"{")
        return said

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.mark.parametrize("kind", ["html", "large", "slow", "cut"])
async def test_case_32_a_provider_that_talks_nonsense_is_a_short_failure(
    house: House, alice: Chat, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with odd_server(kind) as url:
        monkeypatch.setenv("PINTEREST_API_URL", url)
        monkeypatch.setenv("PINTEREST_CALL_TIMEOUT_S", "1")

        async def at_once(_: object) -> None:
            """No pace."""

        odd = PinterestNetwork(house.deps.settings, house.deps.clock, at_once)
        deps = replace(house.deps, networks={"pinterest": odd})
        address = await consents.ask(deps, await owner(alice), "pinterest")
        given = {"state": answer_of(address)["state"], "code": "x"}
        async with asyncio.timeout(10):
            came = await consents.answer(deps, "pinterest", given)
        assert came.ending == "failed"
        assert (await consents.answer(deps, "pinterest", given)).ending == "used"
        await odd.close()
    assert await outcomes(house) == ["failed"]
