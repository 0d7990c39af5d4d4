"""Bodies of every network's calls: forms with a file, answers of any shape, words of errors."""

import asyncio
from pathlib import Path

import pytest

from services.networks.bodies import Form, Upload, json_object, redacted, silent_at_most
from services.networks.window import SendWindow, attempt_header


async def nobody(fraction: float) -> None:
    del fraction


async def test_a_form_says_its_length_and_ends_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "soup.bin"
    path.write_bytes(b"soup" * 100_000)
    form = Form(Upload(path, "file", 'so"up\r\n.bin', "image/png"), {"key": "kitchen"})
    body = b"".join([piece async for piece in form.pieces(lambda: None, nobody)])
    assert len(body) == int(form.headers["Content-Length"])
    head, _, file = body.partition(b'name="file"; filename="so%22up%0D%0A.bin"\r\n')
    assert b'name="key"\r\n\r\nkitchen\r\n' in head
    assert file.startswith(b"Content-Type: image/png\r\n\r\n" + b"soup")


async def test_only_silence_ends_what_is_sent() -> None:
    async with silent_at_most(0.1) as beat:
        for _ in range(4):
            await asyncio.sleep(0.05)
            beat()
    with pytest.raises(TimeoutError):
        async with silent_at_most(0.05):
            await asyncio.sleep(5)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"null", b"[" * 100_000, b"\xff\xfe{"])
def test_what_is_no_object_is_an_empty_one(body: bytes) -> None:
    assert json_object(body) == {}


def test_no_secret_stands_in_words_and_an_empty_one_changes_none() -> None:
    assert redacted("bad key pina_1", ("pina_1", "")) == "bad key ***"


def test_only_a_sandbox_is_told_the_attempt() -> None:
    window = SendWindow("a-1")
    assert attempt_header(window, sandbox=True) == {"X-Attempt": "a-1"}
    assert attempt_header(window, sandbox=False) == attempt_header(None, sandbox=True) == {}
