"""What the first bytes of a file promise."""

from pathlib import Path
from typing import Literal

_READ_BYTES = 256
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_FILMS = (b"\x1aE\xdf\xa3", b"FLV\x01", b"OggS", b"\x00\x00\x01\xba", b"0&\xb2u\x8ef\xcf\x11")
_SOUNDS = (b"ID3", b"fLaC", b"\xff\xfb", b"\xff\xf3", b"\xff\xf1", b"\xff\xf9")
_BOXES = {b"ftyp", b"moov", b"mdat", b"free", b"wide", b"skip"}
_RIFF = {b"WEBP": "picture", b"AVI ": "film", b"WAVE": "film"}
_TRANSPORT_EVERY = 188


def promised(path: Path) -> Literal["picture", "film"] | None:
    """What a decoder should find in a file; sounds count as films, None is neither."""
    with path.open("rb") as file:
        begin = file.read(_READ_BYTES)
    if begin.startswith(_PICTURES) or _is_riff(begin, "picture"):
        return "picture"
    is_film = begin.startswith((*_FILMS, *_SOUNDS)) or begin[4:8] in _BOXES
    return "film" if is_film or _is_riff(begin, "film") or _is_transport(begin) else None


def _is_riff(begin: bytes, kind: str) -> bool:
    return begin.startswith(b"RIFF") and _RIFF.get(begin[8:12]) == kind


def _is_transport(begin: bytes) -> bool:
    """Packets of a transport stream begin with a G, and so does many a text."""
    return begin.startswith(b"G") and begin[_TRANSPORT_EVERY : _TRANSPORT_EVERY + 1] == b"G"
