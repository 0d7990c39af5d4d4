"""What becomes of a text on the way to a network, as data that a card can tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.content import Entity
from services.text.plain import FORMATS


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that readers will see differently: a text key and its variables."""

    text: str
    values: Mapping[str, str | int] = field(default_factory=dict)


def lost(entities: Iterable[Entity], *, spoilers: bool = False) -> tuple[Change, ...]:
    """What a plain text loses of a formatted one.

    Args:
        entities: The formatting.
        spoilers: Whether pictures are hidden that the network shows to everyone.
    """
    kinds = {entity.kind for entity in entities}
    told = []
    if spoilers or "spoiler" in kinds:
        told.append(Change("text-spoilers-open"))
    if kinds & FORMATS:
        told.append(Change("text-formatting-plain"))
    return tuple(told)
