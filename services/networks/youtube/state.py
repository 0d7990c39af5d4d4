"""What YouTube says of one video: who sees it, and what became of its file. Pure.

Source: https://developers.google.com/youtube/v3/docs/videos#status
"""

from collections.abc import Mapping
from dataclasses import dataclass

from services.errors import Rejected
from services.networks.base import Json

_FAILURES: Mapping[str, str] = {
    "conversion": "youtube-missing-conversion",
    "invalidFile": "youtube-missing-invalid-file",
    "emptyFile": "youtube-missing-empty-file",
    "tooSmall": "youtube-missing-too-small",
    "codec": "youtube-missing-codec",
}
_REJECTIONS: Mapping[str, str] = {
    "copyright": "youtube-missing-copyright",
    "claim": "youtube-missing-claim",
    "trademark": "youtube-missing-trademark",
    "legal": "youtube-missing-legal",
    "duplicate": "youtube-missing-duplicate",
    "length": "youtube-missing-length",
    "inappropriate": "youtube-missing-inappropriate",
    "termsOfUse": "youtube-missing-terms",
    "uploaderAccountSuspended": "youtube-missing-suspended",
    "uploaderAccountClosed": "youtube-missing-closed",
}


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
            return _FAILURES.get(str(status.get("failureReason")), "youtube-missing-failed")
        case "rejected":
            return _REJECTIONS.get(str(status.get("rejectionReason")), "youtube-missing-rejected")
        case "deleted":
            return "youtube-missing-video"
        case _:
            return ""
