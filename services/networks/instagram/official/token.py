"""The access token of an account.

Source: https://developers.facebook.com/documentation/instagram-platform/overview (rate limiting)
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from services.errors import LoginNeeded
from services.rates import Rate


@dataclass(frozen=True, slots=True)
class Token:
    """An access token that nothing prints."""

    value: str = field(repr=False)

    @property
    def rate(self) -> Rate:
        """A pace that troubles nobody: Instagram counts calls by the hour, and names no second."""
        name = hashlib.sha256(self.value.encode()).hexdigest()[:16]
        return Rate(f"instagram:token:{name}", count=10, per_s=1.0, burst=10)


def access_token(credentials: Mapping[str, str]) -> Token:
    """The token that an account holds.

    Raises:
        LoginNeeded: There is none.
    """
    value = credentials.get("access_token")
    if not value:
        raise LoginNeeded("Instagram", advice="instagram-advice-token-missing")
    return Token(value)
