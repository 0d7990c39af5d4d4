"""A video of 1.5 GB on its way through a real worker, whose memory hardly rises."""

import asyncio
import struct
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from aiohttp import test_utils, web

from db.accounts import SocialAccount
from services.content import Content, Media
from services.networks.registry import sandbox_addresses
from tests.environment import ROOT, quiet_environment
from tests.media.films import Film
from tests.proof.linking import link_account
from tests.proof.stage import Stage

BIG_BYTES = 1_500_000_000
LITTLE_BYTES = 64 * 1024 * 1024

_NETWORKS = ("pinterest", "youtube")
_PATIENCE_S = 400.0
_STEP_S = 20.0

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]


@asynccontextmanager
async def local_bot_api(folder: Path) -> AsyncIterator[str]:
    """A Bot API server of one's own, which shares its disk: files are named by their ids."""

    async def answer(request: web.Request) -> web.Response:
        asked = await request.post()
        path = folder / str(asked.get("file_id", ""))
        about = {"file_id": path.name, "file_unique_id": path.name, "file_path": str(path)}
        return web.json_response({"ok": True, "result": about})

    app = web.Application()
    app.router.add_route("*", "/{call:.*}", answer)
    async with test_utils.TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


@contextmanager
def worker(stage: Stage, log: Path, bot_api: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker process that fetches originals from its own Bot API server."""
    settings = stage.settings
    addresses = sandbox_addresses(settings.telegram_api_url)
    environment = quiet_environment(
        TELEGRAM_TOKEN=settings.telegram_token.get_secret_value(),
        **{**addresses, "TELEGRAM_API_URL": bot_api},
        TELEGRAM_API_LOCAL="1",
        DATABASE_URL=settings.database_url,
        REDIS_URL=settings.redis_url,
        DATA_DIR=str(settings.data_dir),
        CLOCK_FILE=str(settings.clock_file),
        WEB_PORT=str(settings.web_port),
        SANDBOX="1",
    )
    with log.open("wb") as out:
        program = [sys.executable, "-m", "bot", "worker"]
        process = subprocess.Popen(program, stdout=out, stderr=out, cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def memory_bytes(process: "subprocess.Popen[bytes]", name: str) -> int:
    """A line of the kernel's account of a process: `VmRSS` is now, `VmHWM` was the most."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) * 1024


def forget_the_most(process: "subprocess.Popen[bytes]") -> None:
    """Let `VmHWM` begin anew."""
    Path(f"/proc/{process.pid}/clear_refs").write_text("5")


def pad(path: Path, small: bytes) -> None:
    """A film, and behind it a hole in the file that counts as its last box."""
    with path.open("wb") as file:
        file.write(small + struct.pack(">I4sQ", 1, b"free", BIG_BYTES - len(small)))
        file.truncate(BIG_BYTES)


def content(path: Path) -> Content:
    media = Media(
        id=0,
        kind="video",
        origin="telegram",
        ref=path.name,
        unique_ref=path.name,
        size_bytes=path.stat().st_size,
        width=320,
        height=240,
        duration_s=5,
        mime_type="video/mp4",
    )
    return Content(text=f"Soup, {path.name}", media=(media,))


async def show(stage: Stage, accounts: list[SocialAccount], path: Path) -> None:
    """Publish a video everywhere, and wait until it is there."""
    ids = [await stage.publish(account, content(path)) for account in accounts]
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            rows = await stage.deliveries(*ids)
            states = {row.state for row in rows}
            if states == {"published"}:
                return
            assert states <= {"scheduled", "publishing", "retrying", "published"}, [
                (row.state, row.error_code, row.error_detail) for row in rows
            ]
            await asyncio.sleep(0.5)
            if any(row.reason == "processing" for row in rows):
                stage.clock.advance(_STEP_S)


async def test_a_big_video_passes_in_little_memory(
    stage: Stage, tmp_path: Path, record_property: Callable[[str, int], None]
) -> None:
    small, big = tmp_path / "small", tmp_path / "big"
    Film(size=(320, 240), frames=50).write(small)
    await asyncio.to_thread(pad, big, small.read_bytes())
    accounts = [await link_account(key)(stage, f"Big {key}") for key in _NETWORKS]
    async with local_bot_api(tmp_path) as bot_api:
        with worker(stage, tmp_path / "worker.log", bot_api) as process:
            await show(stage, accounts, small)
            forget_the_most(process)
            before = memory_bytes(process, "VmRSS")
            await show(stage, accounts, big)
            risen = memory_bytes(process, "VmHWM") - before
    record_property("risen_mib", risen >> 20)
    assert risen < LITTLE_BYTES, f"{risen / 2**20:.0f} MiB more"
    ours = [one for one in await stage.control.ledger() if one["attempt"]]
    shown = [one["network"] for one in ours if "big" in (one["title"] or one["text"])]
    assert sorted(shown) == sorted(_NETWORKS)
    uploads = await stage.control.journal(network="pinterest", method="upload")
    assert uploads[-1]["params"]["files"][0]["size_bytes"] == BIG_BYTES
    chunks = await stage.control.journal(network="youtube", method="upload:chunk")
    assert any(one["params"]["range"].endswith(f"/{BIG_BYTES}") for one in chunks)
