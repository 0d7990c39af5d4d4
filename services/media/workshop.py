"""Where media are made to fit."""

from pathlib import Path

from services.media.shapes import Fitted, Shape, Taste


class Workshop:
    """Makes files fit shapes; what it makes lies in a folder.

    Args:
        folder: Where to keep what was made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def fit(self, path: Path, shape: Shape, taste: Taste) -> Fitted:
        """The file itself where it fits, else what was made of it."""
        raise NotImplementedError
