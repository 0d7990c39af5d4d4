"""Frames laid out on a canvas, in the colours of ordinary screens, at a steady rate."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from av.error import BlockingIOError as NeedsMoreError
from av.error import EOFError as DrainedError
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from services.media.child.videos import is_hdr, is_mirrored
from services.media.geometry import Layout
from services.media.shapes import Taste

_TURNS: Mapping[tuple[int, bool], Sequence[tuple[str, str]]] = {
    (90, False): (("transpose", "clock"),),
    (180, False): (("hflip", ""), ("vflip", "")),
    (270, False): (("transpose", "cclock"),),
    (0, True): (("vflip", ""),),
    (90, True): (("transpose", "cclock_flip"),),
    (180, True): (("hflip", ""),),
    (270, True): (("transpose", "clock_flip"),),
}
"""By the degrees that FFmpeg would turn, and whether it is mirrored: phones do that to faces.

Source: https://github.com/FFmpeg/FFmpeg/blob/master/fftools/ffmpeg_filter.c (autorotate)
"""

_BLURRED = 8
_SIGMA = 4
_HD_HEIGHT = 720
_UNKNOWN_MATRIX = 2
_TO_BT709 = "out_color_matrix=bt709:out_range=tv"
_TONES_TO_BT709 = "out_transfer=bt709:out_primaries=bt709:intent=perceptual"


class Drawing:
    """A chain of filters for one stream.

    Args:
        stream: Where the frames come from.
        first: Its first frame: what it is like decides the chain.
        fps: The rate of what comes out; None for one frame for each.
        layout: Where the picture goes; None for the picture as it is, upright.
        taste: What surrounds it.
        pixels: FFmpeg's pixel format of what comes out.
    """

    def __init__(
        self,
        stream: VideoStream,
        first: VideoFrame,
        *,
        fps: Fraction | None = None,
        layout: Layout | None = None,
        taste: Taste = "blur",
        pixels: str = "yuv420p",
    ) -> None:
        self._graph = Graph()
        self._source = self._end = self._graph.add_buffer(template=stream)
        if fps:
            self._then("fps", f"fps={fps}:start_time=0")
        self._turn(first)
        if layout is None:
            self._scale("w=iw*sar:h=ih", first)
        else:
            self._crop(layout)
            self._scale(f"w={layout.shown_width}:h={layout.shown_height}", first)
            self._surround(layout, taste)
        self._then("setsar", "1")
        self._then("format", pixels)
        self._then("buffersink")
        self._graph.configure()

    def draw(self, frame: VideoFrame | None) -> Iterator[VideoFrame]:
        """What comes out when a frame goes in; None is the end."""
        self._source.push(frame)
        while True:
            try:
                drawn = self._end.pull()
            except (NeedsMoreError, DrainedError):
                return
            if isinstance(drawn, VideoFrame):
                yield drawn

    def _then(self, name: str, arguments: str = "") -> FilterContext:
        node = self._graph.add(name, arguments or None)
        self._end.link_to(node)
        self._end = node
        return node

    def _turn(self, first: VideoFrame) -> None:
        """FFmpeg tells how the picture lies; turned the other way it is upright."""
        for name, arguments in _TURNS.get((-first.rotation % 360, is_mirrored(first)), ()):
            self._then(name, arguments)

    def _crop(self, layout: Layout) -> None:
        """The plan counts pixels as they are shown, which may be wider than they are stored."""
        if layout.is_whole:
            return
        across, down = f"iw/{layout.picture_width}", f"ih/{layout.picture_height}"
        size = f"{across}*{layout.crop_width}:{down}*{layout.crop_height}"
        self._then("crop", f"{size}:{across}*{layout.crop_left}:{down}*{layout.crop_top}")

    def _scale(self, size: str, first: VideoFrame) -> None:
        """To a size and ordinary colours; the size first, as bright colours cost much a pixel."""
        if is_hdr(first):
            self._then("scale", size)
            self._then("scale", f"{_TO_BT709}:{_TONES_TO_BT709}")
        else:
            self._then("scale", f"{size}:{_colours(first)}")

    def _surround(self, layout: Layout, taste: Taste) -> None:
        if layout.fills:
            return
        if taste == "pad":
            size = f"{layout.width}:{layout.height}"
            self._then("pad", f"{size}:{layout.left}:{layout.top}:white")
        else:
            self._blur_around(layout)

    def _blur_around(self, layout: Layout) -> None:
        """The picture twice: small and out of focus behind, whole in front."""
        both = self._then("split")
        small = max(2, layout.width // _BLURRED), max(2, layout.height // _BLURRED)
        self._then("scale", f"{small[0]}:{small[1]}:force_original_aspect_ratio=increase")
        self._then("crop", f"{small[0]}:{small[1]}")
        self._then("gblur", f"sigma={_SIGMA}")
        self._then("scale", f"{layout.width}:{layout.height}")
        behind = self._end
        over = self._graph.add("overlay", f"{layout.left}:{layout.top}")
        behind.link_to(over, 0, 0)
        both.link_to(over, 1, 1)
        self._end = over


def _colours(frame: VideoFrame) -> str:
    """How the scaler is to read the colours of frames like this, and what to make of them."""
    if frame.colorspace == _UNKNOWN_MATRIX:
        guess = "bt709" if frame.height >= _HD_HEIGHT else "bt601"
        return f"in_color_matrix={guess}:{_TO_BT709}"
    return _TO_BT709
