"""From rows to what networks understand."""

from collections.abc import Sequence

from db.accounts import Credential, SocialAccount
from db.base import Json
from db.deliveries.loading import DeliveryCase
from db.deliveries.tables import PartRow
from db.posts import MediaRow, Revision
from services.content import ENTITIES, Content, Media
from services.networks.base import Account, Part
from services.vault import Vault


def content_of(revision: Revision, media: Sequence[MediaRow], origin: Json | None) -> Content:
    """A revision as networks see it; `origin` is its post's."""
    return Content(
        text=revision.text,
        entities=ENTITIES.validate_python(revision.entities),
        media=tuple(Media.model_validate(row, from_attributes=True) for row in media),
        caption_above=revision.caption_above,
        source_url=(origin or {}).get("source_url"),
    )


def account_of(account: SocialAccount, credentials: Sequence[Credential], vault: Vault) -> Account:
    """An account as networks see it, its secrets opened; what nobody chose is not in `options`.

    Raises:
        VaultError: A secret does not open.
    """
    return Account(
        id=account.id,
        network=account.network,
        target=account.target,
        title=account.title,
        capabilities=account.capabilities,
        credentials={row.field: vault.open_row(row) for row in credentials},
        options={name: chosen["value"] for name, chosen in account.options.items()},
    )


def checkpoint_field(delivery_id: int, number: int) -> str:
    """To which field of its account the words in a part's checkpoint are sealed."""
    return f"checkpoint {delivery_id}/{number}"


def part_of(row: PartRow) -> Part:
    """A stored part as networks see it."""
    return Part(number=row.number, kind=row.kind, plan=row.plan)


def case_content(case: DeliveryCase) -> Content:
    """The content that a delivery is pinned to."""
    return content_of(case.revision, case.media, case.origin)


def case_account(case: DeliveryCase, vault: Vault) -> Account:
    """The account that a delivery goes to.

    Raises:
        VaultError: A secret does not open.
    """
    return account_of(case.account, case.credentials, vault)
