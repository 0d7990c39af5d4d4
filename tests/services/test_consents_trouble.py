"""Linking by consent when something goes wrong: the person hears of it, and loses nothing."""

from dataclasses import replace

import pytest
from pydantic import SecretStr

from db.consents import ConsentRow
from services import consents
from services.consents import Typed
from services.deps import Deps
from services.errors import NetworkError, RateLimited, Transient
from services.vault import Vault
from tests import people
from tests.services.gatehouse import PASSWORD, Gatehouse
from tests.services.guesthouse import Guesthouse
from tests.services.test_consents import (
    answered,
    asked,
    consent_of,
    guesthouse,
    inn,
    told,
)
from tests.services.test_linking import owner, secrets_of

__all__ = ["guesthouse", "inn"]


async def test_an_answer_that_nobody_foresaw_ends_with_a_word(
    inn: Deps, alice: people.Owner, guesthouse: Guesthouse
) -> None:
    state = await asked(inn, alice)
    guesthouse.trouble = KeyError("access_token")
    came = await answered(inn, state)
    assert came.ending == "failed"
    assert (await consent_of(inn)).outcome == "failed"
    assert await told(inn) == [(alice.person_id, "consent-failed")]


async def test_a_question_of_another_key_ends_with_a_word(inn: Deps, alice: people.Owner) -> None:
    """The key was changed in between, and this process has not been started with the new one."""
    newer = replace(inn, vault=Vault([b"n" * 32]))
    state = await asked(newer, alice)
    came = await answered(inn, state)
    assert came.ending == "failed"
    assert await told(inn) == [(alice.person_id, "consent-failed")]


async def test_a_sign_in_that_nobody_foresaw_ends_with_a_word(
    inn: Deps, alice: people.Owner
) -> None:
    gate = Gatehouse(trouble=KeyError("logged_in_user"))
    house = replace(inn, networks={gate.key: gate})
    word = (await consents.begin(house, owner(alice), gate.key)).rpartition("/")[2]
    typed = Typed(name="alice", password=SecretStr(PASSWORD))
    await consents.enter(house, gate.key, word, "a-browser", typed)
    assert (await consents.look(house, gate.key, word, "a-browser")).stage == "failed"
    assert await told(house) == [(alice.person_id, "sign-in-failed")]


@pytest.mark.parametrize("kind", ["away", "busy"])
async def test_a_word_that_comes_at_a_bad_moment_may_be_said_again(
    inn: Deps, alice: people.Owner, guesthouse: Guesthouse, kind: str
) -> None:
    await answered(inn, await asked(inn, alice))
    row: ConsentRow = await consent_of(inn)
    passing: NetworkError = Transient("Guesthouse 502")
    if kind == "busy":
        passing = RateLimited("Guesthouse 429", until=row.asked_at.replace(year=2100))
    guesthouse.asleep = passing
    with pytest.raises(type(passing)):
        await consents.confirm(inn, owner(alice), row.id)
    guesthouse.asleep = None
    made = await consents.confirm(inn, owner(alice), row.id)
    assert await secrets_of(inn, alice, made.account_id) == {"key": "key-of-7"}
    assert (await consent_of(inn)).granted is None
