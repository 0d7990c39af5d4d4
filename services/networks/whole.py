"""Where the whole of a post is, for networks that show less than all of it: pure."""

from services.content import Content
from services.networks.base import MORE, Account, Json, Notice


def whole_address(content: Content, account: Account) -> str:
    """Where everybody can read the original; "" where nobody knows, or the person wants none."""
    wanted = MORE.chosen(account) == "link"
    return (content.source_url or "") if wanted else ""


def planned(address: str) -> Json:
    """What a part's plan says of it."""
    return {"more": address} if address else {}


def pointing(content: Content, address: str) -> Content:
    """A post that ends with the address of the original, if there is one."""
    ending = f"\n\n{address}" if content.text.strip() else address
    return content.model_copy(update={"text": content.text + ending}) if address else content


def about_whole(content: Content, account: Account) -> list[Notice]:
    """What a card tells of a post that shows less than the original, if that has an address."""
    if not content.source_url:
        return []
    return [Notice("change", f"text-more-{MORE.chosen(account)}", fix=MORE.name)]
