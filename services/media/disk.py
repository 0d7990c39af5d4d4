"""What is said of a disk of ours that takes nothing."""

import errno

from services.errors import Transient

FULL = "disk-full"
"""The advice where there is no room left: it takes a person, and whoever waits may wait long."""

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def refused(code: str, error: OSError) -> Transient:
    """The exception for what a disk would not do; it names no path."""
    why = error.strerror or type(error).__name__
    advice = FULL if error.errno in _NO_ROOM else ""
    return Transient(code, f"the disk refuses: {why}", advice=advice)
