"""The recipe "add a network" of the contribution guide is complete: each network has all of it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.environment import ROOT
from tests.house.recipe import missing, networks

TELEGRAM = "telegram"
"""The bot itself speaks Telegram, so the bot may know it by name."""


def test_every_network_has_its_seven_files() -> None:
    assert networks(ROOT)
    assert missing(ROOT) == []


def test_nothing_above_the_networks_knows_one_by_name() -> None:
    """What would be an eighth file to touch."""
    named = [f"{path.relative_to(ROOT)}: {word}" for path in above() for word in names(path)]
    assert named == []


def above() -> Iterator[Path]:
    """Everything of the product but networks, their twins and their texts."""
    own = {ROOT / "services/networks", ROOT / "services/sandbox", ROOT / "services/text"}
    for package in ("bot", "services", "db", "migrations"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if own.isdisjoint(path.parents):
                yield path


def names(path: Path) -> Iterator[str]:
    """The lines of a module's code that name a network."""
    keys = "|".join(key for key in networks(ROOT) if key != TELEGRAM)
    word = re.compile(rf"(?<![a-z])(?:{keys})(?![a-z])", re.IGNORECASE)
    code = ast.unparse(_Code().visit(ast.parse(path.read_text())))
    # VkNetwork is three words: a capital begins one.
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", code)
    yield from (line.strip() for line in parted.splitlines() if word.search(line))


class _Code(ast.NodeTransformer):
    """Leaves out what is written for people: docstrings, which may give examples."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        return None if isinstance(node.value, ast.Constant) else node
