"""Beginning: language, time zone, help, and the way out."""

from sqlalchemy import select

from db.people import Person
from tests.flows.house import Chat, House
from tests.flows.linking import with_channel
from tests.people import ALICE, BOB


async def person(house: House, person_id: int) -> Person:
    async with house.deps.db.begin() as session:
        return (await session.execute(select(Person).where(Person.id == person_id))).scalar_one()


async def test_start_greets_in_the_clients_language_and_asks_for_the_time(
    alice: Chat, bob: Chat
) -> None:
    english = await alice.say("/start")
    assert "Hi, Alice!" in english[0]
    assert "What time is it where you are?" in english[1]
    russian = await bob.say("/start")
    assert "Здравствуйте, Bob!" in russian[0]
    assert "Который у вас час?" in russian[1]
    assert any("Москва" in label for label in await bob.labels())


async def test_a_pressed_time_is_kept_and_the_next_step_named(house: House, bob: Chat) -> None:
    await bob.say("/start")
    await bob.press("Москва")
    assert (await person(house, BOB)).time_zone == "Europe/Moscow"
    shown = await bob.newest()
    assert "Запомнил: Москва" in shown["text"]
    assert "подключите первый канал" in shown["text"]


async def test_a_typed_city_is_kept(house: House, alice: Chat) -> None:
    await alice.say("/start")
    [answer] = await alice.say("Berlin")
    assert "Noted: Berlin" in answer
    assert (await person(house, ALICE)).time_zone == "Europe/Berlin"


async def test_an_unknown_place_is_asked_again_and_a_post_is_taken_as_a_post(
    house: House, alice: Chat
) -> None:
    await alice.say("/start")
    [answer] = await alice.say("Nowhereville")
    assert "I do not know that place" in answer
    assert "If it was a post, press the button below" in answer
    assert await alice.labels() == ["Skip (use UTC)"]
    [card] = await alice.say("A long post about soup, which is surely not the name of a place")
    assert card.startswith("Draft")
    assert (await person(house, ALICE)).time_zone is None


async def test_the_second_start_is_short(alice: Chat) -> None:
    await alice.say("/start")
    for _ in range(2):
        [again] = await alice.say("/start")
        assert "Good to see you, Alice" in again
    [answer] = await alice.say("Berlin")
    assert "Noted: Berlin" in answer


async def test_who_asks_for_another_zone_hears_which_one_it_was(alice: Chat) -> None:
    first = (await alice.say("/start"))[1]
    assert first.endswith("One answer is enough.")
    await alice.say("Berlin")
    [again] = await alice.say("/timezone")
    assert "One answer" not in again
    assert "So far you have chosen Berlin" in again
    assert (await alice.labels())[-1] == "UTC"


async def test_who_has_accounts_is_not_sent_to_link_the_first_one(alice: Chat) -> None:
    await with_channel(alice)
    await alice.say("/timezone")
    [answer] = await alice.say("Berlin")
    assert answer.startswith("Noted: Berlin")
    assert "first channel" not in answer


async def test_the_zone_is_asked_only_once(alice: Chat) -> None:
    await alice.say("/start")
    await alice.press("Skip")
    [again] = await alice.say("/start")
    assert "What time" not in again


async def test_cancel_leaves_a_dialogue_and_says_so(house: House, alice: Chat) -> None:
    await alice.say("/start")
    assert "Stopped" in (await alice.say("/cancel"))[0]
    assert "nothing to stop" in (await alice.say("/cancel"))[0]
    [card] = await alice.say("Berlin")
    assert card.startswith("Draft")
    assert (await person(house, ALICE)).time_zone is None


async def test_the_language_can_be_changed(house: House, alice: Chat) -> None:
    await alice.say("/help")
    await alice.press("Русский")
    assert "Перешлите мне пост" in (await alice.newest())["text"]
    assert (await person(house, ALICE)).language == "ru"
    assert "Пока ничего не подключено" in (await alice.say("/accounts"))[0]


async def test_an_unknown_command_is_no_post(alice: Chat) -> None:
    [answer] = await alice.say("/publish_everything")
    assert "do not know this command" in answer


async def test_an_invented_zone_changes_nothing(house: House, alice: Chat) -> None:
    await alice.say("/start")
    for forged in ("zone:Mars/Olympus:0", "zone:../../etc:0", "language:xx:0"):
        assert await alice.force(forged) == []
    assert (await person(house, ALICE)).time_zone is None
    assert (await person(house, ALICE)).language == "en"
