"""The first minutes with `make demo`, in the page alone: link, write, publish, look."""

import pytest
from playwright.async_api import expect

from tests.browser.demo.visiting import Visit
from tests.sandbox_control import Json

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


async def test_everything_a_new_user_tries(visit: Visit) -> None:
    await _says_hello(visit)
    await _links_a_channel(visit)
    await _links_a_community(visit)
    for name, (telegram_messages, kinds) in _SAMPLES.items():
        new = visit.new_on_walls()
        await visit.sample(name)
        if name == "long":
            await visit.hear(visit.say("telegram-text-split", messages=telegram_messages))
        await visit.publish()
        _each_once(new(), telegram_messages, kinds)
    # A channel takes twenty messages a minute, and had more by now.
    visit.sandbox.post("clock", {"advance_s": 60})
    new = visit.new_on_walls()
    await visit.forward_album()
    await visit.publish()
    telegram, vk = new()
    assert len(telegram) > 1
    _each_once((telegram, vk), len(telegram), ["photo"] * len(telegram))
    await visit.show("walls")
    for network in ("telegram", "vk"):
        if visit.who.is_on_a_phone:
            await visit.page.get_by_test_id(f"chip-{network}").click()
        await expect(visit.feed(network)).to_be_visible()


async def _says_hello(visit: Visit) -> None:
    await visit.write("/start")
    await visit.press(visit.say("zone-skip"))
    await visit.hear(visit.say("start-next"))


async def _links_a_channel(visit: Visit) -> None:
    await visit.write("/accounts")
    await visit.press(visit.say("button-link-to", network="Telegram"))
    await visit.picks_channel()
    await visit.hear(visit.say("linked-next"))


async def _links_a_community(visit: Visit) -> None:
    await visit.write("/accounts")
    await visit.press(visit.say("button-link-to", network="VK"))
    mine = await visit.open_keys("vk")
    for secret in ("community_key", "user_token"):
        await visit.asked(visit.say(f"vk-link-{secret}"))
        await mine.get_by_test_id(f"send-{secret}").click()
    await visit.close_drawer()
    await visit.hear(visit.say("linked-next"))


def _each_once(
    new: tuple[list[Json], list[Json]], telegram_messages: int, kinds: list[str]
) -> None:
    telegram, vk = new
    assert len(telegram) == telegram_messages
    assert [each["kind"] for entry in telegram for each in entry["attachments"]] == kinds
    [post] = vk
    assert [each["kind"] for each in post["attachments"]] == kinds


_SAMPLES = {
    "formatting": (1, []),
    "photo": (1, ["photo"]),
    "album": (10, ["photo"] * 10),
    "video": (1, ["video"]),
    "long": (2, []),
    "emoji": (1, []),
}
"""By name: how many messages Telegram shows, and which attachments both networks do."""
