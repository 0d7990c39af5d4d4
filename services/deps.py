"""Everything that a process of the product works with, in one frozen object."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.database import Database
from services.bell import Bell
from services.clock import Clock
from services.limits import Limiter
from services.links import MediaLinks
from services.networks.base import Network
from services.settings import Settings
from services.vault import Vault


@dataclass(frozen=True, slots=True)
class Deps:
    """Opened and closed by `bot.wiring`, handed down as an argument, never a global."""

    settings: Settings
    clock: Clock
    db: Database
    bell: Bell
    limiter: Limiter
    vault: Vault
    links: MediaLinks
    networks: Mapping[str, Network]
