"""People at the page of `make demo`, who do everything there with the keyboard and the mouse."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from bot.texts import t
from tests.browser.sandbox import Sandbox
from tests.people import ALICE, BOB
from tests.sandbox_control import GARAGE, GARAGE_COMMUNITY, KITCHEN, KITCHEN_COMMUNITY, Json

WAIT_MS = 30_000
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
        await button.click(timeout=WAIT_MS)

    async def hear(self, text: str) -> None:
        """Wait until the bot says something."""
        await expect(self.theirs.filter(has_text=text).last).to_be_visible(timeout=WAIT_MS)

    async def show(self, panel: str) -> None:
        """On a phone, one part of the page at a time."""
        if self.who.is_on_a_phone:
            await self.page.get_by_test_id(f"tab-{panel}").click()

    async def asked(self, text: str) -> None:
        """Wait until the bot has asked something, wherever the person looks."""
        first_line = text.splitlines()[0]
        await expect(self.theirs.filter(has_text=first_line)).not_to_have_count(0, timeout=WAIT_MS)

    async def open_drawer(self) -> None:
        """Open the panel of the sandbox."""
        toggle = "tab-drawer" if self.who.is_on_a_phone else "drawer-toggle"
        await self.page.get_by_test_id(toggle).click()

    async def open_keys(self, network: str) -> Locator:
        """Open the panel where the page keeps this person's keys of a network."""
        await self.open_drawer()
        await self.unfold("keys")
        holders = self.page.locator(f"[data-testid=key-holder][data-network={network}]")
        return holders.nth(0 if self.who.id == ALICE else 1)

    async def unfold(self, name: str) -> Locator:
        """Open a section of the panel."""
        section = self.page.get_by_test_id(f"section-{name}")
        if await section.get_attribute("open") is None:
            await section.locator("summary").click()
        return section

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

    async def picks_channel(self, *, grant_bot: bool = True) -> None:
        """Pick one's channel with the keyboard's button, perhaps without letting the bot in."""
        pick = self.page.get_by_role("button", name=self.say("button-pick-channel"))
        await pick.last.click(timeout=WAIT_MS)
        await self.page.get_by_test_id("grant-bot").set_checked(grant_bot)
        await self.page.get_by_test_id("share-chat").first.click()

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
        await expect(live).to_have_count(before + 1, timeout=WAIT_MS)

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
