"""Telegram's numbers.

Source: https://core.telegram.org/bots/api#sendmessage, #sendmediagroup, #sending-files
"""

from services.networks.base import Limits
from services.networks.telegram.settings import CALL_LIMIT_S

LIMITS = Limits(
    text=4096,
    caption=1024,
    text_unit="utf16",
    album=10,
    photo_bytes=10 << 20,
    video_bytes=50 << 20,
    document_bytes=50 << 20,
    call_timeout_s=CALL_LIMIT_S,
    grace_s=30.0,
)
"""What is uploaded may be so large; what Telegram keeps already may have any size."""

LOCAL_UPLOAD_BYTES = 2000 << 20
"""What a Bot API server of one's own lets a bot upload."""
