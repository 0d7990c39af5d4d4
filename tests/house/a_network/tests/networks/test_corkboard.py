"""Corkboard against its twin: linking, notes, every line of the error table, lost answers."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from services.clock import SystemClock
from services.content import Content, Entity, Media
from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    NotSent,
    RateLimited,
    Rejected,
    Transient,
    Unconfirmed,
)
from services.networks.base import Absent, Accepted, Account, Found, Json, Network, Prepared
from services.networks.registry import load_networks
from services.networks.window import SendWindow
from services.rates import Rate
from services.settings import Settings
from tests.networks.works import Bench
from tests.sandbox_control import SandboxControl

BOARD = "b-kitchen"
SOUP = Content(
    text="Soup\nof the day: https://example.com/soup",
    entities=(Entity(kind="bold", offset_utf16=5, length_utf16=2),),
)


@dataclass
class Easel:
    """Alice's board, the network that pins to it, and what the engine would keep."""

    control: SandboxControl
    network: Network
    account: Account
    bench: Bench

    async def prepared(self, content: Content) -> Prepared:
        """A note, ready to be pinned."""
        (part,) = self.network.plan(content, self.account)
        return await self.network.prepare(part, content, self.account, self.bench.work())

    async def publish(self, content: Content = SOUP, attempt: str = "a-1") -> Accepted:
        """Pin a note."""
        prepared = await self.prepared(content)
        return await self.network.publish(prepared, self.account, SendWindow(attempt))

    async def notes(self) -> list[Json]:
        """What the public sees."""
        return await self.control.visible("corkboard", BOARD)


async def no_pace(rates: Sequence[Rate]) -> None:
    """Every call may leave at once."""
    del rates


@pytest.fixture
async def easel(sandbox_url: str, networks_pretended: None, tmp_path: Path) -> AsyncIterator[Easel]:
    """A fresh board."""
    settings = Settings(
        _env_file=None,
        telegram_token="7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA",
        database_url="postgresql://nobody@127.0.0.1/none",
        redis_url="redis://127.0.0.1:1/0",
        sandbox=True,
    )
    picture = tmp_path / "soup.png"
    Image.new("RGB", (320, 240), "#80b0a0").save(picture)
    network = load_networks()["corkboard"](settings, SystemClock(), no_pace)
    async with SandboxControl(sandbox_url) as control:
        await control.reset()
        state = await control.state()
        keys = {one["owner"]: one for one in state["keys"] if one["network"] == "corkboard"}
        credentials = {"board_key": keys["Alice's kitchen"]["secrets"][0]["value"]}
        account = Account(1, "corkboard", BOARD, "Alice's kitchen", credentials=credentials)
        yield Easel(control, network, account, Bench({1: picture, 2: picture}))
    await network.close()


def photo(number: int, kind: Any = "photo") -> Media:
    return Media(id=number, kind=kind, origin="telegram", ref=f"r{number}", unique_ref=f"u{number}")


async def test_a_key_proves_its_board_and_no_other(easel: Easel) -> None:
    identity = await easel.network.whoami("", easel.account.credentials)
    assert (identity.target, identity.title) == (BOARD, "Alice's kitchen")
    with pytest.raises(AccessDenied):
        await easel.network.whoami("b-garage", easel.account.credentials)
    with pytest.raises(LoginNeeded):
        await easel.network.whoami("", {"board_key": "guessed"})


async def test_a_note_has_heading_text_formatting_and_pictures(easel: Easel) -> None:
    accepted = await easel.publish(SOUP.model_copy(update={"media": (photo(1), photo(2))}))
    (note,) = await easel.notes()
    assert accepted == Accepted((note["post_id"],), note["url"])
    assert (note["title"], note["text"]) == ("Soup", "of the day: https://example.com/soup")
    link = {"type": "url", "offset": 12, "length": 24}
    assert note["entities"] == [{"type": "bold", "offset": 0, "length": 2}, link]
    assert [one["kind"] for one in note["attachments"]] == ["photo", "photo", "link"]
    assert note["attempt"] == "a-1"


async def test_pictures_are_uploaded_once_however_often_it_is_tried(easel: Easel) -> None:
    content = Content(media=(photo(1), photo(2)))
    assert await easel.prepared(content) == await easel.prepared(content)
    assert len(await easel.control.journal(method="pictures.add")) == 2


def levels(easel: Easel, content: Content) -> dict[str, str]:
    return {each.text: each.level for each in easel.network.check(content, easel.account)}


async def test_it_says_before_what_does_not_fit(easel: Easel) -> None:
    assert levels(easel, SOUP) == {}
    assert levels(easel, Content(text="s" * 2001)) == {"corkboard-too-long": "refuse"}
    film = Content(media=(photo(1, "video"),))
    told = {"corkboard-empty": "refuse", "corkboard-left-out": "change"}
    assert levels(easel, film) == told
    with pytest.raises(Rejected):
        easel.network.plan(film, easel.account)


@pytest.mark.parametrize(
    ("kind", "params", "expected"),
    [
        ("login_expired", {}, LoginNeeded),
        ("refuse", {"error_code": "read_only"}, AccessDenied),
        ("refuse", {"error_code": "too_long"}, Rejected),
        ("refuse", {"error_code": "bad_picture"}, Rejected),
        ("refuse", {"error_code": "of_tomorrow"}, Rejected),
        ("rate_limit", {}, RateLimited),
        ("server_error", {}, Unconfirmed),
        ("reset", {}, Unconfirmed),
        ("accept_then_500", {}, Unconfirmed),
        ("accept_then_cut_body", {}, Unconfirmed),
        ("accept_then_garbage", {}, Unconfirmed),
    ],
)
async def test_every_ending_has_its_class(
    easel: Easel, kind: str, params: Json, expected: type[NetworkError]
) -> None:
    prepared = await easel.prepared(SOUP)
    await easel.control.add_fault("corkboard", "notes.add", kind, **params)
    with pytest.raises(NetworkError) as caught:
        await easel.network.publish(prepared, easel.account, SendWindow("a-1"))
    assert type(caught.value) is expected
    assert len(await easel.notes()) == kind.startswith("accept")
    finding = await easel.network.find(prepared.evidence, easel.account)
    assert type(finding) is (Found if kind.startswith("accept") else Absent)


async def test_a_question_may_be_asked_again(easel: Easel) -> None:
    await easel.control.add_fault("corkboard", "board", "server_error")
    with pytest.raises(Transient):
        await easel.network.whoami("", easel.account.credentials)
    assert (await easel.network.whoami("", easel.account.credentials)).target == BOARD


async def test_a_missed_send_window_lets_nothing_out(easel: Easel) -> None:
    prepared = await easel.prepared(SOUP)
    with pytest.raises(NotSent):
        await easel.network.publish(prepared, easel.account, SendWindow("a-1", seconds=-1))
    assert await easel.control.journal(method="notes.add") == []


async def test_taking_down_twice_is_fine(easel: Easel) -> None:
    accepted = await easel.publish()
    for _ in range(2):
        await easel.network.delete(accepted.ids, easel.account)
    assert await easel.notes() == []
