"""Linking Pinterest: whose token it is, what it may do, which boards and sections there are."""

from dataclasses import replace

import pytest

from services.errors import AccessDenied, LoginNeeded, NotSent, SettingsError
from services.networks.base import Choice
from services.networks.pinterest.boards import Place, place_of, section_value
from services.networks.pinterest.settings import PinterestSettings
from tests.networks.pinterest_world import ALICE_ID, BOB_ID, EVERYTHING, World, network, token_of

READING = ["user_accounts:read", "boards:read", "pins:read"]


async def issued(world: World, *scopes: str, **more: object) -> dict[str, str]:
    """A new token of Alice's."""
    body = {"scopes": list(scopes), **more}
    told = await world.control.post_json("pinterest/tokens", body)
    return {"access_token": told["token"]}


async def test_a_token_proves_its_person_and_no_other(pinterest: World) -> None:
    proved = await pinterest.network.whoami("", pinterest.account.credentials)
    assert (proved.target, proved.title) == (ALICE_ID, "Alice's kitchen")
    assert proved.url == "https://www.pinterest.com/alices_kitchen/"
    assert proved.capabilities == EVERYTHING
    again = await pinterest.network.whoami(ALICE_ID, pinterest.account.credentials)
    assert again == proved
    with pytest.raises(AccessDenied, match="Pinterest") as refused:
        await pinterest.network.whoami(BOB_ID, pinterest.account.credentials)
    assert refused.value.advice == "pinterest-advice-other-account"


async def test_proving_makes_nothing_visible(pinterest: World) -> None:
    await pinterest.network.whoami("", pinterest.account.credentials)
    assert await pinterest.control.wall("pinterest", ALICE_ID) == []
    assert await pinterest.calls("pins/create") == []


async def test_what_a_token_may_not_do_is_known_at_once(pinterest: World) -> None:
    reading = await issued(pinterest, *READING)
    proved = await pinterest.network.whoami("", reading)
    can = {name for name, is_able in proved.capabilities.items() if is_able}
    assert can == {"look"}
    blind = await issued(pinterest, "user_accounts:read", "boards:read")
    assert not (await pinterest.network.whoami("", blind)).capabilities["look"]


async def test_a_token_that_may_not_list_boards_is_not_linked(pinterest: World) -> None:
    with pytest.raises(AccessDenied) as refused:
        await pinterest.network.whoami("", await issued(pinterest, "user_accounts:read"))
    assert refused.value.advice == "pinterest-advice-rights"


async def test_an_expired_or_guessed_token_wants_a_new_one(pinterest: World) -> None:
    old = await issued(pinterest, *READING, expires_in_s=60)
    await pinterest.network.whoami("", old)
    await pinterest.control.advance(61)
    for dead in (old, {"access_token": "pina_guessed_0123456789"}, {}):
        with pytest.raises(LoginNeeded):
            await pinterest.network.whoami("", dead)


async def test_a_server_that_is_not_there_was_told_nothing(pinterest: World) -> None:
    away = network("http://127.0.0.1:1", pinterest.clock)
    with pytest.raises(NotSent):
        await away.whoami("", pinterest.account.credentials)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PINTEREST_API_URL", "http://api.pinterest.com"),
        ("PINTEREST_API_URL", "nowhere"),
        ("PINTEREST_ACCESS", "golden"),
        ("PINTEREST_CALL_TIMEOUT_S", "121"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=f"^{variable} is wrong: "):
        PinterestSettings.load()


async def test_own_and_shared_boards_may_be_chosen_and_secret_ones_are_marked(
    pinterest: World,
) -> None:
    assert list(pinterest.boards) == [
        "Weeknight dinners",
        "Cakes",
        "🔒 Christmas presents",
        "Flea market finds",
    ]
    public = await issued(pinterest, *READING)
    stranger = replace(pinterest.account, credentials=public)
    labels = [one.label for one in await pinterest.network.choices("board", stranger)]
    assert labels == ["Weeknight dinners", "Cakes", "Flea market finds"]


async def test_every_page_of_boards_is_read_though_one_is_empty(pinterest: World) -> None:
    await pinterest.control.post_json("pinterest/boards", {"name": "Shelf", "count": 600})
    found = await pinterest.network.choices("board", pinterest.account)
    assert len(found) == len({one.value for one in found}) == 604
    sizes = [len(one["params"].get("bookmark", "")) > 0 for one in await lists(pinterest)]
    assert sizes == [False, True, True, True]


async def lists(world: World) -> list[dict[str, dict[str, str]]]:
    return (await world.calls("boards/list"))[-4:]


async def test_sections_of_the_chosen_board_may_be_chosen(pinterest: World) -> None:
    dinners = pinterest.choosing(board=pinterest.boards["Weeknight dinners"])
    none, soups, salads = await dinners.network.choices("section", dinners.account)
    assert none == Choice("none", "")
    assert (soups.label, salads.label) == ("Soups", "Salads")
    assert len(soups.value) <= 20
    chosen = place_of(dinners.choosing(section=soups.value).account)
    assert chosen is not None
    assert chosen.section != chosen.board
    assert chosen.section is not None
    bare = replace(pinterest.account, options={})
    assert await pinterest.network.choices("section", bare) == [none]


def test_a_section_of_another_board_is_noticed(pinterest: World) -> None:
    chosen = pinterest.choosing(section=section_value("712345678900000077", "9" * 18))
    place = place_of(chosen.account)
    assert place == Place(pinterest.boards["Cakes"], None, elsewhere=True)


@pytest.mark.parametrize("number", ["1", "549755885175", str(2**63 - 1)])
def test_a_section_is_kept_in_twenty_letters(pinterest: World, number: str) -> None:
    value = section_value(pinterest.boards["Cakes"], number)
    assert len(value) <= 20
    assert place_of(pinterest.choosing(section=value).account) == Place(
        pinterest.boards["Cakes"], number
    )


async def test_bob_sees_none_of_alices_boards(pinterest: World) -> None:
    bob = replace(pinterest.account, credentials=await token_of(pinterest.control, BOB_ID))
    labels = {one.label for one in await pinterest.network.choices("board", bob)}
    assert labels == {"Motorcycles", "Flea market finds"}
