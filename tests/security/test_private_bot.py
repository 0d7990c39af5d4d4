"""Cases 68 and 73: a stranger finds a private bot, and a command of its administrators."""

from collections.abc import Awaitable, Callable

import pytest

from db.people import personal_space
from services.errors import SettingsError
from services.settings import Settings
from tests.bot import updates
from tests.environment import ROOT
from tests.flows.doors import SELDOM_S, closed, refusal, rows
from tests.flows.house import Chat, House
from tests.flows.linking import linked, with_channel
from tests.people import ALICE, BOB, CHARLIE
from tests.sandbox.bot import picture
from tests.sandbox_control import GARAGE, KITCHEN
from tests.security.conftest import Log

PUBLIC = -1_009_999_999_999
"""A chat that nobody has linked."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Alice runs this bot, for herself."""
    return closed(settings)


@pytest.fixture(autouse=True)
async def long_ago(house: House) -> None:
    """Whatever strangers were told before is some time ago."""
    house.clock.advance(SELDOM_S)


async def heard(chat: Chat) -> list[str]:
    """All that the bot ever said to somebody."""
    bot_id = chat.house.deps.settings.bot_id
    return [one["text"] for one in await chat.messages() if one["from"]["id"] == bot_id]


async def test_case_68_a_stranger_is_refused_politely_once_and_leaves_no_row(
    house: House, bob: Chat, charlie: Chat
) -> None:
    before = await rows(house)
    assert await charlie.say("/start") == [refusal(charlie, "en")]
    assert await bob.say("/start") == [refusal(bob, "ru")]
    for words in ("/help", "Let me in", "/start 101", "/start invite_" + "x" * 43):
        await house.control.send(CHARLIE, words)
    await house.settle()
    assert (await heard(charlie)).count(refusal(charlie, "en")) == 1
    house.clock.advance(SELDOM_S)
    assert await charlie.say("And now?") == [refusal(charlie, "en")]
    assert await rows(house) == before


async def presses(chat: Chat) -> None:
    """Press what every bot of this kind has, on whatever it said."""
    newest = (await chat.newest())["message_id"]
    for data in ("accounts:0:0", "people:0:0", f"dismissyes:{ALICE}:0", "publish:1:1", "x" * 64):
        await chat.house.control.press(chat.person_id, newest, data, force=True)


async def sends_media(chat: Chat) -> None:
    """An album, and a post forwarded from a channel."""
    control = chat.house.control
    uploads = [await control.upload(picture(), f"{n}.png", kind="photo") for n in range(3)]
    await control.send_media(chat.person_id, uploads, "mine")
    posted = await control.post(KITCHEN, ALICE, "Soup")
    await control.forward(chat.person_id, KITCHEN, [posted[0]["message_id"]])


async def edits(chat: Chat) -> None:
    """Change what was said before."""
    mine = [one for one in await chat.messages() if one["from"]["id"] == chat.person_id]
    await chat.edit(mine[0]["message_id"], "/start")


async def comes_and_goes(chat: Chat) -> None:
    """Stop the bot, and let it in again."""
    await chat.house.control.block(chat.person_id)
    await chat.house.control.block(chat.person_id, blocked=False)


async def brings_a_channel(chat: Chat) -> None:
    """Make the bot an administrator of a channel of one's own, and post there."""
    made = await chat.house.control.add_chat(chat.person_id, "Strange")
    await chat.house.control.make_bot_admin(made["id"])
    await chat.house.control.post(made["id"], chat.person_id, "noise")


async def sends_what_no_library_knows(chat: Chat) -> None:
    """Updates that were never asked for, in a group and alone."""
    who = {"id": chat.person_id, "is_bot": False, "first_name": "C\x00\ud800"}
    group = {"id": PUBLIC, "type": "supergroup", "title": "g"}
    for update in (
        {"inline_query": {"id": "1", "from": who, "query": "q", "offset": ""}},
        {"poll_answer": {"poll_id": "1", "user": who, "option_ids": [0]}},
        {"message_reaction": {"chat": group, "message_id": 1, "user": who, "date": 1}},
        {"message": {"message_id": 5, "date": 1, "chat": group, "from": who, "text": "hi"}},
        {"moon_landing": {"from": who}},
    ):
        await chat.house.control.inject(update)


