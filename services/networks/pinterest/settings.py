"""Settings of the Pinterest network: variables that begin with `PINTEREST_`."""

from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from yarl import URL

from services.errors import SettingsError
from services.networks.base import App

CALL_LIMIT_S = 120.0
"""No irrevocable call lasts longer than this: five pictures travel in it."""

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_SITE = "https://www.pinterest.com"
_SANDBOX_APP = App("1512345", "a-pretended-pinterest-secret")


class PinterestSettings(BaseSettings):
    """Where Pinterest is and what its app may do; everything has a default."""

    model_config = SettingsConfigDict(
        env_prefix="PINTEREST_", env_file=".env", extra="ignore", env_ignore_empty=True
    )

    api_url: str = Field(
        default="https://api.pinterest.com",
        description="The API's server; a sandbox gives its own.",
    )
    app_id: str = Field(default="", description="Number of your app at Pinterest.")
    app_secret: SecretStr = Field(default=SecretStr(""), description="Secret key of that app.")
    access: Literal["trial", "standard"] | None = Field(
        default=None,
        description="What Pinterest gave the app; taken for trial while nobody says otherwise.",
    )
    connect_timeout_s: float = Field(default=5.0, gt=0, le=15, description="To reach the server.")
    call_timeout_s: float = Field(
        default=CALL_LIMIT_S, gt=0, le=CALL_LIMIT_S, description="For one whole call of the API."
    )
    upload_silence_s: float = Field(
        default=60.0, gt=0, le=600, description="How long the upload host may say nothing."
    )

    @field_validator("api_url")
    @classmethod
    def _address_is_safe(cls, url: str) -> str:
        if not is_safe(url):
            raise ValueError("give an https address; plain http is for this machine only")
        return url.rstrip("/")

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
        return f"{self.api_url if self._is_local else _SITE}/oauth/"

    @property
    def _is_local(self) -> bool:
        return URL(self.api_url).host in _LOOPBACK


def is_safe(url: str) -> bool:
    """Whether an address is encrypted, or on this machine."""
    try:
        parts = URL(url)
    except ValueError:
        return False
    return parts.host is not None and (parts.scheme == "https" or parts.host in _LOOPBACK)


def load_pinterest_settings() -> PinterestSettings:
    """Read the settings of Pinterest.

    Raises:
        SettingsError: One line that names the wrong variable; the start stops.
    """
    try:
        return PinterestSettings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper()
        raise SettingsError(
            f"PINTEREST_{name} is wrong: {first['msg'].removeprefix('Value error, ')}"
        ) from None
