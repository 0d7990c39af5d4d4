"""From /accounts to the wall on every network: a new one goes this way without a word here."""

import pytest

from services.accounts import AccountView
from services.networks.registry import NETWORKS
from tests.environment import ROOT
from tests.flows.house import Chat, House
from tests.flows.linking import OWN_CHANNEL, linked
from tests.people import ALICE
from tests.sandbox.bot import picture

SOUP = "Soup of the day"
SAMPLE_VIDEO = ROOT / "services/sandbox/page/static/media/sample.mp4"


async def link(chat: Chat, key: str) -> AccountView:
    """Link a target as a person does it: by what the bot asks for, taken from the page."""
    network = chat.house.deps.networks[key]
    await chat.say("/accounts")
    await chat.press(f"➕ {network.title}")
    if network.link_method == "chat":
        await chat.share(OWN_CHANNEL[ALICE])
    if network.consents and not network.adds:
        await chat.press("Paste a token instead")
    for secret in network.pasted_secrets:
        await chat.say(await offered(chat.house, key, secret))
    if any(not option.values for option in network.options):
        await chat.press((await chat.labels())[0])
    return next(view for view in await linked(chat.house, chat) if view.network == key)


async def offered(house: House, key: str, secret: str) -> str:
    """The first credential of that name that the page offers for a network."""
    keys = [one for one in (await house.control.state())["keys"] if one["network"] == key]
    return str(next(one["value"] for one in keys[0]["secrets"] if one["name"] == secret))


async def say_soup(chat: Chat, view: AccountView) -> None:
    """Write the post: as words alone where the account takes that, else with what it needs."""
    if view.capabilities.get("text", True):
        await chat.say(SOUP)
        return
    kind = "photo" if view.capabilities.get("photo") else "video"
    content = picture(kind="JPEG") if kind == "photo" else SAMPLE_VIDEO.read_bytes()
    upload_id = await chat.house.control.upload(content, f"soup.{kind}", kind=kind)
    await chat.say(media=[{"upload_id": upload_id}], caption=SOUP)


async def shown(house: House, view: AccountView) -> list[str]:
    """Titles and texts of ours that the public sees, wherever they are."""
    entries = await house.control.ledger()
    ours = [one for one in entries if one["request_id"] and one["state"] == "visible"]
    assert all((one["network"], one["target"]) == (view.network, view.target) for one in ours)
    return [one["title"] or one["text"] for one in ours]


@pytest.mark.parametrize("key", NETWORKS)
async def test_a_post_goes_to_the_wall_once_and_is_live(
    key: str, house: House, alice: Chat
) -> None:
    view = await link(alice, key)
    name = f"✅ {view.network_title} · {view.title}"
    assert name in (await alice.say("/accounts"))[-1]
    await say_soup(alice, view)
    assert name in await alice.labels()
    await alice.press("🚀 Publish")
    assert await shown(house, view) == [SOUP]
    assert f"{name}: live" in (await alice.card())["text"]


@pytest.mark.parametrize("key", NETWORKS)
async def test_a_lost_answer_makes_no_second_post(key: str, house: House, alice: Chat) -> None:
    view = await link(alice, key)
    networks = {one["key"]: one for one in (await house.control.state())["networks"]}
    call = networks[key]["methods"][0]
    await house.control.add_fault(key, call, "accept_then_500", target=view.target)
    await say_soup(alice, view)
    await alice.press("🚀 Publish")
    assert await shown(house, view) == [SOUP]
    (lost,) = [one for one in await house.control.journal(method=call) if "fault" in one["outcome"]]
    assert lost["effect"]
