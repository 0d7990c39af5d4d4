"""Signing in by name and password, on a page of ours, where a network has none for programs.

The page's address is good once, for ten minutes, and for the browser that types first. Nothing is
sent to the network but by a person's press, and a network that says "later" is left alone until
then.
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession

from db import consents
from db.consents import ConsentRow
from db.people import Person
from services.consents.keeping import (
    GOOD_FOR,
    hash_of,
    keep_found,
    named_errors,
    seal,
    tell_about,
    unseal,
)
from services.consents.patience import may_try, wait_until
from services.consents.steps import Progress, Step, Trouble
from services.deps import Deps
from services.errors import AccessDenied, LoginNeeded, NetworkError, RateLimited
from services.linking import Owner
from services.networks.base import AskKind, Asks, Grant, Login
from services.networks.settings import is_safe

MOST_TRIES = 4
"""How often one page sends something: a password, a code, and two mistakes."""

_WORD_BYTES = 32
_BACK_WITHIN = timedelta(hours=1)

Stage = Step | Literal["found", "failed", "unknown", "used", "expired"]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed; what was not asked for is empty."""

    name: str = ""
    password: SecretStr = field(default=SecretStr(""))
    code: str = field(default="", repr=False)

    def fits(self, step: Step) -> bool:
        """Whether it is what a step asks for."""
        if step == "code":
            return bool(self.code)
        return step != "busy" and bool(self.name and self.password.get_secret_value())


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in as its page shows it, in the language of who asked, if that is known."""

    stage: Stage
    network: str
    language: str | None = None
    time_zone: str | None = None
    asked_by: str = ""
    name: str = ""
    kind: AskKind | None = None
    hint: str = ""
    link: str | None = None
    trouble: Trouble | None = None


def page_path(network: str, word: str) -> str:
    """The path of the page for one sign-in."""
    return f"/sign-in/{network}/{word}"


async def begin(deps: Deps, owner: Owner, network: str, *, account_id: int | None = None) -> str:
    """The address of a new page on which the person signs in.

    Whoever was sent to the network's app goes on from there, as the same device.

    Raises:
        AccessDenied: There can be no such page here; the text says why.
    """
    asked = deps.networks[network]
    origin = deps.settings.web_origin
    if not asked.signs_in():
        raise AccessDenied(asked.title, advice="sign-in-off")
    if origin is None or not is_safe(origin):
        raise AccessDenied(asked.title, advice="sign-in-needs-address")
    word = secrets.token_urlsafe(_WORD_BYTES)
    now, state_hash = deps.clock.now(), _hash(word)
    pages = f"{origin}{page_path(network, '')}"
    async with deps.db.begin() as session:
        progress = await _left_off(session, deps, owner, pages)
        row = ConsentRow(
            state_hash=state_hash,
            space_id=owner.space_id,
            person_id=owner.person_id,
            network=network,
            account_id=account_id,
            redirect_uri=pages,
            verifier=seal(deps, owner.space_id, state_hash, progress.kept()),
            expires_at=now + GOOD_FOR,
            asked_at=now,
        )
        await consents.ask(session, row)
    return f"{origin}{page_path(network, word)}"


async def look(deps: Deps, network: str, word: str, browser: str) -> SignIn:
    """What the page shows to a browser now; changes nothing.

    Args:
        deps: The process's parts.
        network: The key that stands in the address.
        word: The random word that stands in it.
        browser: The browser's own random word, from its cookie.
    """
    async with deps.db.begin() as session:
        row = await consents.by_state(session, _hash(word))
        if row is None or row.network != network:
            return SignIn("unknown", network)
        person = await session.get_one(Person, row.person_id)
    progress = Progress.read(unseal(deps, row, row.verifier))
    return SignIn(
        stage=_stage(deps, row, progress, browser),
        network=network,
        language=person.language,
        time_zone=person.time_zone,
        asked_by=person.first_name,
        name=progress.name,
        kind=progress.kind,
        hint=progress.hint,
        link=progress.link,
        trouble=progress.trouble,
    )


async def enter(deps: Deps, network: str, word: str, browser: str, typed: Typed) -> None:
    """Send what a person typed to the network, once; `look` tells what came of it.

    What comes late, twice, from another browser or with too little is not sent.
    """
    async with deps.db.begin() as session:
        row = await consents.by_state(session, _hash(word))
        if row is None or row.network != network:
            return
        progress = Progress.read(unseal(deps, row, row.verifier))
        if not progress.belongs_to(browser) or not typed.fits(progress.step):
            return
        name = progress.name if progress.step == "code" else typed.name
        sent = progress.sent(browser, name)
        taken = await consents.take_step(session, row, _sealed(deps, row, sent), deps.clock.now())
    if taken:
        await _send(deps, row, progress.step, sent, typed)


async def _send(deps: Deps, row: ConsentRow, step: Step, sent: Progress, typed: Typed) -> None:
    login = Login(sent.name, typed.password, state=sent.state)
    if step == "code":
        login = Login(sent.name, SecretStr(""), code=typed.code, state=sent.state)
    try:
        await may_try(deps, row, sent.name, with_password=step != "code")
        with named_errors(row.network):
            came = await deps.networks[row.network].sign_in(login)
    except LoginNeeded as error:
        await _once_more(deps, row, step, sent, error)
    except NetworkError as error:
        await _failed(deps, row, sent, error)
    else:
        await _let_in(deps, row, sent, came)


async def _let_in(deps: Deps, row: ConsentRow, sent: Progress, came: Grant | Asks) -> None:
    """Look who it is, or go on to what the network wants to know."""
    if isinstance(came, Asks):
        await _asked(deps, row, sent.asked(came))
        return
    await _keep(deps, row, sent.over())
    try:
        with named_errors(row.network):
            await keep_found(deps, row, came)
    except NetworkError as error:
        await _failed(deps, row, sent, error)


async def _asked(deps: Deps, row: ConsentRow, progress: Progress) -> None:
    """Who has to go to the network's app hears of it in the chat, too."""
    if progress.tries >= MOST_TRIES:
        title = deps.networks[row.network].title
        await _failed(deps, row, progress, AccessDenied(title, advice="sign-in-too-often"))
        return
    async with deps.db.begin() as session:
        await consents.keep_step(session, row.id, _sealed(deps, row, progress))
        if progress.step == "approval":
            about = {"link": progress.link, "account_id": row.account_id}
            await tell_about(session, deps, row, "sign-in-approval", **about)
    await deps.bell.ring()


