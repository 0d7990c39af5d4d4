"""Notes in a JPEG: every application's segment but those that say how colours are meant.

Source: https://www.w3.org/Graphics/JPEG/itu-t81.pdf (annex B)
"""

import re
from mmap import mmap

from services.media.notes.edits import Edit, patiently
from services.media.notes.exif import upright_only

_EXIF = b"Exif\x00\x00"
_NEEDED = ((0xE0, b"JFIF\x00"), (0xE2, b"ICC_PROFILE\x00"), (0xEE, b"Adobe"))
_NOTES = frozenset({*range(0xE0, 0xF0), 0xFE})
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_SCAN, _END = 0xDA, 0xD9
_NEXT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""The marker behind a scan: an 0xFF among its data is followed by zero, or restarts it."""


def is_jpeg(head: bytes) -> bool:
    """Whether a file begins as one."""
    return head.startswith(b"\xff\xd8\xff")


def notes(content: mmap, most: int | None = None) -> list[Edit]:
    """What has to go, and all behind the picture: phones hang films and more pictures there."""
    edits, at = list[Edit](), 2
    for _ in patiently(most):
        if at + 4 > len(content) or content[at] != 0xFF:
            break
        marker = content[at + 1]
        if marker == _END:
            return [*edits, *_behind(content, at + 2)]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        if marker in _NOTES and not _is_needed(marker, content[at + 4 : at + 16]):
            edits.append(Edit(at, end, _instead(content[at + 4 : end])))
        if marker == _SCAN:
            found = _NEXT.search(content, end)
            end = found.start() if found else len(content)
        at = end
    return [*edits, *_behind(content, at + 2)] if content[at : at + 2] == b"\xff\xd9" else edits


def _is_needed(marker: int, begin: bytes) -> bool:
    return any(marker == wanted and begin.startswith(name) for wanted, name in _NEEDED)


def _instead(segment: bytes) -> bytes:
    if not segment.startswith(_EXIF):
        return b""
    exif = upright_only(segment[len(_EXIF) :])
    if not exif:
        return b""
    kept = _EXIF + exif
    return b"\xff\xe1" + (len(kept) + 2).to_bytes(2) + kept


def _behind(content: mmap, end: int) -> list[Edit]:
    return [Edit(end, len(content))] if end < len(content) else []
