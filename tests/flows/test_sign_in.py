"""Signing in by name and password, from the button in the chat to the account that is linked."""

import pytest
from sqlalchemy import select

from bot.texts import t
from db.consents import ConsentRow
from services.settings import Settings
from tests.flows.house import Chat, House, open_house
from tests.flows.linking import linked
from tests.flows.personal import NUMBERS, house
from tests.people import ALICE, BOB
from tests.sandbox_control import Json, SandboxControl
from tests.sign_in_page import Shown, open_browser

__all__ = ["house"]

NAMES = {ALICE: "alice_in_the_garden", BOB: "bob_on_the_road"}
LANGUAGES = {ALICE: "en", BOB: "ru"}
WAY = {"en": "⚠️ My account is a personal one", "ru": "⚠️ У меня личный аккаунт"}
LOGIN = "private.login"


@pytest.fixture(params=[ALICE, BOB], ids=["in_english", "in_russian"])
async def person(request: pytest.FixtureRequest, house: House) -> Chat:
    """Each language in turn."""
    return Chat(house, request.param)


def words(chat: Chat, key: str, **values: str) -> str:
    """A text in the language of a chat."""
    return t(LANGUAGES[chat.person_id], key, **values)


async def asked(chat: Chat) -> str:
    """Go through the chat to the button; the address of the page."""
    await chat.say("/accounts")
    await chat.press("➕ Instagram")
    await chat.press(WAY[LANGUAGES[chat.person_id]])
    await chat.press(words(chat, "button-sign-in-instead"))
    return await address(chat)


async def address(chat: Chat) -> str:
    """Where the newest message's button leads."""
    rows = (await chat.newest())["reply_markup"]["inline_keyboard"]
    return str(rows[0][0]["url"])


async def secret(chat: Chat, name: str) -> str:
    """What a person would type: their own `password`, or the `code` that they get."""
    keys = (await chat.house.control.state())["keys"]
    [own] = [one for one in keys if one["target"] == NUMBERS[chat.person_id]]
    return str(next(one["value"] for one in own["secrets"] if one["name"] == name))


async def typed(chat: Chat) -> dict[str, str]:
    return {"name": NAMES[chat.person_id], "password": await secret(chat, "password")}


async def doors(house: House, to: str) -> None:
    """Say what a right password does."""
    await house.control.settings(instagram_private_login=to)


async def sent(house: House) -> int:
    """How many passwords Instagram has got."""
    return len(await house.control.journal(network="instagram", method=LOGIN))


async def rest(chat: Chat) -> str:
    """Let everything settle; what the bot said last."""
    await chat.house.settle()
    return str((await chat.newest())["text"])


def known_heading(chat: Chat, stage: str, shown: Shown) -> bool:
    return shown.heading == words(chat, f"sign-in-page-{stage}-heading", network="Instagram")


async def test_a_name_and_a_password_link_the_account_after_a_yes(person: Chat) -> None:
    house = person.house
    async with open_browser(await asked(person)) as browser:
        page = await browser.look()
        assert page.fields == ("name", "password")
        assert {ALICE: "Alice", BOB: "Bob"}[person.person_id] in page.text
        done = await browser.type(**await typed(person))
    assert known_heading(person, "found", done)
    assert await linked(house, person) == []
    assert NAMES[person.person_id] in await rest(person)
    await person.press(words(person, "button-grant"))
    [view] = await linked(house, person)
    assert (view.target, view.trouble) == (NUMBERS[person.person_id], None)
    assert view.secrets == ("session",)


async def test_a_code_is_asked_for_on_the_same_page(house: House, alice: Chat) -> None:
    await doors(house, "email")
    async with open_browser(await asked(alice)) as browser:
        page = await browser.type(**await typed(alice))
        assert page.fields == ("code",)
        wrong = await browser.type(code="000000")
        assert wrong.trouble == words(alice, "instagram-private-advice-code")
        done = await browser.type(code=await secret(alice, "code"))
    assert known_heading(alice, "found", done)
    assert NAMES[ALICE] in await rest(alice)
    assert await sent(house) == 1


