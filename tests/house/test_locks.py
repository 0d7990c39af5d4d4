"""The pinned parts: complete, in step with each other, and silent about where they came from."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.environment import ROOT

RUNTIME = ROOT / "requirements.lock"
TESTS = ROOT / "tests/requirements.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pins(lock: Path) -> dict[str, set[str]]:
    """Every name of a lock with its pinned lines: version and marker."""
    found: dict[str, set[str]] = {}
    for line in lock.read_text().splitlines():
        if line and not line.startswith((" ", "#")):
            requirement = Requirement(line.rstrip("\\ "))
            pin = f"{requirement.specifier} ; {requirement.marker}"
            found.setdefault(canonicalize_name(requirement.name), set()).add(pin)
    return found


@pytest.mark.parametrize("lock", [RUNTIME, TESTS], ids=["runtime", "tests"])
def test_a_lock_names_no_host(lock: Path) -> None:
    assert not re.findall(
        r"://|--(?:extra-)?index|--find-links|\.(?:org|com|io)\b", lock.read_text()
    )


@pytest.mark.parametrize("lock", [RUNTIME, TESTS], ids=["runtime", "tests"])
def test_every_pin_is_exact_and_hashed(lock: Path) -> None:
    blocks = re.split(r"\n(?=\S)", lock.read_text().strip())
    loose = [block.splitlines()[0] for block in blocks if "==" not in block.splitlines()[0]]
    unhashed = [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block]
    assert (loose, unhashed) == ([], [])


def test_tests_run_on_the_very_parts_of_the_product() -> None:
    tested = pins(TESTS)
    assert {name: tested.get(name) for name in pins(RUNTIME)} == pins(RUNTIME)


@pytest.mark.parametrize(
    ("wanted", "lock"),
    [
        *((wanted, RUNTIME) for wanted in PROJECT["project"]["dependencies"]),
        *((wanted, TESTS) for wanted in PROJECT["dependency-groups"]["test"]),
    ],
)
def test_every_dependency_is_locked_within_its_bounds(wanted: str, lock: Path) -> None:
    requirement = Requirement(wanted)
    locked = pins(lock).get(canonicalize_name(requirement.name))
    assert locked, f"{requirement.name} is missing: make lock"
    for pin in locked:
        version = pin.partition(" ;")[0].removeprefix("==")
        assert requirement.specifier.contains(version), "make lock"


def test_there_is_one_kind_of_lock() -> None:
    assert not (ROOT / "uv.lock").exists()
    assert not list(ROOT.glob("requirements*.txt"))
