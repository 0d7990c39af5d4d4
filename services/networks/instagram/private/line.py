"""One call of a thread, as both the thread and the event loop see it."""

from pathlib import Path

from services.errors import NotSent
from services.networks import threads
from services.networks.window import SendWindow

_SLOWEST_BYTES_A_SECOND = 50_000


class Line(threads.Line):
    """A job on its way: usually one call, several where files are uploaded.

    Args:
        limit_s: How long one call may take, from its first byte to its whole answer.
        window: That of an irrevocable call; a harmless one has none.
    """

    def __init__(self, limit_s: float, window: SendWindow | None = None) -> None:
        super().__init__("Instagram", window)
        self.file: Path | None = None
        self._limit_s = limit_s

    @property
    def limit_s(self) -> float:
        """How long the next call may take: a file gets the time that it needs, even slowly."""
        size_bytes = self.file.stat().st_size if self.file else 0
        return self._limit_s + size_bytes / _SLOWEST_BYTES_A_SECOND

    def load(self, file: Path | None) -> None:
        """Say which file the next call sends, instead of the body that the library gives it."""
        self.file = file

    def about_to_write(self) -> None:
        """Let bytes of the body leave; without its body, a request is none.

        Raises:
            NotSent: The send window has been missed, or nobody wants the call any more.
        """
        if self.cut:
            raise NotSent(self.network, "nobody waits for it any more")
        # The window is for the first byte alone: a file takes longer than that.
        if not self.written:
            super().about_to_write()
