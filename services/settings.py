"""Settings of the whole product, from the environment and `.env`.

A network's own settings live in that network's module. A secret is a `SecretStr`. A wrong value
stops the start with one line that names the variable.
"""

from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from services.errors import SettingsError


class EnvironmentSettings(BaseSettings):
    """Settings as the house reads all of them; an empty variable counts as one that is not set."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    @classmethod
    def load(cls, **known: Any) -> Self:
        """Read them.

        Args:
            **known: Settings that the caller knows better than the environment, by field name.

        Raises:
            SettingsError: One line that names the first wrong variable; the start stops.
        """
        try:
            return cls(**known)
        except ValidationError as error:
            raise SettingsError(cls._one_line(error)) from None
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it has to be plain text, in UTF-8"
            raise SettingsError(f".env cannot be read: {why}") from None

    @classmethod
    def _one_line(cls, error: ValidationError) -> str:
        first = error.errors(include_input=False, include_url=False)[0]
        field = str(first["loc"][0]).lower() if first["loc"] else ""
        name = f"{cls.model_config.get('env_prefix', '')}{field}".upper() if field else "settings"
        if first["type"] == "missing":
            return f"{name} is missing: {cls._description(field)}"
        return f"{name} is wrong: {first['msg'].removeprefix('Value error, ')}"

    @classmethod
    def _description(cls, name: str) -> str:
        field = cls.model_fields.get(name)
        return (field.description or "") if field else ""


def _numbers(given: object) -> object:
    """Numbers with commas or spaces between them, as the environment has them."""
    if not isinstance(given, str):
        return given
    words = given.replace(",", " ").split()
    if not all(word.isdecimal() and 0 < int(word) < 2**63 for word in words):
        raise ValueError("Telegram's numbers of people, with commas between, such as 101, 102")
    return frozenset(int(word) for word in words)


def _parts(url: str) -> SplitResult:
    """An address in its parts, none of which is repeated where it is wrong: it may be secret."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ValueError("the host or the port in it is none") from None
    return parts


People = Annotated[frozenset[int], NoDecode, BeforeValidator(_numbers)]


class Settings(EnvironmentSettings):
    """What every process of the product is told at its start."""

    telegram_token: SecretStr = Field(description="The bot's token, as BotFather gave it.")
    telegram_api_url: str = Field(
        default="https://api.telegram.org", description="Bot API server: Telegram's or your own."
    )
    telegram_api_local: bool = Field(
        default=False, description="Whether that server runs with --local and shares its files."
    )
    telegram_ledger_chat_id: int | None = Field(
        default=None, description="A private chat where the bot may look for lost posts."
    )
    telegram_webhook_secret: SecretStr | None = Field(
        default=None, description="Secret of the webhook; required when PUBLIC_URL is used for it."
    )
    admins: People = Field(
        default=frozenset(), description="Who may invite people; naming anybody closes the bot."
    )
    allowed: People = Field(
        default=frozenset(), description="Who else may use it; naming anybody closes the bot."
    )
    public_url: str | None = Field(
        default=None, description="https address of this server, if it has one."
    )
    web_host: str = Field(default="127.0.0.1", description="Where the web server listens.")
    web_port: int = Field(default=8790, ge=0, le=65535, description="Port of the web server.")
    database_url: str = Field(description="postgresql+asyncpg://user:password@host:port/name")
    redis_url: str = Field(description="redis://:password@host:port/0")
    data_dir: Path = Field(default=Path("data"), description="Folder for keys and media.")
    vault_key: SecretStr | None = Field(
        default=None, description="Key of the vault (base64 of 32 bytes), instead of a key file."
    )
    clock_file: Path | None = Field(
        default=None, description="Shared clock of a sandbox; never set this in production."
    )
    sandbox: bool = Field(default=False, description="Whether the networks are pretended.")
    publish_at_once: int = Field(
        default=20, ge=1, le=200, description="Deliveries that one worker publishes at once."
    )

    @field_validator("telegram_token")
    @classmethod
    def _token_has_a_bot_id(cls, token: SecretStr) -> SecretStr:
        bot_id, _, secret = token.get_secret_value().partition(":")
        if not (bot_id.isdigit() and len(secret) > 20):
            raise ValueError("a token looks like 123456789:AAE…; ask BotFather for it")
        return token

    @field_validator("database_url")
    @classmethod
    def _database_is_postgresql(cls, url: str) -> str:
        scheme, _, rest = url.partition("://")
        if scheme not in {"postgres", "postgresql", "postgresql+asyncpg"}:
            raise ValueError("only PostgreSQL will do: postgresql://user:password@host/name")
        try:
            make_url(url)
        except (ArgumentError, ValueError):
            raise ValueError("the host or the port in it is none") from None
        return f"postgresql+asyncpg://{rest}"

    @field_validator("redis_url")
    @classmethod
    def _queue_is_redis(cls, url: str) -> str:
        if _parts(url).scheme not in {"redis", "rediss", "unix"}:
            raise ValueError("only Redis will do: redis://:password@host:port/0")
        return url

    @field_validator("telegram_api_url")
    @classmethod
    def _api_has_a_host(cls, url: str) -> str:
        parts = _parts(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("give the whole address, such as https://api.telegram.org")
        return url

    @field_validator("public_url")
    @classmethod
    def _public_is_an_origin(cls, url: str | None) -> str | None:
        """Whoever comes finds us under paths of our own: a proxy may not put any before them."""
        if url is None:
            return None
        parts = _parts(url)
        behind = parts.path.rstrip("/") or parts.query or parts.fragment or parts.username
        if parts.scheme not in {"http", "https"} or not parts.hostname or behind:
            raise ValueError("give https:// and a name, with nothing behind: https://bot.example")
        return url

    @property
    def is_private(self) -> bool:
        """Whether only people who were named or invited may use the bot."""
        return bool(self.admins or self.allowed)

    @property
    def media_dir(self) -> Path:
        """Where originals lie, and what was made of them."""
        return self.data_dir / "media"

    @property
    def web_origin(self) -> str | None:
        """Under which origin networks reach us, and people's browsers; None if nobody could."""
        if self.sandbox:
            return f"http://{self.web_host}:{self.web_port}"
        return self.public_url.rstrip("/") if self.public_url else None

    @property
    def bot_id(self) -> int:
        """The bot's numeric id, which is the first half of its token."""
        return int(self.telegram_token.get_secret_value().partition(":")[0])
