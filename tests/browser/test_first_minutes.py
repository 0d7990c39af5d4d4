"""The first minutes with `make demo`, in the page alone: link, write, publish, look."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Locator, Page, expect

from bot.texts import t
from tests.browser.conftest import OpenPage
from tests.browser.sandbox import Sandbox
from tests.house.demo import READY, Demo
from tests.people import ALICE, BOB
from tests.sandbox_control import GARAGE, GARAGE_COMMUNITY, KITCHEN, KITCHEN_COMMUNITY, Json

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

_WAIT_MS = 30_000
"""An album of ten takes VK's own pace: eleven calls of a user token, three a second."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who tries it, in which language, and which walls are theirs."""

    id: int
    language: str
    channel: int
    community: int
    width: int = 1280

    @property
    def is_on_a_phone(self) -> bool:
        """Whether the page shows one of its parts at a time."""
        return self.width < 600


PEOPLE = (
    Somebody(ALICE, "en", KITCHEN, KITCHEN_COMMUNITY),
    Somebody(BOB, "ru", GARAGE, GARAGE_COMMUNITY, width=390),
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Everything that `make demo` starts."""
    running = Demo(tmp_path_factory.mktemp("first") / "demo")
    running.wait_for(READY)
    yield running
    running.end()


@pytest.fixture(scope="module")
def running_sandbox(demo: Demo) -> Sandbox:
    """The page's server is the demo's."""
    return Sandbox(demo.data_dir, demo.port)


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    """As the demo left it: whoever begins here has just typed `make demo`."""
    return running_sandbox


class Visit:
    """One person at the page."""

    def __init__(self, page: Page, who: Somebody, sandbox: Sandbox) -> None:
        self.page = page
        self.who = who
        self.sandbox = sandbox
        self.theirs = page.locator("[data-testid=message][data-side=theirs]")

    def say(self, key: str, **values: str | int) -> str:
        """A text of the bot in this person's language."""
        return t(self.who.language, key, **values)

    async def write(self, text: str) -> None:
        """Type into the chat and send."""
        await self.show("chat")
        await self.page.get_by_test_id("composer").fill(text)
        await self.page.get_by_test_id("send").click()

    async def press(self, label: str) -> None:
        """Press the newest button of the bot with this label."""
        button = self.page.get_by_test_id("inline-button").filter(has_text=label).last
        await button.click(timeout=_WAIT_MS)

    async def hear(self, text: str) -> None:
        """Wait until the bot says something."""
        await expect(self.theirs.filter(has_text=text).last).to_be_visible(timeout=_WAIT_MS)

    async def show(self, panel: str) -> None:
        """On a phone, one part of the page at a time."""
        if self.who.is_on_a_phone:
            await self.page.get_by_test_id(f"tab-{panel}").click()

    async def asked(self, text: str) -> None:
        """Wait until the bot has asked something, wherever the person looks."""
        first_line = text.splitlines()[0]
        await expect(self.theirs.filter(has_text=first_line)).not_to_have_count(0, timeout=_WAIT_MS)

    async def open_drawer(self) -> None:
        """Open the panel of the sandbox."""
        toggle = "tab-drawer" if self.who.is_on_a_phone else "drawer-toggle"
        await self.page.get_by_test_id(toggle).click()

    async def close_drawer(self) -> None:
        """Go back to the chat."""
        if self.who.is_on_a_phone:
            await self.show("chat")
        else:
            await self.page.get_by_test_id("drawer-close").click()

    async def sample(self, name: str) -> None:
        """Send one of the page's samples."""
        await self.show("chat")
        await self.page.get_by_test_id("samples").click()
        await self.page.get_by_test_id(f"sample-{name}").click()

    async def forward_album(self) -> None:
        """Forward the album that the person's channel begins with."""
        await self.show("chat")
        await self.page.get_by_test_id("forward").click()
        dialog = self.page.get_by_test_id("forward-dialog")
        await dialog.get_by_test_id("forward-chat").select_option(str(self.who.channel))
        albums = dialog.get_by_test_id("forward-post").filter(has=self.page.locator("img + img"))
        await albums.first.get_by_test_id("forward-choice").check()
        await dialog.get_by_test_id("forward-send").click()

    async def publish(self) -> None:
        """Press Publish on the newest card and wait until it is live everywhere."""
        live = self.theirs.filter(has_text=self.say("card-live", count=2))
        before = await live.count()
        await self.press(self.say("button-publish", count=2))
        await expect(live).to_have_count(before + 1, timeout=_WAIT_MS)

    def new_on_walls(self) -> Callable[[], tuple[list[Json], list[Json]]]:
        """What both walls have more than now."""
        walls = (f"telegram/{self.who.channel}", f"vk/-{self.who.community}")
        counts = [len(self._entries(wall)) for wall in walls]

        def new() -> tuple[list[Json], list[Json]]:
            telegram, vk = (
                self._entries(wall)[count:] for wall, count in zip(walls, counts, strict=True)
            )
            return telegram, vk

        return new

    def _entries(self, wall: str) -> list[Json]:
        entries: list[Json] = self.sandbox.get(f"walls/{wall}")["entries"]
        return entries

    def feed(self, network: str) -> Locator:
        """A wall as the page draws it."""
        return self.page.get_by_test_id(f"feed-{network}")


@pytest.fixture(params=PEOPLE, ids=lambda who: who.language)
async def visit(request: pytest.FixtureRequest, open_page: OpenPage, sandbox: Sandbox) -> Visit:
    """Somebody opens the page."""
    who: Somebody = request.param
    page = await open_page(who.id, width=who.width, height=844, language=who.language)
    return Visit(page, who, sandbox)


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
    await visit.page.get_by_role("button", name=visit.say("button-pick-channel")).click()
    await visit.page.get_by_test_id("share-chat").first.click()
    await visit.hear(visit.say("linked-next"))


async def _links_a_community(visit: Visit) -> None:
    await visit.write("/accounts")
    await visit.press(visit.say("button-link-to", network="VK"))
    await visit.open_drawer()
    await visit.page.get_by_test_id("section-keys").locator("summary").click()
    mine = visit.page.locator(f"[data-testid=key-holder][data-target='-{visit.who.community}']")
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
