"""Uploads to the pretend YouTube: however they are interrupted, one session and one video."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from services.clock import SharedClock
from services.content import Content
from services.errors import LoginNeeded, NetworkError, RateLimited, Rejected, Transient
from tests.networks.works import Bench
from tests.networks.youtube_world import PIECE_BYTES, World, movie, open_world

CHUNKS = 4
SIZE_BYTES = CHUNKS * PIECE_BYTES - 1000


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(sandbox_url, clock_file, tmp_path) as world:
        yield world


@dataclass
class Soup:
    """A post whose film goes up in four chunks."""

    world: World
    content: Content
    bench: Bench

    async def prepare(self, youtube: Any = None) -> str:
        """Bring the film up; the video's id."""
        how = {"youtube": youtube} if youtube else {}
        async with hastened(self.world.clock):
            _, prepared, _ = await self.world.prepared(self.content, self.bench, **how)
        return str(prepared.evidence["video"])

    async def fails(self) -> NetworkError:
        """How bringing it up fails."""
        with pytest.raises(NetworkError) as caught:
            await self.prepare()
        return caught.value

    async def ranges(self) -> list[str]:
        """What every request to the session was about."""
        calls = await self.world.calls("upload:chunk")
        return [one["params"]["range"].removeprefix("bytes ") for one in calls]

    async def is_there_once(self) -> None:
        """One session, one video, and all of its bytes."""
        assert len(await self.world.calls("videos.insert")) == 1
        await self.is_whole()

    async def is_whole(self) -> None:
        """One video, and all of its bytes."""
        [video] = await self.world.owned()
        assert video["digest"] == hashlib.sha256(self.bench.files[1].read_bytes()).hexdigest()


@asynccontextmanager
async def hastened(clock: SharedClock) -> AsyncIterator[None]:
    """Let nobody wait for long who waits by this clock."""

    async def hasten() -> None:
        while True:
            await asyncio.sleep(0.05)
            clock.advance(0.5)

    hastening = asyncio.create_task(hasten())
    try:
        yield
    finally:
        hastening.cancel()


@pytest.fixture
async def soup(world: World) -> Soup:
    media, bench = world.film(SIZE_BYTES)
    return Soup(world, Content(text="Soup", media=(media,)), bench)


async def test_a_film_goes_up_in_chunks(soup: Soup) -> None:
    await soup.prepare()
    last = SIZE_BYTES - 1
    total = SIZE_BYTES
    assert await soup.ranges() == [
        f"{start}-{min(start + PIECE_BYTES - 1, last)}/{total}"
        for start in range(0, total, PIECE_BYTES)
    ]
    await soup.is_there_once()


async def test_what_was_not_kept_of_a_chunk_is_sent_again(soup: Soup) -> None:
    await soup.world.turn(chunks="part")
    large = soup.world.another(chunk_bytes=2 * PIECE_BYTES)
    await soup.prepare(large)
    await soup.is_there_once()
    starts = [int(one.partition("-")[0]) for one in await soup.ranges()]
    assert starts == [0, PIECE_BYTES, 3 * PIECE_BYTES, 3 * PIECE_BYTES]


@pytest.mark.parametrize("kind", ["server_error", "reset", "hang", "accept_then_reset"])
@pytest.mark.parametrize("chunk", [0, 1, CHUNKS - 1])
async def test_a_chunk_whose_answer_is_lost_is_asked_for(soup: Soup, kind: str, chunk: int) -> None:
    await soup.world.fault(kind, "upload:chunk", skip=chunk)
    await soup.prepare(soup.world.another(upload_silence_s=0.4))
    assert (await soup.ranges())[chunk + 1] == f"*/{SIZE_BYTES}"
    await soup.is_there_once()


async def test_a_killed_process_is_continued_by_another(soup: Soup) -> None:
    await soup.world.fault("hang", "upload:chunk", skip=2)
    dying = asyncio.create_task(soup.prepare())
    while len(await soup.ranges()) < 3:
        await asyncio.sleep(0.01)
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    await soup.prepare(soup.world.another())
    ranges = await soup.ranges()
    assert ranges[3] == f"*/{SIZE_BYTES}"
    assert ranges[4].startswith(f"{2 * PIECE_BYTES}-"), "it continues and does not begin anew"
    await soup.is_there_once()


async def test_a_video_whose_answer_was_never_heard_is_asked_for_later(soup: Soup) -> None:
    await soup.world.fault("accept_then_reset", "upload:chunk", skip=CHUNKS - 1, times=None)
    assert isinstance(await soup.fails(), Transient)
    await soup.world.control("DELETE", "faults")
    video = await soup.prepare(soup.world.another())
    [owned] = await soup.world.owned()
    assert owned["id"] == video
    await soup.is_there_once()


async def test_an_upload_that_gets_no_further_is_given_up_for_now(soup: Soup) -> None:
    await soup.world.fault("server_error", "upload:chunk", times=None)
    assert isinstance(await soup.fails(), Transient)
    assert len(await soup.ranges()) <= 4
    assert await soup.world.owned() == []
    await soup.world.control("DELETE", "faults")
    await soup.prepare()
    await soup.is_there_once()


