"""Pictures: opened, told what they are, and brought to plain RGB."""

from collections.abc import Iterator
from io import BytesIO
from itertools import count
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from services.media.bounds import MOST_ANIMATED_PIXELS, MOST_FRAMES, MOST_PIXELS
from services.media.child.job import RefusedError
from services.media.probe import Probe

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "HEIF", "AVIF", "BMP", "TIFF")
_DRAFTED = {"JPEG", "MPO"}
"""Can be decoded smaller than they are."""

_ANIMATED = {"GIF", "WEBP", "PNG"}
_PLAIN_MODES = {"1", "L", "P", "RGB", "LA", "PA", "RGBA"}
_ORIENTATION = 0x0112
_UPRIGHT, _FIRST_TURNED, _LAST_TURNED = 1, 5, 8
_WHITE = (255, 255, 255)
_FRAME_S = 0.1
_FASTEST_FRAME_S = 0.02
_SIXTEEN_TO_EIGHT = 1 / 257

Image.MAX_IMAGE_PIXELS = None  # `_allowed` counts them, as they will be decoded
register_heif_opener()


def open_picture(path: Path) -> Image.Image | None:
    """The picture in a file, not decoded yet; None if it is none.

    Raises:
        RefusedError: It is too large to be decoded.
    """
    try:
        image = Image.open(path, formats=_FORMATS)
    except UnidentifiedImageError:
        return None
    return image if image.format in _DRAFTED else _allowed(image)


def probe_picture(path: Path, image: Image.Image) -> Probe:
    """What a picture is; all of it is decoded, so that a broken one is found now.

    Raises:
        RefusedError: It is too large to be decoded.
    """
    width, height = upright_size(image)
    orientation = _orientation(image)
    moves = image.format in _ANIMATED and getattr(image, "is_animated", False)
    image.draft(None, (1, 1))
    _allowed(image).load()
    has_alpha, mode, is_plain = _shines_through(image), image.mode, _is_plain(image)
    frames, duration_s = _count_frames(image) if moves else (1, None)
    return Probe(
        kind="animation" if moves else "image",
        format="JPEG" if image.format == "MPO" else str(image.format),
        size_bytes=path.stat().st_size,
        width=width,
        height=height,
        duration_s=duration_s,
        frames=frames,
        orientation=orientation,
        has_alpha=has_alpha,
        mode=mode,
        is_plain=is_plain,
    )


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Width and height as people see it, before it is decoded smaller."""
    return image.size[::-1] if _is_turned(image) else image.size


def frames_of(image: Image.Image) -> Iterator[tuple[Image.Image, float]]:
    """The frames of an animation in turn, and for how long each is shown, as browsers do it."""
    for number in count():
        try:
            image.seek(number)
        except EOFError:
            return
        image.load()
        shown_s = float(image.info.get("duration") or 0) / 1000
        yield image, shown_s if shown_s >= _FASTEST_FRAME_S else _FRAME_S


def decoded(image: Image.Image, width: int, height: int) -> Image.Image:
    """The picture upright, decoded no larger than a target of that size needs.

    Raises:
        RefusedError: It is too large to be decoded.
    """
    image.draft(None, (height, width) if _is_turned(image) else (width, height))
    return ImageOps.exif_transpose(_allowed(image))


def plain(image: Image.Image) -> Image.Image:
    """The picture in 8 bit sRGB, on white where something shone through."""
    profile = image.info.get("icc_profile")
    # Of grey in 16 bits Pillow would make white; one grey that shines through is not worth that.
    if image.has_transparency_data and not _is_deep(image):
        image = image.convert("RGBA")
        return _on_white(_to_srgb(image.convert("RGB"), profile), image.getchannel("A"))
    return _to_srgb(_eight_bits(image), profile)


def _orientation(image: Image.Image) -> int:
    """EXIF's number of the way up; that of upright where it says none of the eight."""
    told = image.getexif().get(_ORIENTATION)
    return told if isinstance(told, int) and _UPRIGHT <= told <= _LAST_TURNED else _UPRIGHT


def _is_turned(image: Image.Image) -> bool:
    """Whether it is stored lying on its side, and its sides are told so: not those of a TIFF."""
    return image.format != "TIFF" and _orientation(image) >= _FIRST_TURNED


def _allowed(image: Image.Image) -> Image.Image:
    if image.width * image.height > MOST_PIXELS:
        raise RefusedError("too-heavy")
    return image


def _shines_through(image: Image.Image) -> bool:
    if not image.has_transparency_data:
        return False
    least, _ = image.convert("RGBA").getchannel("A").getextrema()
    return isinstance(least, int | float) and least < 255


def _is_plain(image: Image.Image) -> bool:
    profile = image.info.get("icc_profile")
    return image.mode in _PLAIN_MODES and (not profile or _is_srgb(profile))


def _is_srgb(profile: bytes) -> bool:
    try:
        name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError):
        return False
    return "srgb" in name.lower()


def _count_frames(image: Image.Image) -> tuple[int, float]:
    """How many frames there are and how long they take; counting ends where it is too much."""
    frames, duration_s = 0, 0.0
    most = min(MOST_FRAMES, MOST_ANIMATED_PIXELS // (image.width * image.height))
    for _, shown_s in frames_of(image):
        frames, duration_s = frames + 1, duration_s + shown_s
        if frames > most:
            return MOST_FRAMES + 1, duration_s
    return frames, duration_s


def _is_deep(image: Image.Image) -> bool:
    """Whether it is grey in more than eight bits."""
    return image.mode.startswith("I")


def _eight_bits(image: Image.Image) -> Image.Image:
    if _is_deep(image):
        return image.convert("I").point(lambda value: value * _SIXTEEN_TO_EIGHT).convert("L")
    return image


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """By the picture's own profile; by Pillow's rule of thumb where that is missing or broken."""
    if profile and image.mode in {"RGB", "CMYK", "L", "LAB"}:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            changed = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            return image.convert("RGB")
        return changed or image.convert("RGB")
    return image.convert("RGB")


def _on_white(image: Image.Image, alpha: Image.Image) -> Image.Image:
    canvas = Image.new("RGB", image.size, _WHITE)
    canvas.paste(image, mask=alpha)
    return canvas
