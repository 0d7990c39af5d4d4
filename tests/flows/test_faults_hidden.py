"""Networks where much is done that nobody sees go wrong at the moment of showing it.

Every post goes to a Telegram channel as well, which works: what fails elsewhere never touches it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.flows.faults import CHECKING, PUBLISHING_CALL, Published, later, moment, violations
from tests.flows.house import Chat, House
from tests.flows.linking import with_channel
from tests.flows.test_every_network import link
from tests.networks.youtube_world import movie
from tests.sandbox.bot import picture
from tests.sandbox_control import Json

_PATIENCE_S = "1"
_SWITCHES: Mapping[str, object] = {"instagram_looks": 0, "pinterest_processing_polls": 0}
_TELEGRAM = "telegram"
_REFUSALS: Mapping[str, Json] = {
    "instagram": {"error_code": 36003, "message": "The aspect ratio is not supported."},
    "pinterest": {"status": 400, "error_code": 1, "error_msg": "Invalid request"},
    "youtube": {"status": 400, "reason": "invalidVideoMetadata"},
}
"""Of the kind that only another post helps against."""


@dataclass(slots=True)
class Elsewhere:
    """One of these networks, linked by Alice beside her channel."""

    alice: Chat
    network: str
    target: str
    posts: int = 0

    @property
    def house(self) -> House:
        """The product around it."""
        return self.alice.house

    async def goes_wrong(self, kind: str, **params: Any) -> Published:
        """Publish something while the network fails to show it; the card after a moment."""
        call = PUBLISHING_CALL[self.network]
        await self.house.control.add_fault(self.network, call, kind, target=self.target, **params)
        self.posts += 1
        text = f"Soup number {self.posts}"
        await self.alice.say(media=[{"upload_id": await self._file()}], caption=text)
        card = await self.alice.newest()
        await self.house.control.press_text(self.alice.person_id, "🚀 Publish")
        await moment(self.house)
        return Published(self.alice, card["message_id"], text)

    async def asked(self) -> int:
        """How often the network was asked to show something."""
        call = PUBLISHING_CALL[self.network]
        return len(await self.house.control.journal(network=self.network, method=call))

    async def copies(self, post: Published) -> int:
        """How often everybody sees a post there."""
        shown: list[Json] = await self.house.control.visible(self.network, self.target)
        return sum(post.text in {entry["title"], entry["text"]} for entry in shown)

    async def ended_well(self, post: Published, *, asked: int) -> bool:
        """Whether a post is once in both places after so many requests in all."""
        assert [await post.line(each) for each in (_TELEGRAM, self.network)] == ["live"] * 2
        assert [await post.copies(_TELEGRAM), await self.copies(post)] == [1, 1]
        assert await self.asked() == asked
        assert await violations(self.house) == []
        return True

    async def _file(self) -> str:
        control = self.house.control
        if self.network == "youtube":
            return str(await control.upload(movie(0, self.posts), "soup.mp4", kind="video"))
        return str(await control.upload(picture(kind="JPEG"), "soup.jpg", kind="photo"))


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network may let a call hang for long."""
    for network in ("INSTAGRAM", "PINTEREST", "YOUTUBE"):
        monkeypatch.setenv(f"{network}_CALL_TIMEOUT_S", _PATIENCE_S)


@pytest.fixture(params=["instagram", "pinterest", "youtube"])
async def elsewhere(
    request: pytest.FixtureRequest, patience: None, house: House, alice: Chat
) -> Elsewhere:
    """Alice's channel, and one more account of hers."""
    key: str = request.param
    await house.control.settings(**_SWITCHES)
    view = await link(alice, key)
    await with_channel(alice)
    return Elsewhere(alice, key, view.target)


async def test_a_refusal_is_told_and_retry_sends_there_only(elsewhere: Elsewhere) -> None:
    post = await elsewhere.goes_wrong("refuse", **_REFUSALS[elsewhere.network])
    assert await post.headline() == "Something needs you"
    assert (await post.line(elsewhere.network)).startswith("refused. ")
    assert await post.offers(1) == ["🔁 Retry"]
    assert await elsewhere.copies(post) == 0
    await later(elsewhere.house, 3600)
    assert await elsewhere.asked() == 1
    await post.press("1. 🔁 Retry")
    assert await elsewhere.ended_well(post, asked=2)


async def test_what_did_not_arrive_is_sent_again(elsewhere: Elsewhere) -> None:
    said = {"rate_limit": "the network asks us to wait", "server_error": CHECKING, "hang": CHECKING}
    for number, (kind, words) in enumerate(said.items(), start=1):
        post = await elsewhere.goes_wrong(kind)
        assert words in await post.line(elsewhere.network)
        assert await post.line(_TELEGRAM) == "live"
        assert await elsewhere.copies(post) == 0
        await post.until(elsewhere.network, "live", step_s=61)
        assert await elsewhere.ended_well(post, asked=2 * number)


async def test_what_arrived_without_an_answer_is_found(elsewhere: Elsewhere) -> None:
    lost = ("accept_then_hang", "accept_then_500", "accept_then_cut_body")
    for number, kind in enumerate(lost, start=1):
        post = await elsewhere.goes_wrong(kind)
        assert (await post.line(elsewhere.network)).startswith(CHECKING)
        assert await post.line(_TELEGRAM) == "live"
        await later(elsewhere.house, 3)
        assert await elsewhere.ended_well(post, asked=number)


async def test_an_expired_login_pauses_there_only_and_goes_on_once_it_is_mended(
    elsewhere: Elsewhere,
) -> None:
    post = await elsewhere.goes_wrong("login_expired")
    assert "waiting: the access has expired. Press Fix." in await post.line(elsewhere.network)
    assert await post.offers(1) == ["🔧 Fix", "Cancel"]
    assert await post.line(_TELEGRAM) == "live"
    await later(elsewhere.house, 3600)
    assert await elsewhere.asked() == 1
    await post.press("1. 🔧 Fix")
    await elsewhere.alice.press("Check now")
    await later(elsewhere.house, 10)
    assert await elsewhere.ended_well(post, asked=2)
