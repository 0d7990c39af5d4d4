"""Errors in words: what the network said, and what the person can do."""

from collections.abc import Mapping

from bot.cards import Reader
from bot.cards.shape import cut
from services.deps import Deps
from services.errors import AccountTrouble, NetworkError, RateLimited
from services.linking import Linked

_TITLE = 60


def why(reader: Reader, error: NetworkError) -> str:
    """What went wrong and what to do, in the reader's language; the network's code beside it."""
    if error.advice:
        return f"{reader.say(error.advice)} ({error.code})"
    if isinstance(error, RateLimited):
        return reader.say("wait-a-little", code=error.code)
    key = "refused-access" if isinstance(error, AccountTrouble) else "try-again-later"
    return reader.say(key, code=error.code)


def account_name(deps: Deps, network: str, title: str) -> str:
    """An account by its network and its title: accounts of two networks may share a title."""
    known = deps.networks.get(network)
    return f"{known.title if known else network} · {cut(title, _TITLE)}"


def cannot_look(reader: Reader, network: str, capabilities: Mapping[str, bool]) -> str:
    """What it means that lost answers cannot be cleared up there; empty where they can."""
    if capabilities.get("look", True):
        return ""
    return reader.say(f"{network}-link-cannot-look")


def _name(network_title: str, linked: Linked) -> str:
    """An account by the network's own name for it, with its address."""
    address = f" ({linked.url})" if linked.url else ""
    return f"{network_title} · {linked.title}{address}"


def linked_words(reader: Reader, network_title: str, linked: Linked, *, last: bool = True) -> str:
    """That an account is linked; and what comes next, if this was the `last` step of linking."""
    key = "linked-again" if linked.again else "linked"
    said = reader.say(key, name=_name(network_title, linked))
    return f"{said}\n\n{reader.say('linked-next')}" if last else said


def stronger_words(reader: Reader, network_title: str, linked: Linked, what: str) -> str:
    """That a linked account has got one more credential, or a new one; and what comes next."""
    saved = reader.say("linked-stronger", name=_name(network_title, linked), what=what)
    return f"{saved}\n\n{reader.say('linked-next')}"
