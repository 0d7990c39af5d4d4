"""Adding a network by the recipe works, needs all of its seven files, and needs nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from services.embedded.process import dying_with_us
from tests.environment import ROOT, quiet_environment
from tests.house.new_network import (
    KEY,
    LINES,
    add_network,
    copy_tree,
    five_files,
    seven,
    tracked,
    without,
)
from tests.house.recipe import missing, networks
from tests.house.test_names import LONGEST_FILE_LINES

pytestmark = [pytest.mark.xdist_group("new network"), pytest.mark.timeout(300)]

HELD_TO = (
    "tests/house/test_recipe.py",
    "tests/house/test_names.py::test_the_import_contracts_hold",
    "tests/bot/test_texts.py",
    "tests/networks/test_every_network.py",
    "tests/networks/test_settings.py",
    f"tests/networks/test_{KEY}.py",
    "tests/flows/test_every_network.py",
)
"""What a new network has to pass; `-k` leaves out the networks that are there already."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This tree with one network more."""
    root = tmp_path_factory.mktemp("tree")
    copy_tree(root)
    add_network(root)
    return root


def run(tree: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        dying_with_us([sys.executable, "-m", *command]),
        cwd=tree,
        env=quiet_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_takes_five_files_and_two_lines(tree: Path) -> None:
    changed = [name for name in tracked(ROOT) if differs(name, tree)]
    new = [name for name in five_files() if not (ROOT / name).exists()]
    assert sorted([*changed, *new]) == seven()
    assert len(seven()) == 7
    for name, line in LINES.items():
        grown = (tree / name).read_text().splitlines(keepends=True)
        assert "".join(one for one in grown if one != line) == (ROOT / name).read_text()
        assert grown.count(line) == 1


def differs(name: str, tree: Path) -> bool:
    return (ROOT / name).read_bytes() != (tree / name).read_bytes()


def test_the_recipe_is_then_complete(tree: Path) -> None:
    assert networks(tree) == sorted([*networks(ROOT), KEY])
    assert missing(tree) == []


@pytest.mark.parametrize("forgotten", seven())
def test_whatever_of_it_is_forgotten_is_named(tree: Path, forgotten: str) -> None:
    with without(tree, forgotten):
        (sentence,) = missing(tree)
        assert sentence.startswith(f"{KEY}: ")
        assert "missing" in sentence
        assert forgotten in sentence
    assert missing(tree) == []


@pytest.mark.chaos
def test_the_new_network_keeps_to_the_style_of_the_house(tree: Path) -> None:
    python = [name for name in seven() if name.endswith(".py")]
    ruff, mypy = ("ruff", "check", "--no-cache"), ("mypy", "--cache-dir", os.devnull)
    for check in (ruff, ("ruff", "format", "--check", "--no-cache"), mypy):
        done = run(tree, *check, *python)
        assert done.returncode == 0, done.stdout
    lengths = [len((tree / name).read_text().splitlines()) for name in python]
    assert max(lengths) <= LONGEST_FILE_LINES


@pytest.mark.chaos
def test_it_is_linked_and_published_to_like_every_other(tree: Path) -> None:
    """The recipe's own test, its own tests, and the whole product from /accounts to the wall."""
    others = " and ".join(f"not [{key}]" for key in networks(ROOT))
    done = run(tree, "pytest", "-q", "-p", "no:cacheprovider", "-k", others, *HELD_TO)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped" not in done.stdout
