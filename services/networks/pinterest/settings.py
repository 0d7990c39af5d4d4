"""Settings of the Pinterest network: variables that begin with `PINTEREST_`."""

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from services.networks.base import App
from services.networks.settings import Address, NetworkSettings

CALL_LIMIT_S = 120.0
"""No irrevocable call lasts longer than this: five pictures travel in it."""

_SITE = "https://www.pinterest.com"
_SANDBOX_APP = App("1512345", "a-pretended-pinterest-secret")


class PinterestSettings(NetworkSettings):
    """Where Pinterest is and what its app may do; everything has a default."""

    model_config = SettingsConfigDict(env_prefix="PINTEREST_")

    api_url: Address = Field(
        default="https://api.pinterest.com",
        description="The API's server; a sandbox gives its own.",
    )
    app_id: str = Field(default="", description="Number of your app at Pinterest.")
    app_secret: SecretStr = Field(default=SecretStr(""), description="Secret key of that app.")
    access: Literal["trial", "standard"] | None = Field(
        default=None,
        description="What Pinterest gave the app; taken for trial while nobody says otherwise.",
    )
    call_timeout_s: float = Field(
        default=CALL_LIMIT_S, gt=0, le=CALL_LIMIT_S, description="For one whole call of the API."
    )
    upload_silence_s: float = Field(
        default=60.0, gt=0, le=600, description="How long the upload host may say nothing."
    )

    @property
    def app(self) -> App | None:
        """The app in whose name people let us in, if one was set; a sandbox has its own."""
        return self._app(self.app_id, self.app_secret, _SANDBOX_APP)

    @property
    def consent_url(self) -> str:
        """Where people are asked."""
        return f"{self.api_url if self.local else _SITE}/oauth/"
