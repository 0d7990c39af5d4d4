"""The house keeps its rooms: names at the top, Python's bounds, import lines, file sizes."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.environment import ROOT

TOP_LEVEL = {
    "bot",
    "services",
    "db",
    "migrations",
    "tests",
    "pyproject.toml",
    "Dockerfile",
    "docker-compose.yml",
    "README.md",
    "Makefile",
    "requirements.lock",
    "LICENSE",
}
LONGEST_FILE_LINES = 300
PACKAGES = ("bot/", "services/", "db/")


def tracked() -> list[str]:
    """Every file that git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in said.stdout.splitlines() if (ROOT / name).exists()]


def test_top_level_names_are_the_agreed_ones() -> None:
    seen = {name.partition("/")[0] for name in tracked()}
    assert {name for name in seen if not name.startswith(".")} == TOP_LEVEL


def test_python_is_bounded_on_both_sides() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == ">=3.11,<3.15"
    assert "(3, 11) <= sys.version_info < (3, 15)" in (ROOT / "Makefile").read_text()


def test_the_import_contracts_hold() -> None:
    lint = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_module_outgrows_a_screenful_of_screens() -> None:
    modules = [name for name in tracked() if name.endswith(".py") and name.startswith(PACKAGES)]
    lengths = {name: len((ROOT / name).read_text().splitlines()) for name in modules}
    too_long = {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE_LINES}
    assert too_long == {}


def test_nothing_names_a_machine_or_a_package_index() -> None:
    foreign = re.compile(r"/work/|/tmp/plan|pypi\.org|pythonhosted|npmjs|/root/\.pyenv")
    here = "tests/house/test_names.py"
    named = [
        name
        for name in tracked()
        if name != here and foreign.search((ROOT / name).read_text(errors="ignore"))
    ]
    assert named == []
