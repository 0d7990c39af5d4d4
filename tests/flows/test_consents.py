"""Linking on a network's own page, from the button to the word in the chat, on every network."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.texts import t
from services.accounts import AccountView
from services.networks.registry import load_networks
from services.vault import Vault
from tests.consent_page import allow, deny, look
from tests.flows.house import Chat, House
from tests.flows.linking import linked, owner
from tests.people import ALICE, BOB

KEYS = [key for key, network in load_networks().items() if network.consents and not network.adds]
LANGUAGES = {ALICE: "en", BOB: "ru"}
MINE, SOMEBODYS = 0, 1

each_network = pytest.mark.parametrize("key", KEYS)


@dataclass(frozen=True, slots=True)
class Shown:
    """The page to which a browser came back."""

    status: int
    text: str


@pytest.fixture(params=[ALICE, BOB], ids=["in_english", "in_russian"])
async def person(request: pytest.FixtureRequest, house: House) -> Chat:
    """Each language in turn."""
    return Chat(house, request.param)


def words(chat: Chat, text: str, **values: str) -> str:
    """A text in the language of a chat."""
    return t(LANGUAGES[chat.person_id], text, **values)


async def asked(chat: Chat, key: str) -> str:
    """Press the button that links a network; the address of its page."""
    title = chat.house.deps.networks[key].title
    await chat.say("/accounts")
    await chat.press(f"➕ {title}")
    return await address(chat, key)


async def address(chat: Chat, key: str) -> str:
    """Where the newest message's button leads."""
    label = words(chat, "button-consent", network=chat.house.deps.networks[key].title)
    rows = (await chat.newest())["reply_markup"]["inline_keyboard"]
    return str(next(one["url"] for row in rows for one in row if one["text"] == label))


async def come_back(chat: Chat, landed: str) -> Shown:
    """Let the browser follow to us, and everything settle."""
    async with aiohttp.ClientSession() as http, http.get(landed, allow_redirects=False) as answer:
        shown = Shown(answer.status, await answer.text())
        assert "Location" not in answer.headers
    await chat.house.settle()
    return shown


async def link(chat: Chat, key: str, account: int = MINE) -> AccountView:
    """All of it, up to the account."""
    await come_back(chat, await allow(await asked(chat, key), account))
    await chat.press(words(chat, "button-grant"))
    [view] = await linked(chat.house, chat)
    return view


async def secrets_of(chat: Chat, view: AccountView) -> Mapping[str, str]:
    """What an account holds."""
    deps, space_id = chat.house.deps, (await owner(chat)).space_id
    vault: Vault = deps.vault
    async with deps.db.begin() as session:
        return await vault.credentials(session, account_id=view.id, space_id=space_id)


async def said(chat: Chat) -> str:
    return str((await chat.newest())["text"])


@each_network
async def test_a_yes_is_confirmed_in_the_chat_and_links(
    key: str, house: House, person: Chat
) -> None:
    page = await asked(person, key)
    assert (await look(page)).status == 200
    shown = await come_back(person, await allow(page))
    assert shown.status == 200
    assert words(person, "consent-page-found-heading") in shown.text
    assert await linked(house, person) == []
    title = person.house.deps.networks[key].title
    assert title in await said(person)
    await person.press(words(person, "button-grant"))
    [view] = await linked(house, person)
    assert (view.network, view.trouble) == (key, None)


@each_network
async def test_what_is_not_confirmed_is_not_linked(key: str, house: House, person: Chat) -> None:
    await come_back(person, await allow(await asked(person, key)))
    await person.press(words(person, "button-nogrant"))
    assert words(person, "consent-declined") in await said(person)
    assert await linked(house, person) == []


@each_network
async def test_a_no_is_told_on_the_page_and_in_the_chat(
    key: str, house: House, person: Chat
) -> None:
    title = house.deps.networks[key].title
    shown = await come_back(person, await deny(await asked(person, key)))
    assert words(person, "consent-page-denied-heading") in shown.text
    assert await said(person) == words(person, "consent-denied", network=title)
    assert await linked(house, person) == []


@each_network
async def test_less_than_needed_is_told_by_name_and_links_nothing(
    key: str, house: House, person: Chat
) -> None:
    page = await asked(person, key)
    landed = await allow(page, without=(await look(page)).scopes)
    shown = await come_back(person, landed)
    sentence = "You did not allow me to" if person.person_id == ALICE else "Вы не разрешили мне"
    assert sentence in await said(person)
    assert sentence in shown.text
    assert await linked(house, person) == []


