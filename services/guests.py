"""A private bot: who may use it, invitations to it, and showing somebody the door.

Naming anybody in `ADMINS` or `ALLOWED` makes the bot private. Beside those, whoever opened an
invitation of an administrator may use it. Without names it is open, and nobody is an administrator.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from db import invitations
from db.consents import forget_questions
from db.invitations import Invitation
from db.outbox import tell
from db.people import add_person, personal_space
from services import accounts
from services.accounts import AccountView, Unlinked
from services.deps import Deps
from services.settings import Settings

GOOD_FOR = timedelta(days=3)
_WORD_BYTES = 32

Right = Literal["admin", "named", "guest", "none"]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who opened an invitation, as Telegram names them; `language` is `ru` or `en`."""

    person_id: int
    first_name: str
    language: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody in the list of people, by what right they come, and what they have linked.

    `name` is empty for who has never written. `none` is somebody from the time before the bot was
    private, or whose name was taken out of the settings: their accounts are still linked.
    """

    id: int
    name: str
    right: Right
    since: datetime | None
    accounts: int


@dataclass(frozen=True, slots=True)
class Dismissed:
    """What went with somebody's right to come."""

    accounts: int
    posts: int


async def invite(deps: Deps, admin_id: int) -> tuple[str, datetime]:
    """Make an invitation: the word of its link, which is shown only now, and until when."""
    word, now = secrets.token_urlsafe(_WORD_BYTES), deps.clock.now()
    row = Invitation(
        word_hash=_hash(word), made_by=admin_id, made_at=now, expires_at=now + GOOD_FOR
    )
    async with deps.db.begin() as session:
        session.add(row)
    return word, now + GOOD_FOR


async def let_in(
    session: AsyncSession, settings: Settings, word: str, newcomer: Newcomer, *, now: datetime
) -> bool:
    """Let somebody in by an invitation; without a good one they leave no row."""
    found = await invitations.find_open(session, _hash(word), hosts=settings.admins, now=now)
    if found is None:
        return False
    await add_person(
        session,
        newcomer.person_id,
        first_name=newcomer.first_name,
        language=newcomer.language,
        now=now,
    )
    found.guest_id, found.used_at = newcomer.person_id, now
    await session.flush()
    return True


async def welcome(
    session: AsyncSession, settings: Settings, person_ids: Collection[int]
) -> set[int]:
    """Who of these people may use the bot."""
    named = {one for one in person_ids if one in settings.admins | settings.allowed}
    others = set(person_ids) - named
    return named | (await invitations.guests_among(session, others) if others else set())


async def people(deps: Deps) -> tuple[list[PersonView], int]:
    """Everybody who may use the bot or still has accounts; and how many invitations are open."""
    settings = deps.settings
    named = sorted(settings.admins) + sorted(settings.allowed - settings.admins)
    async with deps.db.begin() as session:
        known = {one.person_id: one for one in await invitations.known_people(session, named)}
        open_count = await invitations.count_open(session, deps.clock.now())
    views = []
    for person_id in dict.fromkeys([*named, *known]):
        one = known.get(person_id)
        views.append(
            PersonView(
                id=person_id,
                name=one.first_name if one else "",
                right=_right(settings, person_id, is_guest=bool(one and one.since)),
                since=one.since if one else None,
                accounts=one.accounts if one else 0,
            )
        )
    return views, open_count


async def dismiss(deps: Deps, person_id: int) -> Dismissed | None:
    """Take the right to use the bot from somebody, and what they had entrusted to it.

    Their accounts are unlinked, which deletes the secrets and cancels what waits, because they
    could do neither themselves any more. They are told once. It may be repeated.

    Returns:
        None when there is nothing to take: the settings name them, or it is done.
    """
    if person_id in deps.settings.admins | deps.settings.allowed:
        return None
    async with deps.db.begin() as session:
        was_guest = await invitations.forget_guest(session, person_id)
        await forget_questions(session, person_id)
        space_id = await personal_space(session, person_id)
    views = await accounts.accounts(deps, space_id) if space_id else []
    if not (was_guest or views) or space_id is None:
        return None
    gone = await _unlink_all(deps, space_id)
    posts = sum(view.waiting for view, _ in gone)
    by_hand = sorted({done.by_hand for _, done in gone if done.by_hand})
    payload = {"accounts": len(gone), "posts": posts, "by_hand": by_hand}
    now = deps.clock.now()
    async with deps.db.begin() as session:
        key = f"dismissed:{person_id}:{now.isoformat()}"
        await tell(session, person_id, "dismissed", payload, dedupe_key=key, now=now)
    return Dismissed(len(gone), posts)


async def _unlink_all(deps: Deps, space_id: int) -> list[tuple[AccountView, Unlinked]]:
    """Unlink whatever is linked, also what changes while another is told to its network."""
    gone = []
    while views := await accounts.accounts(deps, space_id):
        for view in views:
            done = await accounts.unlink(deps, space_id, view.id, version=view.version)
            gone += [(view, done)] if done else []
    return gone


async def call_off(deps: Deps) -> None:
    """Make every invitation worthless that nobody has used."""
    async with deps.db.begin() as session:
        await invitations.call_off(session)


def _right(settings: Settings, person_id: int, *, is_guest: bool) -> Right:
    if person_id in settings.admins:
        return "admin"
    if person_id in settings.allowed:
        return "named"
    return "guest" if is_guest else "none"


def _hash(word: str) -> bytes:
    return hashlib.sha256(word.encode()).digest()