@pytest.mark.parametrize(
    "act",
    [
        presses,
        sends_media,
        edits,
        comes_and_goes,
        brings_a_channel,
        sends_what_no_library_knows,
    ],
)
async def test_case_68_nothing_else_that_a_stranger_does_is_stored_or_answered(
    act: Callable[[Chat], Awaitable[None]], house: House, charlie: Chat, log: Log
) -> None:
    await charlie.say("/start")
    before, said = await rows(house), await heard(charlie)
    await act(charlie)
    await house.settle()
    assert await rows(house) == before
    assert await heard(charlie) == said
    assert log.failures() == []


async def test_case_68_a_crowd_neither_fills_the_database_nor_keeps_the_bot_busy(
    house: House, alice: Chat
) -> None:
    await alice.say("/start")
    before = await rows(house)
    crowd = range(900_000, 900_300)
    bodies = [updates.message("hi", chat_id=one, update_id=one) for one in crowd]
    assert len(await house.inbox.keep(bodies)) == len(crowd), "all of it is acknowledged"
    asked = len(await house.control.journal(network="telegram", method="sendMessage"))
    while await house.refusals.shift.turn():
        pass
    tried = len(await house.control.journal(network="telegram", method="sendMessage")) - asked
    assert 1 <= tried <= 10
    assert await rows(house) == before
    assert await alice.say("/help")


async def test_case_68_a_name_that_no_column_takes_stands_in_nobodys_way(house: House) -> None:
    host = Chat(house, ALICE)
    [said] = await host.say("/invite")
    word = said.partition("start=")[2].split()[0]
    who = {"id": CHARLIE, "is_bot": False, "first_name": "C\x00\ud800h", "language_code": 7}
    chat = {"id": CHARLIE, "type": "private"}
    update = {"message_id": 9, "date": 1, "chat": chat, "from": who, "text": f"/start {word}"}
    body = updates.written({"update_id": 77, "message": update})
    assert await house.inbox.keep([body]) == [77]
    async with house.deps.db.begin() as session:
        assert await personal_space(session, CHARLIE) is not None


async def test_what_happens_in_a_linked_channel_is_heard_whoever_does_it(
    house: House, alice: Chat
) -> None:
    """Charlie, of whom the bot knows nothing, takes its rights away in Alice's channel."""
    await with_channel(alice)
    bot_id = house.deps.settings.bot_id
    await house.control.set_member(KITCHEN, bot_id, "left")
    await house.settle()
    [view] = await linked(house, alice)
    assert view.trouble == "access_denied"
    before = await rows(house)
    await house.control.make_bot_admin(GARAGE)
    await house.settle()
    assert await rows(house) == before, "nobody has linked this one"


@pytest.mark.parametrize("command", ["/invite", "/people"])
async def test_case_73_a_command_of_administrators_is_none_for_anybody_else(
    command: str, house: House, bob: Chat, alice: Chat
) -> None:
    [said] = await alice.say("/invite")
    await bob.say(f"/start {said.partition('start=')[2].split()[0]}")
    before = await rows(house)
    assert await bob.say(command) == await bob.say("/nothing")
    for data in (f"dismissyes:{BOB}:0", f"dismiss:{BOB}:0", "uninvite:0:0", "people:0:0"):
        await bob.force(data)
    after = await rows(house)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "inbox": 6
    }


async def test_case_73_without_names_the_bot_is_open_and_has_no_administrator(
    house: House, alice: Chat, charlie: Chat
) -> None:
    house.deps.settings.admins = frozenset()
    assert "Charlie" in (await charlie.say("/start"))[0]
    assert await alice.say("/invite") == await alice.say("/nothing")
    await alice.force("people:0:0")
    assert "Who may use" not in (await alice.newest())["text"]


def test_names_that_are_no_numbers_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "tests")
    known = {
        "telegram_token": "7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA",
        "database_url": "postgresql://x/y",
        "redis_url": "redis://x",
    }
    for given, meant in (("101, 102 103", (101, 102, 103)), ("", ()), (" 7 ", (7,))):
        monkeypatch.setenv("ADMINS", given)
        settings = Settings.load(**known)
        assert (sorted(settings.admins), settings.is_private) == (list(meant), bool(meant))
    for given in ("@alice", "101;102", "-5", "0", "[101]", str(2**70)):
        monkeypatch.setenv("ADMINS", given)
        with pytest.raises(SettingsError, match="ADMINS is wrong: Telegram's numbers of people"):
            Settings.load(**known)
