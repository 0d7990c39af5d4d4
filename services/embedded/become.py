"""Change the user, promise to die with the parent, become another program.

Run as a plain script by `process.py`, never imported: `become.py GUISE SIGNAL PARENT PROGRAM ...`.
It exits with 97 when the guise cannot be had here, and with 98 when the parent is already gone.
"""

import ctypes
import os
import pwd
import sys
from collections.abc import Callable
from pathlib import Path

NO_SUCH_GUISE = 97
PARENT_GONE = 98
_NEW_USER_NAMESPACE = 0x10000000
_SET_PARENT_DEATH_SIGNAL = 1


def _stay() -> None:
    """Keep the user that started us."""


def _enter_namespace() -> None:
    """Look like `nobody` from inside, while files stay those of the real user."""
    nobody = pwd.getpwnam("nobody")
    uid, gid = os.geteuid(), os.getegid()
    if ctypes.CDLL(None, use_errno=True).unshare(_NEW_USER_NAMESPACE):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{nobody.pw_uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{nobody.pw_gid} {gid} 1")


def _drop_to_nobody() -> None:
    """Give up root for good."""
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


def _die_with_parent(signal_number: int, parent_pid: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal_number)
    if os.getppid() != parent_pid:
        sys.exit(PARENT_GONE)


_GUISES: dict[str, Callable[[], None]] = {
    "plain": _stay,
    "namespace": _enter_namespace,
    "nobody": _drop_to_nobody,
}


def main(arguments: list[str]) -> None:
    """Take the guise first: a change of user would cancel the promise to die."""
    guise, signal_number, parent_pid, *program = arguments
    try:
        _GUISES[guise]()
    except (OSError, KeyError, AttributeError):
        sys.exit(NO_SUCH_GUISE)
    _die_with_parent(int(signal_number), int(parent_pid))
    os.execv(program[0], program)  # noqa: S606 - becoming it is the purpose


if __name__ == "__main__":
    main(sys.argv[1:])
