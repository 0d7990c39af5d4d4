"""Switches of the pretend internet: which of several known behaviours a network shows."""

from typing import Any


class Settings:
    """Named switches; every network declares its own, with its choices and its default."""

    def __init__(self) -> None:
        self._choices: dict[str, tuple[Any, ...]] = {}
        self._values: dict[str, Any] = {}

    def declare(self, name: str, *choices: Any) -> None:
        """Make a switch known; the first choice is its default."""
        self._choices[name] = choices
        self._values.setdefault(name, choices[0])

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def change(self, wanted: dict[str, Any]) -> None:
        """Turn switches.

        Raises:
            ValueError: There is no such switch, or it has no such choice.
        """
        for name, value in wanted.items():
            if name not in self._choices:
                raise ValueError(f"no setting is called {name!r}")
            if value not in self._choices[name]:
                choices = ", ".join(map(repr, self._choices[name]))
                raise ValueError(f"{name} is one of {choices}")
        self._values.update(wanted)

    def reset(self) -> None:
        """Put every switch on its default."""
        self._values = {name: choices[0] for name, choices in self._choices.items()}

    def dump(self) -> dict[str, Any]:
        """All switches and where they stand."""
        return dict(self._values)

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave."""
        self._values.update(saved)
