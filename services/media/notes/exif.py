"""The one note of a picture that people would miss: which way is up.

Source: https://www.cipa.jp/std/documents/download_e.html?DC-008-Translation-2023-E
"""

import struct

_ORIENTATION = 0x0112
_SHORT = 3
_ENTRY_BYTES = 12
_ORDERS = {b"II*\x00": "<", b"MM\x00*": ">"}
_TURNED = range(2, 9)


def upright_only(exif: bytes) -> bytes:
    """EXIF that says no more than the way up; empty where the picture is upright, or says nothing.

    Args:
        exif: Beginning with its TIFF header; it may be broken.
    """
    turned = _orientation(exif)
    if turned not in _TURNED:
        return b""
    entry = struct.pack(">2HI2HI", _ORIENTATION, _SHORT, 1, turned, 0, 0)
    return b"MM\x00*" + struct.pack(">IH", 8, 1) + entry


def _orientation(exif: bytes) -> int:
    order = _ORDERS.get(exif[:4])
    if order is None:
        return 1
    try:
        (at,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, at)
        for place in range(at + 2, at + 2 + count * _ENTRY_BYTES, _ENTRY_BYTES):
            tag, kind, _, value = struct.unpack_from(f"{order}2HIH", exif, place)
            if (tag, kind) == (_ORIENTATION, _SHORT):
                return int(value)
    except struct.error:
        return 1
    return 1
