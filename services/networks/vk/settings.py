"""Settings of the VK network: variables that begin with `VK_`."""

from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from services.networks.settings import Address, NetworkSettings

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


class VkSettings(NetworkSettings):
    """Where VK is and how long a call may take; everything has a default."""

    model_config = SettingsConfigDict(env_prefix="VK_")

    api_url: Address = Field(
        default="https://api.vk.ru", description="VK's API server; a sandbox gives its own."
    )
    id_url: Address = Field(
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
    call_timeout_s: float = Field(
        default=CALL_LIMIT_S, gt=0, le=CALL_LIMIT_S, description="For one whole call of the API."
    )
    upload_silence_s: float = Field(
        default=60.0, gt=0, le=600, description="How long an upload host may say nothing."
    )
    threads: int = Field(default=16, ge=2, le=64, description="Calls that run at once.")

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
