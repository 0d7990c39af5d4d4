"""Where a film was taken, in an MP4 or QuickTime file: in boxes that no player needs.

They become free room of the same length, because every place in such a file is counted from its
begin. Only what tells a place is worth a copy of a large file: a film without one stays as it is,
the name of its editor included.

Source: https://developer.apple.com/documentation/quicktime-file-format
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap

from services.media.notes.edits import Edit, patiently

_FIRST = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"}
_HOLDERS = {b"moov", b"trak"}
_NOTES = {b"udta", b"meta"}
_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_PLACES = (b"\xa9xyz", b"loci", b"location", b"GPS")


def is_film(head: bytes) -> bool:
    """Whether a file begins as one."""
    return head[4:8] in _FIRST


def notes(content: mmap, most: int | None = None) -> list[Edit]:
    """What has to become free room; nothing where no note tells a place."""
    found = list(_notes(content, 0, len(content), iter(patiently(most))))
    if not any(_tells_a_place(content, box) for box in found):
        return []
    return [edit for box in found for edit in _freed(box)]


@dataclass(frozen=True, slots=True)
class _Box:
    """Its name, where that stands, and from where to where its content lies."""

    name: bytes
    name_at: int
    begin: int
    end: int


def _freed(box: _Box) -> list[Edit]:
    nothing = bytes(box.end - box.begin)
    return [Edit(box.name_at, box.name_at + 4, b"free"), Edit(box.begin, box.end, nothing)]


def _tells_a_place(content: mmap, box: _Box) -> bool:
    return any(content.find(word, box.begin, box.end) >= 0 for word in _PLACES)


def _notes(content: mmap, at: int, end: int, pieces: Iterator[int]) -> Iterator[_Box]:
    """Every box of notes: all of the film's, and all of each track's."""
    is_outermost = at == 0
    for box in _boxes(content, at, end, pieces):
        if box.name in _HOLDERS:
            yield from _notes(content, box.begin, box.end, pieces)
        elif _holds_notes(content, box) and not (is_outermost and box.name in _NOTES):
            yield box


def _holds_notes(content: mmap, box: _Box) -> bool:
    is_xmp = box.name == b"uuid" and content[box.begin : box.begin + len(_XMP)] == _XMP
    return is_xmp or box.name in _NOTES


def _boxes(content: mmap, at: int, end: int, pieces: Iterator[int]) -> Iterator[_Box]:
    for _ in pieces:
        if at + 8 > end:
            return
        length, name = struct.unpack(">I4s", content[at : at + 8])
        begin = at + 8
        if length == 1:
            (length,) = struct.unpack(">Q", content[begin : begin + 8].ljust(8, b"\0"))
            begin += 8
        until = end if length == 0 else at + length
        if until < begin or until > end:
            return
        yield _Box(name, at + 4, begin, until)
        at = until
