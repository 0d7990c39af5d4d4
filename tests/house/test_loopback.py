"""No test, and nothing in the sandbox, talks to the real internet."""

import asyncio
import socket

import pytest

from bot.loopback import LeavingLoopbackError, is_loopback

FOREIGN = "192.0.2.1"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", None, b"127.0.0.1"])
def test_this_machine_is_allowed(host: object) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", [FOREIGN, "10.0.0.1", "2001:db8::1", "example.org", b"api.vk.ru"])
def test_everything_else_is_not(host: object) -> None:
    assert not is_loopback(host)


def test_a_connection_outside_is_refused_before_it_begins() -> None:
    with socket.socket() as wire, pytest.raises(LeavingLoopbackError):
        wire.connect((FOREIGN, 443))


def test_a_datagram_outside_is_refused() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire,
        pytest.raises(LeavingLoopbackError),
    ):
        wire.sendto(b"hello", (FOREIGN, 53))


def test_a_foreign_name_is_not_even_looked_up() -> None:
    with pytest.raises(LeavingLoopbackError):
        socket.getaddrinfo("example.org", 443)


async def test_asyncio_is_held_back_too() -> None:
    with pytest.raises(LeavingLoopbackError):
        await asyncio.open_connection(FOREIGN, 443)
