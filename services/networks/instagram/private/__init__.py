"""Instagram's private API, for personal accounts: unofficial, and off by default."""

from services.networks.instagram.private.session import SESSION
from services.networks.instagram.private.settings import PrivateSettings
from services.networks.instagram.private.way import PrivateWay

__all__ = ["SESSION", "PrivateSettings", "PrivateWay"]
