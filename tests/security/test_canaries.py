"""Cases 59 and 60: whatever happens, no secret is read anywhere but where it belongs."""

import io
import json
import logging
import sys
import traceback
from collections.abc import AsyncIterator, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import structlog
from redis.asyncio import Redis
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.logs import configure_logs
from bot.wiring import open_deps, telegram_bot
from db.accounts import SocialAccount
from services.delivery.refreshing import refresh_due
from services.errors import NetworkError, VaultError
from services.networks.registry import NETWORKS
from services.rates import Rate
from services.settings import Settings
from tests.consent_page import allow, answer_of
from tests.flows.faults import PUBLISHING_CALL, both, later, publish, publish_photo
from tests.flows.house import Chat, House, open_house
from tests.flows.test_every_network import link, say_soup
from tests.flows.test_sign_in import asked as asked_to_sign_in
from tests.flows.test_sign_in import doors, secret, typed
from tests.flows.test_vk_linking import leaks
from tests.people import ALICE, BOB, CHARLIE
from tests.sandbox_control import KITCHEN, SandboxControl
from tests.security.test_consents import asked, land
from tests.security.test_refreshing import expired
from tests.sign_in_page import open_browser

CANARY = "canary-9f3b1c7d5e2a4806-that-sings"
FAULTS = ("accept_then_500", "reset", "login_expired")
SHORTEST = 16


@dataclass
class Ears:
    """What was written meanwhile: our own events before anything is hidden, and the log itself."""

    events: list[Any]
    log: io.StringIO
    known: set[str] = field(default_factory=set)

    async def learn(self, house: House) -> None:
        """Remember every secret that the house has now."""
        settings = house.deps.settings
        self.known |= {settings.telegram_token.get_secret_value()}
        self.known |= {(settings.data_dir / "vault.key").read_text().strip()}
        async with house.deps.db.begin() as session:
            accounts = (await session.execute(select(SocialAccount))).scalars().all()
            for one in accounts:
                about = {"account_id": one.id, "space_id": one.space_id}
                self.known |= set((await house.deps.vault.credentials(session, **about)).values())
        for one in (await house.control.state())["keys"]:
            self.known |= {secret["value"] for secret in one["secrets"]}
        self.known = {secret for secret in self.known if len(secret) >= SHORTEST}

    def heard(self) -> list[str]:
        """Secrets that can be read in what was written."""
        said = f"{self.events!r}\n{self.log.getvalue()}"
        return [secret for secret in self.known if secret in said]


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch, plain_logs: None) -> Iterator[Ears]:
    """The log as a process writes it, at its most talkative, with the events behind it."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level, said = root.handlers[:], root.level, io.StringIO()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", said)
        configure_logs(level=logging.DEBUG)
    with capture_logs() as events:
        yield Ears(events, said)
    structlog.configure(**before)
    root.handlers[:], root.level = handlers, level


async def redis_dump(url: str) -> str:
    """Everything in Redis, as text."""
    async with Redis.from_url(url) as redis:
        found = []
        async for key in redis.scan_iter():
            dump = await redis.dump(key)
            found.append(repr((key, dump)))
    return "\n".join(found)


async def told(house: House) -> str:
    """Every message and every call of the bot to Telegram, as people's clients get them."""
    chats = [await house.control.messages(person) for person in (ALICE, BOB, CHARLIE)]
    ours = [one for chat in chats for one in chat if one["from"]["is_bot"]]
    calls = await house.control.journal(network="telegram")
    return json.dumps([ours, [one["params"] for one in calls]], ensure_ascii=False)


def files(folder: Path) -> bytes:
    """Everything that lies in the data folder, but for the key that has its place there."""
    found = [path for path in folder.rglob("*") if path.is_file() and path.name != "vault.key"]
    return b"\n".join(path.read_bytes() for path in found)


async def sung(house: House, ears: Ears) -> dict[str, Collection[str]]:
    """Where secrets can be read; nothing, if all is well."""
    await ears.learn(house)
    redis, chat = await redis_dump(house.deps.settings.redis_url), await told(house)
    kept, shown = files(house.deps.settings.data_dir), repr(house.deps)
    places = {
        "log": ears.heard(),
        "database": await leaks(house, sorted(ears.known)),
        "redis": [one for one in ears.known if one in redis],
        "chat": [one for one in ears.known if one in chat],
        "files": [one for one in ears.known if one.encode() in kept],
        "repr": [one for one in ears.known if one in shown],
    }
    return {place: found for place, found in places.items() if found}


@pytest.mark.usefixtures("short_patience")
@pytest.mark.parametrize("key", NETWORKS)
async def test_case_59_no_secret_sings_whatever_goes_wrong(
    key: str, house: House, alice: Chat, ears: Ears
) -> None:
    await ears.learn(house)
    await alice.say("/accounts")
    view = await link(alice, key)
    for fault in FAULTS:
        await ears.learn(house)
        call, target = PUBLISHING_CALL[key], view.target
        await house.control.add_fault(key, call, fault, target=target)
        await say_soup(alice, view)
        await alice.press("🚀 Publish")
        await later(house, 31)
    await alice.say("/accounts")
    await alice.press(f"{view.network_title} · {view.title}")
    await alice.press("Check now")
    await alice.press("Unlink…")
    await alice.press("Yes, unlink")
    assert await sung(house, ears) == {}
    assert len(ears.known) >= 4


