"""Settings of the Instagram network: variables that begin with `INSTAGRAM_`."""

import ipaddress
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.errors import SettingsError
from services.networks.base import App

CALL_LIMIT_S = 60.0
"""No irrevocable call lasts longer than this, whatever the settings say."""

_CONSENT_URL = "https://www.instagram.com/oauth/authorize"
_CODE_URL = "https://api.instagram.com/oauth/access_token"
_SANDBOX_APP = App("990000000000001", "a-pretended-instagram-secret")


class InstagramSettings(BaseSettings):
    """Where Instagram is and how long a call may take; everything has a default."""

    model_config = SettingsConfigDict(
        env_prefix="INSTAGRAM_", env_file=".env", extra="ignore", env_ignore_empty=True
    )

    api_url: str = Field(
        default="https://graph.instagram.com",
        description="Instagram's API server; a sandbox gives its own.",
    )
    app_id: str = Field(default="", description="Number of your Instagram app.")
    app_secret: SecretStr = Field(default=SecretStr(""), description="Secret of that app.")
    api_version: str = Field(
        default="v26.0", pattern=r"^v\d+\.\d+$", description="The API's version, such as v26.0."
    )
    hashtags: int = Field(
        default=30, ge=0, le=30, description="How many hashtags Instagram takes in a caption."
    )
    connect_timeout_s: float = Field(default=5.0, gt=0, le=15, description="To reach the server.")
    call_timeout_s: float = Field(
        default=CALL_LIMIT_S, gt=0, le=CALL_LIMIT_S, description="For one whole call of the API."
    )

    @field_validator("api_url")
    @classmethod
    def _address_is_safe(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname)):
            return url.rstrip("/")
        raise ValueError("give an https address; plain http is for this machine only")

    @property
    def app(self) -> App | None:
        """The app in whose name people let us in, if one was set; a sandbox has its own."""
        secret = self.app_secret.get_secret_value()
        if self.app_id and secret:
            return App(self.app_id, secret)
        return _SANDBOX_APP if self._is_local else None

    @property
    def consent_url(self) -> str:
        """Where people are asked."""
        return f"{self.api_url}/oauth/authorize" if self._is_local else _CONSENT_URL

    @property
    def code_url(self) -> str:
        """Where codes become tokens that live for an hour."""
        return f"{self.api_url}/oauth/access_token" if self._is_local else _CODE_URL

    @property
    def _is_local(self) -> bool:
        return _is_loopback(urlsplit(self.api_url).hostname)


def load_instagram_settings() -> InstagramSettings:
    """Read the settings of Instagram.

    Raises:
        SettingsError: One line that names the wrong variable; the start stops.
    """
    try:
        return InstagramSettings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper()
        raise SettingsError(
            f"INSTAGRAM_{name} is wrong: {first['msg'].removeprefix('Value error, ')}"
        ) from None


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
