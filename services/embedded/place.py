"""As whom the servers run, and in which folder they may write."""

import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from services.embedded.folder import make_folder, place_for_everyone
from services.embedded.process import Guise, fitting_guises, works_as
from services.errors import StartError


@dataclass(frozen=True)
class Place:
    """Where the servers keep their folders, and the guise in which they do it."""

    home: Path
    guise: Guise

    def folder(self, name: str) -> Path:
        """A server's own folder, made and given to its user.

        Raises:
            StartError: It cannot be made or written.
        """
        path = make_folder(self.home / name)
        give_to(self.guise, path)
        return path


def settle(data_dir: Path) -> Place:
    """Choose the guise and the folder; the given folder wherever the servers can enter it.

    Raises:
        StartError: Nothing works here; the text says what to do instead.
    """
    guises = fitting_guises()
    if not guises:
        raise StartError(
            "PostgreSQL refuses to run as root, and this machine lets root become nobody else: "
            "run as an ordinary user, or set DATABASE_URL and REDIS_URL."
        )
    for guise in guises:
        place = Place(data_dir, guise)
        if guise is Guise.PLAIN or _can_write(guise, place.folder("postgres")):
            return place
    return Place(place_for_everyone(data_dir), guises[0])


def give_to(guise: Guise, path: Path) -> None:
    """Hand one of our own folders, with all that is in it, to the guise's user."""
    owner = pwd.getpwnam("nobody").pw_uid if guise is Guise.NOBODY else os.geteuid()
    if path.stat().st_uid == owner:
        return
    for below in path.rglob("*"):
        os.chown(below, owner, -1, follow_symlinks=False)
    shutil.chown(path, owner)


def _can_write(guise: Guise, folder: Path) -> bool:
    """Whether the guise may write there; a new folder that it may not is taken away again."""
    if works_as(guise, ["/bin/sh", "-c", 'cd "$1" && test -w .', "sh", str(folder)]):
        return True
    if not any(folder.iterdir()):
        folder.rmdir()
    return False
