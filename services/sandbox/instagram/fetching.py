"""Fetching media from wherever a client says that they lie, and looking at what came.

Source: https://developers.facebook.com/documentation/instagram-platform/content-publishing
("We cURL media used in publishing attempts, so the media must be hosted on a publicly accessible
server at the time of the attempt")
"""

import asyncio
import ipaddress
from urllib.parse import urlsplit

import aiohttp

from services.sandbox.instagram.errors import (
    BAD_IMAGE,
    BAD_RATIO,
    BAD_VIDEO,
    FETCH_TOO_SLOW,
    NOT_FETCHED,
    TOO_LARGE,
    GraphError,
    Refusal,
    stricter,
)
from services.sandbox.instagram.objects import Shown
from services.sandbox.instagram.videos import Movie, look_into
from services.sandbox.media import Blob, MediaStore, TooBigError
from services.sandbox.probe import probe

IMAGE_LIMIT_BYTES = 8 << 20
VIDEO_LIMIT_BYTES = 300_000_000

_PATIENCE_S = 10.0
_PIECE_BYTES = 1 << 16
_JPEG = b"\xff\xd8\xff"
_IMAGE_RATIO = (0.8, 1.91)
_REEL_RATIO = (0.01, 10.0)
_ITEM_RATIO = (0.8, 1.91)
_LEEWAY = 0.01
_REEL_S = (3.0, 900.0)
_ITEM_S = (3.0, 60.0)
_VIDEO_TYPES = {"video/mp4", "video/quicktime"}


class Fetcher:
    """Fetches and judges media; what it takes is kept in the sandbox's store."""

    def __init__(self, media: MediaStore) -> None:
        self._media = media

    async def image(self, url: str) -> Shown:
        """A picture as Instagram takes it.

        Raises:
            GraphError: It cannot be fetched, is no JPEG, too large or of an extreme shape.
        """
        blob, width, height = await self._jpeg(url)
        if not _within(width / height, _IMAGE_RATIO):
            raise GraphError(BAD_RATIO, f"{width} x {height}")
        return self._kept(blob, "photo", "image/jpeg", (width, height), None)

    async def cover(self, url: str) -> str:
        """The file of a picture that stands before a reel, whatever its shape.

        Raises:
            GraphError: It cannot be fetched, is no JPEG or too large.
        """
        blob, *size = await self._jpeg(url)
        return self._kept(blob, "photo", "image/jpeg", (size[0], size[1]), None).file_id

    async def video(self, url: str, *, item: bool) -> Shown:
        """A video as Instagram takes it, as a reel or as an item of a carousel.

        Raises:
            GraphError: It cannot be fetched, or is none that Instagram plays.
        """
        blob = await self._fetch(url, _VIDEO_TYPES, VIDEO_LIMIT_BYTES, BAD_VIDEO)
        movie = await asyncio.to_thread(look_into, blob.path)
        if movie is None:
            raise GraphError(BAD_VIDEO, "it cannot be read")
        _judge(movie, _ITEM_S if item else _REEL_S, _ITEM_RATIO if item else _REEL_RATIO)
        return self._kept(blob, "video", "video/mp4", (movie.width, movie.height), movie.duration_s)

    async def _jpeg(self, url: str) -> tuple[Blob, int, int]:
        """A picture with its width and height."""
        blob = await self._fetch(url, {"image/jpeg"}, IMAGE_LIMIT_BYTES, TOO_LARGE)
        if not await asyncio.to_thread(_is_jpeg, blob):
            raise GraphError(BAD_IMAGE, "only JPEG")
        found = await asyncio.to_thread(probe, blob.path, None)
        if not found.width or not found.height:
            raise GraphError(BAD_IMAGE, "it cannot be read")
        return blob, found.width, found.height

    async def _fetch(self, url: str, types: set[str], limit_bytes: int, over: Refusal) -> Blob:
        _check_address(url)
        timeout = aiohttp.ClientTimeout(total=_PATIENCE_S)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as http,
                http.get(url, allow_redirects=False) as response,
            ):
                if response.status != 200:
                    raise GraphError(NOT_FETCHED, f"it answers {response.status}")
                if response.content_type not in types:
                    raise GraphError(NOT_FETCHED, f"it is {response.content_type}")
                chunks = response.content.iter_chunked(_PIECE_BYTES)
                return await self._media.receive(chunks, limit_bytes)
        except TooBigError:
            raise GraphError(over) from None
        except TimeoutError:
            raise GraphError(FETCH_TOO_SLOW) from None
        except aiohttp.ClientError as error:
            raise GraphError(NOT_FETCHED, type(error).__name__) from None

    def _kept(
        self,
        blob: Blob,
        kind: str,
        mime_type: str,
        size: tuple[int, int],
        duration_s: float | None,
    ) -> Shown:
        stored = self._media.register(
            blob,
            network="instagram",
            kind=kind,
            mime_type=mime_type,
            width=size[0],
            height=size[1],
            duration_s=None if duration_s is None else round(duration_s),
        )
        return Shown(kind, stored.file_id, *size, blob.size_bytes, duration_s)


def _check_address(url: str) -> None:
    """Nothing is fetched from outside this machine, and nothing from outside without TLS."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise GraphError(NOT_FETCHED, "no address of a file")
    if not _is_loopback(parts.hostname):
        if parts.scheme != "https":
            raise GraphError(NOT_FETCHED, "only https")
        raise stricter("nothing outside this machine is fetched")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_jpeg(blob: Blob) -> bool:
    with blob.path.open("rb") as file:
        return file.read(len(_JPEG)) == _JPEG


def _judge(movie: Movie, duration_s: tuple[float, float], ratio: tuple[float, float]) -> None:
    problem = movie.problem
    if not duration_s[0] - 0.1 <= movie.duration_s <= duration_s[1] + 0.1:
        problem = f"{movie.duration_s:.1f} s"
    if not _within(movie.width / movie.height, ratio):
        problem = f"{movie.width} x {movie.height}"
    if problem:
        raise GraphError(BAD_VIDEO, problem)


def _within(ratio: float, allowed: tuple[float, float]) -> bool:
    return allowed[0] - _LEEWAY <= ratio <= allowed[1] + _LEEWAY
