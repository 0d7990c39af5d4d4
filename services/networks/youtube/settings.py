"""Settings of the YouTube network: variables that begin with `YOUTUBE_`."""

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from services.networks.base import App
from services.networks.settings import Address, NetworkSettings

CALL_LIMIT_S = 30.0
"""No irrevocable call lasts longer than this, whatever the settings say."""

PIECE_BYTES = 256 << 10
"""Every chunk of an upload but the last is a multiple of this.

Source: https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol
"""

_TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
_REVOKE_URL = "https://oauth2.googleapis.com/revoke"
_CONSENT_URL = "https://accounts.google.com/o/oauth2/v2/auth"
_SANDBOX_CLIENT = App("crossposter-sandbox", "a-pretended-client-secret")


class YoutubeSettings(NetworkSettings):
    """Where YouTube is, which Google project calls it, and how much that project may do."""

    model_config = SettingsConfigDict(env_prefix="YOUTUBE_")

    api_url: Address = Field(
        default="https://youtube.googleapis.com",
        description="YouTube's API server; a sandbox gives its own.",
    )
    client_id: str = Field(default="", description="OAuth client of your Google project.")
    client_secret: SecretStr = Field(default=SecretStr(""), description="Secret of that client.")
    daily_uploads: int = Field(
        default=100, ge=1, description="Videos that Google lets the project upload in a day."
    )
    daily_uploads_per_channel: int = Field(
        default=20, ge=1, description="Of these, the most that one channel may take."
    )
    daily_units: int = Field(
        default=10_000, ge=100, description="Units of quota that Google gives for all other calls."
    )
    call_timeout_s: float = Field(
        default=CALL_LIMIT_S, gt=0, le=CALL_LIMIT_S, description="For one whole call of the API."
    )
    upload_silence_s: float = Field(
        default=60.0, gt=0, le=600, description="How long an upload may stand still."
    )
    chunk_bytes: int = Field(
        default=8 << 20,
        ge=PIECE_BYTES,
        multiple_of=PIECE_BYTES,
        description="Bytes of a video that go in one request.",
    )
    threads: int = Field(default=8, ge=2, le=64, description="Calls that run at once.")

    @property
    def token_url(self) -> str:
        """Where codes become refresh tokens, and these access tokens."""
        return f"{self.api_url}/token" if self.local else _TOKEN_URL

    @property
    def revoke_url(self) -> str:
        """Where what people allowed is given back."""
        return f"{self.api_url}/revoke" if self.local else _REVOKE_URL

    @property
    def consent_url(self) -> str:
        """Where people are asked."""
        return f"{self.api_url}/authorize" if self.local else _CONSENT_URL

    @property
    def client(self) -> App | None:
        """The client of the project, if one was set; a sandbox has its own."""
        return self._app(self.client_id, self.client_secret, _SANDBOX_CLIENT)
