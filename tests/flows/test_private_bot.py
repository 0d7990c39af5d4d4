"""A private bot: invitations let in one person each, and an administrator shows people the door."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.texts import t
from db.accounts import Credential
from db.invitations import Invitation
from db.people import Person
from services.accounts import account
from services.housekeeping import tidy
from services.settings import Settings
from tests import people
from tests.flows.doors import SELDOM_S, closed, come_in, invited, refusal, rows, written
from tests.flows.house import Chat, House, labels
from tests.flows.linking import linked, owner, with_channel
from tests.people import ALICE, BOB, CHARLIE

DAY_S = 86_400


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Alice runs this bot, and Dave is named beside her."""
    return closed(settings).model_copy(update={"allowed": frozenset({104})})


@pytest.fixture(autouse=True)
async def long_ago(house: House) -> None:
    """Whatever strangers were told before is some time ago."""
    house.clock.advance(SELDOM_S)


async def guests(house: House) -> list[int]:
    async with house.deps.db.begin() as session:
        found = select(Invitation.guest_id).where(Invitation.guest_id.is_not(None))
        return [one for one in (await session.execute(found)).scalars() if one]


async def test_whoever_opens_an_invitation_is_in_and_greeted(
    house: House, alice: Chat, bob: Chat
) -> None:
    said = await bob.say(await invited(alice))
    assert "Здравствуйте, Bob!" in said[0]
    assert await guests(house) == [BOB]
    await bob.press("Пропустить")
    await with_channel(bob)
    await bob.say("Soup")
    assert "✅ Telegram · Bob's garage" in await bob.labels()


async def test_an_invitation_lets_in_one_person_and_no_other(
    house: House, alice: Chat, bob: Chat, charlie: Chat
) -> None:
    link = await invited(alice)
    await bob.say(link)
    before = await rows(house)
    [said] = await charlie.say(link)
    assert said == t("en", "guest-late", number="")
    assert await rows(house) == before
    assert await bob.say(link), "a guest is a guest, whatever they open"
    assert await guests(house) == [BOB]


async def test_an_invitation_runs_out(house: House, alice: Chat, bob: Chat) -> None:
    link = await invited(alice)
    house.clock.advance(3 * DAY_S)
    assert await bob.say(link) == [t("ru", "guest-late", number="")]
    assert await guests(house) == []
    house.clock.advance(DAY_S)
    await tidy(house.deps)
    assert (await rows(house))["invitation"] == 0


async def test_an_invitation_called_off_is_worthless(alice: Chat, bob: Chat) -> None:
    link = await invited(alice)
    await alice.say("/people")
    await alice.press("Call off open invitations: 1")
    assert not any("Call off" in label for label in await alice.labels())
    assert await bob.say(link) == [t("ru", "guest-late", number="")]


async def test_the_word_of_a_link_is_kept_nowhere(house: House, alice: Chat) -> None:
    link = await invited(alice)
    word = link.partition("invite_")[2]
    await alice.say(link)
    assert await written(house, word) == []
    assert word not in (await alice.say("/people"))[0]
    assert await guests(house) == [], "an administrator uses up nobody's invitation"
    assert (await rows(house))["invitation"] == 1


async def test_an_invitation_is_worth_as_much_as_who_made_it(
    house: House, alice: Chat, bob: Chat
) -> None:
    link = await invited(alice)
    house.deps.settings.admins = frozenset({CHARLIE})
    assert await bob.say(link) == [t("ru", "guest-late", number="")]
    assert await guests(house) == []


async def test_opening_twice_at_once_makes_one_guest(house: House, alice: Chat, bob: Chat) -> None:
    link = await invited(alice)
    await house.control.send(BOB, link)
    await house.control.send(BOB, "/help")
    await house.control.send(BOB, link)
    await house.settle()
    assert await guests(house) == [BOB]
    assert not any(refusal(bob, "ru") in one.get("text", "") for one in await bob.messages())


