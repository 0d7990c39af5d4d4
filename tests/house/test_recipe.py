"""The recipe "add a network" of the contribution guide is complete: each network has all of it."""

import importlib
import inspect
import pkgutil

import pytest

import services.networks
from services.networks.base import Network
from services.networks.registry import load_networks
from tests.environment import ROOT

HOUSEHOLD = {"base", "registry", "window"}
NETWORKS = tuple(load_networks().values())
KEYS = [network.key for network in NETWORKS]


def test_every_module_of_networks_is_a_registered_network() -> None:
    modules = {module.name for module in pkgutil.iter_modules(services.networks.__path__)}
    assert modules - HOUSEHOLD == set(KEYS)


@pytest.mark.parametrize("network", NETWORKS, ids=KEYS)
def test_a_network_is_named_after_its_module_and_leaves_nothing_open(
    network: type[Network],
) -> None:
    assert network.__module__.startswith(f"services.networks.{network.key}")
    assert not inspect.isabstract(network)
    assert network.title
    assert network.limits.text > 0


@pytest.mark.parametrize("key", KEYS)
def test_a_network_has_a_twin_in_the_sandbox(key: str) -> None:
    assert importlib.util.find_spec(f"services.sandbox.{key}") is not None


@pytest.mark.parametrize("key", KEYS)
def test_a_network_has_tests_of_its_own(key: str) -> None:
    assert list((ROOT / "tests/networks").glob(f"test_{key}*.py"))


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("key", KEYS)
def test_a_network_speaks_every_language(key: str, language: str) -> None:
    texts = ROOT / f"bot/locales/{language}/networks/{key}.ftl"
    assert texts.exists()
    assert f"{key}-" in texts.read_text()


@pytest.mark.parametrize("network", NETWORKS, ids=KEYS)
def test_a_network_stands_in_the_table_of_the_readme(network: type[Network]) -> None:
    readme = (ROOT / "README.md").read_text()
    assert f"\n| {network.title} " in readme


def test_nothing_else_of_the_product_knows_a_network_by_name() -> None:
    """What would be an eighth file to touch: a list of networks anywhere above them."""
    above = [*ROOT.glob("bot/web/*.py"), *ROOT.glob("services/delivery/*.py")]
    above += [*ROOT.glob("services/posts/*.py"), *ROOT.glob("bot/notifier/*.py")]
    named = [path.name for path in above if "services.networks.vk" in path.read_text()]
    assert above
    assert named == []
