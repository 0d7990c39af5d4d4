"""A child keeps to its bounds, and whatever brings it down leaves the worker standing."""

import asyncio
import os
import signal
import socket
import struct
import subprocess
import sys
import time
import zlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from services.errors import NetworkError, Rejected, Transient
from services.media.bounds import MOST_FRAMES, Bounds
from services.media.children import run_child
from services.media.plans import Convert, plan
from services.media.tasks import task_of
from services.media.workshop import Workshop
from tests.environment import ROOT
from tests.media.pictures import picture
from tests.media.shapes import REEL, WALL

MIB = 1024 * 1024
ROOMY = Bounds(memory_bytes=1024 * MIB, cpu_s=30, wall_s=60, file_bytes=16 * MIB)
PATIENCE_S = 20.0


async def refused(path: Path, folder: Path, bounds: Bounds) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        await run_child("probe", path, bounds=bounds, folder=folder)
    return caught.value


def children() -> set[int]:
    """The processes that this one has started and not buried."""
    pids = set[int]()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that has just ended
            pids |= {int(pid) for pid in (task / "children").read_text().split()}
    return pids


async def started(before: set[int]) -> int:
    """The process that has been started since."""
    async with asyncio.timeout(PATIENCE_S):
        while not (new := children() - before):
            await asyncio.sleep(0.01)
    return new.pop()


@pytest.fixture(scope="module")
def endless(strange: Path) -> Path:
    """A GIF that moves longer than anybody watches; each frame takes a moment to draw."""
    path = strange / "endless.gif"
    two = strange / "two.gif"
    first, second = (Image.effect_noise((200, 200), sigma) for sigma in (40, 90))
    first.save(two, "GIF", save_all=True, append_images=[second], duration=20)
    content = two.read_bytes()
    again = content.rindex(b"\x21\xf9\x04")
    path.write_bytes(content[:-1] + content[again:-1] * (MOST_FRAMES + 9) + b";")
    return path


def _chunk(name: bytes, content: bytes) -> bytes:
    checked = name + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


async def test_a_bomb_of_pixels_is_not_even_begun(empty: Workshop, tmp_path: Path) -> None:
    path = tmp_path / "bomb"
    size = struct.pack(">2I5B", 40_000, 40_000, 8, 6, 0, 0, 0)
    content = zlib.compress(bytes(MIB))
    chunks = ((b"IHDR", size), (b"IDAT", content), (b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks))
    with pytest.raises(Rejected) as caught:
        await empty.fit(path, WALL, "blur")
    assert caught.value.advice == "media-advice-too-heavy"


async def test_a_picture_beyond_its_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large"
    Image.new("L", (9000, 9000)).save(path, "PNG", compress_level=1)
    found = await run_child("probe", path, bounds=ROOMY, folder=tmp_path)
    assert found["width"] == 9000
    error = await refused(path, tmp_path, replace(ROOMY, memory_bytes=128 * MIB))
    assert (type(error), error.advice) == (Rejected, "media-advice-too-heavy")


async def test_an_endless_animation_is_cut_short(empty: Workshop, endless: Path) -> None:
    with pytest.raises(Rejected) as caught:
        await empty.fit(endless, REEL, "blur")
    assert caught.value.advice == "media-advice-too-heavy"
    assert (await empty.fit(endless, WALL, "blur")).mime_type == "image/jpeg"


async def test_who_needs_too_much_processor_time_has_too_heavy_a_file(
    endless: Path, tmp_path: Path
) -> None:
    error = await refused(endless, tmp_path, replace(ROOMY, cpu_s=1))
    assert (type(error), error.advice) == (Rejected, "media-advice-too-slow")


async def test_who_only_waits_too_long_may_try_again(endless: Path, tmp_path: Path) -> None:
    before = children()
    assert type(await refused(endless, tmp_path, replace(ROOMY, wall_s=0.2))) is Transient
    assert children() <= before


async def test_nobody_writes_more_than_was_agreed(strange: Path, tmp_path: Path) -> None:
    fine = replace(WALL, largest=(320, 320), size_bytes=10**9)
    found = await Workshop(tmp_path / "media").probe(picture(strange, "panorama"))
    todo = plan(found, fine, "crop")
    assert isinstance(todo, Convert)
    with pytest.raises(Rejected) as caught:
        await run_child(
            "convert",
            picture(strange, "panorama"),
            bounds=replace(ROOMY, file_bytes=100),
            folder=tmp_path,
            plan=task_of(todo).plan,
        )
    assert caught.value.advice == "media-advice-too-big"


async def test_a_crash_is_a_verdict_on_the_file(endless: Path, tmp_path: Path) -> None:
    before = children()
    running = asyncio.create_task(refused(endless, tmp_path, ROOMY))
    os.kill(await started(before), signal.SIGSEGV)
    error = await running
    assert (type(error), error.advice) == (Rejected, "media-advice-unreadable")


async def test_who_is_no_longer_wanted_is_ended(empty: Workshop, endless: Path) -> None:
    before = children()
    fitting = asyncio.create_task(empty.fit(endless, WALL, "blur"))
    pid = await started(before)
    fitting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fitting
    assert pid not in children()


async def test_at_most_two_work_at_once(empty: Workshop, strange: Path) -> None:
    before, most = children(), 0
    names = ("phone", "print", "ghost", "heic", "panorama")
    fits = [empty.fit(picture(strange, name), WALL, "blur") for name in names]
    running = asyncio.gather(*fits)
    while not running.done():
        most = max(most, len(children() - before))
        await asyncio.sleep(0.005)
    assert len(await running) == len(names)
    assert most == 2


def test_a_child_reaches_no_network(strange: Path) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    script = (
        "import os, socket, sys\n"
        "from services.media.child.confining import confine\n"
        f"before = os.readlink('/proc/self/ns/net')\n"
        f"confine(dict(memory_bytes=2**30, cpu_s=9, file_bytes=9), os.getppid())\n"
        "print(os.readlink('/proc/self/ns/net') != before)\n"
        f"socket.create_connection(('127.0.0.1', {listening.getsockname()[1]}), 2)\n"
    )
    with listening:
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
        )
    if done.stdout.startswith("False"):
        pytest.skip("this kernel lets nobody leave the network: children only open no socket")
    assert done.returncode == 1
    assert "Network is unreachable" in done.stderr


def test_a_child_ends_with_its_parent(endless: Path, tmp_path: Path) -> None:
    script = (
        "import asyncio, os, sys\n"
        "from pathlib import Path\n"
        "from services.media.bounds import bounds\n"
        "from services.media.children import run_child\n"
        "async def main():\n"
        f"    child = run_child('probe', Path({str(endless)!r}), bounds=bounds('probe'),"
        f" folder=Path({str(tmp_path)!r}))\n"
        "    task = asyncio.create_task(child)\n"
        "    path = f'/proc/self/task/{os.getpid()}/children'\n"
        "    while not (pids := Path(path).read_text().split()):\n"
        "        await asyncio.sleep(0.01)\n"
        "    await asyncio.sleep(0.3)\n"
        "    print(pids[0], flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert _gone(int(done.stdout)), done.stdout


def _gone(pid: int) -> bool:
    """Whether a process has ended; nobody may have buried it yet."""
    for _ in range(200):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state in "ZX":
            return True
        time.sleep(0.01)
    return False
