"""The networks that there are; adding one is a line here.

A network is written down by its class and loaded when it is opened, so whoever only wants to know
which networks there are loads nobody's SDK.
"""

from pkgutil import resolve_name
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.clock import Clock
    from services.networks.base import Network
    from services.rates import Pace
    from services.settings import Settings

NETWORKS = {
    "telegram": "services.networks.telegram.network:TelegramNetwork",
    "vk": "services.networks.vk:VkNetwork",
    "instagram": "services.networks.instagram:InstagramNetwork",
    "pinterest": "services.networks.pinterest:PinterestNetwork",
    "youtube": "services.networks.youtube:YoutubeNetwork",
}


def load_networks() -> "dict[str, type[Network]]":
    """The class of every network, by key; the first call loads their code."""
    return {key: resolve_name(place) for key, place in NETWORKS.items()}


def open_networks(settings: "Settings", clock: "Clock", pace: "Pace") -> "dict[str, Network]":
    """Open every network, by key.

    Args:
        settings: Shared settings; a network reads its own from its prefix.
        clock: Whose now counts.
        pace: Waits until calls with these rates may leave.

    Raises:
        SettingsError: A network's own setting is wrong.
    """
    return {key: network(settings, clock, pace) for key, network in load_networks().items()}


def sandbox_addresses(origin: str) -> dict[str, str]:
    """Where a sandbox pretends each network, by the setting that tells the network so.

    A network lies under its key. A Bot API server is told from others by `/bot` alone, so
    Telegram has the origin itself.
    """
    return {
        f"{key.upper()}_API_URL": origin if key == "telegram" else f"{origin}/{key}"
        for key in NETWORKS
    }
