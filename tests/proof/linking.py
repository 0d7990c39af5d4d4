"""Places of Alice's, linked as the bot would have linked them."""

from sqlalchemy import update

from db.accounts import Credential, SocialAccount
from db.deliveries.attempts import know_of
from tests import people
from tests.proof.stage import Stage


async def link_channel(stage: Stage, title: str) -> SocialAccount:
    """A channel in which the bot may post, with one post to begin looking from."""
    chat = await stage.control.add_chat(people.ALICE, title)
    await stage.control.make_bot_admin(chat["id"])
    account = await _link(stage, "telegram", str(chat["id"]), {})
    [first] = await stage.control.post(chat["id"], people.ALICE, "the first post")
    async with stage.deps.db.begin() as session:
        await know_of(session, account.lane_id, first["message_id"])
    return account


async def link_wall(stage: Stage, name: str) -> SocialAccount:
    """A VK community with both of its keys."""
    return await _link_community(stage, name, "community_key", "user_token")


async def link_dark_wall(stage: Stage, name: str) -> SocialAccount:
    """A VK community with its own key only, which may post but not look."""
    return await _link_community(stage, name, "community_key")


async def _link_community(stage: Stage, name: str, *fields: str) -> SocialAccount:
    community = await stage.control.add_community(name)
    credentials = {field: community[field] for field in fields}
    return await _link(stage, "vk", f"-{community['id']}", credentials)


async def _link(
    stage: Stage, network: str, target: str, credentials: dict[str, str]
) -> SocialAccount:
    identity = await stage.deps.networks[network].whoami(target, credentials)
    now = stage.clock.now()
    async with stage.deps.db.begin() as session:
        row = await people.account(session, stage.alice, network, target, now)
        proved = update(SocialAccount).where(SocialAccount.id == row.id)
        await session.execute(proved.values(capabilities=dict(identity.capabilities)))
        session.add_all(_sealed(stage, row, name, secret) for name, secret in credentials.items())
    return row


def _sealed(stage: Stage, row: SocialAccount, name: str, secret: str) -> Credential:
    box = stage.deps.vault.seal(secret, account_id=row.id, space_id=row.space_id, field=name)
    return Credential(
        account_id=row.id,
        field=name,
        space_id=row.space_id,
        key_id=box.key_id,
        nonce=box.nonce,
        box=box.box,
        saved_at=stage.clock.now(),
    )
