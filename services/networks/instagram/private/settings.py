"""Settings of Instagram's private way: variables that begin with `INSTAGRAM_PRIVATE`."""

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from services.settings import EnvironmentSettings

_SCHEMES = ("http://", "https://", "socks5://", "socks5h://")


class PrivateSettings(EnvironmentSettings):
    """Whether personal accounts may be linked by their session, and by which way out they go."""

    model_config = SettingsConfigDict(env_prefix="INSTAGRAM_")

    private: bool = Field(
        default=False,
        description="Whether people may link personal accounts by a session. Instagram forbids it.",
    )
    private_proxy: SecretStr | None = Field(
        default=None,
        description="A proxy for such accounts, always the same one: http://user:password@host:port",
    )

    @field_validator("private_proxy")
    @classmethod
    def _proxy_is_an_address(cls, proxy: SecretStr | None) -> SecretStr | None:
        if proxy and not proxy.get_secret_value().startswith(_SCHEMES):
            raise ValueError(f"it begins with {', '.join(_SCHEMES)}")
        return proxy
