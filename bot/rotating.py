"""`python -m bot rotate-key`: the vault's new key takes over, the old one may go."""

import asyncio

from bot.parts import say
from bot.run import Given
from db.database import Database
from services.embedded import embedded_servers
from services.rotating import Rotated, rotate
from services.settings import Settings
from services.vault import Vault

_UNUSED = "redis://not.asked"


def rotate_key() -> None:
    """Seal everything anew with the first key; on the given database, or on our own, stopped one.

    Raises:
        SettingsError: A setting is wrong; nothing was changed.
        StartError: One line that says what is in the way.
    """
    given = Given.load()
    if given.database_url:
        asyncio.run(_rotate(Settings.load(redis_url=given.redis_url or _UNUSED)))
        return
    with embedded_servers(given.data_dir.resolve(), redis_url=_UNUSED) as servers:
        settings = Settings.load(database_url=servers.database_url, redis_url=_UNUSED)
        asyncio.run(_rotate(settings))


async def _rotate(settings: Settings) -> None:
    db = Database(settings.database_url)
    try:
        vault = await Vault.open_vault(settings, db)
        _tell_end(await rotate(db, vault, _Counter().tell))
    finally:
        await db.close()


class _Counter:
    """Says how far it is, when that has changed."""

    def __init__(self) -> None:
        self._said = 0

    def tell(self, rotated: Rotated) -> None:
        """One line for each batch that sealed something."""
        if rotated.sealed != self._said:
            self._said = rotated.sealed
            say(f"{rotated.sealed} of {max(rotated.total, rotated.sealed)} sealed anew")


def _tell_end(rotated: Rotated) -> None:
    if rotated.lost:
        say(f"{rotated.lost} open with no key; their accounts will ask to be linked again")
    if rotated.retired:
        say(f"Everything is under the new key. The old one may go: {', '.join(rotated.retired)}.")
    else:
        say(
            "Everything is under one key already. For a new one put it in front of the old,"
            " in VAULT_KEY or in vault.key, start bot and worker again, then repeat this."
        )
