"""What YouTube says of one video: who sees it, and what became of its file. Pure.

Source: https://developers.google.com/youtube/v3/docs/videos#status
"""

from dataclasses import dataclass

from services.errors import Rejected
from services.networks.base import Json

_FAILURES = frozenset({"conversion", "invalidFile", "emptyFile", "tooSmall", "codec"})
_REJECTIONS = frozenset(
    {"copyright", "claim", "trademark", "legal", "duplicate", "length", "inappropriate"}
    | {"termsOfUse", "uploaderAccountSuspended", "uploaderAccountClosed"}
)


@dataclass(frozen=True, slots=True)
class State:
    """A video's status. `trouble` is the text key that tells why nobody can watch it."""

    privacy: str
    is_in_work: bool
    trouble: str

    @classmethod
    def read(cls, video: Json) -> "State":
        """Read an item of `videos.list` with the parts `status` and `processingDetails`."""
        status = video.get("status", {})
        trouble = _trouble(status)
        processing = video.get("processingDetails", {}).get("processingStatus")
        if not trouble and processing in {"failed", "terminated"}:
            trouble = "youtube-missing-failed"
        is_in_work = not trouble and status.get("uploadStatus") == "uploaded"
        return cls(str(status.get("privacyStatus")), is_in_work, trouble)

    def missing(self, wanted: str) -> list[str]:
        """Text keys for what is not as it should be; `wanted` is who should see it."""
        if self.trouble:
            return [self.trouble]
        return [] if self.privacy == wanted else ["youtube-missing-privacy"]

    def check_usable(self) -> None:
        """Go on with this video.

        Raises:
            Rejected: Nobody will ever be able to watch it.
        """
        if self.trouble:
            raise Rejected("YouTube", self.trouble, advice="youtube-advice-unusable")


def video_url(video: str) -> str:
    """Where people watch a video; Shorts are found there as well."""
    return f"https://www.youtube.com/watch?v={video}"


def _trouble(status: Json) -> str:
    match status.get("uploadStatus"):
        case "failed":
            return _named("failed", status.get("failureReason"), _FAILURES)
        case "rejected":
            return _named("rejected", status.get("rejectionReason"), _REJECTIONS)
        case "deleted":
            return "youtube-missing-video"
        case _:
            return ""


def _named(how: str, reason: object, known: frozenset[str]) -> str:
    """A reason of its own, if there are words for it."""
    return f"youtube-missing-{reason if reason in known else how}"
