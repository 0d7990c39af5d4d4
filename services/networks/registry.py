"""The networks that there are; adding one is a line here."""

from services.clock import Clock
from services.networks.base import Network
from services.networks.telegram.network import TelegramNetwork
from services.networks.vk import VkNetwork
from services.rates import Pace
from services.settings import Settings

NETWORKS = (TelegramNetwork, VkNetwork)


def open_networks(settings: Settings, clock: Clock, pace: Pace) -> dict[str, Network]:
    """Open every network, by key.

    Args:
        settings: Shared settings; a network reads its own from its prefix.
        clock: Whose now counts.
        pace: Waits until calls with these rates may leave.

    Raises:
        SettingsError: A network's own setting is wrong.
    """
    return {network.key: network(settings, clock, pace) for network in NETWORKS}
