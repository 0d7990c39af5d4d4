"""What the processes started by tests see of the machine's environment."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "USER", "SYSTEMROOT")


def quiet_environment(**more: str) -> dict[str, str]:
    """The bare necessities, plus what the test gives: no token, no proxy, no address leaks in."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONUNBUFFERED": "1", **more}
