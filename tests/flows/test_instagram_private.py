"""A personal Instagram account, from the warning to the wall: linked by its session."""

import pytest
from sqlalchemy import text

from db.people import personal_space
from services.accounts import AccountView
from tests.flows.house import Chat, House
from tests.flows.linking import linked
from tests.flows.personal import NUMBERS, house
from tests.people import ALICE
from tests.sandbox.bot import picture
from tests.sandbox_control import Json

__all__ = ["house"]

_APART_S = 200
"""Longer than a session waits between two posts."""

WAY = "⚠️ My account is a personal one"
NAME = "Instagram · @alice_in_the_garden"


async def cookie_of(house: House, person_id: int) -> str:
    """The session that the page offers for a person's own account."""
    keys = (await house.control.state())["keys"]
    [own] = [one for one in keys if one["target"] == NUMBERS[person_id]]
    return str(own["secrets"][0]["value"])


async def link(chat: Chat) -> AccountView:
    """Link one's personal account as a person does it."""
    await chat.say("/accounts")
    await chat.press("➕ Instagram")
    await chat.press(WAY)
    await chat.say(await cookie_of(chat.house, chat.person_id))
    [view] = await linked(chat.house, chat)
    return view


async def photo(chat: Chat, caption: str = "Soup") -> None:
    upload_id = await chat.house.control.upload(picture(kind="JPEG"), "soup.jpg", kind="photo")
    await chat.say(media=[{"upload_id": upload_id}], caption=caption)


async def wall(house: House) -> list[Json]:
    return await house.control.visible("instagram", NUMBERS[ALICE])


async def test_the_risk_is_told_before_anything_is_asked_for(alice: Chat) -> None:
    await alice.say("/accounts")
    await alice.press("➕ Instagram")
    assert "terms forbid it" not in (await alice.newest())["text"]
    await alice.press(WAY)
    told = (await alice.newest())["text"]
    assert "its terms forbid it" in told
    assert "block the account for good" in told
    assert "sessionid" in told


async def test_a_personal_account_is_linked_and_published_to(house: House, alice: Chat) -> None:
    view = await link(alice)
    assert (view.target, view.secrets) == (NUMBERS[ALICE], ("session",))
    await photo(alice)
    await alice.press("🚀 Publish")
    [entry] = await wall(house)
    assert entry["text"] == "Soup"
    assert f"{NAME}: live" in (await alice.card())["text"]


async def test_the_cookie_is_taken_out_of_the_chat_and_stored_nowhere_in_clear(
    house: House, alice: Chat
) -> None:
    cookie = await cookie_of(house, ALICE)
    await link(alice)
    messages = await house.control.messages(ALICE)
    assert not [one for one in messages if cookie in one.get("text", "")]
    async with house.deps.db.begin() as session:
        tables = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for table in (await session.execute(tables)).scalars().all():
            rows = text(f'SELECT each::text FROM "{table}" AS each')  # noqa: S608 - our own names
            kept = (await session.execute(rows)).scalars().all()
            assert not [row for row in kept if cookie in row or cookie[:40] in row], table


async def test_what_the_session_becomes_is_kept_sealed(house: House, alice: Chat) -> None:
    view = await link(alice)
    before = await credentials(house, view)
    await photo(alice)
    await alice.press("🚀 Publish")
    after = await credentials(house, view)
    assert before["session"] != after["session"]
    assert before.keys() == after.keys() == {"session"}


async def test_linking_again_replaces_the_session(house: House, alice: Chat) -> None:
    view = await link(alice)
    cookie = await cookie_of(house, ALICE)
    trouble = {"session": cookie, "how": "logged_out"}
    await house.control.post_json("instagram/sessions", trouble)
    await photo(alice)
    await alice.press("🚀 Publish")
    assert await wall(house) == []
    await alice.say("/accounts")
    await alice.press(NAME)
    await alice.press("🔑 Replace: session cookie")
    await alice.say(await cookie_of(house, ALICE))
    [again] = await linked(house, alice)
    assert (again.id, again.trouble) == (view.id, None)
    assert [entry["text"] for entry in await wall(house)] == ["Soup"]


async def test_whoever_unlinks_is_told_how_to_end_the_session_of_their_browser(
    house: House, alice: Chat
) -> None:
    await link(alice)
    await alice.say("/accounts")
    await alice.press(NAME)
    await alice.press("Unlink…")
    await alice.press("Yes, unlink")
    told = (await alice.newest())["text"]
    assert "Where you’re logged in" in told
    assert "Apps and websites" not in told


async def test_a_challenge_pauses_the_account_until_the_person_has_been_there(
    house: House, alice: Chat
) -> None:
    await link(alice)
    cookie = await cookie_of(house, ALICE)
    await house.control.post_json("instagram/sessions", {"session": cookie, "how": "challenge"})
    await photo(alice)
    await alice.press("🚀 Publish")
    [view] = await linked(house, alice)
    assert view.trouble == "person_needed"
    assert view.trouble_link == f"https://i.instagram.com/challenge/{NUMBERS[ALICE]}/SandBox42/"
    await house.control.post_json("instagram/sessions", {"session": cookie, "how": None})
    await alice.say("/accounts")
    await alice.press(NAME)
    await alice.press("Check now")
    assert [entry["text"] for entry in await wall(house)] == ["Soup"]


@pytest.mark.parametrize("kind", ["accept_then_500", "accept_then_reset"])
async def test_a_lost_answer_makes_no_second_post(house: House, alice: Chat, kind: str) -> None:
    await link(alice)
    await house.control.add_fault("instagram", "private.configure", kind)
    await photo(alice)
    await alice.press("🚀 Publish")
    assert [entry["text"] for entry in await wall(house)] == ["Soup"]
    assert f"{NAME}: live" in (await alice.card())["text"]


async def test_a_success_that_names_no_post_is_looked_for(house: House, alice: Chat) -> None:
    await link(alice)
    await house.control.settings(instagram_private_answers="bare")
    await photo(alice)
    await alice.press("🚀 Publish")
    assert len(await wall(house)) == 1
    assert f"{NAME}: live" in (await alice.card())["text"]


async def test_displeasure_holds_the_account_back_for_a_day(house: House, alice: Chat) -> None:
    await link(alice)
    await house.control.add_fault("instagram", "private.configure", "refuse")
    await photo(alice)
    await alice.press("🚀 Publish")
    assert await wall(house) == []
    await house.control.advance(26 * 3600)
    await house.settle()
    assert [entry["text"] for entry in await wall(house)] == ["Soup"]


async def test_posts_go_out_minutes_apart(house: House, alice: Chat) -> None:
    await link(alice)
    for caption in ("One", "Two"):
        await photo(alice, caption)
        await alice.press("🚀 Publish")
    assert [entry["text"] for entry in await wall(house)] == ["One"]
    await house.control.advance(_APART_S)
    await house.settle()
    assert [entry["text"] for entry in await wall(house)] == ["One", "Two"]


async def test_a_foreign_or_made_up_way_is_not_gone(house: House, alice: Chat) -> None:
    await alice.say("/accounts")
    await alice.press("➕ Instagram")
    for what in ("instagram.access_token", "vk.session", "nothing.session", "instagram"):
        await alice.force(f"way:{what}:0")
        assert "sessionid" not in (await alice.newest())["text"]


async def credentials(house: House, view: AccountView) -> dict[str, str]:
    async with house.deps.db.begin() as session:
        space_id = await personal_space(session, ALICE)
        assert space_id is not None
        return dict(
            await house.deps.vault.credentials(session, account_id=view.id, space_id=space_id)
        )
