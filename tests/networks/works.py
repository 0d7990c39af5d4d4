"""What the engine would lend a network, for tests of a network alone."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from services.content import Media
from services.media.shapes import Fitted, Shape, Taste
from services.media.workshop import Workshop
from services.networks.base import Json, Work
from services.vault import Sealed, Vault

_VAULT = Vault([bytes(32)])


@dataclass
class Bench:
    """An engine's place for a network: originals at hand by media id, what it said noted.

    Media are made to fit for real, in `folder`. `link` says where a file can be fetched; `kept`
    are the credentials that the network changed.
    """

    files: Mapping[int, Path] = field(default_factory=dict)
    checkpoint: Json = field(default_factory=dict)
    told: list[float] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    on_save: Callable[[], Awaitable[None]] | None = None
    folder: Path = Path("nowhere")
    link: Callable[[Path, str], str] = lambda path, _: path.as_uri()

    def work(
        self, key: str = "1/1", last_known: str | None = None, posted: tuple[str, ...] = ()
    ) -> Work:
        """What the engine lends; a sealed word opens in the same part again."""
        return Work(
            key=key,
            checkpoint=dict(self.checkpoint),
            save=self._save,
            file=self._file,
            progress=self._tell,
            fit=self._fit,
            link=self.link,
            seal=lambda text: _VAULT.seal(text, account_id=1, space_id=1, field=key).packed,
            open=lambda word: _VAULT.open(Sealed.unpack(word), account_id=1, space_id=1, field=key),
            keep=self._keep,
            last_known=last_known,
            posted=posted,
        )

    async def _save(self, checkpoint: Json) -> None:
        self.checkpoint = dict(checkpoint)
        if self.on_save:
            await self.on_save()

    async def _keep(self, changed: Mapping[str, str]) -> None:
        self.kept.update(changed)

    async def _file(self, media: Media) -> Path:
        return self.files[media.id]

    async def _fit(self, media: Media, shape: Shape, taste: Taste) -> Fitted:
        return await Workshop(self.folder).fit(await self._file(media), shape, taste)

    async def _tell(self, fraction: float) -> None:
        self.told.append(fraction)
