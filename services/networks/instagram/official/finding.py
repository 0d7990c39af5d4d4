"""Looking whether a post or a comment arrived: the container knows, and so do the newest posts.

Source: https://developers.facebook.com/documentation/instagram-platform/content-publishing
("If you are able to create a container for a video but the media_publish endpoint does not return
the published media ID, you can get the container's publishing status")
"""

from dataclasses import dataclass
from datetime import datetime

from services.networks.base import Absent, Finding, Found, Json, Unclear
from services.networks.instagram.official.client import GraphClient, items_of
from services.networks.instagram.official.listing import fingerprint, newest_match
from services.networks.instagram.official.token import Token

_PAGE = 50
_FIELDS = "id,caption,timestamp,permalink"


@dataclass(frozen=True, slots=True)
class Traces:
    """What a request of ours is found by: its text, its moment, and what it was about.

    `about` is the container of a post, or the post that a comment belongs to.
    """

    kind: str
    about: str
    text: str
    since: datetime

    @classmethod
    def of(cls, kind: str, about: str, text: str, since: datetime) -> "Traces":
        """Take the traces of a request that is about to leave."""
        return cls(kind, about, fingerprint(text), since)

    @classmethod
    def read(cls, evidence: Json) -> "Traces":
        """Read what `prepare` stored with the attempt."""
        since = datetime.fromisoformat(evidence["since"])
        return cls(evidence["kind"], evidence["about"], evidence["text"], since)

    def stored(self) -> Json:
        """The same as JSON."""
        return {
            "kind": self.kind,
            "about": self.about,
            "text": self.text,
            "since": self.since.isoformat(),
        }


async def find(client: GraphClient, token: Token, target: str, traces: Traces) -> Finding:
    """Look for what a request may have made.

    Raises:
        NetworkError: Looking itself failed.
    """
    if traces.kind == "comment":
        return await _comment(client, token, traces)
    answer = await client.ask(token, traces.about, fields="status_code")
    match answer.get("status_code"):
        case "PUBLISHED":
            return await published(client, token, target, traces)
        case "FINISHED" | "EXPIRED":
            return Absent()
        case code:
            return Unclear(f"the container is {code}")


async def published(client: GraphClient, token: Token, target: str, traces: Traces) -> Finding:
    """The post that a published container has become."""
    listed = items_of(await client.ask(token, f"{target}/media", fields=_FIELDS, limit=_PAGE))
    ours = newest_match(listed, "caption", traces.text, traces.since)
    if ours is None:
        return Unclear("it is published, but not among the newest posts")
    return Found((str(ours["id"]),), ours.get("permalink"))


async def _comment(client: GraphClient, token: Token, traces: Traces) -> Finding:
    fields = "id,text,timestamp"
    answer = await client.ask(token, f"{traces.about}/comments", fields=fields, limit=_PAGE)
    ours = newest_match(items_of(answer), "text", traces.text, traces.since)
    return Absent() if ours is None else Found((str(ours["id"]),))
