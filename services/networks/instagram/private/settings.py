"""Settings of Instagram's private way: variables that begin with `INSTAGRAM_PRIVATE`."""

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.errors import SettingsError

_SCHEMES = ("http://", "https://", "socks5://", "socks5h://")


class PrivateSettings(BaseSettings):
    """Whether personal accounts may be linked by their session, and by which way out they go."""

    model_config = SettingsConfigDict(
        env_prefix="INSTAGRAM_", env_file=".env", extra="ignore", env_ignore_empty=True
    )

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


def load_private_settings() -> PrivateSettings:
    """Read the settings of the private way.

    Raises:
        SettingsError: One line that names the wrong variable; the start stops.
    """
    try:
        return PrivateSettings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper()
        raise SettingsError(
            f"INSTAGRAM_{name} is wrong: {first['msg'].removeprefix('Value error, ')}"
        ) from None