async def _once_more(
    deps: Deps, row: ConsentRow, step: Step, sent: Progress, error: NetworkError
) -> None:
    """Something was mistyped; a network that hears too many mistakes locks people out."""
    if sent.tries >= MOST_TRIES:
        await _failed(deps, row, sent, error)
    else:
        await _keep(deps, row, sent.refused(step, error))


async def _failed(deps: Deps, row: ConsentRow, sent: Progress, error: NetworkError) -> None:
    trouble = Trouble.of(error)
    if isinstance(error, RateLimited):
        await wait_until(deps, row, sent.name, error)
    async with deps.db.begin() as session:
        await consents.keep_step(session, row.id, _sealed(deps, row, sent.over(error)))
        await consents.settle(session, row.id, "failed")
        about = {"advice": trouble.advice, "code": trouble.code, "until": trouble.until}
        await tell_about(session, deps, row, "sign-in-failed", **about)
    await deps.bell.ring()


async def _left_off(session: AsyncSession, deps: Deps, owner: Owner, pages: str) -> Progress:
    """Where somebody goes on who was sent to the network's app; else at the beginning."""
    since = deps.clock.now() - _BACK_WITHIN
    before = await consents.newest_begun(session, owner.person_id, owner.space_id, pages, since)
    if before is None:
        return Progress()
    progress = Progress.read(unseal(deps, before, before.verifier))
    if progress.step != "approval":
        return Progress()
    await consents.keep_step(session, before.id, _sealed(deps, before, progress.over()))
    await consents.settle(session, before.id, "failed")
    return progress.carried()


async def _keep(deps: Deps, row: ConsentRow, progress: Progress) -> None:
    async with deps.db.begin() as session:
        await consents.keep_step(session, row.id, _sealed(deps, row, progress))


def _sealed(deps: Deps, row: ConsentRow, progress: Progress) -> str:
    return seal(deps, row.space_id, row.state_hash, progress.kept())


def _stage(deps: Deps, row: ConsentRow, progress: Progress, browser: str) -> Stage:
    is_theirs = bool(progress.browser) and progress.belongs_to(browser)
    if row.outcome in {"found", "failed"}:
        return "found" if row.outcome == "found" and is_theirs else _end(progress, is_theirs)
    if row.outcome not in {"asked", "answered"} or not progress.belongs_to(browser):
        return "used"
    return progress.step if row.expires_at > deps.clock.now() else "expired"


def _end(progress: Progress, is_theirs: bool) -> Stage:
    return "failed" if is_theirs and progress.trouble else "used"


def _hash(word: str) -> bytes:
    """A word of this page means nothing where networks answer."""
    return hash_of(f"sign in {word}")
