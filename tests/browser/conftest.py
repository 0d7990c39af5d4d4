"""Chromium, a sandbox, and pages that fail their test when they complain."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from tests.browser.sandbox import Sandbox

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_WAIT_MS = 8_000

OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The machine's own Chromium, without a window."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip("no Chromium here; on Debian: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=list(_FLAGS))
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One server for all tests of the page."""
    sandbox = Sandbox(tmp_path_factory.mktemp("page"))
    sandbox.start()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    """The server, as fresh as on its first day."""
    running_sandbox.post("reset")
    return running_sandbox


@pytest.fixture(scope="session")
async def desk(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """The window of most tests; its cache of scripts makes opening the page quick."""
    context = await chromium.new_context(reduced_motion="reduce")
    await context.add_init_script("localStorage.clear()")
    yield context
    await context.close()


@pytest.fixture
async def open_page(
    chromium: Browser, desk: BrowserContext, sandbox: Sandbox
) -> AsyncIterator[OpenPage]:
    """Open the page as a person: `await open_page(person=102, width=390, height=844)`.

    Whatever the page complains of (an exception, a refused script or style, a missing file) fails
    the test, unless it was opened with `may_complain=True`. More options make a context of its own.
    """
    opened: list[Page | BrowserContext] = []
    complaints: list[str] = []

    async def open_as(
        person: int = 101,
        *,
        width: int = 1280,
        height: int = 800,
        language: str = "en",
        may_complain: bool = False,
        **options: Any,
    ) -> Page:
        context = await chromium.new_context(**options) if options else desk
        page = await context.new_page()
        opened.append(context if options else page)
        await page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(_WAIT_MS)
        if not may_complain:
            _listen(page, complaints)
        await page.goto(f"{sandbox.url}/?person={person}&lang={language}")
        await page.locator("html[data-connected=true]").wait_for()
        return page

    yield open_as
    for one in opened:
        await one.close()
    assert complaints == []


def _listen(page: Page, complaints: list[str]) -> None:
    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A small JPEG on the disk, as somebody would attach it."""
    from PIL import Image

    path = tmp_path / "soup.jpg"
    Image.linear_gradient("L").resize((320, 240)).convert("RGB").save(path)
    return path
