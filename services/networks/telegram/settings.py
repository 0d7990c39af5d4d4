"""Settings of the Telegram network beyond the token: how long its calls may take."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.settings import EnvironmentSettings

CALL_LIMIT_S = 60.0
"""No irrevocable call lasts longer than this, whatever the settings say."""


class TelegramSettings(EnvironmentSettings):
    """Patience with the Bot API server; everything has a default."""

    model_config = SettingsConfigDict(env_prefix="TELEGRAM_")

    connect_timeout_s: float = Field(
        default=5.0, gt=0, le=15, description="To reach the Bot API server."
    )
    call_timeout_s: float = Field(
        default=CALL_LIMIT_S, gt=0, le=CALL_LIMIT_S, description="For one whole publishing call."
    )
    ask_timeout_s: float = Field(
        default=30.0, gt=0, le=300, description="For one whole call of any other kind."
    )
    upload_timeout_s: float = Field(
        default=600.0, gt=0, le=7200, description="For carrying one file to the ledger chat."
    )
    silence_s: float = Field(
        default=30.0, gt=0, le=300, description="How long a download may say nothing."
    )
