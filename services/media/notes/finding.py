"""Which bytes of a file are notes. Nothing is decoded: only where pieces begin and end is read."""

from collections.abc import Callable
from mmap import ACCESS_READ, mmap
from pathlib import Path

from services.media.notes import chunks, films, jpeg
from services.media.notes.edits import Edit

_HEAD_BYTES = 16

Reader = Callable[[mmap, int | None], list[Edit]]

_READERS: tuple[tuple[Callable[[bytes], bool], Reader], ...] = (
    (jpeg.is_jpeg, jpeg.notes),
    (chunks.is_png, chunks.notes_of_png),
    (chunks.is_webp, chunks.notes_of_webp),
    (films.is_film, films.notes),
)


def find_notes(path: Path, most: int | None = None) -> list[Edit]:
    """What has to change for a file to be without notes; nothing where it has none.

    Args:
        path: The file, of whatever kind.
        most: How many pieces may be looked at.

    Raises:
        ManyPiecesError: There are more.
        OSError: It cannot be read.
    """
    if not path.stat().st_size:
        return []
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        head = content[:_HEAD_BYTES]
        found = (notes(content, most) for knows, notes in _READERS if knows(head))
        return next(found, [])
