"""Addresses under which networks fetch media from us: signed, and good for an hour.

An address names a file of the media folder, what it is and until when it may be fetched, and
nothing else opens that file: no cookie, no redirect, no list.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from services.settings import Settings
from services.vault import Vault

PATH = "/media"
GOOD_FOR = timedelta(hours=1)

_SIGNATURE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Linked:
    """What an address leads to."""

    path: Path
    mime_type: str


class MediaLinks:
    """Signs addresses of files below the media folder, and reads them.

    Args:
        settings: Where the folder is, and under which address the web server is reached.
        vault: Whose key the signatures are made with.
    """

    def __init__(self, settings: Settings, vault: Vault) -> None:
        self._folder = settings.media_dir
        self._origin = settings.web_origin
        self._keys = vault.derive("media links")

    def sign(self, path: Path, mime_type: str, now: datetime) -> str:
        """The address of a file of the media folder.

        Raises:
            ValueError: It lies elsewhere, or nobody outside could fetch it.
        """
        if self._origin is None:
            raise ValueError("without PUBLIC_URL nothing can be fetched from here")
        name = path.relative_to(self._folder)
        until = int((now + GOOD_FOR).timestamp())
        claim = f"{until}|{mime_type}|{name}".encode()
        token = urlsafe_b64encode(_signature(self._keys[0], claim) + claim).decode().rstrip("=")
        return f"{self._origin}{PATH}/{token}"

    def read(self, token: str, now: datetime) -> Linked | None:
        """What a token opens now; None when it was not made here, or its time is over."""
        try:
            signed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (NotBase64, ValueError):
            return None
        signature, claim = signed[:_SIGNATURE_BYTES], signed[_SIGNATURE_BYTES:]
        if not any(hmac.compare_digest(signature, _signature(key, claim)) for key in self._keys):
            return None
        until, mime_type, name = claim.decode().split("|", 2)
        if int(until) < now.timestamp():
            return None
        return Linked(self._folder / name, mime_type)


def _signature(key: bytes, claim: bytes) -> bytes:
    return hmac.digest(key, claim, hashlib.sha256)[:_SIGNATURE_BYTES]
