"""By which way calls leave: a proxy if there is one, and the certificates that count.

Nothing of it comes from the environment. In a sandbox, the twin of Instagram tells both; without
its word nothing leaves.
"""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from services.errors import NotSent
from services.networks.instagram.private.settings import PrivateSettings

_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class WayOut:
    """A proxy's address, and the file of certificates to trust."""

    proxy: str | None = field(repr=False)
    ca: str


class Directions:
    """Knows the way out.

    Args:
        settings: Where a proxy of this house is set.
        api_url: Where Instagram is; in a sandbox its twin.
        sandbox: Whether Instagram is pretended.
    """

    def __init__(self, settings: PrivateSettings, api_url: str, *, sandbox: bool) -> None:
        proxy = settings.private_proxy
        self._proxy = proxy.get_secret_value() if proxy else None
        self._twin = f"{api_url}/private" if sandbox else ""
        self._files: dict[str, str] = {}

    async def way(self) -> WayOut:
        """The way out; a twin is asked each time, because it may have started anew.

        Raises:
            NotSent: The twin does not say.
        """
        if not self._twin:
            return WayOut(self._proxy, DEFAULT_CA_BUNDLE_PATH)
        timeout = aiohttp.ClientTimeout(total=_PATIENCE_S)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=False) as http,
                http.get(self._twin) as answer,
            ):
                told = await answer.json()
                return WayOut(str(told["proxy"]), self._file(str(told["ca"])))
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, LookupError) as error:
            raise NotSent("Instagram", type(error).__name__) from None

    def forget(self) -> None:
        """Throw away what certificates were kept in."""
        while self._files:
            _, name = self._files.popitem()
            Path(name).unlink(missing_ok=True)

    def _file(self, ca: str) -> str:
        """The library takes certificates from files alone."""
        if ca not in self._files:
            with tempfile.NamedTemporaryFile("w", suffix=".pem", delete=False) as file:
                file.write(ca)
            self._files[ca] = file.name
        return self._files[ca]
