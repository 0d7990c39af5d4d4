"""Switches of the pretend internet: which of several known behaviours a network shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.sandbox.words import Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Switch:
    """A choice between known behaviours of a network; the first one is the default."""

    name: str
    network: str
    title: Words
    choices: Mapping[Any, Words]

    def as_json(self, value: Any) -> dict[str, Any]:
        """The switch as the page draws it, and where it stands."""
        choices = [{"value": one, "words": words.as_json()} for one, words in self.choices.items()]
        return {
            "name": self.name,
            "network": self.network,
            "title": self.title.as_json(),
            "choices": choices,
            "value": value,
        }


class Settings:
    """Named switches; every network declares its own."""

    def __init__(self) -> None:
        self._switches: dict[str, Switch] = {}
        self._values: dict[str, Any] = {}

    def declare(self, *switches: Switch) -> None:
        """Make switches known; they stand on their defaults unless they were turned before."""
        for switch in switches:
            self._switches[switch.name] = switch
            self._values.setdefault(switch.name, next(iter(switch.choices)))

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def change(self, wanted: dict[str, Any]) -> None:
        """Turn switches.

        Raises:
            ValueError: There is no such switch, or it has no such choice.
        """
        for name, value in wanted.items():
            if name not in self._switches:
                raise ValueError(f"no setting is called {name!r}")
            known = tuple(self._switches[name].choices)
            if value not in known:
                raise ValueError(f"{name} is one of {', '.join(map(repr, known))}")
        self._values.update(wanted)

    def reset(self) -> None:
        """Put every switch on its default."""
        for name, switch in self._switches.items():
            self._values[name] = next(iter(switch.choices))

    def shown(self) -> list[dict[str, Any]]:
        """All switches as the page draws them."""
        return [switch.as_json(self._values[name]) for name, switch in self._switches.items()]

    def dump(self) -> dict[str, Any]:
        """Where all switches stand, by name."""
        return dict(self._values)

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave."""
        self._values.update(saved)
