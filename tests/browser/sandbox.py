"""A sandbox of its own for a browser test, and what tests ask of it beside the page."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from services.embedded.folder import LOOPBACK, free_port
from services.embedded.process import dying_with_us
from tests.environment import ROOT, quiet_environment

_READY_TIMEOUT_S = 20
_LOOK_S = 0.03


class Sandbox:
    """`python -m services.sandbox`, by default on a free port; may be stopped and started again.

    Args:
        data_dir: What it remembers lies there.
        port: Where it listens.
        root: The tree whose sandbox it is.
    """

    def __init__(self, data_dir: Path, port: int | None = None, root: Path = ROOT) -> None:
        self._data_dir = data_dir
        self._root = root
        self._port = port or free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://{LOOPBACK}:{self._port}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        arguments = ["--port", str(self._port), "--data", str(self._data_dir)]
        program = dying_with_us([sys.executable, "-m", "services.sandbox", *arguments])
        with (self._data_dir / "log").open("ab") as log:
            self._process = subprocess.Popen(
                program, stdout=log, stderr=log, cwd=self._root, env=quiet_environment()
            )
        until = time.monotonic() + _READY_TIMEOUT_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                raise AssertionError((self._data_dir / "log").read_text()[-2000:])
            time.sleep(_LOOK_S)

    def stop(self) -> None:
        """Stop the server the polite way and wait for its end."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(_READY_TIMEOUT_S)

    def get(self, path: str) -> Any:
        """GET something of the control API."""
        with urllib.request.urlopen(f"{self.url}/control/{path}", timeout=10) as answer:
            return json.load(answer)

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """POST JSON to the control API."""
        return self._post_json(f"/control/{path}", body or {})

    def as_bot(self, method: str, **parameters: Any) -> Any:
        """Call a Bot API method as the bot would; the result, or the refusal as AssertionError."""
        token = self.get("state")["bot"]["token"]
        return self._post_json(f"/bot{token}/{method}", parameters)["result"]

    def messages(self, person_id: int) -> list[dict[str, Any]]:
        """The private chat of a person, oldest first."""
        found: list[dict[str, Any]] = self.get(f"chats/{person_id}/messages")["messages"]
        return found

    def _post_json(self, path: str, body: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            f"{self.url}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.read().decode()}") from error

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/control/health", timeout=1):
                return True
        except OSError:
            return False
