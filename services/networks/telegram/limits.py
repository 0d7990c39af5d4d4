"""Telegram's numbers.

Source: https://core.telegram.org/bots/api#sendmessage, #sendmediagroup, #sending-files
"""

from services.networks.base import Limits

LIMITS = Limits(
    text=4096,
    caption=1024,
    text_unit="utf16",
    album=10,
    photo_bytes=10 << 20,
    video_bytes=50 << 20,
    document_bytes=50 << 20,
    call_timeout_s=60.0,
    grace_s=30.0,
)
DOWNLOAD_BYTES = 20 << 20
"""What a Bot API server that is not one's own hands out at most."""
