"""The data folder: one owner at a time, and what it remembers between starts."""

import fcntl
import hashlib
import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from services.errors import StartError

LOOPBACK = "127.0.0.1"
_FIRST_PORT = 15_000
_PORTS = 17_000
_TRIES = 100
_SHARED_PLACE = Path("/var/lib/crossposter")


def make_folder(path: Path) -> Path:
    """Make a private folder, with its parents.

    Raises:
        StartError: It cannot be made or written; the text names it.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StartError(f"Cannot make the folder {path}: {error.strerror}.") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise StartError(f"Cannot write into the folder {path}: choose another with DATA_DIR.")
    return path


@contextmanager
def owned(data_dir: Path) -> Iterator[None]:
    """Hold the folder alone for as long as the block runs.

    Raises:
        StartError: Another running CrossPoster holds it, or it cannot be written.
    """
    lock_path = make_folder(data_dir) / "lock"
    try:
        lock = lock_path.open("w")
    except OSError as error:
        raise StartError(f"Cannot write {lock_path}: {error.strerror}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StartError(f"Another CrossPoster is running on {data_dir}: stop it first.") from (
                error
            )
        yield


def remembered_password(path: Path) -> str:
    """The generated password kept in a file that only its owner reads; made at first use."""
    if path.exists() and (known := path.read_text().strip()):
        return known
    password = secrets.token_urlsafe(24)
    write_private(path, password)
    return password


def write_private(path: Path, text: str) -> None:
    """Replace a file, readable by its owner alone, whole or not at all."""
    unfinished = path.with_name(f"{path.name}.new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    unfinished.replace(path)


def remembered_port(path: Path) -> int:
    """The port of the last start if it is still free, else another free one, remembered."""
    known = path.read_text().strip() if path.exists() else ""
    if known.isdigit() and is_free(int(known)):
        return int(known)
    port = free_port()
    path.write_text(str(port))
    return port


def start_on_a_port(path: Path, start: Callable[[int], None]) -> int:
    """Start a server on the port of its last start, or on another when it was just taken.

    Args:
        path: Where the port is remembered.
        start: Starts the server on a port and waits for it.

    Returns:
        The port on which it listens.

    Raises:
        StartError: It started on neither.
    """
    port = remembered_port(path)
    try:
        start(port)
    except StartError:
        port = free_port()
        start(port)
        path.write_text(str(port))
    return port


def free_port() -> int:
    """A loopback port that nobody listens on.

    Below those that the system lends to outgoing connections, so that none of these takes it
    before our server does.
    """
    for _ in range(_TRIES):
        port = _FIRST_PORT + secrets.randbelow(_PORTS)
        if is_free(port):
            return port
    raise StartError("No free port was found on this machine.")


def is_free(port: int) -> bool:
    """Whether a server could listen on a loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except (OSError, OverflowError):
            return False
    return True


def place_for_everyone(data_dir: Path) -> Path:
    """Where servers keep their data when another user cannot enter the data folder.

    Opening somebody's home to all users is never the answer; a system place is.
    """
    mark = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:12]
    try:
        (_SHARED_PLACE / mark).mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise StartError(
            f"The servers cannot enter {data_dir}, and {_SHARED_PLACE} cannot be made: "
            "choose another folder with DATA_DIR."
        ) from error
    return _SHARED_PLACE / mark
