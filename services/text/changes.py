"""What becomes of a text on the way to a network, as data that a card can tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from services.content import Entity

_FORMATS = frozenset({"bold", "italic", "underline", "strikethrough", "code", "pre"})


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that readers see differently: a text key, its variables, how much it matters."""

    text: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    level: Literal["change", "info"] = "change"


def lost(entities: Iterable[Entity], *, spoilers: bool = False) -> list[Change]:
    """What a plain text loses of a formatted one.

    Args:
        entities: The formatting.
        spoilers: Whether pictures are hidden that the network shows to everyone.
    """
    kinds = {entity.kind for entity in entities}
    told = []
    if spoilers or "spoiler" in kinds:
        told.append(Change("text-spoilers-open"))
    if kinds & _FORMATS:
        told.append(Change("text-formatting-plain"))
    if "mention" in kinds:
        told.append(Change("text-names-as-addresses", level="info"))
    return told


def left_out(rest: str) -> list[Change]:
    """How much of a text is cut off, if anything is."""
    return [Change("text-cut", values={"characters": len(rest)})] if rest else []


def titled(title: str) -> list[Change]:
    """Which title a text has got, if it has one."""
    return [Change("text-title", values={"title": title}, level="info")] if title else []
