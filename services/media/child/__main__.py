"""One request in, lines of JSON out; the last one says how it ended."""

import errno
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from services.media.child.confining import confine
from services.media.child.job import Job, RefusedError

_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ENOENT}

_MODULES = {
    "probe": "probing",
    "convert": "painting",
    "remux": "remuxing",
    "transcode": "transcoding",
    "cover": "covers",
    "preview": "previewing",
    "bare": "stripping",
}
"""Imported when asked for: a picture's child needs no FFmpeg."""


def main() -> None:
    """Do what the request says; everything that goes wrong is told, not raised."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def tell(line: dict[str, Any]) -> None:
        print(json.dumps(line), file=out, flush=True)

    request = json.load(sys.stdin)
    confine(request["bounds"], request["parent"])
    tell(_answer(request, tell))


def _answer(request: dict[str, Any], tell: Any) -> dict[str, Any]:
    job = Job(
        path=Path(request["path"]),
        folder=Path(request["folder"]),
        plan=request["plan"],
        progress=lambda fraction: tell({"progress": fraction}),
    )
    try:
        task = import_module(f"services.media.child.{_MODULES[request['task']]}")
        return {"done": task.run(job)}
    except RefusedError as error:
        return {"refused": error.why}
    except MemoryError:
        return {"refused": "too-heavy"}
    except OSError as error:
        return _trouble(error)
    except (EOFError, SyntaxError, ValueError) as error:  # what decoders raise over broken files
        return _refused("broken", error)
    except Exception as error:  # noqa: BLE001 - the edge of the process: whatever a file provokes
        return _refused("unreadable", error)


def _trouble(error: OSError) -> dict[str, Any]:
    """Tell a disk that takes nothing from a file that makes a decoder fail."""
    if error.errno in _DISK:
        return {"trouble": os.strerror(error.errno), "errno": error.errno}
    why = {errno.ENOMEM: "too-heavy", errno.EFBIG: "too-big"}.get(error.errno or 0, "broken")
    return _refused(why, error)


def _refused(why: str, error: Exception) -> dict[str, Any]:
    return {"refused": why, "why": f"{type(error).__name__}: {error}"[:300]}


if __name__ == "__main__":
    main()
