"""More accounts than the page begins with, for tests that need many."""

import pytest

from tests.sandbox_control import SandboxControl


@pytest.mark.parametrize("network", ["instagram", "pinterest", "youtube"])
async def test_a_new_account_is_offered_like_the_first_ones(
    sandbox: SandboxControl, network: str
) -> None:
    made = [await sandbox.add_account(network, f"{network} lane {lane}") for lane in range(2)]
    state = await sandbox.state()
    offered = [one for one in state["keys"] if one["network"] == network]
    assert all(one in offered for one in made)
    targets = [one["target"] for one in offered]
    assert len(set(targets)) == len(targets)
    assert {one["target"] for one in made} <= {one["target"] for one in state["walls"]}
