"""What every network keeps to, whichever it is: a new one is held to it without a word here."""

import inspect

import pytest

from bot.texts import LANGUAGES, t
from services.networks.base import Network
from services.networks.registry import NETWORKS, load_networks, sandbox_addresses

CLASSES = load_networks()


@pytest.fixture(params=NETWORKS)
def network(request: pytest.FixtureRequest) -> type[Network]:
    """Each network's class in turn."""
    return CLASSES[request.param]


@pytest.mark.parametrize("key", NETWORKS)
def test_a_network_is_registered_under_its_own_key(key: str) -> None:
    assert CLASSES[key].key == key
    assert CLASSES[key].__module__.startswith(f"services.networks.{key}")


def test_a_network_leaves_nothing_open(network: type[Network]) -> None:
    assert issubclass(network, Network)
    assert not inspect.isabstract(network)
    assert network.title
    assert network.limits.text > 0
    assert network.limits.call_timeout_s > 0


def test_a_network_says_how_it_is_linked(network: type[Network]) -> None:
    assert network.link_method in {"chat", "secrets"}
    assert bool(network.pasted_secrets) is (network.link_method == "secrets")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_has_words(network: type[Network], language: str) -> None:
    for option in network.options:
        key = f"{network.key}-option-{option.name}"
        keys = [key, f"{key}-ask", *(f"{key}-{value}" for value in option.values)]
        assert [each for each in keys if t(language, each) == each] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_let_us_in_is_told_how_to_take_it_back(
    network: type[Network], language: str
) -> None:
    key = f"{network.key}-take-back"
    assert (t(language, key) != key) is network.consents
    later = f"{key}-later"
    assert (t(language, later) != later) is network.revokes_all


def test_networks_keep_the_order_of_methods(network: type[Network]) -> None:
    order = [name for name in vars(Network) if not name.startswith("_")]
    own = [name for name in vars(network) if name in order]
    assert own == sorted(own, key=order.index)


def test_each_network_has_a_place_of_its_own_in_a_sandbox() -> None:
    places = sandbox_addresses("http://127.0.0.1:8780")
    assert set(places) == {f"{key.upper()}_API_URL" for key in NETWORKS}
    assert len(set(places.values())) == len(NETWORKS)
    assert places["VK_API_URL"] == "http://127.0.0.1:8780/vk"
