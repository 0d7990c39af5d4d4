"""Codes: what people's browsers carry from a network's own page to the app that asked."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

LIFE_S = 600.0


@dataclass(kw_only=True, slots=True)
class Code:
    """One code: what a person allowed, for one redirect address; good once, for ten minutes.

    `asked` are the parameters with which the person was asked.
    """

    value: str
    account: str
    scopes: list[str]
    asked: dict[str, str]
    expires_at: float
    used: bool = False

    def fits(self, verifier: str) -> bool:
        """Whether this is the verifier whose challenge came with the question (S256).

        Source: https://datatracker.ietf.org/doc/html/rfc7636#section-4.6
        """
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return self.asked.get("code_challenge", "") == (challenge if verifier else "")


@dataclass(slots=True)
class Codes:
    """The codes of one network."""

    known: dict[str, Code] = field(default_factory=dict)

    def issue(
        self, account: str, scopes: Sequence[str], asked: dict[str, str], *, now: float
    ) -> Code:
        """A code for what a person allowed."""
        code = Code(
            value=secrets.token_urlsafe(32),
            account=account,
            scopes=list(scopes),
            asked=asked,
            expires_at=now + LIFE_S,
        )
        self.known[code.value] = code
        return code

    def look(self, value: str, redirect_uri: str, *, now: float) -> Code | None:
        """A code that may be taken now, by who names the address that it was sent to."""
        code = self.known.get(value)
        if code is None or code.used or code.expires_at <= now:
            return None
        return code if code.asked["redirect_uri"] == redirect_uri else None

    def clear(self) -> None:
        """Forget all of them."""
        self.known.clear()

    def dump(self) -> list[dict[str, Any]]:
        """All of them as JSON."""
        return [asdict(code) for code in self.known.values()]

    def restore(self, saved: list[dict[str, Any]]) -> None:
        """Take over what `dump` gave."""
        self.known = {one["value"]: Code(**one) for one in saved}