async def test_a_yes_in_the_app_is_asked_for_in_the_chat_and_goes_on_from_there(
    house: House, alice: Chat
) -> None:
    await doors(house, "approve")
    async with open_browser(await asked(alice)) as browser:
        page = await browser.type(**await typed(alice))
        assert known_heading(alice, "approval", page)
    told = await rest(alice)
    assert told == words(alice, "sign-in-approval", network="Instagram")
    rows = (await alice.newest())["reply_markup"]["inline_keyboard"]
    assert rows[0][0]["url"].startswith("https://i.instagram.com/auth_platform/")
    await house.control.post_json(f"instagram/members/{NUMBERS[ALICE]}/approve", {})
    await alice.press(words(alice, "button-approved"))
    async with open_browser(await address(alice)) as browser:
        page = await browser.look()
        assert known_heading(alice, "approval", page)
        assert f'value="{NAMES[ALICE]}"' in page.text
        done = await browser.type(**await typed(alice))
    assert known_heading(alice, "found", done)
    assert await sent(house) == 2


async def test_please_wait_is_obeyed_for_hours(house: House, alice: Chat) -> None:
    await doors(house, "wait")
    async with open_browser(await asked(alice)) as browser:
        page = await browser.type(**await typed(alice))
        assert known_heading(alice, "failed", page)
        assert "I try nothing before" in page.trouble
    told = await rest(alice)
    assert words(alice, "sign-in-failed", network="Instagram") in told
    assert "I try nothing before" in told
    await doors(house, "open")
    async with open_browser(await asked(alice)) as browser:
        page = await browser.type(**await typed(alice))
        assert words(alice, "sign-in-paused") in page.trouble
    assert await sent(house) == 1
    house.clock.advance(7 * 3600)
    async with open_browser(await asked(alice)) as browser:
        assert known_heading(alice, "found", await browser.type(**await typed(alice)))


async def test_what_somebody_else_finished_is_asked_of_who_began(
    house: House, alice: Chat, bob: Chat
) -> None:
    await bob.say("/start")
    async with open_browser(await asked(alice)) as browser:
        assert "Alice" in (await browser.look()).text
        await browser.type(**await typed(bob))
    await house.settle()
    question = await alice.newest()
    assert NAMES[BOB] in question["text"]
    yes = question["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await bob.force(yes)
    assert await linked(house, alice) == await linked(house, bob) == []
    await alice.press(words(alice, "button-nogrant"))
    assert await linked(house, alice) == []


async def test_linking_again_goes_by_the_same_page_and_takes_no_other_account(
    house: House, alice: Chat
) -> None:
    async with open_browser(await asked(alice)) as browser:
        await browser.type(**await typed(alice))
    await rest(alice)
    await alice.press(words(alice, "button-grant"))
    [view] = await linked(house, alice)
    bob = Chat(house, BOB)
    await bob.say("/start")
    before = await rows(house)
    await bob.force(f"signin:instagram.{view.id}:0")
    assert await rows(house) == before
    for who, stage in ((bob, "failed"), (alice, "found")):
        await alice.say("/accounts")
        await alice.press(f"{view.network_title} · {view.title}")
        await alice.press("🔑 Replace: session cookie")
        await alice.press(words(alice, "button-sign-in-instead"))
        async with open_browser(await address(alice)) as browser:
            assert known_heading(alice, stage, await browser.type(**await typed(who)))
        await rest(alice)
    await alice.press(words(alice, "button-grant"))
    [again] = await linked(house, alice)
    assert again.id == view.id


async def test_without_an_address_the_bot_says_that_only_the_cookie_will_do(
    house: House, person: Chat
) -> None:
    house.deps.settings.sandbox = False
    try:
        await person.say("/accounts")
        await person.press("➕ Instagram")
        await person.press(WAY[LANGUAGES[person.person_id]])
        await person.press(words(person, "button-sign-in-instead"))
    finally:
        house.deps.settings.sandbox = True
    said = await person.newest()
    assert said["text"] == words(person, "sign-in-needs-address")
    assert "reply_markup" not in said
    assert await rows(house) == []


async def test_where_it_is_off_nobody_is_asked_for_a_password(
    settings: Settings, sandbox_url: str
) -> None:
    async with SandboxControl(sandbox_url) as control, open_house(settings, control) as off:
        alice = Chat(off, ALICE)
        await alice.say("/start")
        await alice.force("signin:instagram.0:0")
        assert (await alice.newest())["text"] == words(alice, "sign-in-off")
        await alice.force("signin:nowhere.0:0")
        origin = off.deps.settings.web_origin
        async with open_browser(f"{origin}/sign-in/instagram/{'x' * 43}") as browser:
            assert (await browser.look()).status == 404


async def rows(house: House) -> list[Json]:
    """What became of the sign-ins, oldest first."""
    async with house.deps.db.begin() as session:
        found = select(ConsentRow).where(ConsentRow.redirect_uri.contains("/sign-in/"))
        ordered = (await session.execute(found.order_by(ConsentRow.id))).scalars()
        return [{"id": row.id, "outcome": row.outcome} for row in ordered]
