"""What becomes of a post on YouTube: its parts, and what the card says of them. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from services.content import Content
from services.networks.base import ALBUM, MORE, Account, Json, Notice, Option, Part
from services.networks.whole import about_whole, planned, whole_address
from services.networks.youtube.covers import cover_of
from services.networks.youtube.films import LONG_S, is_short, obstacle, videos
from services.text.fitting import cut, ending_with, length
from services.text.youtube import DESCRIPTION_BYTES, TITLE_UTF16, VideoText, video_text

OPTIONS = (
    Option("privacy", ("public", "unlisted", "private")),
    Option("kids", ("no", "yes")),
    Option(
        "category",
        (
            *("people", "howto", "education", "entertainment", "comedy", "music", "gaming"),
            *("news", "science", "sports", "travel", "autos", "pets", "film", "activism"),
        ),
    ),
    ALBUM,
    MORE,
)
"""What a person chooses for a channel. A post is meant to be seen, so `public` comes first: until
the one irrevocable request every video is private anyway."""

_CATEGORIES = {
    "film": "1",
    "autos": "2",
    "music": "10",
    "pets": "15",
    "sports": "17",
    "travel": "19",
    "gaming": "20",
    "people": "22",
    "comedy": "23",
    "entertainment": "24",
    "news": "25",
    "howto": "26",
    "education": "27",
    "science": "28",
    "activism": "29",
}
"""YouTube's own numbers; all of them may be given to a video.

Source: https://developers.google.com/youtube/v3/docs/videoCategories/list
"""


@dataclass(frozen=True, slots=True)
class Fitting:
    """What a channel can take: its proved rights, and how large originals come from where."""

    account: Account
    original_bytes: Mapping[str, int]

    def check(self, content: Content) -> list[Notice]:
        """Say what YouTube would show differently, leave out or refuse."""
        if not self.account.capabilities.get("video", True):
            return [Notice("refuse", "youtube-no-uploads")]
        return [*self._about_media(content), *self._about_text(content)]

    def plan(self, content: Content) -> list[Part]:
        """A part for each video; what the person chose for the channel stands in it."""
        places = self._shown(content)
        cover = self._cover(content)
        whole = planned(whole_address(content, self.account) if self._shows_less(content) else "")
        return [
            Part(
                number,
                "video",
                {
                    "media": place,
                    "of": len(places),
                    "privacy": self._chosen("privacy"),
                    "kids": self._chosen("kids") == "yes",
                    "category": _CATEGORIES[self._chosen("category")],
                    **whole,
                    **({} if cover is None else {"cover": cover}),
                },
            )
            for number, place in enumerate(places, start=1)
        ]

    def _about_media(self, content: Content) -> Iterator[Notice]:
        moving, kept = videos(content), self._kept(content)
        if not moving:
            yield Notice("refuse", "youtube-needs-video")
            return
        for place in moving:
            if told := obstacle(content.media[place], self.original_bytes):
                yield replace(told, level="change") if kept else told
        if self._cover(content) is not None:
            yield Notice("info", "youtube-cover")
        if left_out := len(content.media) - len(moving) - (self._cover(content) is not None):
            yield Notice("change", "youtube-only-videos", {"count": left_out})
        shown = self._shown(content)
        if len(shown) > 1:
            yield Notice("change", "youtube-several", {"videos": len(shown)}, fix="album")
        elif left := len(kept) - len(shown):
            yield Notice("change", "youtube-first-only", {"left": left}, fix="album")
        yield from self._about_lengths(content, shown)

    def _about_lengths(self, content: Content, kept: list[int]) -> Iterator[Notice]:
        media = [content.media[place] for place in kept]
        if any(map(is_short, media)):
            yield Notice("info", "youtube-short")
        too_long = any((one.duration_s or 0) > LONG_S for one in media)
        if too_long and not self.account.capabilities.get("long"):
            yield Notice("info", "youtube-long")

    def _about_text(self, content: Content) -> Iterator[Notice]:
        kept = self._kept(content)
        if not kept:
            return
        is_less = self._shows_less(content)
        more = whole_address(content, self.account) if is_less else ""
        for change in text_of(content, kept[0], self.account, more).changes:
            yield Notice(change.level, change.text, change.values)
        yield from about_whole(content, self.account) if is_less else ()
        if (privacy := self._chosen("privacy")) != "public":
            yield Notice("info", f"youtube-will-be-{privacy}")

    def _kept(self, content: Content) -> list[int]:
        media = content.media
        return [one for one in videos(content) if not obstacle(media[one], self.original_bytes)]

    def _shown(self, content: Content) -> list[int]:
        """What goes out of what could: all of it, or only the first."""
        kept = self._kept(content)
        return kept[:1] if ALBUM.chosen(self.account) == "first" else kept

    def _shows_less(self, content: Content) -> bool:
        """Whether something of a post does not get to YouTube."""
        shown = self._shown(content)
        is_cut = bool(shown) and text_of(content, shown[0], self.account).is_cut
        covers = self._cover(content) is not None
        return is_cut or len(shown) + covers < len(content.media)

    def _cover(self, content: Content) -> int | None:
        return cover_of(content, self._shown(content), self.account, self.original_bytes)

    def _chosen(self, name: str) -> str:
        option = next(one for one in OPTIONS if one.name == name)
        chosen = self.account.options.get(name, option.values[0])
        return chosen if chosen in option.values else option.values[0]


def text_of(content: Content, place: int, account: Account, more: str = "") -> VideoText:
    """The texts of one of a post's videos; a channel's name is better than no title.

    `more` is where the whole post is, for a video that shows less.
    """
    text = video_text(
        content.text,
        content.entities,
        fallback=account.title,
        file_name=content.media[place].file_name,
        more=more,
    )
    return text if text.is_cut or not more else replace(text, description=_pointing(text, more))


def _pointing(text: VideoText, more: str) -> str:
    """A description that ends with an address; the title is never made of that."""
    ending = ending_with(more, DESCRIPTION_BYTES, "bytes")
    whole = f"{text.description}\n\n{more}".strip()
    return cut(whole, DESCRIPTION_BYTES, "bytes", ending)


def video_of(part: Part, content: Content, account: Account) -> Json:
    """A video's metadata as it is announced: complete, and private whatever was chosen."""
    text = text_of(content, part.plan["media"], account, part.plan.get("more", ""))
    snippet: Json = {
        "title": _numbered(text.title, part),
        "description": text.description,
        "categoryId": part.plan["category"],
    }
    if text.tags:
        snippet["tags"] = list(text.tags)
    return {"snippet": snippet, "status": status_of(part, "private")}


def status_of(part: Part, privacy: str) -> Json:
    """A video's whole status: what an update leaves out would fall back, and at once be public.

    Source: https://developers.google.com/youtube/v3/docs/videos/update
    """
    return {
        "privacyStatus": privacy,
        "selfDeclaredMadeForKids": part.plan["kids"],
        "embeddable": True,
        "license": "youtube",
        "publicStatsViewable": True,
    }


def _numbered(title: str, part: Part) -> str:
    """Several videos of one post are told apart by numbers."""
    if part.plan["of"] == 1:
        return title
    ending = f" ({part.number}/{part.plan['of']})"
    return cut(title, TITLE_UTF16 - length(ending, "utf16"), "utf16") + ending
