"""A post made ready: its media fitted and fetched by Instagram, its container finished."""

from dataclasses import dataclass

from services.content import Content
from services.media.shapes import Fitted, Shape, Taste, trimming
from services.networks.base import Json, Part, Work
from services.networks.instagram.official.containers import Containers, Made, Shelf
from services.networks.instagram.shapes import like, shape_of

_POST = "post"
_JPEG = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Ready:
    """A finished container, and whether it is public already."""

    container: Made
    is_public: bool


@dataclass(frozen=True, slots=True)
class PostMaker:
    """Makes the container of one part."""

    containers: Containers
    part: Part
    content: Content
    work: Work
    caption: str

    async def ready(self) -> Ready:
        """The container to publish.

        Raises:
            NetworkError: `NotYet` while Instagram works on it; what was made is remembered.
        """
        shelf = Shelf.read(self.work)
        if _POST not in shelf.made:
            await shelf.put(_POST, await self.containers.make(await self._fields(shelf)))
        code = await self.containers.settle(shelf, _POST)
        await self.work.progress(1.0)
        return Ready(shelf.made[_POST], code == "PUBLISHED")

    async def _fields(self, shelf: Shelf) -> Json:
        """What the container is made of, caption included."""
        caption = {"caption": self.caption} if self.caption else {}
        if self.part.kind == "carousel":
            return {"media_type": "CAROUSEL", "children": await self._children(shelf), **caption}
        place, kind = self._items[0]
        fitted = await self._fit(place, shape_of(kind, alone=True))
        address = self.work.link(fitted.path, fitted.mime_type)
        if kind == "image":
            return {"image_url": address, **caption}
        reel = {"media_type": "REELS", "video_url": address, "share_to_feed": True, **caption}
        return {**reel, "cover_url": self.work.link(fitted.cover, _JPEG)} if fitted.cover else reel

    async def _children(self, shelf: Shelf) -> list[str]:
        """A ready container for each item: the first one's shape is that of all."""
        names = []
        for number, (place, kind) in enumerate(self._items):
            names.append(f"item {place}")
            if names[-1] not in shelf.made:
                fields = await self._item(shelf, place, kind)
                made = await self.containers.make({**fields, "is_carousel_item": True})
                await shelf.put(names[-1], made)
            await self.work.progress((number + 1) / (len(self._items) + 1))
        await self.containers.settle(shelf, *names)
        return [shelf.made[name].id for name in names]

    async def _item(self, shelf: Shelf, place: int, kind: str) -> Json:
        fitted = await self._fit(place, like(shape_of(kind, alone=False), shelf.shape))
        if shelf.shape is None:
            shelf.shape = fitted.width, fitted.height
        address = self.work.link(fitted.path, fitted.mime_type)
        if kind == "image":
            return {"image_url": address}
        return {"media_type": "VIDEO", "video_url": address}

    async def _fit(self, place: int, shape: Shape) -> Fitted:
        taste: Taste = self.part.plan["fit"]
        shape = trimming(shape, trims=self.part.plan.get("length") == "trim")
        return await self.work.fit(self.content.media[place], shape, taste)

    @property
    def _items(self) -> list[tuple[int, str]]:
        return [(place, kind) for place, kind in self.part.plan["items"]]
