"""Faults on order: what goes wrong, with which call, how often."""

from dataclasses import asdict, dataclass, field
from typing import Any, Final

BEFORE: Final = frozenset(
    {"refuse", "rate_limit", "login_expired", "captcha", "server_error", "hang", "reset"}
)
AFTER: Final = frozenset(
    {
        "accept_then_hang",
        "accept_then_reset",
        "accept_then_500",
        "accept_then_cut_body",
        "accept_then_garbage",
    }
)
KINDS: Final = BEFORE | AFTER | {"slow"}


@dataclass(kw_only=True)
class Fault:
    """One ordered fault: `times` None means until it is removed; `skip` calls pass first."""

    id: int
    network: str
    method: str
    kind: str
    times: int | None = 1
    skip: int = 0
    target: str | None = None
    params: dict[str, Any] = field(default_factory=dict)

    def matches(self, network: str, method: str, target: str | None) -> bool:
        """Whether this fault is meant for such a call."""
        return (
            self.network == network
            and self.method in {"*", method}
            and self.target in {None, target}
        )


class Faults:
    """The faults that wait for their call, in the order in which they were made."""

    def __init__(self) -> None:
        self._last_id = 0
        self._waiting: list[Fault] = []

    def add(
        self,
        *,
        network: str,
        kind: str,
        method: str = "*",
        times: int | None = 1,
        skip: int = 0,
        target: str | None = None,
        params: dict[str, Any] | None = None,
    ) -> Fault:
        """Order a fault.

        Raises:
            ValueError: There is no such kind, or nothing would ever happen.
        """
        if kind not in KINDS:
            raise ValueError(f"no fault is called {kind!r}; there are {', '.join(sorted(KINDS))}")
        if (times is not None and times < 1) or skip < 0:
            raise ValueError("times is at least 1 (or null), skip at least 0")
        self._last_id += 1
        fault = Fault(
            id=self._last_id,
            network=network,
            method=method,
            kind=kind,
            times=times,
            skip=skip,
            target=target,
            params=params or {},
        )
        self._waiting.append(fault)
        return fault

    def take(self, network: str, method: str, target: str | None) -> Fault | None:
        """Use up the first fault that is due for this call, if there is one."""
        for fault in self._waiting:
            if not fault.matches(network, method, target):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
                if not fault.times:
                    self._waiting.remove(fault)
            return fault
        return None

    def remove(self, fault_id: int) -> bool:
        """Call off one fault; says whether it was still waiting."""
        before = len(self._waiting)
        self._waiting = [fault for fault in self._waiting if fault.id != fault_id]
        return len(self._waiting) < before

    def clear(self) -> None:
        """Call off all of them."""
        self._waiting.clear()

    def dump(self) -> list[dict[str, Any]]:
        """The waiting faults as JSON."""
        return [asdict(fault) for fault in self._waiting]

    def restore(self, saved: list[dict[str, Any]]) -> None:
        """Take over what `dump` gave."""
        self._waiting = [Fault(**fault) for fault in saved]
        self._last_id = max((fault.id for fault in self._waiting), default=0)