@pytest.mark.parametrize("key", ["pinterest", "youtube"])
async def test_case_59_no_secret_sings_in_a_consent(
    key: str, house: House, alice: Chat, ears: Ears
) -> None:
    address = await asked(alice, key)
    landed = await allow(address)
    for one in (answer_of(address), answer_of(landed)):
        ears.known |= {one[name] for name in ("state", "code") if name in one}
    await land(landed)
    await house.settle()
    # The button's address has to bear the state; it opens nothing without the verifier.
    ears.known -= {answer_of(address)["state"]}
    assert await sung(house, ears) == {}
    await alice.press("Yes")
    account_id = await _only_account(house)
    await ears.learn(house)
    await expired(house, account_id)
    await house.control.add_fault(key, "*", "login_expired")
    await refresh_due(house.deps)
    await house.settle()
    assert await sung(house, ears) == {}


@pytest.fixture
async def unofficial(
    settings: Settings, sandbox_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    """A house where people sign in by name and password."""
    monkeypatch.setenv("INSTAGRAM_PRIVATE", "true")
    async with SandboxControl(sandbox_url) as control, open_house(settings, control) as opened:
        await control.advance(7 * 3600)
        yield opened


async def test_case_59_a_password_is_read_nowhere(unofficial: House, ears: Ears) -> None:
    """Right or wrong, with a code after it, and when the network breaks under it."""
    alice = Chat(unofficial, ALICE)
    right = await typed(alice)
    mistyped = right | {"password": f"{CANARY} {right['password']}"}
    ears.known |= {right["password"], mistyped["password"], CANARY}
    await doors(unofficial, "email")
    shown = []
    async with open_browser(await asked_to_sign_in(alice)) as browser:
        for form in (mistyped, right, {"code": await secret(alice, "code")}):
            shown.append((await browser.type(**form)).text)
            assert await sung(unofficial, ears) == {}
        cookies = [cookie.value for cookie in browser.http.cookie_jar]
    await unofficial.control.add_fault("instagram", "private.login", "accept_then_garbage")
    async with open_browser(await asked_to_sign_in(alice)) as browser:
        shown.append((await browser.type(**right)).text)
    await unofficial.settle()
    await unofficial.control.remove_faults()
    ears.known |= set(cookies)
    assert await sung(unofficial, ears) == {}
    assert not [word for word in ears.known if word in "".join(shown)]
    assert len(await unofficial.control.journal(network="instagram", method="private.login")) == 3


async def _only_account(house: House) -> int:
    async with house.deps.db.begin() as session:
        return (await session.execute(select(SocialAccount.id))).scalar_one()


async def test_case_59_wrong_secrets_of_people_sing_nowhere(
    house: House, alice: Chat, ears: Ears
) -> None:
    wrong = f"vk1.a.{CANARY}-{'x' * 40}1"
    ears.known |= {wrong, CANARY}
    await alice.say("/accounts")
    await alice.press("➕ VK")
    await alice.say(wrong)
    await alice.press("Stop")
    await alice.say(wrong)
    assert not any(CANARY in one.get("text", "") for one in await alice.messages())
    assert await sung(house, ears) == {}


async def test_case_59_whoever_looks_would_find_one(house: House, alice: Chat, ears: Ears) -> None:
    ears.known |= {CANARY}
    structlog.get_logger().debug("told", secret=CANARY)
    await alice.say(CANARY)
    await house.deps.limiter.wait([Rate(CANARY, count=1, per_s=60.0)])
    (house.deps.settings.data_dir / "left.behind").write_text(CANARY)
    assert set(await sung(house, ears)) == {"log", "database", "redis", "chat", "files"}


def test_case_59_what_is_raised_names_no_secret(ears: Ears) -> None:
    """Exceptions are redacted with all that hangs on them when they are written."""
    try:
        _fail(OSError(f"https://api.example/method?access_token={CANARY}&v=1"))
    except VaultError:
        logging.getLogger("canary").exception("told of %s", f"refresh_token={CANARY}")
    assert "told of" in ears.log.getvalue()
    assert "OSError" in ears.log.getvalue()
    assert CANARY not in ears.log.getvalue()


def _fail(because: Exception) -> None:
    raise VaultError(f"Authorization: Bearer {CANARY}") from because


@pytest.mark.usefixtures("short_patience")
@pytest.mark.parametrize(
    ("method", "kind"), [("sendMessage", "reset"), ("sendMessage", "hang"), ("getFile", "reset")]
)
async def test_case_60_a_call_of_telegram_that_breaks_names_no_token(
    house: House, alice: Chat, ears: Ears, method: str, kind: str
) -> None:
    await both(alice)
    target = KITCHEN if method == "sendMessage" else None
    await house.control.add_fault("telegram", method, kind, target=target)
    await (publish_photo(alice, "Soup") if method == "getFile" else publish(alice))
    await later(house, 31)
    failed = await house.control.journal(network="telegram", method=method)
    assert f"fault:{kind}" in {one["outcome"] for one in failed}
    token = house.deps.settings.telegram_token.get_secret_value()
    ears.known |= {token, token.partition(":")[2]}
    assert await sung(house, ears) == {}


async def test_case_60_a_server_that_is_away_names_no_token(settings: Settings, ears: Ears) -> None:
    """Nobody listens where Telegram should be; what is raised is all that anybody sees."""
    away = settings.model_copy(update={"telegram_api_url": "http://127.0.0.1:1"})
    token = settings.telegram_token.get_secret_value()
    async with open_deps(away) as deps:
        with pytest.raises(NetworkError) as raised:
            await telegram_bot(deps).send_message(ALICE, "Soup")
    told = "".join(traceback.format_exception(raised.value))
    assert token.partition(":")[2] not in told
    assert ears.heard() == []
