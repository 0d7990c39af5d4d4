"""What was made of files: a folder each, complete or not there, gone a day after its last use."""

import hashlib
import json
import os
import shutil
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

_KEPT_S = 24 * 3600
_HALF_KEPT_S = 2 * 3600
"""Longer than any child runs: what is older was left by a process that died."""

_HALF = ".part"
_SAID = "made.json"
_FILES = ("path", "cover", "preview")
"""Under these names it is said which files were made."""


def digest_of(path: Path) -> str:
    """The hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Kept:
    """A folder of results by name; several processes may share it.

    Args:
        folder: Where they lie; nothing else does.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, name: str) -> tuple[Path, dict[str, Any]] | None:
        """The folder of a result and what was said of it; it stays for another day from now.

        One that is not whole any more makes room: what is made next needs its name.
        """
        place = self._folder / name
        if not place.exists():
            return None
        with suppress(FileNotFoundError, ValueError):  # a power cut may leave a name without bytes
            said: dict[str, Any] = json.loads((place / _SAID).read_text(encoding="utf-8"))
            os.utime(place)
            if all((place / said[each]).exists() for each in _FILES if said.get(each)):
                return place, said
        with suppress(FileNotFoundError):
            self._remove(place)
        return None

    def begin(self) -> Path:
        """An empty folder to make a result in."""
        half = self._folder / f"{uuid.uuid4().hex}{_HALF}"
        half.mkdir(parents=True)
        return half

    def drop(self, half: Path) -> None:
        """Remove what was begun, if it was not kept."""
        shutil.rmtree(half, ignore_errors=True)

    def keep(self, half: Path, name: str, said: dict[str, Any]) -> Path:
        """Give a finished result its name; where another process was faster, its result stays."""
        (half / _SAID).write_text(json.dumps(said), encoding="utf-8")
        for path in half.iterdir():
            write_through(path)
        place = self._folder / name
        try:
            half.rename(place)
        except OSError:
            if not (place / _SAID).exists():
                raise
        return place

    def forget_old(self) -> int:
        """Remove results that nobody used for a day, and half made ones; how many went."""
        if not self._folder.exists():
            return 0
        now = time.time()
        return sum(self._forgotten(place, now) for place in self._folder.iterdir())

    def _forgotten(self, place: Path, now: float) -> bool:
        is_half = place.suffix == _HALF
        try:
            if place.stat().st_mtime >= now - (_HALF_KEPT_S if is_half else _KEPT_S):
                return False
            if is_half:
                self.drop(place)
            else:
                self._remove(place)
        except FileNotFoundError:
            return False
        return True

    def _remove(self, place: Path) -> None:
        """Whoever looks for it meanwhile finds all of it, or nothing."""
        self.drop(place.rename(place.with_name(f"{uuid.uuid4().hex}{_HALF}")))


def write_through(path: Path) -> None:
    """Write a file to the disk, so that no power cut leaves its name there without its bytes."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
