"""What a twin says on the page, in the page's languages.

The page brings its own texts; those of a network come with the twin, so that a network is whole.
"""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One text in English and in Russian."""

    en: str
    ru: str

    def as_json(self) -> dict[str, str]:
        """The text by language."""
        return asdict(self)
