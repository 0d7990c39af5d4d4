"""Bringing a film to YouTube once, however often it is interrupted.

The session's address is kept, sealed, before a byte is sent. Whoever goes on, in whatever process,
asks the session first: it says how much has arrived, or which video has been made of it. Only when
there is no session any more does another one begin, and only after a look at what is there.

Source: https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.clock import Clock
from services.errors import LoginNeeded, NetworkError, Rejected, Transient
from services.media.kept import digest_of
from services.networks.base import Json, Work
from services.networks.youtube.client import TokenDied, YoutubeClient, items_of
from services.networks.youtube.errors import NO_PLAYLIST
from services.networks.youtube.uploads import Film, Held, Made, SessionGone, UploadHost

_STUMBLES = 3
_PAUSE_S = 0.5
_SKEW = timedelta(minutes=2)
_PAGE = 50


@dataclass(frozen=True, slots=True)
class Draft:
    """A video as it is announced: its metadata, and the file; `digest` names its bytes."""

    video: Json
    film: Film
    digest: str


async def draft_of(video: Json, film: Film) -> Draft:
    """A draft of these metadata and this file.

    Raises:
        Transient: The file cannot be read.
    """
    try:
        return Draft(video, film, await asyncio.to_thread(digest_of, film.path))
    except OSError as error:
        why = f"the file could not be read: {type(error).__name__}"
    raise Transient("YouTube", why)


@dataclass(frozen=True, slots=True)
class Uploader:
    """Uploads for one account."""

    client: YoutubeClient
    host: UploadHost
    clock: Clock
    credentials: Mapping[str, str]

    async def upload(self, draft: Draft, work: Work) -> str:
        """The id of the video, uploaded now as far as it was not.

        Raises:
            NetworkError: Of any class; the session is remembered.
        """
        saved = work.checkpoint.get("upload")
        if saved and saved["digest"] == draft.digest:
            try:
                return await _Session(self, draft, work, work.open(saved["address"])).run(None)
            except SessionGone:
                began_at = datetime.fromisoformat(saved["began_at"])
                if found := await self._made_before(draft, began_at):
                    return found
        return await self._begin(draft, work)

    async def _begin(self, draft: Draft, work: Work) -> str:
        access = await self.client.tokens.access(self.credentials)
        try:
            address = await self.host.begin(access, draft.video, draft.film)
        except LoginNeeded as error:
            raise self.client.judged(error, self.credentials, access) from None
        saved = {
            "address": work.seal(address),
            "digest": draft.digest,
            "began_at": self.clock.now().isoformat(),
        }
        await work.save({"upload": saved})
        return await _Session(self, draft, work, address).run(0)

    async def _made_before(self, draft: Draft, began_at: datetime) -> str | None:
        """The video that a session made whose answer nobody heard, if there is one.

        Only private ones of ours come into question: nobody but us makes this one public.

        Raises:
            Rejected: Several look like it.
        """
        wanted = draft.video["snippet"]
        found = []
        for video in await self._newest():
            snippet, status = video.get("snippet", {}), video.get("status", {})
            same = all(snippet.get(name) == wanted[name] for name in ("title", "description"))
            hidden = status.get("privacyStatus") == "private"
            if same and hidden and _at(snippet.get("publishedAt")) >= began_at - _SKEW:
                found.append(str(video.get("id")))
        if len(found) > 1:
            raise Rejected("YouTube", "several videos", advice="youtube-advice-several")
        return found[0] if found else None

    async def _newest(self) -> list[Json]:
        """The newest uploads of the channel, private ones included."""
        mine = await self.client.ask(
            self.credentials, lambda api: api.channels().list(part="contentDetails", mine=True)
        )
        details = [one.get("contentDetails", {}) for one in items_of(mine)]
        uploads = [one.get("relatedPlaylists", {}).get("uploads") for one in details]
        ids = await self._listed(uploads[0]) if uploads and uploads[0] else []
        if not ids:
            return []
        videos = await self.client.ask(
            self.credentials,
            lambda api: api.videos().list(part="snippet,status", id=",".join(ids)),
        )
        return items_of(videos)

    async def _listed(self, playlist: str) -> list[str]:
        """The ids of the newest videos of a playlist; none if there is no such playlist."""
        try:
            page = await self.client.ask(
                self.credentials,
                lambda api: api.playlistItems().list(
                    part="contentDetails", playlistId=playlist, maxResults=_PAGE
                ),
            )
        except Rejected as error:
            if error.code in NO_PLAYLIST:
                return []
            raise
        return [str(one.get("contentDetails", {}).get("videoId")) for one in items_of(page)]


class _Session:
    """One upload session on its way to a video."""

    def __init__(self, uploader: Uploader, draft: Draft, work: Work, address: str) -> None:
        self._uploader = uploader
        self._film = draft.film
        self._work = work
        self._address = address
        self._furthest = 0
        self._stumbles = 0

    async def run(self, held: int | None) -> str:
        """Go on until there is a video. `held` bytes have arrived; None if nobody knows.

        Raises:
            SessionGone: There is no such session any more.
            NetworkError: Several requests in a row led no further.
        """
        while True:
            try:
                state = await self._step(held)
            except (SessionGone, LoginNeeded):
                raise
            except Transient as error:
                await self._stumble(error)
                held = None
            else:
                if isinstance(state, Made):
                    await self._tell(self._film.size_bytes)
                    return state.video
                held = await self._arrived(state, was_asked=held is None)

    async def _step(self, held: int | None) -> Held | Made:
        client, host = self._uploader.client, self._uploader.host
        access = await client.tokens.access(self._uploader.credentials)
        try:
            if held is None or held >= self._film.size_bytes:
                return await host.ask(access, self._address, self._film.size_bytes)
            return await host.send(access, self._address, self._film, held, self._tell)
        except LoginNeeded as error:
            raise client.judged(error, self._uploader.credentials, access) from None

    async def _arrived(self, state: Held, *, was_asked: bool) -> int:
        if state.bytes > self._furthest:
            self._furthest, self._stumbles = state.bytes, 0
        elif not was_asked:
            await self._stumble(Transient("YouTube upload", "it keeps nothing more"))
        return state.bytes

    async def _stumble(self, error: NetworkError) -> None:
        """Wait a little, and ask how much has arrived; too often in a row is another's trouble."""
        self._stumbles += 1
        if self._stumbles >= _STUMBLES:
            raise error
        if not isinstance(error, TokenDied):
            await self._uploader.clock.sleep(_PAUSE_S * 2**self._stumbles)

    async def _tell(self, sent_bytes: int) -> None:
        await self._work.progress(sent_bytes / self._film.size_bytes)


def _at(moment: object) -> datetime:
    """A moment that YouTube tells.

    Raises:
        Transient: It is none.
    """
    try:
        return datetime.fromisoformat(str(moment))
    except ValueError:
        raise Transient("YouTube", "an answer of another shape") from None
