"""The page's own reading of entities, asked directly."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Browser

from tests.browser.sandbox import Sandbox

pytestmark = pytest.mark.browser

_ASK = "async ([name, ...given]) => (await import('/static/js/text/entities.js'))[name](...given)"

Ask = Callable[..., Awaitable[Any]]


@pytest.fixture(scope="module")
async def ask(chromium: Browser, running_sandbox: Sandbox) -> AsyncIterator[Ask]:
    """Call a function of the page's module: `await ask("toTree", text, entities)`."""
    page = await chromium.new_page()
    await page.goto(running_sandbox.url)

    async def call(function: str, *given: object) -> Any:
        return await page.evaluate(_ASK, [function, *given])

    yield call
    await page.close()


def drawn(nodes: list[dict[str, Any]]) -> str:
    """A tree as one line: `<bold>text</bold>`."""
    parts = []
    for node in nodes:
        kind = node.get("entity", {}).get("type")
        parts.append(f"<{kind}>{drawn(node['children'])}</{kind}>" if kind else node["text"])
    return "".join(parts)


def entity(kind: str, offset: int, length: int) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length}


async def test_overlapping_entities_nest_without_losing_text(ask: Ask) -> None:
    entities = [entity("italic", 3, 5), entity("bold", 0, 5), entity("underline", 3, 2)]
    tree = await ask("toTree", "abcdefgh.", entities)
    assert drawn(tree) == (
        "<bold>abc<italic><underline>de</underline></italic></bold><italic>fgh</italic>."
    )


async def test_offsets_count_utf16_units(ask: Ask) -> None:
    tree = await ask("toTree", "👩‍🍳 cook", [entity("bold", 6, 4)])
    assert drawn(tree) == "👩‍🍳 <bold>cook</bold>"


async def test_cut_moves_entities_and_never_splits_an_emoji(ask: Ask) -> None:
    content = {"text": "🍲" * 6, "entities": [entity("bold", 4, 8)]}
    parts = await ask("inMessages", content, 5)
    assert [part["text"] for part in parts] == ["🍲🍲", "🍲🍲", "🍲🍲"]
    assert [part["entities"] for part in parts] == [
        [],
        [entity("bold", 0, 4)],
        [entity("bold", 0, 4)],
    ]


async def test_toggle_takes_a_style_from_the_middle(ask: Ask) -> None:
    left = await ask("toggle", [entity("bold", 0, 10)], "bold", 3, 6)
    assert left == [entity("bold", 0, 3), entity("bold", 6, 4)]


async def test_code_takes_no_other_style(ask: Ask) -> None:
    left = await ask("toggle", [entity("bold", 0, 10)], "code", 2, 4)
    assert left == [entity("bold", 0, 2), entity("code", 2, 2), entity("bold", 4, 6)]
