"""What the sections of networks have in common that ask people for their consent."""

from typing import Any, Generic, Protocol, TypeVar

from services.sandbox.codes import Codes
from services.sandbox.state import About, World


class Kept(Protocol):
    """What a network remembers."""

    def dump(self) -> dict[str, Any]:
        """All of it as JSON."""
        ...

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave."""
        ...


Store = TypeVar("Store", bound=Kept)


class ConsentedSection(Generic[Store]):
    """A network's part of the world; `world` is shared with the other networks.

    Args:
        world: The world.
        store: What this network remembers.
    """

    key: str
    about: About

    def __init__(self, world: World, store: Store) -> None:
        self.world = world
        self.store = store
        self.codes = Codes()

    @property
    def now(self) -> float:
        """The sandbox clock in Unix seconds."""
        return self.world.clock.timestamp()

    def dump(self) -> dict[str, Any]:
        """The section as JSON."""
        return {**self.store.dump(), "codes": self.codes.dump()}

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave."""
        self.store.restore(saved)
        self.codes.restore(saved.get("codes", []))
