"""`.env.example` names every setting of the house, and none that nobody reads."""

import re
from itertools import pairwise

from services.networks.registry import load_networks
from services.settings import EnvironmentSettings, Settings
from tests.environment import ROOT

ONLY_IN_A_SANDBOX = {"CLOCK_FILE", "SANDBOX"}
ONLY_IN_COMPOSE = {"POSTGRES_PASSWORD", "REDIS_PASSWORD", "TELEGRAM_API_ID", "TELEGRAM_API_HASH"}


def of_networks() -> list[type[EnvironmentSettings]]:
    """The settings that networks bring with them."""
    load_networks()
    known = _below(EnvironmentSettings)
    return [one for one in known if one.__module__.startswith("services.networks.")]


def _below(kind: type[EnvironmentSettings]) -> list[type[EnvironmentSettings]]:
    """The settings that derive from a kind and that nothing derives from."""
    own = kind.__subclasses__()
    return [one for each in own for one in _below(each) or [each]]


def named() -> set[str]:
    example = (ROOT / ".env.example").read_text()
    return set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))


def variables(settings: type[EnvironmentSettings]) -> set[str]:
    prefix = settings.model_config.get("env_prefix") or ""
    return {f"{prefix}{name}".upper() for name in settings.model_fields}


def test_the_example_names_every_setting_of_the_house() -> None:
    assert variables(Settings) - ONLY_IN_A_SANDBOX <= named()


def test_the_example_names_nothing_that_nobody_reads() -> None:
    assert {"TelegramSettings", "VkSettings"} <= {one.__name__ for one in of_networks()}
    known = [variables(Settings), *map(variables, of_networks()), ONLY_IN_COMPOSE]
    assert named() <= set().union(*known)


def test_every_variable_is_explained_above_it() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    for above, line in pairwise(lines):
        if re.match(r"#?[A-Z_]+=", line):
            assert above.startswith("#"), f"{line} has no sentence"


def test_compose_passes_every_password_it_asks_for() -> None:
    compose = (ROOT / "docker-compose.yml").read_text()
    asked = set(re.findall(r"\$\{([A-Z_]+)", compose))
    assert asked == {*ONLY_IN_COMPOSE, "PUBLIC_URL"}


def test_the_image_contains_the_product_and_no_secret() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    ignored = [line for line in lines if line and not line.startswith("#")]
    assert ignored[0] == "*"
    assert {"!bot", "!services", "!db", "!migrations", "!requirements.lock"} == {
        line for line in ignored if line.startswith("!")
    }
    assert "**/.env*" in ignored
