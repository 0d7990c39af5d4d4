"""Waiting until something has happened."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Result = TypeVar("Result")

_LOOK_S = 0.05


async def eventually(check: Callable[[], Awaitable[Result]], timeout_s: float = 10) -> Result:
    """Wait until a check returns something true and asserts nothing false.

    Returns:
        What the check returned.

    Raises:
        AssertionError: It did not in `timeout_s` real seconds; the last failure is shown.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + timeout_s
    while True:
        late = loop.time() >= until
        try:
            value = await check()
            if value:
                return value
            assert not late, f"not true after {timeout_s} s, but {value!r}"
        except AssertionError:
            if late:
                raise
        await asyncio.sleep(_LOOK_S)
