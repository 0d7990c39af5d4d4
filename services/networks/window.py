"""The send window: the short time in which a committed attempt may still leave."""

import time
from collections.abc import Callable

from services.errors import NotSent

SEND_WINDOW_S = 2.0
"""How long after its commit an attempt may write its first byte."""

MISSED_WINDOW = "send-window"
"""Code of the error that says so; the network has nothing to do with it."""

_BOOT = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def boot_time() -> float:
    """Seconds since boot, which go on counting while the machine sleeps."""
    return time.clock_gettime(_BOOT)


class SendWindow:
    """Opened just before an attempt commits; transports check it just before they write.

    A process that froze in between finds the window missed and sends nothing, so that whoever
    took over may look for the post and believe what it sees.
    """

    def __init__(
        self,
        attempt: str,
        *,
        seconds: float = SEND_WINDOW_S,
        boot_time: Callable[[], float] = boot_time,
    ) -> None:
        self.attempt = attempt
        self._boot_time = boot_time
        self._closes_at = boot_time() + seconds

    def check(self) -> None:
        """Let the first byte leave.

        Raises:
            NotSent: The window has been missed; the transport writes nothing.
        """
        if self._boot_time() > self._closes_at:
            raise NotSent(MISSED_WINDOW, "the send window was missed")


def attempt_header(window: SendWindow | None, *, sandbox: bool) -> dict[str, str]:
    """The header that tells a sandbox which attempt a call belongs to; no real network is told."""
    return {"X-Attempt": window.attempt} if sandbox and window else {}
