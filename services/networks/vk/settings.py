"""Settings of the VK network: variables that begin with `VK_`."""

import ipaddress
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from services.errors import SettingsError

CALL_LIMIT_S = 30.0
"""No irrevocable call lasts longer than this, whatever the settings say."""

_SANDBOX_APP = "53000001"
_UPLOAD_HOSTS = (
    "vk.com",
    "vk.ru",
    "userapi.com",
    "vkuser.net",
    "vkuserphoto.ru",
    "vkuservideo.net",
    "vkvideo.ru",
    "mycdn.me",
    "okcdn.ru",
)


class VkSettings(BaseSettings):
    """Where VK is and how long a call may take; everything has a default."""

    model_config = SettingsConfigDict(
        env_prefix="VK_", env_file=".env", extra="ignore", env_ignore_empty=True
    )

    api_url: str = Field(
        default="https://api.vk.ru", description="VK's API server; a sandbox gives its own."
    )
    id_url: str = Field(
        default="https://id.vk.com", description="VK ID's server; a sandbox gives its own."
    )
    app_id: str = Field(default="", description="Number of your app in the cabinet of VK ID.")
    id_scope: str = Field(
        default="vkid.personal_info",
        description="What VK lets that app ask for; other rights only after its support agreed.",
    )
    upload_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=_UPLOAD_HOSTS,
        description="Where files may be uploaded: names that end so, separated by commas.",
    )
    connect_timeout_s: float = Field(default=5.0, gt=0, le=15, description="To reach VK's server.")
    call_timeout_s: float = Field(
        default=CALL_LIMIT_S, gt=0, le=CALL_LIMIT_S, description="For one whole call of the API."
    )
    upload_silence_s: float = Field(
        default=60.0, gt=0, le=600, description="How long an upload host may say nothing."
    )
    threads: int = Field(default=16, ge=2, le=64, description="Calls that run at once.")

    @field_validator("api_url", "id_url")
    @classmethod
    def _address_is_safe(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname)):
            return url.rstrip("/")
        raise ValueError("give an https address; plain http is for this machine only")

    @field_validator("upload_hosts", mode="before")
    @classmethod
    def _names_between_commas(cls, hosts: str | tuple[str, ...]) -> tuple[str, ...]:
        names = hosts.split(",") if isinstance(hosts, str) else hosts
        return tuple(name.strip().lower().lstrip("*.") for name in names if name.strip())

    @model_validator(mode="after")
    def _sandbox_has_an_app(self) -> Self:
        """A sandbox brings VK ID along, with an app that is registered there."""
        if self.local:
            self.id_url = f"{self.api_url}/id"
            self.app_id = self.app_id or _SANDBOX_APP
        return self

    @property
    def local(self) -> bool:
        """Whether the API is on this machine, which only a sandbox is."""
        return is_loopback(urlsplit(self.api_url).hostname)


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def load_vk_settings() -> VkSettings:
    """Read the settings of VK.

    Raises:
        SettingsError: One line that names the wrong variable; the start stops.
    """
    try:
        return VkSettings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper()
        raise SettingsError(
            f"VK_{name} is wrong: {first['msg'].removeprefix('Value error, ')}"
        ) from None
