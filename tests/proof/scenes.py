"""The posts that crash points are enumerated on: every kind of publish, on both networks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from db.accounts import SocialAccount
from services.content import Content, Entity, Media
from tests import people
from tests.proof.stage import Stage, link_channel, link_wall

Link = Callable[[Stage, str], Awaitable[SocialAccount]]


@dataclass(frozen=True, slots=True)
class Scene:
    """One kind of publish: where to, and what."""

    name: str
    link: Link
    photos: int = 0
    text: str = ""

    async def content(self, stage: Stage, number: int) -> Content:
        """The post of one run; its text is its own, so that runs are told apart."""
        text = f"{self.name} {number}. {self.text}".strip()
        bold = Entity(kind="bold", offset_utf16=0, length_utf16=len(self.name))
        media = [await _photo(stage, place) for place in range(self.photos)]
        return Content(text=text, entities=(bold,), media=tuple(media))


SCENES = (
    Scene("telegram text", link_channel),
    Scene("telegram photo", link_channel, photos=1),
    Scene("telegram album and text", link_channel, photos=3, text="word " * 300),
    Scene("telegram long text", link_channel, text="word " * 1000),
    Scene("vk text", link_wall),
    Scene("vk photos", link_wall, photos=3),
)


async def _photo(stage: Stage, place: int) -> Media:
    """A photo that Alice has sent to the bot, as the bot knows it."""
    buffer = BytesIO()
    Image.new("RGB", (64, 48), (40 * place, 90, 160)).save(buffer, "JPEG")
    upload = await stage.control.upload(buffer.getvalue(), f"photo{place}.jpg", kind="photo")
    sent = await stage.control.send_media(people.ALICE, [upload])
    largest = sent[0]["photo"][-1]
    return Media(
        id=0,
        kind="photo",
        origin="telegram",
        ref=largest["file_id"],
        unique_ref=largest["file_unique_id"],
        size_bytes=largest["file_size"],
        width=largest["width"],
        height=largest["height"],
    )
