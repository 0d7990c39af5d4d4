"""A process that plays with the sandbox never talks to the real internet."""

import ipaddress
import sys
from collections.abc import Callable

_NAMES = {"localhost", "", "0.0.0.0", "::"}  # noqa: S104 - listening there is not talking


class LeavingLoopbackError(RuntimeError):
    """Code tried to reach an address outside this machine while only pretending is allowed."""


def stay_on_loopback() -> None:
    """From now on, refuse every name look-up and connection that leaves this machine.

    It is an audit hook: it cannot be taken off again, and no library can step around it by having
    imported `socket` earlier.
    """
    sys.addaudithook(_watch)


def is_loopback(host: object) -> bool:
    """Whether an address, or a name, is this very machine."""
    if isinstance(host, bytes):
        host = host.decode()
    if host is None or host in _NAMES:
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if look := _EVENTS.get(event):
        look(arguments)


def _look_at_address(arguments: tuple[object, ...]) -> None:
    """`(socket, address)`; an address that is no tuple is a file of this machine."""
    address = arguments[1]
    if isinstance(address, tuple):
        _refuse_unless_loopback(address[0])


def _look_at_name(arguments: tuple[object, ...]) -> None:
    _refuse_unless_loopback(arguments[0])


def _refuse_unless_loopback(host: object) -> None:
    if not is_loopback(host):
        raise LeavingLoopbackError(f"{host!r} is not this machine, and this is only a sandbox")


_EVENTS: dict[str, Callable[[tuple[object, ...]], None]] = {
    "socket.connect": _look_at_address,
    "socket.sendto": _look_at_address,
    "socket.getaddrinfo": _look_at_name,
    "socket.gethostbyname": _look_at_name,
}
