"""Everything that `make demo` starts, and somebody who opens its page."""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.demo.visiting import PEOPLE, Somebody, Visit
from tests.browser.sandbox import Sandbox
from tests.house.demo import READY, Demo


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


@pytest.fixture(params=PEOPLE, ids=lambda who: who.language)
async def visit(request: pytest.FixtureRequest, open_page: OpenPage, sandbox: Sandbox) -> Visit:
    """Somebody opens the page."""
    who: Somebody = request.param
    page = await open_page(who.id, width=who.width, height=844, language=who.language)
    return Visit(page, who, sandbox)
