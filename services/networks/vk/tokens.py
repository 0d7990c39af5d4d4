"""The kinds of access token that an account may hold.

Source: https://dev.vk.com/api/access-token/getting-started
"""

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from services.rates import Rate

_SECOND_S = 1.15
"""VK counts when calls arrive: what left a second apart may arrive closer together."""

_PER_SECOND = {"community": 20, "user": 3, "vkid": 3}


@dataclass(frozen=True, slots=True)
class Token:
    """An access token that nothing prints."""

    value: str = field(repr=False)
    kind: Literal["community", "user", "vkid"]

    @property
    def rate(self) -> Rate:
        """The pace that VK grants this token, whoever uses it.

        Source: https://dev.vk.com/api/api-requests
        """
        name = hashlib.sha256(self.value.encode()).hexdigest()[:16]
        return Rate(f"vk:token:{name}", count=_PER_SECOND[self.kind], per_s=_SECOND_S)
