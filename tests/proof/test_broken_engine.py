"""The checker must fail on an engine that is broken on purpose, or it proves nothing."""

from dataclasses import replace

import pytest

from services.content import Content
from services.delivery.engine import Engine
from services.delivery.life import worker_life
from services.errors import Unconfirmed
from services.networks.base import Accepted, Account, Prepared
from services.networks.telegram.network import TelegramNetwork
from services.networks.window import SendWindow
from tests.proof.linking import link_channel
from tests.proof.stage import Stage

_LOST_ANSWERS = ("accept_then_reset", "accept_then_500", "accept_then_cut_body")


class HastyNetwork(TelegramNetwork):
    """What most bots do: no answer, so once more."""

    async def publish(self, prepared: Prepared, account: Account, window: SendWindow) -> Accepted:
        try:
            return await super().publish(prepared, account, window)
        except Unconfirmed:
            again = SendWindow(window.attempt)
            return await super().publish(prepared, account, again)


async def _publish(stage: Stage, network: TelegramNetwork, fault: str) -> list[str]:
    account = await link_channel(stage, "kitchen")
    delivery_id = await stage.publish(account, Content(text="only once"))
    deps = replace(stage.deps, networks={"telegram": network})
    async with (
        stage.control.fault("telegram", "sendMessage", fault, target=account.target),
        worker_life(deps, kind="worker", on_lost=lambda: None) as life,
    ):
        await Engine(deps, life).turn()
    await stage.settle(delivery_id)
    return (await stage.history()).violations()


@pytest.mark.parametrize("fault", _LOST_ANSWERS)
async def test_a_retry_after_a_lost_answer_is_seen(stage: Stage, fault: str) -> None:
    network = HastyNetwork(stage.settings, stage.clock, stage.deps.limiter.wait)
    broken = await _publish(stage, network, fault)
    await network.close()
    assert any("there 2 times" in sentence for sentence in broken)
    assert any("requested 2 times" in sentence for sentence in broken)


@pytest.mark.parametrize("fault", _LOST_ANSWERS)
async def test_the_real_engine_passes_where_the_broken_one_fails(stage: Stage, fault: str) -> None:
    network = TelegramNetwork(stage.settings, stage.clock, stage.deps.limiter.wait)
    sound = await _publish(stage, network, fault)
    await network.close()
    assert sound == []
