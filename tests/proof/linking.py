"""Places of Alice's, linked as the bot would have linked them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict

from sqlalchemy import select, update

from db.accounts import Credential, SocialAccount
from db.deliveries.attempts import know_of
from services.networks.base import Account
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


def link_account(network: str) -> Callable[[Stage, str], Awaitable[SocialAccount]]:
    """How an account is linked on a network that offers its secrets on the page."""

    async def link(stage: Stage, name: str) -> SocialAccount:
        made = await stage.control.add_account(network, name)
        wanted = stage.deps.networks[network].pasted_secrets
        offered = {one["name"]: one["value"] for one in made["secrets"]}
        return await _link(stage, network, made["target"], {name: offered[name] for name in wanted})

    return link


async def link_session(stage: Stage, name: str) -> SocialAccount:
    """A personal account of Instagram by its session: another one each time, of those there are."""
    del name
    async with stage.deps.db.begin() as session:
        linked = set((await session.execute(select(SocialAccount.target))).scalars())
    keys = [one for one in (await stage.control.state())["keys"] if one["target"] not in linked]
    offered = [(one["target"], secret) for one in keys for secret in one["secrets"]]
    target, secret = next(each for each in offered if each[1]["name"] == "session")
    return await _link(stage, "instagram", target, {"session": secret["value"]})


async def _link_community(stage: Stage, name: str, *fields: str) -> SocialAccount:
    community = await stage.control.add_community(name)
    credentials = {field: community[field] for field in fields}
    return await _link(stage, "vk", f"-{community['id']}", credentials)


async def _link(
    stage: Stage, network: str, target: str, credentials: dict[str, str]
) -> SocialAccount:
    identity = await stage.deps.networks[network].whoami(target, credentials)
    credentials = {**credentials, **identity.secrets}
    options = await _chosen(stage, network, target, credentials)
    now = stage.clock.now()
    async with stage.deps.db.begin() as session:
        row = await people.account(session, stage.alice, network, target, now)
        proved = update(SocialAccount).where(SocialAccount.id == row.id)
        capabilities = dict(identity.capabilities)
        await session.execute(proved.values(capabilities=capabilities, options=options))
        session.add_all(_sealed(stage, row, name, secret) for name, secret in credentials.items())
    return row


async def _chosen(
    stage: Stage, key: str, target: str, credentials: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """The first choice of everything that a person has to choose, as the row keeps it."""
    network = stage.deps.networks[key]
    account = Account(0, key, target, target, credentials=credentials)
    listed = {
        option.name: await network.choices(option.name, account)
        for option in network.options
        if not option.values
    }
    return {name: asdict(choices[0]) for name, choices in listed.items() if choices}


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
