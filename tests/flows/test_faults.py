"""A network goes wrong while people publish: the card tells the truth, each post appears once.

Every post here goes to both networks, and the other one works: what fails on one wall never
touches the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import cycle

import pytest

from tests.flows.faults import (
    CHECKING,
    LIVE,
    UNTOLD_AFTER,
    UNTOLD_BEFORE,
    both,
    ended_well,
    later,
    on_wall,
    order,
    publish,
    violations,
)
from tests.flows.house import Chat, House

pytestmark = pytest.mark.usefixtures("short_patience")


@dataclass(frozen=True, slots=True)
class Wall:
    """A network that goes wrong, in line `number` of the card, and the one that works.

    `soon` and `wait` order a refusal that is over in seconds, and one that lasts for minutes.
    """

    network: str
    number: int
    other: str
    refused: str
    deleting: str
    wait: tuple[str, Mapping[str, object]]
    soon: Mapping[str, object] = field(default_factory=dict)


TELEGRAM = Wall(
    network="telegram",
    number=1,
    other="vk",
    refused=(
        "refused. «Bad Request: message can't be sent» Telegram did not take this post as it is."
        " Send me a changed post and choose only this place."
    ),
    deleting="deleteMessage",
    wait=("rate_limit", {"retry_after_s": 600}),
    soon={"retry_after_s": 20},
)
VK = Wall(
    network="vk",
    number=2,
    other="telegram",
    refused=(
        "refused. «One of the parameters specified was missing or invalid»"
        " Send me a changed post and choose only this place."
    ),
    deleting="wall.delete",
    wait=("refuse", {"error_code": 9, "error_msg": "Flood control"}),
)


@pytest.fixture(params=[TELEGRAM, VK], ids=lambda wall: wall.network)
def wall(request: pytest.FixtureRequest) -> Wall:
    """Where it goes wrong."""
    chosen: Wall = request.param
    return chosen


async def test_a_refusal_quotes_the_network_and_retry_sends_there_only(
    alice: Chat, wall: Wall
) -> None:
    await both(alice)
    await order(alice, wall.network, "refuse")
    post = await publish(alice)
    assert await post.headline() == "Something needs you"
    assert await post.line(wall.network) == wall.refused
    assert await post.offers(wall.number) == ["🔁 Retry"]
    assert await post.offers(3 - wall.number) == LIVE
    assert await post.copies(wall.network) == 0
    await later(alice.house, 3600)
    assert await post.requests(wall.network) == 1
    await post.press(f"{wall.number}. 🔁 Retry")
    assert await ended_well(post, requests={wall.network: 2, wall.other: 1})


async def test_a_short_rate_limit_promises_no_time_that_is_over(alice: Chat, wall: Wall) -> None:
    await both(alice)
    await order(alice, wall.network, "rate_limit", **wall.soon)
    post = await publish(alice)
    assert "the network asks us to wait a moment. Then it goes" in await post.line(wall.network)
    assert await post.offers(wall.number) == ["Cancel"]
    await later(alice.house, 25)
    assert await ended_well(post, requests={wall.network: 2, wall.other: 1})


@pytest.mark.parametrize("kind", UNTOLD_BEFORE)
async def test_what_may_have_arrived_but_did_not_is_sent_again_after_looking(
    alice: Chat, wall: Wall, kind: str
) -> None:
    await both(alice)
    await order(alice, wall.network, kind)
    post = await publish(alice)
    assert (await post.line(wall.network)).startswith(CHECKING)
    assert await post.headline() == "On its way: live in 1 of 2"
    assert await post.offers(wall.number) == []
    assert await post.offers(3 - wall.number) == LIVE
    await later(alice.house, 31)
    assert (await post.line(wall.network)).startswith(CHECKING)
    assert await post.requests(wall.network) == 1
    await post.until(wall.network, "did not get through, trying again now.")
    assert "Error" not in await post.line(wall.network)
    await post.until(wall.network, "live")
    assert await ended_well(post, requests={wall.network: 2, wall.other: 1})


@pytest.mark.parametrize(
    ("kind", "guid"), list(zip(UNTOLD_AFTER, cycle(("ignored", "honoured")), strict=False))
)
async def test_what_arrived_without_an_answer_is_found_and_not_sent_again(
    house: House, alice: Chat, wall: Wall, kind: str, guid: str
) -> None:
    await house.control.settings(vk_guid=guid)
    await both(alice)
    await order(alice, wall.network, kind)
    post = await publish(alice)
    assert (await post.line(wall.network)).startswith(CHECKING)
    assert await post.offers(wall.number) == []
    await later(house, 3)
    assert await ended_well(post, requests={wall.network: 1, wall.other: 1})
    entry = (await on_wall(alice, wall.network))[-1]
    assert (await post.button(f"{wall.number}. ↗ Open"))["url"] == entry["url"]


async def test_cancelling_while_it_waits_sends_nothing_any_more(alice: Chat, wall: Wall) -> None:
    await both(alice)
    kind, params = wall.wait
    await order(alice, wall.network, kind, **params)
    post = await publish(alice)
    await post.press(f"{wall.number}. Cancel")
    assert await post.line(wall.network) == "cancelled"
    assert await post.offers(wall.number) == []
    assert await post.headline() == "Finished: live in 1 of 2"
    await later(alice.house, 2 * 3600)
    assert [await post.copies(each) for each in (wall.network, wall.other)] == [0, 1]
    assert await post.requests(wall.network) == 1
    assert await violations(alice.house) == []


@pytest.mark.parametrize(("kind", "still_there"), [("server_error", 1), ("accept_then_hang", 0)])
async def test_taking_back_goes_on_until_the_network_obeys(
    house: House, alice: Chat, wall: Wall, kind: str, still_there: int
) -> None:
    await both(alice)
    post = await publish(alice)
    await house.control.add_fault(wall.network, wall.deleting, kind)
    await post.press(f"{wall.number}. Take back")
    await house.control.press_text(alice.person_id, "Yes, delete it there")
    await later(house, 0)
    assert (await post.line(wall.network)).startswith("being taken back…")
    assert await post.offers(wall.number) == ["↗ Open"]
    assert await post.copies(wall.network) == still_there
    await later(house, 10)
    assert await post.line(wall.network) == "taken back"
    assert await post.offers(wall.number) == []
    assert [await post.copies(each) for each in (wall.network, wall.other)] == [0, 1]
    assert await violations(house) == []
