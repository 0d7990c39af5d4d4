"""A tree of its own in which a network is added by the recipe, and nothing else is changed.

The network is Corkboard; the five files of it lie in `a_network`, where they will lie in the tree.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.environment import ROOT
from tests.house.recipe import README, REGISTRY

KEY = "corkboard"
FILES = Path(__file__).parent / "a_network"
LINES = {
    REGISTRY: f'    "{KEY}": "services.networks.{KEY}:CorkboardNetwork",\n',
    README: "| Corkboard boards | with formatting | 4 a note | no | no | yes | yes |\n",
}
_ABOVE = {REGISTRY: '    "vk": ', README: "| VK "}


def five_files() -> list[str]:
    """The new files, by their place in the tree."""
    return sorted(str(path.relative_to(FILES)) for path in FILES.rglob("*.*") if _is_source(path))


def seven() -> list[str]:
    """All that the recipe touches."""
    return sorted([*five_files(), *LINES])


def tracked(root: Path) -> list[str]:
    """Every file that git knows or would add."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    said = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return [name for name in said.stdout.split("\0") if name and (root / name).exists()]


def copy_tree(to: Path) -> None:
    """The whole tree as it is now, elsewhere."""
    for name in tracked(ROOT):
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, to / name)


def add_network(root: Path) -> None:
    """Follow the recipe: five files and two lines."""
    for name in five_files():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(FILES / name, root / name)
    for name, line in LINES.items():
        lines = (root / name).read_text().splitlines(keepends=True)
        at = max(place for place, one in enumerate(lines) if one.startswith(_ABOVE[name]))
        (root / name).write_text("".join([*lines[: at + 1], line, *lines[at + 1 :]]))


@contextmanager
def without(root: Path, name: str) -> Iterator[None]:
    """The tree as if one of the seven had been forgotten."""
    kept = (root / name).read_text()
    if name in LINES:
        (root / name).write_text(kept.replace(LINES[name], ""))
    else:
        (root / name).unlink()
    try:
        yield
    finally:
        (root / name).write_text(kept)


def _is_source(path: Path) -> bool:
    return path.suffix in {".py", ".ftl"}
