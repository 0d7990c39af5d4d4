"""Settings of the Instagram network: variables that begin with `INSTAGRAM_`."""

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from services.networks.base import App
from services.networks.settings import Address, NetworkSettings

CALL_LIMIT_S = 60.0
"""No irrevocable call lasts longer than this, whatever the settings say."""

_CONSENT_URL = "https://www.instagram.com/oauth/authorize"
_CODE_URL = "https://api.instagram.com/oauth/access_token"
_SANDBOX_APP = App("990000000000001", "a-pretended-instagram-secret")


class InstagramSettings(NetworkSettings):
    """Where Instagram is and how long a call may take; everything has a default."""

    model_config = SettingsConfigDict(env_prefix="INSTAGRAM_")

    api_url: Address = Field(
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
    call_timeout_s: float = Field(
        default=CALL_LIMIT_S, gt=0, le=CALL_LIMIT_S, description="For one whole call of the API."
    )

    @property
    def app(self) -> App | None:
        """The app in whose name people let us in, if one was set; a sandbox has its own."""
        return self._app(self.app_id, self.app_secret, _SANDBOX_APP)

    @property
    def consent_url(self) -> str:
        """Where people are asked."""
        return f"{self.api_url}/oauth/authorize" if self.local else _CONSENT_URL

    @property
    def code_url(self) -> str:
        """Where codes become tokens that live for an hour."""
        return f"{self.api_url}/oauth/access_token" if self.local else _CODE_URL