async def test_the_list_says_who_may_come_and_by_what_right(
    house: House, alice: Chat, bob: Chat
) -> None:
    """Charlie, who has written once and linked nothing, is of no interest."""
    await come_in(alice, bob)
    await with_channel(bob)
    async with house.deps.db.begin() as session:
        await people.owner(session, CHARLIE, house.clock.now())
    [said] = await alice.say("/people")
    lines = said.splitlines()[1:]
    assert lines == [
        "• Alice (101): administrator, named in the settings",
        "• 104: named in the settings",
        "• Bob (102): invited, came just now, one account",
    ]
    assert await alice.labels() == ["✖ Bob (102)"]


async def test_who_came_before_the_bot_was_private_is_seen_while_something_is_linked(
    house: House, alice: Chat, bob: Chat
) -> None:
    await with_channel(bob)
    [said] = await alice.say("/people")
    assert "• P (102): may not write to me any more, but is still linked, one account" in said
    await alice.press("✖ P (102)")
    await alice.press("Yes, let them go")
    assert await linked(house, bob) == []
    assert "(102)" not in (await alice.say("/people"))[0]


async def test_who_is_shown_the_door_leaves_nothing_and_is_told(
    house: House, alice: Chat, bob: Chat
) -> None:
    await come_in(alice, bob)
    account_id = await with_channel(bob)
    whose = await owner(bob)
    view = await account(house.deps, whose.space_id, account_id)
    now = house.clock.now()
    async with house.deps.db.begin() as session:
        him = people.Owner(BOB, whose.space_id)
        post = await people.post(session, him, "later", now)
        row = await people.account(session, him, "vk", "-77", now)
        due_at = now + timedelta(days=2)
        await people.deliver(session, post, [row], now, due_at=due_at)
    assert view
    await alice.say("/people")
    await alice.press("✖ Bob (102)")
    asked = (await alice.newest())["text"]
    assert "Their 2 accounts are unlinked" in asked
    await alice.press("No, keep them")
    assert len(await linked(house, bob)) == 2
    await alice.press("✖ Bob (102)")
    await alice.press("Yes, let them go")
    assert "Bob" not in (await alice.newest())["text"]
    assert await linked(house, bob) == []
    async with house.deps.db.begin() as session:
        assert (await session.execute(select(Credential))).all() == []
    told = (await bob.newest())["text"]
    assert "закрыл вам доступ" in told
    assert "Ваши 2 аккаунта я отключил" in told
    assert "1 пост, который ждал отправки, отменён" in told
    house.clock.advance(3 * DAY_S)
    await house.settle()
    assert (await bob.newest())["text"] == told


async def test_who_was_shown_the_door_is_a_stranger_and_may_be_invited_again(
    house: House, alice: Chat, bob: Chat
) -> None:
    await come_in(alice, bob)
    await bob.press("Пропустить")
    await with_channel(bob)
    await bob.say("Soup")
    before = await rows(house)
    await alice.say("/people")
    card = await bob.card()
    await alice.press("✖ Bob (102)")
    await alice.press("Yes, let them go")
    after = await rows(house)
    await house.control.press(BOB, card["message_id"], "drop:1:1", force=True)
    assert await bob.say("Soup") == [refusal(bob, "ru")]
    assert await rows(house) == after
    assert after["post"] == before["post"]
    await come_in(alice, bob)
    assert await guests(house) == [BOB]
    async with house.deps.db.begin() as session:
        assert len((await session.execute(select(Person).where(Person.id == BOB))).all()) == 1


async def test_whom_the_settings_name_cannot_be_shown_the_door(
    house: House, alice: Chat, bob: Chat
) -> None:
    await with_channel(alice)
    await alice.say("/people")
    for data in (f"dismiss:{ALICE}:0", f"dismissyes:{ALICE}:0", "dismissyes:999:0"):
        await alice.force(data)
    assert len(await linked(house, alice)) == 1
    assert labels(await alice.newest()) == []


async def test_the_help_tells_administrators_of_their_commands(alice: Chat, bob: Chat) -> None:
    assert "/invite" in (await alice.say("/help"))[0]
    await come_in(alice, bob)
    assert "/invite" not in (await bob.say("/help"))[0]
