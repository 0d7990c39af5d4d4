"""Instagram's part of the world: what it remembers, and what the public sees of it."""

import io
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from services.sandbox.drawings import SQUARE_PX, car, dish
from services.sandbox.instagram.about import ABOUT, keys_of
from services.sandbox.instagram.objects import Comment, Medium, Profile, Shown
from services.sandbox.instagram.private.twin import PrivateTwin
from services.sandbox.instagram.showing import marks, shown_as
from services.sandbox.instagram.store import InstagramStore, shortcode
from services.sandbox.ledger import Entry
from services.sandbox.perform import Call
from services.sandbox.section import ConsentedSection
from services.sandbox.state import World

_OLD_S = 7 * 86_400
_OLD_PICTURES = {"alices_kitchen": dish, "bobs_garage": car}


class InstagramSection(ConsentedSection[InstagramStore]):
    """Everything of the pretend Instagram; `world` is shared with the other networks."""

    key = "instagram"
    about = ABOUT

    def __init__(self, world: World) -> None:
        super().__init__(world, InstagramStore())
        self.private = PrivateTwin(world)

    def seed(self) -> None:
        """Start afresh: profiles with a token each, and an old picture on those that publish."""
        self.store.clear()
        self.codes.clear()
        self.store.seed()
        for profile in self.store.profiles.values():
            self.store.issue(profile, self.now)
            if draw := _OLD_PICTURES.get(profile.username):
                self._hang_up(profile, draw(1, SQUARE_PX))
        self.private.seed()

    def dump(self) -> dict[str, Any]:
        """The section as JSON."""
        return {**super().dump(), "private": self.private.dump()}

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave."""
        super().restore(saved)
        self.private.restore(saved["private"])

    def public_state(self) -> dict[str, Any]:
        """A wall for each profile that may publish, and everybody's keys."""
        profiles = list(self.store.profiles.values())
        walls = [
            {"network": self.key, "target": one.id, "title": one.username}
            for one in profiles
            if one.account_type != "PERSONAL"
        ]
        keys = [keys_of(one, self.store.key(one, self.now).value) for one in profiles]
        return {"walls": walls + self.private.walls(), "keys": keys + self.private.keys()}

    def publish(
        self, profile: Profile, media_type: str, caption: str, pictures: list[Shown], call: Call
    ) -> Medium:
        """Put a post on a profile's wall; the first picture gives all of them their shape."""
        medium = self._medium(profile, media_type, caption, self.now, by_api=True)
        self._show(medium, profile, [shown_as(one, pictures[0]) for one in pictures], call)
        return medium

    def comment(self, profile: Profile, medium: Medium, text: str, call: Call) -> Comment:
        """Put a comment below a post; the ledger has it as an entry of the same album."""
        made = Comment(self.store.number("comment"), medium.id, profile.id, text, self.now)
        self.store.comments[made.id] = made
        self.world.ledger.add(
            Entry(
                network=self.key,
                target=medium.profile_id,
                post_id=made.id,
                text=text,
                entities=marks(text),
                album_id=medium.id,
                url=medium.url,
                from_name=profile.username,
                request_id=call.request_id,
                attempt=call.attempt,
            )
        )
        return made

    def _medium(
        self, profile: Profile, media_type: str, caption: str, at: float, *, by_api: bool
    ) -> Medium:
        number = self.store.number("medium")
        shown = "VIDEO" if media_type == "REELS" else media_type
        kind = "CAROUSEL_ALBUM" if shown == "CAROUSEL" else shown
        made = Medium(number, profile.id, kind, caption, shortcode(number), at, by_api)
        self.store.media[number] = made
        return made

    def _show(
        self,
        medium: Medium,
        profile: Profile,
        attachments: list[dict[str, Any]],
        call: Call | None,
    ) -> None:
        self.world.ledger.add(
            Entry(
                network=self.key,
                target=profile.id,
                post_id=medium.id,
                text=medium.caption,
                entities=marks(medium.caption),
                attachments=attachments,
                album_id=medium.id,
                url=medium.url,
                from_name=profile.username,
                request_id=call.request_id if call else None,
                attempt=call.attempt if call else None,
                at=datetime.fromtimestamp(medium.at, UTC).isoformat(),
            )
        )

    def _hang_up(self, profile: Profile, picture: Image.Image) -> None:
        """A picture that the owner has posted by hand a week ago."""
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=90)
        blob = self.world.media.keep(file.getvalue())
        width, height = picture.size
        stored = self.world.media.register(
            blob, network=self.key, kind="photo", mime_type="image/jpeg", width=width, height=height
        )
        shown = Shown("photo", stored.file_id, width, height, stored.size_bytes)
        medium = self._medium(profile, "IMAGE", "", self.now - _OLD_S, by_api=False)
        self._show(medium, profile, [shown_as(shown, shown)], None)
