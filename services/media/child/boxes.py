"""The outermost boxes of MP4 and QuickTime files, read without a decoder."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_HEADER_BYTES = 8
_LONG_BYTES = 16
_MOST_BOXES = 10_000
_FIRST_BOXES = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"}


@dataclass(frozen=True, slots=True)
class Boxes:
    """What the order and lengths of the boxes say.

    `is_whole` is false where the file ends before its last box does.
    """

    is_quicktime: bool
    moov_first: bool
    is_whole: bool


def read_boxes(path: Path) -> Boxes | None:
    """What the boxes of a file say; None if it does not consist of boxes."""
    names, brand, is_whole = list[bytes](), b"qt  ", True
    size_bytes = path.stat().st_size
    with path.open("rb") as file:
        for name, begin, end in _boxes(file, size_bytes):
            if not names and name not in _FIRST_BOXES:
                return None
            if name == b"ftyp":
                file.seek(begin)
                brand = file.read(4)
            names.append(name)
            is_whole = is_whole and end <= size_bytes
    return _said(names, brand, is_whole=is_whole) if names else None


def _said(names: list[bytes], brand: bytes, *, is_whole: bool) -> Boxes:
    has_both = b"moov" in names and b"mdat" in names
    return Boxes(
        is_quicktime=brand == b"qt  ",
        moov_first=has_both and names.index(b"moov") < names.index(b"mdat"),
        is_whole=is_whole and b"moov" in names,
    )


def _boxes(file: IO[bytes], size_bytes: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, begin of the content and end of each box."""
    at = 0
    for _ in range(_MOST_BOXES):
        file.seek(at)
        header = file.read(_LONG_BYTES)
        if len(header) < _HEADER_BYTES:
            return
        length, name = struct.unpack(">I4s", header[:_HEADER_BYTES])
        begin = at + _HEADER_BYTES
        if length == 1 and len(header) == _LONG_BYTES:
            length, begin = struct.unpack(">Q", header[_HEADER_BYTES:])[0], at + _LONG_BYTES
        end = size_bytes if length == 0 else at + length
        if end < begin:
            return
        yield name, begin, end
        at = end
