"""A demo, as somebody who typed `make demo` has it."""

from pathlib import Path

from services.embedded.folder import LOOPBACK, free_port
from tests.house.terminal import Terminal

READY = "CrossPoster is ready: open"


class Demo(Terminal):
    """A demo on a port and in a folder of its own."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        where = ("--port", str(self.port), "--data", str(data_dir))
        super().__init__(data_dir.with_suffix(".said"), "demo", *where, environment=environment)

    @property
    def page(self) -> str:
        """The address of the page."""
        return f"http://{LOOPBACK}:{self.port}"

    def logs(self) -> str:
        """What its processes wrote."""
        return "".join(path.read_text() for path in self.data_dir.glob("[bmsw]*.log"))
