"""Pictures made ready for one pin: alone as they are, in a carousel all of one size."""

from collections.abc import Sequence

from services.content import Media
from services.media.shapes import Fitted, Taste
from services.networks.base import Json, Work
from services.networks.pinterest.media import PICTURE, common_size, same_size


async def fitting(media: Sequence[Media], taste: Taste, work: Work) -> list[Fitted]:
    """The pictures as Pinterest takes them; those of a carousel take the commonest size.

    Raises:
        NetworkError: Of any class but `Unconfirmed`.
    """
    fitted = [await work.fit(medium, PICTURE, taste) for medium in media]
    if len(fitted) == 1:
        return fitted
    sizes = [(one.width, one.height) for one in fitted]
    originals = [
        (one.width or size[0], one.height or size[1])
        for one, size in zip(media, sizes, strict=True)
    ]
    shape = same_size(*common_size(sizes, originals))
    return [await work.fit(medium, shape, taste) for medium in media]


def source(pictures: Sequence[Fitted]) -> Json:
    """The `media_source` of a pin; a path in it stands for the file."""
    items = [{"content_type": one.mime_type, "data": one.path} for one in pictures]
    if len(items) == 1:
        return {"source_type": "image_base64", **items[0]}
    return {"source_type": "multiple_image_base64", "items": items, "index": 0}


def video_source(media_id: str, file: Fitted) -> Json:
    """The `media_source` of a video; without a cover Pinterest refuses it."""
    shown = {"source_type": "video_id", "media_id": media_id}
    if file.cover is None:
        return {**shown, "cover_image_key_frame_time": 0}
    cover = {"cover_image_content_type": "image/jpeg", "cover_image_data": file.cover}
    return {**shown, **cover}
