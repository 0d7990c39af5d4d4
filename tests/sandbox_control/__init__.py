"""A client of the sandbox's control API: tests act as people, order faults, read walls."""

from tests.sandbox_control.people import People
from tests.sandbox_control.waiting import eventually
from tests.sandbox_control.wire import ControlRefusedError, Json
from tests.sandbox_control.world import World

__all__ = [
    "GARAGE",
    "GARAGE_COMMUNITY",
    "KITCHEN",
    "KITCHEN_COMMUNITY",
    "LEDGER",
    "ControlRefusedError",
    "Json",
    "SandboxControl",
    "eventually",
]

KITCHEN = -1001000000001
GARAGE = -1001000000002
LEDGER = -1001000000009
KITCHEN_COMMUNITY = 220000001
GARAGE_COMMUNITY = 220000002


class SandboxControl(People, World):
    """One sandbox. Use as `async with SandboxControl(url) as sandbox`."""
