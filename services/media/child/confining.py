"""What a child gives up before it opens a file: memory, time, disk, sockets, privileges."""

import contextlib
import ctypes
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

_SET_PARENT_DEATH_SIGNAL = 1
_SET_NO_NEW_PRIVILEGES = 38
_NEW_NETWORK = 0x40000000
_NEW_USER = 0x10000000
_OPEN_FILES = 64
_LAST_CPU_S = 5
_NICER = 10


def confine(bounds: dict[str, Any], parent: int) -> None:
    """Take the bounds, leave the network, and die with the parent."""
    if sys.platform == "linux":
        _confine_on_linux(bounds["memory_bytes"])
    os.nice(_NICER)
    cpu_s, file_bytes = bounds["cpu_s"], bounds["file_bytes"]
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + _LAST_CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if os.getppid() != parent:
        sys.exit("the parent is gone")


def _confine_on_linux(memory_bytes: int) -> None:
    libc = ctypes.CDLL(None)
    libc.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    _leave_the_network(libc)
    libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    with contextlib.suppress(OSError):  # where /proc is hidden the kernel may kill the worker first
        Path("/proc/self/oom_score_adj").write_text("1000")
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _leave_the_network(libc: ctypes.CDLL) -> None:
    """An empty network for root, or in a user namespace of its own.

    Where the kernel allows neither, no code here opens a socket, and FFmpeg may open files alone.
    """
    if libc.unshare(_NEW_NETWORK):
        libc.unshare(_NEW_USER | _NEW_NETWORK)
