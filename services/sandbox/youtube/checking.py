"""What YouTube refuses in a video's metadata, beyond what the description of its API says.

Source: https://developers.google.com/youtube/v3/docs/videos#properties
"""

from collections.abc import Iterable
from datetime import datetime

from services.sandbox.youtube.document import body_faults, parts
from services.sandbox.youtube.errors import bad
from services.sandbox.youtube.objects import Json

_TITLE = 100
_DESCRIPTION_BYTES = 5000
_TAGS = 500
_ASSIGNABLE = frozenset(map(str, (1, 2, 10, 15, 17, *range(19, 21), *range(22, 30))))
_ASIDE = frozenset({"id", "kind", "etag"})


def check_parts(wanted: Iterable[str], resource: str) -> None:
    """Refuse a `part` that there is not."""
    unknown = sorted(set(wanted) - parts(resource))
    if unknown:
        raise bad("unknownPart", f"unknown part: {', '.join(unknown)}")


def check_body(body: object, wanted: Iterable[str]) -> Json:
    """A video as somebody sent it, if it is one and `part` covers all of it.

    Raises:
        RefusedError: It is not, with YouTube's reason.
    """
    if not isinstance(body, dict):
        raise bad("parseError", "Parse Error")
    if wrong := body_faults(body, "Video"):
        raise bad("badRequest", f"sandbox: {'; '.join(wrong)}")
    if uncovered := sorted(body.keys() - _ASIDE - set(wanted)):
        raise bad("unexpectedPart", f"part does not name {', '.join(uncovered)}")
    return body


def check_snippet(snippet: Json) -> None:
    """Refuse texts that YouTube does not take."""
    title, description = snippet.get("title", ""), snippet.get("description", "")
    if not title.strip() or len(title) > _TITLE or _has_brackets(title):
        raise bad("invalidTitle", "The request metadata specifies an invalid or empty video title.")
    if len(description.encode()) > _DESCRIPTION_BYTES or _has_brackets(description):
        raise bad("invalidDescription", "The request metadata specifies an invalid description.")
    if _tags_length(snippet.get("tags", [])) > _TAGS:
        raise bad("invalidTags", "The request metadata specifies invalid video keywords.")
    if snippet.get("categoryId") not in _ASSIGNABLE:
        raise bad("invalidCategoryId", "The categoryId property specifies an invalid category ID.")


def check_status(status: Json, now: datetime) -> None:
    """Refuse a date of publication that cannot be kept."""
    if "publishAt" not in status:
        return
    at = _moment(status["publishAt"])
    if status.get("privacyStatus") != "private" or at is None or at <= now:
        raise bad("invalidPublishAt", "The request metadata specifies an invalid publishing time.")


def with_defaults(status: Json) -> Json:
    """A status as YouTube completes it: who does not say who may see a video shows it to all."""
    return {
        "privacyStatus": "public",
        "license": "youtube",
        "embeddable": True,
        "publicStatsViewable": True,
        **status,
    }


def _has_brackets(text: str) -> bool:
    return not {"<", ">"}.isdisjoint(text)


def _tags_length(tags: Iterable[str]) -> int:
    """Commas between them count, and so do the quotes around one with a blank."""
    lengths = [len(tag) + 2 * (" " in tag) for tag in tags]
    return sum(lengths) + max(0, len(lengths) - 1)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
