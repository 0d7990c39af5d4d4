"""Notes in a PNG or a WebP: chunks that no decoder needs.

Source: https://www.w3.org/TR/png-3/ and https://developers.google.com/speed/webp/docs/riff_container
"""

import struct
import zlib
from collections.abc import Iterator
from mmap import mmap

from services.media.notes.edits import Edit, patiently
from services.media.notes.exif import upright_only

_PNG = b"\x89PNG\r\n\x1a\n"
_NOTES_OF_PNG = {b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf", b"zxIf", b"caBX"}
_NOTES_OF_WEBP = {b"EXIF", b"XMP "}
_FLAGS = {b"EXIF": 0x08, b"XMP ": 0x04}
_HEAD_BYTES = 8
_EXIF_BEGIN = b"Exif\x00\x00"
_RIFF_BYTES = 12


def is_png(head: bytes) -> bool:
    """Whether a file begins as one."""
    return head.startswith(_PNG)


def is_webp(head: bytes) -> bool:
    """Whether a file begins as one."""
    return head.startswith(b"RIFF") and head[8:12] == b"WEBP"


def notes_of_png(content: mmap, most: int | None = None) -> list[Edit]:
    """What has to go, and all behind the picture."""
    edits, at = list[Edit](), len(_PNG)
    for _ in patiently(most):
        if at + _HEAD_BYTES > len(content):
            break
        length, name = struct.unpack(">I4s", content[at : at + _HEAD_BYTES])
        begin = at + _HEAD_BYTES
        end = min(begin + length + 4, len(content))
        if name in _NOTES_OF_PNG:
            edits.append(Edit(at, end, _kept_of_png(content, name, begin, end)))
        elif name == b"IEND":
            return [*edits, Edit(end, len(content))] if end < len(content) else edits
        at = end
    return edits


def _kept_of_png(content: mmap, name: bytes, begin: int, end: int) -> bytes:
    exif = upright_only(content[begin : end - 4]) if name == b"eXIf" else b""
    if not exif:
        return b""
    checked = b"eXIf" + exif
    return struct.pack(">I", len(exif)) + checked + struct.pack(">I", zlib.crc32(checked))


def notes_of_webp(content: mmap, most: int | None = None) -> list[Edit]:
    """What has to go; the file's length and the list of what is in it change with it."""
    edits, gone = list[Edit](), 0
    for name, at, end in _chunks_of_webp(content, most):
        if name in _NOTES_OF_WEBP:
            instead = _kept_of_webp(content, name, at + _HEAD_BYTES, end)
            edits.append(Edit(at, end, instead))
            gone |= 0 if instead else _FLAGS[name]
    if not edits:
        return []
    flags = content[20] & ~gone
    lengths = sum(len(edit.instead) - (edit.end - edit.begin) for edit in edits)
    (length,) = struct.unpack("<I", content[4:8])
    head = [Edit(4, 8, struct.pack("<I", length + lengths))]
    is_extended = content[12:16] == b"VP8X"
    return [*head, *([Edit(20, 21, bytes([flags]))] if is_extended else []), *edits]


def _chunks_of_webp(content: mmap, most: int | None) -> Iterator[tuple[bytes, int, int]]:
    """Name, begin and end of each, the byte that makes it even included."""
    at = _RIFF_BYTES
    for _ in patiently(most):
        if at + _HEAD_BYTES > len(content):
            return
        name, length = struct.unpack("<4sI", content[at : at + _HEAD_BYTES])
        end = min(at + _HEAD_BYTES + length + length % 2, len(content))
        yield name, at, end
        at = end


def _kept_of_webp(content: mmap, name: bytes, begin: int, end: int) -> bytes:
    exif = content[begin:end].removeprefix(_EXIF_BEGIN) if name == b"EXIF" else b""
    kept = upright_only(exif)
    return name + struct.pack("<I", len(kept)) + kept if kept else b""
