"""Resumable uploads to the pretend YouTube: the protocol to the letter."""

import asyncio

import pytest

from tests.networks.youtube_world import GARAGE, PIECE_BYTES, movie
from tests.sandbox.youtube_client import Youtube

FILM = movie(3 * PIECE_BYTES - 100)
SIZE = len(FILM)


@pytest.fixture
async def address(youtube: Youtube) -> str:
    return (await youtube.begin(SIZE)).headers["Location"]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Upload-Content-Type": "image/png"},
        {"X-Upload-Content-Length": "0"},
        {"X-Upload-Content-Length": "many"},
        {"X-Upload-Content-Length": str((256 << 30) + 1)},
        {"Content-Type": "text/plain"},
    ],
)
async def test_an_upload_is_announced_with_type_and_length(
    youtube: Youtube, headers: dict[str, str]
) -> None:
    assert (await youtube.begin(100, headers=headers)).status == 400


async def test_addresses_cannot_be_guessed_and_differ(youtube: Youtube) -> None:
    first, second = [(await youtube.begin(SIZE)).headers["Location"] for _ in range(2)]
    assert first != second
    assert len(first.partition("upload_id=")[2]) >= 40


async def test_chunks_come_in_order_and_the_last_makes_the_video(
    youtube: Youtube, address: str
) -> None:
    said = await youtube.put(address, b"", f"*/{SIZE}")
    assert (said.status, "Range" in said.headers) == (308, False)
    said = await youtube.put(address, FILM[:PIECE_BYTES], f"0-{PIECE_BYTES - 1}/{SIZE}")
    assert (said.status, said.headers["Range"]) == (308, f"bytes=0-{PIECE_BYTES - 1}")
    said = await youtube.put(address, b"", f"*/{SIZE}")
    assert said.headers["Range"] == f"bytes=0-{PIECE_BYTES - 1}"
    assert await youtube.owned() == []
    said = await youtube.put(address, FILM[PIECE_BYTES:], f"{PIECE_BYTES}-{SIZE - 1}/{SIZE}")
    assert said.status == 200
    [video] = await youtube.owned()
    assert video["id"] == said.body["id"]


async def test_the_same_film_may_be_on_its_way_twice(youtube: Youtube) -> None:
    addresses = [(await youtube.begin(SIZE)).headers["Location"] for _ in range(2)]
    for address in addresses:
        await youtube.put(address, FILM[:PIECE_BYTES], f"0-{PIECE_BYTES - 1}/{SIZE}")
    for address in addresses:
        rest = f"{PIECE_BYTES}-{SIZE - 1}/{SIZE}"
        assert (await youtube.put(address, FILM[PIECE_BYTES:], rest)).status == 200
    assert len(await youtube.owned()) == 2


async def test_asking_while_the_last_byte_is_worked_on_makes_no_second_video(
    youtube: Youtube, address: str
) -> None:
    asks = [youtube.put(address, b"", f"*/{SIZE}") for _ in range(30)]
    await asyncio.gather(youtube.put(address, FILM, f"0-{SIZE - 1}/{SIZE}"), *asks)
    assert len(await youtube.owned()) == 1


async def test_a_finished_session_tells_its_video_again(youtube: Youtube, address: str) -> None:
    first = await youtube.put(address, FILM, f"0-{SIZE - 1}/{SIZE}")
    for content, content_range in ((b"", f"*/{SIZE}"), (FILM, f"0-{SIZE - 1}/{SIZE}")):
        again = await youtube.put(address, content, content_range)
        assert (again.status, again.body["id"]) == (200, first.body["id"])
    assert len(await youtube.owned()) == 1


async def test_a_second_session_makes_a_second_video(youtube: Youtube) -> None:
    for _ in range(2):
        await youtube.upload(FILM)
    assert len(await youtube.owned()) == 2


@pytest.mark.parametrize(
    ("content", "content_range"),
    [
        (FILM[: PIECE_BYTES + 1], f"0-{PIECE_BYTES}/{SIZE}"),
        (FILM[:1000], f"0-999/{SIZE}"),
        (FILM[:PIECE_BYTES], f"{PIECE_BYTES}-{2 * PIECE_BYTES - 1}/{SIZE}"),
        (FILM[:PIECE_BYTES], f"0-{2 * PIECE_BYTES - 1}/{SIZE}"),
        (FILM[:PIECE_BYTES], f"0-{PIECE_BYTES - 1}/{SIZE + 1}"),
        (FILM[:PIECE_BYTES], f"0-{PIECE_BYTES - 1}/*"),
        (FILM[:PIECE_BYTES], "everything"),
        (b"", f"0-{PIECE_BYTES - 1}/{SIZE}"),
    ],
)
async def test_a_chunk_that_is_not_what_it_says_is_refused(
    youtube: Youtube, address: str, content: bytes, content_range: str
) -> None:
    assert (await youtube.put(address, content, content_range)).status == 400
    assert "Range" not in (await youtube.put(address, b"", f"*/{SIZE}")).headers


async def test_a_chunk_without_its_bytes_is_refused_soon(youtube: Youtube, address: str) -> None:
    """What Google's own library sends after a 5xx: the length of a chunk, and no chunk."""
    path = address.removeprefix(youtube.sandbox.url)
    host, _, port = youtube.sandbox.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    token = next(iter(youtube.tokens.values()))
    head = [
        f"PUT {path} HTTP/1.1",
        f"Host: {host}",
        f"Authorization: Bearer {token}",
        f"Content-Range: bytes 0-{PIECE_BYTES - 1}/{SIZE}",
        f"Content-Length: {PIECE_BYTES}",
    ]
    writer.write("\r\n".join([*head, "", ""]).encode())
    answer = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    assert b" 400 " in answer


async def test_less_than_was_sent_may_be_kept(youtube: Youtube, address: str) -> None:
    await youtube.sandbox.settings(youtube_chunks="part")
    two = 2 * PIECE_BYTES
    said = await youtube.put(address, FILM[:two], f"0-{two - 1}/{SIZE}")
    assert said.headers["Range"] == f"bytes=0-{PIECE_BYTES - 1}"
    said = await youtube.put(address, FILM[PIECE_BYTES:], f"{PIECE_BYTES}-{SIZE - 1}/{SIZE}")
    assert said.status == 200


async def test_a_session_ends_after_a_week(youtube: Youtube, address: str) -> None:
    await youtube.sandbox.advance(8 * 24 * 3600)
    async with Youtube(youtube.sandbox) as later:
        assert (await later.put(address, b"", f"*/{SIZE}")).status == 404


async def test_a_session_belongs_to_its_channel(youtube: Youtube, address: str) -> None:
    said = await youtube.put(address, FILM, f"0-{SIZE - 1}/{SIZE}", owner=GARAGE)
    assert said.status == 401
    assert await youtube.owned() == []
