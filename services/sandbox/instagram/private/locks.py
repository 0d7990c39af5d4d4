"""The lock on passwords: a public key for whoever asks, and what was locked with it.

Source: https://github.com/subzeroid/instagrapi/blob/master/instagrapi/mixins/password.py
"""

import base64
import binascii
import re
import time
from functools import cached_property
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.sandbox.instagram.private.errors import stricter

_LOCKED: Final = re.compile(r"#PWD_INSTAGRAM:4:(\d{10}):([A-Za-z0-9+/=]+)")
_VERSION: Final = 1
_KEY_ID: Final = 42
_BITS: Final = 2048
_IV: Final = slice(2, 14)
_TAG_BYTES: Final = 16
_SHORTEST_BYTES: Final = 16 + _BITS // 8 + _TAG_BYTES
_STALE_S: Final = 3600.0


class Lock:
    """One pair of keys for all passwords; another one after each start."""

    @cached_property
    def _pair(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=_BITS)

    def headers(self) -> dict[str, str]:
        """How the key is told."""
        public = self._pair.public_key()
        form, kind = serialization.PublicFormat.SubjectPublicKeyInfo, serialization.Encoding.PEM
        return {
            "ig-set-password-encryption-key-id": str(_KEY_ID),
            "ig-set-password-encryption-pub-key": base64.b64encode(
                public.public_bytes(kind, form)
            ).decode(),
        }

    def open(self, locked: str) -> str:
        """The password that was locked.

        Raises:
            PrivateError: It was not locked as the app does it, or too long ago.
        """
        found = _LOCKED.fullmatch(locked)
        if found is None:
            raise stricter("a password is #PWD_INSTAGRAM:4:time:box")
        # The app takes this time from the machine, whose clock nobody moves.
        if abs(int(found[1]) - time.time()) > _STALE_S:
            raise stricter("a password is locked when it is sent")
        try:
            return self._open(base64.b64decode(found[2], validate=True), found[1].encode())
        except (ValueError, InvalidTag, binascii.Error):
            raise stricter("a password is locked with the key that was told") from None

    def _open(self, box: bytes, at: bytes) -> str:
        """Version, key, IV, length, the locked key of the box, its tag, the password."""
        length = int.from_bytes(box[14:16], "little")
        if len(box) < _SHORTEST_BYTES or (box[0], box[1]) != (_VERSION, _KEY_ID):
            raise ValueError
        key = self._pair.decrypt(box[16 : 16 + length], padding.PKCS1v15())
        rest = box[16 + length :]
        tag, words = rest[:_TAG_BYTES], rest[_TAG_BYTES:]
        return AESGCM(key).decrypt(box[_IV], words + tag, at).decode()