async def test_a_session_that_has_ended_begins_anew(soup: Soup) -> None:
    await soup.world.fault("server_error", "upload:chunk", skip=1, times=None)
    await soup.fails()
    await soup.world.control("DELETE", "faults")
    await soup.world.control("POST", "youtube/sessions/end")
    await soup.prepare()
    assert len(await soup.world.calls("playlistItems.list")) == 1, "it looks before"
    assert len(await soup.world.calls("videos.insert")) == 2
    await soup.is_whole()


async def test_a_video_of_a_session_that_has_ended_is_found(soup: Soup) -> None:
    """The last answer was lost, and then a week passed."""
    await soup.world.fault("accept_then_reset", "upload:chunk", skip=CHUNKS - 1, times=None)
    await soup.fails()
    await soup.world.control("DELETE", "faults")
    await soup.world.control("POST", "youtube/sessions/end")
    video = await soup.prepare()
    [owned] = await soup.world.owned()
    assert owned["id"] == video
    await soup.is_there_once()


async def test_two_videos_that_may_be_it_are_left_to_the_person(soup: Soup) -> None:
    """Another post with the same words went up meanwhile and is still private."""
    await soup.world.fault("accept_then_reset", "upload:chunk", skip=CHUNKS - 1, times=None)
    await soup.fails()
    await soup.world.control("DELETE", "faults")
    media, other = soup.world.film(number=2)
    await soup.world.prepared(Content(text="Soup", media=(media,)), other)
    await soup.world.control("POST", "youtube/sessions/end")
    refused = await soup.fails()
    assert isinstance(refused, Rejected)
    assert refused.advice == "youtube-advice-several"
    assert len(await soup.world.owned()) == 2


async def test_another_file_does_not_continue_a_session(soup: Soup) -> None:
    await soup.world.fault("server_error", "upload:chunk", skip=1, times=None)
    await soup.fails()
    await soup.world.control("DELETE", "faults")
    soup.bench.files[1].write_bytes(movie(SIZE_BYTES, number=9))
    await soup.prepare()
    assert len(await soup.world.calls("videos.insert")) == 2
    await soup.is_whole()


async def test_the_address_of_a_session_is_kept_sealed(soup: Soup) -> None:
    await soup.world.fault("server_error", "upload:chunk", times=None)
    await soup.fails()
    kept = json.dumps(soup.bench.checkpoint)
    assert "upload" in soup.bench.checkpoint
    assert "upload_id" not in kept
    assert "http" not in kept


async def test_the_session_is_kept_before_a_byte_is_sent(soup: Soup) -> None:
    async def look() -> None:
        if "video" not in soup.bench.checkpoint:
            assert await soup.ranges() == []

    soup.bench.on_save = look
    await soup.prepare()
    assert soup.bench.checkpoint["video"]


async def test_a_token_that_dies_on_the_way_is_replaced_and_no_chunk_is_empty(soup: Soup) -> None:
    async def die() -> None:
        soup.world.clock.advance(600)
        await soup.world.control("POST", "youtube/tokens/expire")

    soup.bench.on_save = die
    await soup.prepare()
    assert len(await soup.world.calls("token")) == 2
    await soup.is_there_once()


async def test_a_token_is_renewed_before_a_chunk_that_would_outlive_it(soup: Soup) -> None:
    async def wait() -> None:
        if "upload" in soup.bench.checkpoint:
            soup.world.clock.advance(56 * 60)

    soup.bench.on_save = wait
    await soup.prepare()
    refused = [one for one in await soup.world.calls("upload:chunk") if one["status"] == 401]
    assert refused == []
    assert len(await soup.world.calls("token")) == 2


async def test_a_grant_that_was_taken_back_on_the_way_needs_the_person(soup: Soup) -> None:
    async def revoke() -> None:
        soup.world.clock.advance(600)
        token = soup.world.account().credentials["refresh_token"]
        await soup.world.control("POST", "youtube/tokens/revoke", {"refresh_token": token})

    soup.bench.on_save = revoke
    assert isinstance(await soup.fails(), LoginNeeded)


@pytest.mark.parametrize(
    ("kind", "error"), [("rate_limit", RateLimited), ("server_error", Transient)]
)
async def test_an_upload_that_could_not_begin_leaves_nothing(
    soup: Soup, kind: str, error: type[NetworkError]
) -> None:
    await soup.world.fault(kind, "videos.insert")
    assert isinstance(await soup.fails(), error)
    assert soup.bench.checkpoint == {}
    await soup.prepare()
    await soup.is_whole()


async def test_an_announced_upload_whose_answer_was_lost_makes_no_video(soup: Soup) -> None:
    await soup.world.fault("accept_then_500", "videos.insert")
    assert isinstance(await soup.fails(), Transient)
    await soup.prepare()
    assert await soup.world.sessions() == 2
    await soup.is_whole()
