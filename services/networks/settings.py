"""What the settings of networks have in common: an address that may be a sandbox's."""

import ipaddress
from typing import Annotated

from pydantic import AfterValidator, Field
from yarl import URL

from services.settings import EnvironmentSettings


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


def _without_slash(url: str) -> str:
    if not is_safe(url):
        raise ValueError("give an https address; plain http is for this machine only")
    return url.rstrip("/")


Address = Annotated[str, AfterValidator(_without_slash)]
"""An address that is safe to send secrets to, without a slash at its end."""


class NetworkSettings(EnvironmentSettings):
    """Where a network is; its own settings add their prefix, its address, and all else."""

    api_url: Address = Field(description="The API's server; a sandbox gives its own.")

    @property
    def local(self) -> bool:
        """Whether the API is on this machine, which only a sandbox is."""
        return is_loopback(URL(self.api_url).host)
