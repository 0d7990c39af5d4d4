"""What the settings of all networks have in common: an address that secrets may be sent to."""

import pytest

from services.errors import SettingsError
from services.networks.registry import load_networks
from services.networks.settings import NetworkSettings, host_of, is_safe

load_networks()
EVERY = {one.model_config["env_prefix"]: one for one in NetworkSettings.__subclasses__()}


@pytest.mark.parametrize("prefix", EVERY)
@pytest.mark.parametrize(
    "url",
    ["http://api.example", "ftp://127.0.0.1", "nowhere", "https://", "http://127.0.0.1.evil.com"],
)
def test_an_unsafe_address_stops_the_start_and_is_named(
    prefix: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{prefix}API_URL", url)
    with pytest.raises(SettingsError) as caught:
        EVERY[prefix].load()
    why = "give an https address; plain http is for this machine only"
    assert str(caught.value) == f"{prefix}API_URL is wrong: {why}"


@pytest.mark.parametrize("prefix", EVERY)
@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("https://api.example/", False),
        ("http://127.0.0.1:8780/", True),
        ("http://localhost:8780/", True),
        ("http://[::1]:8780/", True),
    ],
)
def test_an_address_is_local_only_on_this_machine(
    prefix: str, url: str, local: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{prefix}API_URL", url)
    settings = EVERY[prefix].load()
    assert settings.api_url == url.removesuffix("/")
    assert settings.local is local


@pytest.mark.parametrize("url", ["http://[::1", "https://host:port", "http://me@evil.com"])
def test_what_is_no_safe_address_is_none_whatever_its_shape(url: str) -> None:
    assert not is_safe(url)


@pytest.mark.parametrize("prefix", EVERY)
@pytest.mark.parametrize(
    ("url", "theirs"),
    [
        ("https://up.soup.example/put", True),
        ("https://soup.example/put", True),
        ("https://poisonsoup.example/put", False),
        ("https://soup.example.evil.com/put", False),
        ("https://up.soup.example@evil.com/put", False),
        ("https://evil.com@up.soup.example/put", False),
        ("http://up.soup.example/put", False),
        ("http://127.0.0.1/put", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_only_a_host_of_its_own_gets_files(prefix: str, url: str, theirs: bool) -> None:
    real = EVERY[prefix](_env_file=None, api_url="https://api.example")
    assert real.is_theirs(url, ["soup.example"]) is theirs


@pytest.mark.parametrize("prefix", EVERY)
def test_a_sandbox_gets_files_on_this_machine_alone(prefix: str) -> None:
    pretended = EVERY[prefix](_env_file=None, api_url="http://127.0.0.1:8780")
    assert pretended.is_theirs("http://127.0.0.1:8780/put", [])
    assert not pretended.is_theirs("https://up.soup.example/put", ["soup.example"])


def test_an_error_names_the_host_alone() -> None:
    assert host_of("https://key:secret@Evil.com/secret?key=secret") == "evil.com"
    assert host_of("https://[::1") == ""
