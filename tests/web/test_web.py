"""The webhook believes only who knows the secret, and answers only after the commit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr
from sqlalchemy import select

from bot.inbox import Inbox
from bot.web import open_web, read_webhook, web_app
from bot.web.webhook import MAX_BODY_BYTES
from db.database import Database
from db.inbox import InboxRow
from services.deps import Deps
from services.embedded.folder import free_port
from services.errors import SettingsError, StartError
from services.settings import Settings
from tests.bot import updates

SECRET = "a-secret-of-32-characters_or_more-0123456789"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATH = "/telegram/webhook"


def with_webhook(settings: Settings, secret: str | None = SECRET) -> Settings:
    return settings.model_copy(
        update={
            "public_url": "https://bot.example/",
            "telegram_webhook_secret": SecretStr(secret) if secret is not None else None,
            "web_port": free_port(),
        }
    )


@asynccontextmanager
async def serving(deps: Deps) -> AsyncIterator[ClientSession]:
    deps = replace(deps, settings=with_webhook(deps.settings))
    app = web_app(deps, Inbox(deps, lambda: None), read_webhook(deps.settings))
    address = f"http://127.0.0.1:{deps.settings.web_port}"
    async with open_web(deps, app), ClientSession(address) as http:
        yield http


async def stored(deps: Deps) -> list[InboxRow]:
    async with deps.db.begin() as session:
        return list((await session.execute(select(InboxRow))).scalars())


async def test_an_update_is_stored_before_it_is_acknowledged(deps: Deps) -> None:
    body = updates.message(update_id=7)
    async with serving(deps) as http:
        for _ in range(3):
            async with http.post(PATH, data=body, headers={HEADER: SECRET}) as answer:
                assert answer.status == 200
                assert [row.body for row in await stored(deps)] == [body]


@pytest.mark.parametrize(
    "given", [None, "", "wrong", SECRET[:-1], SECRET + "x", "секрет", "\udcff" * 40]
)
async def test_whoever_does_not_know_the_secret_is_refused(deps: Deps, given: str | None) -> None:
    headers = {} if given is None else {HEADER: given}
    async with (
        serving(deps) as http,
        http.post(PATH, data=updates.message(), headers=headers) as answer,
    ):
        assert answer.status == 401
    assert await stored(deps) == []


async def test_a_body_that_is_too_large_is_refused(deps: Deps) -> None:
    body = b"x" * (MAX_BODY_BYTES + 1)
    async with (
        serving(deps) as http,
        http.post(PATH, data=body, headers={HEADER: SECRET}) as answer,
    ):
        assert answer.status == 413
    assert await stored(deps) == []


async def test_what_cannot_be_read_is_stored_like_the_rest(deps: Deps) -> None:
    monsters = [b"", b"\xff\xfe", b"[" * 100_000, b'{"update_id":' + b"9" * 6000 + b"}"]
    async with serving(deps) as http:
        for body in monsters:
            async with http.post(PATH, data=body, headers={HEADER: SECRET}) as answer:
                assert answer.status == 200
    assert sorted(row.body for row in await stored(deps)) == sorted(monsters)


async def test_telegram_comes_again_when_nothing_could_be_stored(deps: Deps) -> None:
    gone = Database("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    async with serving(replace(deps, db=gone)) as http:
        async with http.post(PATH, data=updates.message(), headers={HEADER: SECRET}) as answer:
            assert answer.status == 503
        async with http.get("/health") as answer:
            assert (answer.status, await answer.json()) == (503, {"ok": False, "why": "database"})
    await gone.close()


async def test_health_says_how_late_the_oldest_work_is(deps: Deps) -> None:
    await Inbox(deps, lambda: None).keep([updates.message()])
    async with serving(deps) as http, http.get("/health") as answer:
        assert answer.status == 200
        health = await answer.json()
    assert set(health["overdue_s"]) == {"updates", "deliveries", "cards", "messages"}
    assert 0 <= health["overdue_s"]["updates"] < 5


@pytest.mark.parametrize("secret", [None, "", "short", "x" * 31, "x" * 257, "п" * 40, "a b" * 20])
def test_it_refuses_to_start_without_a_proper_secret(
    settings: Settings, secret: str | None
) -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_SECRET"):
        read_webhook(with_webhook(settings, secret))


def test_the_secret_does_not_show(settings: Settings) -> None:
    webhook = read_webhook(with_webhook(settings))
    assert webhook is not None
    assert webhook.url == "https://bot.example/telegram/webhook"
    assert SECRET not in repr(webhook)


def test_without_a_public_address_there_is_no_webhook(settings: Settings) -> None:
    assert read_webhook(settings) is None


async def test_a_port_in_use_is_one_clear_line(deps: Deps) -> None:
    settings = with_webhook(deps.settings)
    deps = replace(deps, settings=settings)
    app = web_app(deps, Inbox(deps, lambda: None), None)
    again = web_app(deps, Inbox(deps, lambda: None), None)
    async with open_web(deps, app):
        with pytest.raises(StartError, match=f"WEB_PORT.*{settings.web_port}"):
            async with open_web(deps, again):
                pytest.fail("two servers on one port")
