"""Pictures and videos for Instagram, and a server from which it fetches them."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import av
from aiohttp import web
from PIL import Image

from services.content import Media

_FPS = 24


@dataclass
class Shelf:
    """Serves files by name, and remembers which were fetched; `answers` replaces one of them."""

    folder: Path
    origin: str = ""
    types: dict[str, str] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    answers: dict[str, web.Response] = field(default_factory=dict)

    def link(self, path: Path, mime_type: str) -> str:
        """The address of a file."""
        name = f"{len(self.types)}-{path.name}"
        (self.folder / name).symlink_to(path)
        self.types[name] = mime_type
        return f"{self.origin}/{name}"

    def put(self, name: str, data: bytes, mime_type: str) -> str:
        """The address of new bytes."""
        path = self.folder / f"data-{name}"
        path.write_bytes(data)
        return self.link(path, mime_type)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Hand a file out."""
        name = request.match_info["name"]
        self.fetched.append(name)
        if name in self.answers:
            return self.answers[name]
        headers = {"Content-Type": self.types[name]}
        return web.FileResponse(self.folder / name, headers=headers)


@asynccontextmanager
async def open_shelf(folder: Path) -> AsyncIterator[Shelf]:
    """A shelf on a free port."""
    folder.mkdir()
    shelf = Shelf(folder)
    app = web.Application()
    app.add_routes([web.get("/{name}", shelf.serve)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    shelf.origin = f"http://127.0.0.1:{port}"
    try:
        yield shelf
    finally:
        await runner.cleanup()


def picture(size: tuple[int, int] = (400, 400), form: str = "JPEG", shade: int = 90) -> bytes:
    """A real picture."""
    file = io.BytesIO()
    Image.new("RGB", size, (shade * 20 % 256, 80, 120)).save(file, form)
    return file.getvalue()


def movie(
    size: tuple[int, int] = (64, 112), seconds: float = 3.2, *, moov_first: bool = True
) -> bytes:
    """A real video: H.264 in MP4, without sound."""
    options = {"movflags": "faststart"} if moov_first else {}
    with NamedTemporaryFile(suffix=".mp4") as file:
        with av.open(file.name, "w", options=options) as out:
            stream: Any = out.add_stream("libx264", rate=_FPS, options={"preset": "ultrafast"})
            stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
            for number in range(round(seconds * _FPS)):
                frame = av.VideoFrame(*size, "yuv420p")
                frame.pts = number
                out.mux(stream.encode(frame))
            out.mux(stream.encode())
        return Path(file.name).read_bytes()


def medium(kind: Any, number: int = 1, **more: Any) -> Media:
    """A medium that Telegram keeps."""
    base = {"origin": "telegram", "ref": f"r{number}", "unique_ref": f"u{number}"}
    return Media(id=number, kind=kind, **{**base, **more})