@each_network
async def test_a_page_of_html_instead_of_a_token_links_nothing(
    key: str, house: House, alice: Chat
) -> None:
    landed = await allow(await asked(alice, key))
    await house.control.add_fault(key, "*", "accept_then_garbage")
    shown = await come_back(alice, landed)
    title = house.deps.networks[key].title
    assert shown.status == 502
    assert words(alice, "consent-failed", network=title) in await said(alice)
    assert await linked(house, alice) == []


@each_network
@pytest.mark.parametrize("how", ["late", "twice", "forged", "elsewhere"])
async def test_an_answer_that_nobody_waits_for_changes_nothing(
    key: str, how: str, house: House, alice: Chat
) -> None:
    landed = await allow(await asked(alice, key))
    status, heading = 404, "consent-page-unknown-heading"
    if how == "late":
        house.clock.advance(601)
        status, heading = 410, "consent-page-expired-heading"
    elif how == "twice":
        await come_back(alice, landed)
        await alice.press(words(alice, "button-nogrant"))
        status, heading = 410, "consent-page-used-heading"
    elif how == "forged":
        landed = landed.replace("state=", "state=x")
    else:
        other = next(one for one in KEYS if one != key)
        landed = landed.replace(f"/oauth/{key}/", f"/oauth/{other}/")
    before = await said(alice)
    shown = await come_back(alice, landed)
    assert shown.status == status
    if status == 410:
        assert words(alice, heading) in shown.text
    assert await said(alice) == before
    assert await linked(house, alice) == []


@each_network
async def test_whoever_finishes_somebodys_question_links_nothing_for_themselves(
    key: str, house: House, alice: Chat, bob: Chat
) -> None:
    """An address that was sent on: who asked is asked once more, and the page says who that is."""
    await bob.say("/start")
    shown = await come_back(bob, await allow(await asked(alice, key), SOMEBODYS))
    assert "Alice" in shown.text
    assert await linked(house, alice) == []
    assert await linked(house, bob) == []
    assert "Is this the account" in await said(alice)


@each_network
async def test_linking_again_brings_new_secrets_and_the_same_account(
    key: str, house: House, alice: Chat
) -> None:
    view = await link(alice, key)
    before = await secrets_of(alice, view)
    await to_account(alice, view)
    await alice.press(words(alice, "button-relink"))
    await come_back(alice, await allow(await address(alice, key)))
    await alice.press(words(alice, "button-grant"))
    [again] = await linked(house, alice)
    assert again.id == view.id
    after = await secrets_of(alice, again)
    assert after.keys() == before.keys()
    assert not set(after.values()) & set(before.values())


@each_network
async def test_linking_again_takes_no_other_account(key: str, house: House, alice: Chat) -> None:
    view = await link(alice, key)
    before = await secrets_of(alice, view)
    await to_account(alice, view)
    await alice.press(words(alice, "button-relink"))
    shown = await come_back(alice, await allow(await address(alice, key), SOMEBODYS))
    assert shown.status == 502
    assert "than the one that you are linking. " in await said(alice)
    [still] = await linked(house, alice)
    assert still.id == view.id
    assert await secrets_of(alice, still) == before


@each_network
async def test_unlinking_gives_back_or_says_where_to(key: str, house: House, person: Chat) -> None:
    view = await link(person, key)
    held = await secrets_of(person, view)
    await to_account(person, view)
    await person.press(words(person, "button-unlink"))
    await person.press(words(person, "button-unlink-yes"))
    told = await said(person)
    assert words(person, "account-unlinked", title=f"{view.network_title} · {view.title}") in told
    by_hand = words(person, f"{key}-take-back") in told
    calls = [one["method"] for one in await house.control.journal(network=key)]
    assert by_hand is not any("revoke" in method for method in calls)
    assert await linked(house, person) == []
    journal = repr(await house.control.journal())
    assert not any(secret in journal for secret in held.values())


async def to_account(chat: Chat, view: AccountView) -> None:
    """Open the page of an account."""
    await chat.say("/accounts")
    await chat.press(f"{view.network_title} · {view.title}")


@each_network
async def test_the_way_there_and_back_stays_on_this_machine(
    key: str, house: House, alice: Chat
) -> None:
    page = await asked(alice, key)
    assert page.startswith(f"{house.deps.settings.telegram_api_url}/{key}/")
    landed = urlsplit(await allow(page))
    assert f"{landed.scheme}://{landed.netloc}" == house.deps.settings.web_origin
    assert landed.path == f"/oauth/{key}/callback"
