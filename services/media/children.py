"""Runs one child of the workshop and reads how it ended."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog

from services.errors import Rejected, Transient
from services.media.bounds import Bounds
from services.media.disk import refused
from services.media.plans import Why
from services.progress import Progress

log = structlog.get_logger()

_ROOT = Path(__file__).resolve().parents[2]
_ENVIRONMENT = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}
_CODE = "media"


def refusal(why: Why, detail: str = "") -> Rejected:
    """What is raised about a file that cannot be made to fit; the advice says what to do."""
    return Rejected(_CODE, detail, advice=f"media-advice-{why}")


async def run_child(
    task: str,
    path: Path,
    *,
    bounds: Bounds,
    folder: Path,
    plan: dict[str, Any] | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Let a child do one task on one file.

    Args:
        task: What to do; the child knows the names.
        path: The file.
        bounds: What it may take.
        folder: Where it may write.
        plan: The task's details as JSON.
        progress: Is told how far it is.

    Returns:
        What the child found or made.

    Raises:
        Rejected: The file cannot be used, or it brought the child down.
        Transient: The machine was too busy, or its disk takes nothing.
    """
    request = _request(task, path, folder, plan or {}, bounds)
    process = await _start()
    try:
        async with asyncio.timeout(bounds.wall_s):
            answer = await _converse(process, request, progress)
            code = await process.wait()
    except TimeoutError:
        raise Transient(_CODE, f"{task} took longer than {bounds.wall_s:.0f} s") from None
    finally:
        await _end(process)
    return _result(answer, code, task)


def _request(task: str, path: Path, folder: Path, plan: dict[str, Any], bounds: Bounds) -> bytes:
    asked = {
        "task": task,
        "path": str(path.absolute()),
        "folder": str(folder.absolute()),
        "plan": plan,
        "bounds": asdict(bounds),
        "parent": os.getpid(),
    }
    return json.dumps(asked).encode()


async def _start() -> Process:
    try:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-s", "-m", "services.media.child"),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            cwd=_ROOT,
            env=_ENVIRONMENT,
            start_new_session=True,
        )
    except OSError as error:
        raise Transient(_CODE, f"no child could be started: {error.strerror}") from None


async def _converse(process: Process, request: bytes, progress: Progress | None) -> dict[str, Any]:
    """Hand the request over; the child's last line, an empty one if it said nothing."""
    assert process.stdin  # noqa: S101 - both are pipes, `_start` says so
    assert process.stdout  # noqa: S101
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(request)
        await process.stdin.drain()
        process.stdin.close()
    answer: dict[str, Any] = {}
    async for line in process.stdout:
        answer = json.loads(line)
        if progress and "progress" in answer:
            await progress(answer["progress"])
    return answer


async def _end(process: Process) -> None:
    """Nothing of a child outlives its task, however that ended."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(process.wait())


def _result(answer: dict[str, Any], code: int, task: str) -> dict[str, Any]:
    """What it did; a child that died of its file has said something about the file."""
    if "done" in answer and code == 0:
        done: dict[str, Any] = answer["done"]
        return done
    if "trouble" in answer:
        raise refused(_CODE, OSError(answer["errno"], answer["trouble"]))
    log.warning("media.refused", task=task, code=code, answer=answer)
    if "refused" in answer:
        raise refusal(answer["refused"], answer.get("why", ""))
    if code == -signal.SIGXCPU:
        raise refusal("too-slow")
    raise refusal("unreadable", f"{task} ended with {code}")
