"""What tests of VK are made of."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import SecretStr

from services.clock import Clock, SharedClock, SystemClock
from services.content import Content, Media
from services.networks.base import Account, Part
from services.networks.vk import VkNetwork
from services.networks.vk.settings import VkSettings
from services.rates import Rate
from services.settings import Settings

EVERYTHING = dict.fromkeys(
    ("text", "link", "document", "photo", "video", "look", "delete", "stats"), True
)


class Pacer:
    """Keeps paces as the shared limiter does; on a clock that tests move, it moves it along."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._free_at: dict[str, float] = {}

    async def wait(self, rates: Sequence[Rate]) -> None:
        """Wait for this call's turn."""
        now = self.clock.now().timestamp()
        turn = max([now, *(self._free_at.get(rate.key, now) for rate in rates)])
        for rate in rates:
            self._free_at[rate.key] = turn + 1.05 * rate.per_s / rate.count
        if isinstance(self.clock, SharedClock):
            self.clock.advance(turn - now)
        else:
            await self.clock.sleep(turn - now)


def network(api_url: str, pacer: Pacer | None = None, **settings: Any) -> VkNetwork:
    """VK as the product makes it, at that address, with shorter waits."""
    house = Settings(
        _env_file=None,
        telegram_token=SecretStr("7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA"),
        database_url="postgresql://nobody@127.0.0.1/none",
        redis_url="redis://127.0.0.1:1/0",
        sandbox=True,
    )
    waits = {"connect_timeout_s": 2.0, "call_timeout_s": 3.0, "upload_silence_s": 3.0}
    vk = VkSettings(_env_file=None, **{"api_url": api_url, **waits, **settings})
    pacer = pacer or Pacer(SystemClock())
    return VkNetwork(house, pacer.clock, pacer.wait, vk)


def account(
    target: str = "-220000001",
    key: str = "key",
    user: str = "",
    rights: Mapping[str, bool] = EVERYTHING,
) -> Account:
    """A linked community."""
    credentials = {"community_key": key} | ({"user_token": user} if user else {})
    return Account(1, "vk", target, "Alice's kitchen", dict(rights), credentials)


def photo(number: int, **more: Any) -> Media:
    """A photo that Telegram keeps."""
    return Media(
        id=number,
        kind="photo",
        origin="telegram",
        ref=f"p{number}",
        unique_ref=f"p{number}",
        **more,
    )


def only_part(vk: VkNetwork, content: Content, to: Account) -> Part:
    """The plan of a post that fits into one."""
    (part,) = vk.plan(content, to)
    return part
