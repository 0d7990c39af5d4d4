"""How large the originals are that other networks can be given.

Source: https://core.telegram.org/bots/api#getfile
"""

from collections.abc import Mapping

from services.settings import Settings

BOT_API_BYTES = 20 << 20
"""What Telegram's own Bot API server hands out; a server of one's own has no such limit."""


def original_bytes(settings: Settings) -> Mapping[str, int]:
    """How large an original may be to be fetched, by the key of the network that keeps it."""
    return {} if settings.telegram_api_local else {"telegram": BOT_API_BYTES}
