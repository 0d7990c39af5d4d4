"""What becomes of each medium on Pinterest: pure, from what is known before anything is fetched.

Source: https://help.pinterest.com/en/business/article/pinterest-product-specs
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, prod
from typing import Literal

from services.content import Media
from services.media.foreseeing import Foreseen, foresee, kind_of_file
from services.media.geometry import lay_out
from services.media.shapes import ImageShape, Shape, Taste, VideoShape, trimming
from services.networks.base import ALBUM, LENGTH, Account, Limits
from services.networks.pinterest.settings import CALL_LIMIT_S
from services.text.pinterest import DESCRIPTION_CHARACTERS, TITLE_CHARACTERS

Kind = Literal["pictures", "video"]

Size = tuple[int, int]
"""Width and height in pixels."""

LIMITS = Limits(
    text=TITLE_CHARACTERS + DESCRIPTION_CHARACTERS,
    caption=TITLE_CHARACTERS + DESCRIPTION_CHARACTERS,
    text_unit="characters",
    album=5,
    photo_bytes=10_000_000,
    video_bytes=2_000_000_000,
    document_bytes=0,
    call_timeout_s=CALL_LIMIT_S,
    grace_s=120.0,
)

PICTURE = ImageShape(
    formats=("JPEG", "PNG"),
    ratio=(0.2, 5.0),
    smallest=(100, 100),
    largest=(8000, 8000),
    size_bytes=LIMITS.photo_bytes,
)
"""Pinterest names no ratio that it refuses; what is longer than this is a line on its boards."""

VIDEO = VideoShape(
    containers=("mp4", "mov"),
    video_codecs=("h264", "hevc"),
    audio_codecs=("aac", "mp3"),
    ratio=(0.5, 1.91),
    smallest=(240, 240),
    largest=(4096, 4096),
    size_bytes=LIMITS.video_bytes,
    fps=(1.0, 60.0),
    duration_s=(4.0, 900.0),
)

_CAROUSEL_PICTURE_BYTES = 4_000_000
"""Five of them travel in one call, and how long that may be is not published."""

_MOVES = "image/gif"


def same_size(width: int, height: int) -> ImageShape:
    """The shape of every picture of a carousel: Pinterest wants them pixel for pixel alike."""
    size, ratio = (width, height), width / height
    return replace(
        PICTURE,
        ratio=(ratio, ratio),
        smallest=size,
        largest=size,
        size_bytes=_CAROUSEL_PICTURE_BYTES,
    )


def common_size(sizes: Sequence[Size], originals: Sequence[Size]) -> Size:
    """The commonest of some sizes to which every original can be enlarged; else the smallest.

    Args:
        sizes: What the pictures are when each fits by itself.
        originals: What they were; cropping leaves least of them, so it decides.
    """
    ranked = [size for size, _ in Counter(sizes).most_common()]
    within_reach = (
        size for size in ranked if all(lay_out(*one, same_size(*size), "crop") for one in originals)
    )
    return next(within_reach, min(ranked, key=prod))


@dataclass(frozen=True, slots=True)
class Group:
    """The media of one pin, by their places in the post."""

    kind: Kind
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sorting:
    """Which media become pins; `original_bytes` is how large originals come from where.

    With `trims` too long videos are cut; with `only_first` there is one pin, whatever is left.
    """

    original_bytes: Mapping[str, int]
    trims: bool = False
    only_first: bool = False

    def of(self, account: Account) -> "Sorting":
        """The same as a person wants it for an account."""
        trims = LENGTH.chosen(account) == "trim"
        return replace(self, trims=trims, only_first=ALBUM.chosen(account) == "first")

    def groups(self, media: Sequence[Media]) -> list[Group]:
        """One pin for each video, and for up to five pictures as evenly as they go."""
        kept = [(place, one) for place, one in enumerate(media) if not self.is_left_out(one)]
        pictures = [place for place, one in kept if kind_of(one) == "pictures"]
        if self.only_first:
            pictures = pictures[: LIMITS.album]
        videos = [Group("video", (place,)) for place, one in kept if kind_of(one) == "video"]
        groups = [*videos, *(Group("pictures", tuple(some)) for some in _evenly(pictures))]
        ordered = sorted(groups, key=lambda group: group.places)
        return ordered[:1] if self.only_first else ordered

    def is_left_out(self, one: Media) -> bool:
        """Whether a medium cannot become a pin."""
        return kind_of(one) is None or self.is_too_big(one) or self.unfit(one) is not None

    def unfit(self, one: Media) -> Foreseen | None:
        """Why a medium can surely not be made to fit; None as far as anybody knows."""
        shape = self.video if kind_of(one) == "video" else PICTURE
        return next((each for each in foresee(one, shape, "blur") if each.level == "refuse"), None)

    @property
    def video(self) -> Shape:
        """What videos have to be."""
        return trimming(VIDEO, trims=self.trims)

    def shape(self, group: Group, media: Sequence[Media]) -> Shape:
        """What the media of a pin have to be: in a carousel, of the commonest size."""
        some = [media[place] for place in group.places]
        sizes = [(one.width, one.height) for one in some if one.width and one.height]
        if group.kind == "video":
            return self.video
        alone = [one for size in sizes if (one := lay_out(*size, PICTURE, "blur"))]
        if len(some) == 1 or not alone:
            return PICTURE
        return same_size(*common_size([(one.width, one.height) for one in alone], sizes))

    def changes(self, group: Group, media: Sequence[Media], taste: Taste) -> list[Foreseen]:
        """What fitting will do to the media of one pin."""
        shape = self.shape(group, media)
        told = [each for place in group.places for each in foresee(media[place], shape, taste)]
        return [each for each in told if each.level == "change"]

    def is_too_big(self, one: Media) -> bool:
        """Whether its original is larger than its origin hands out."""
        limit_bytes = self.original_bytes.get(one.origin)
        return limit_bytes is not None and (one.size_bytes or 0) > limit_bytes


def kind_of(one: Media) -> Kind | None:
    """What a medium is on Pinterest; files count by their type."""
    if one.kind == "photo":
        return "pictures"
    if one.kind in {"video", "animation", "video_note"}:
        return "video"
    if one.kind != "document":
        return None
    if one.mime_type == _MOVES:
        return "video"
    kind = kind_of_file(one)
    return "pictures" if kind == "image" else kind


def _evenly(places: Sequence[int]) -> Iterable[Sequence[int]]:
    """Six pictures go as three and three, which looks better than five and one."""
    pins = ceil(len(places) / LIMITS.album)
    start = 0
    for pin in range(pins):
        stop = start + ceil((len(places) - start) / (pins - pin))
        yield places[start:stop]
        start = stop
