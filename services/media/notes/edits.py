"""What is to be changed in a file, as places of its bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count


class ManyPiecesError(ValueError):
    """A file has more pieces than whoever reads it has patience for."""


def patiently(most: int | None) -> Iterable[int]:
    """Numbers of pieces: without an end, or up to one that is an error."""
    if most is None:
        return count()
    return _up_to(most)


def _up_to(most: int) -> Iterable[int]:
    yield from range(most)
    raise ManyPiecesError(f"more than {most} pieces")


@dataclass(frozen=True, slots=True)
class Edit:
    """The bytes from `begin` to before `end` give way to others; edits are in order and apart."""

    begin: int
    end: int
    instead: bytes = b""
