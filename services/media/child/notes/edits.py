"""What is to be changed in a file, as places of its bytes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """The bytes from `begin` to before `end` give way to others; edits are in order and apart."""

    begin: int
    end: int
    instead: bytes = b""
