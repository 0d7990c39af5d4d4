"""What the settings of networks have in common: an address that may be a sandbox's."""

import ipaddress
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from yarl import URL

from services.networks.base import App
from services.settings import EnvironmentSettings

USER_AGENT = "CrossPoster"
"""Who calls a network, where it does not have to look like one of the network's own programs."""


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def is_safe(url: str) -> bool:
    """Whether what is sent to an address is encrypted, or stays on this machine."""
    try:
        parts = URL(url)
    except ValueError:
        return False
    encrypted = parts.scheme == "https" and bool(parts.host)
    return encrypted or (parts.scheme == "http" and is_loopback(parts.host))


def host_of(url: str) -> str:
    """The host of an address, for errors; empty where there is none."""
    try:
        return URL(url).host or ""
    except ValueError:
        return ""


def _without_slash(url: str) -> str:
    if not is_safe(url):
        raise ValueError("give an https address; plain http is for this machine only")
    return url.rstrip("/")


Address = Annotated[str, AfterValidator(_without_slash)]
"""An address that is safe to send secrets to, without a slash at its end."""


class NetworkSettings(EnvironmentSettings):
    """Where a network is; its own settings add their prefix, its address, and all else."""

    api_url: Address = Field(description="The API's server; a sandbox gives its own.")
    connect_timeout_s: float = Field(default=5.0, gt=0, le=15, description="To reach the server.")

    @property
    def local(self) -> bool:
        """Whether the API is on this machine, which only a sandbox is."""
        return is_loopback(URL(self.api_url).host)

    def is_theirs(self, url: str, names: Iterable[str]) -> bool:
        """Whether an address that the network gave is its own: a host whose name ends in one.

        A sandbox's are on this machine.
        """
        try:
            parts = URL(url)
        except ValueError:
            return False
        if self.local:
            return is_loopback(parts.host)
        ours = any(f".{parts.host}".endswith(f".{name}") for name in names)
        return parts.scheme == "https" and ours and parts.user is None

    def _app(self, number: str, secret: SecretStr, pretended: App) -> App | None:
        """The app in whose name people let us in, if one was set; a sandbox has its own."""
        words = secret.get_secret_value()
        if number and words:
            return App(number, words)
        return pretended if self.local else None
