"""The recipe "add a network" as it stands in a tree: which of the seven files a network lacks.

It reads files and imports nothing, so that a half-made network gets a sentence, not a traceback.
"""

import re
from collections.abc import Iterator
from pathlib import Path

REGISTRY = "services/networks/registry.py"
README = "README.md"

_CLASS = re.compile(r"^class \w+\(Network\):", re.MULTILINE)
_TITLE = re.compile(r'^    title: ClassVar\[str\] = "([^"]+)"$', re.MULTILINE)
_REGISTERED = re.compile(r'^    "(\w+)": "services\.networks\.\1\b', re.MULTILINE)
_TWIN = re.compile(r"^def setup\(", re.MULTILINE)
_LANGUAGES = {"en": "English", "ru": "Russian"}


def missing(root: Path) -> list[str]:
    """One sentence for each file, or line of one, that a network of a tree lacks."""
    return [sentence for key in networks(root) for sentence in _lacks(root, key)]


def networks(root: Path) -> list[str]:
    """The keys of all networks that any of the seven files knows of."""
    keys = {_name(path) for path in (root / "services/networks").iterdir() if _has(path, _CLASS)}
    keys |= {_name(path) for path in (root / "services/sandbox").iterdir() if _has(path, _TWIN)}
    keys |= set(_REGISTERED.findall((root / REGISTRY).read_text()))
    keys |= {path.stem for path in root.glob("bot/locales/*/networks/*.ftl")}
    return sorted(keys)


def _lacks(root: Path, key: str) -> Iterator[str]:
    network = _either(root / "services/networks", key)
    if not any(_has(path, _CLASS) for path in network):
        yield f"{key}: the network itself is missing: services/networks/{key}.py, or a folder"
    if key not in _REGISTERED.findall((root / REGISTRY).read_text()):
        yield f"{key}: its line is missing in {REGISTRY}"
    if not any(_has(path, _TWIN) for path in _either(root / "services/sandbox", key)):
        yield f"{key}: its twin is missing: services/sandbox/{key}.py, or a folder"
    if not list(_tests(root, key)):
        yield f"{key}: its test is missing: tests/networks/test_{key}.py"
    for language, name in _LANGUAGES.items():
        texts = f"bot/locales/{language}/networks/{key}.ftl"
        if not (root / texts).exists():
            yield f"{key}: its {name} texts are missing: {texts}"
    titles = [title for path in network for title in _titles(path)]
    if titles and not any(f"\n| {title} " in (root / README).read_text() for title in titles):
        yield f"{key}: its line is missing in the table of {README}"


def _tests(root: Path, key: str) -> Iterator[Path]:
    for pattern in (f"test_{key}.py", f"test_{key}_*.py"):
        yield from (root / "tests/networks").glob(pattern)


def _either(folder: Path, key: str) -> list[Path]:
    """A module or a package of that name, whichever there is."""
    return [path for path in (folder / f"{key}.py", folder / key) if path.exists()]


def _sources(path: Path) -> Iterator[str]:
    for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
        yield file.read_text()


def _has(path: Path, pattern: re.Pattern[str]) -> bool:
    wanted = path.is_dir() or path.suffix == ".py"
    return wanted and any(pattern.search(source) for source in _sources(path))


def _titles(path: Path) -> Iterator[str]:
    for source in _sources(path):
        if _CLASS.search(source):
            yield from _TITLE.findall(source)


def _name(path: Path) -> str:
    return path.name.removesuffix(".py")
