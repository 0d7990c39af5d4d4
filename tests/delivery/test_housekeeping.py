"""Files go when their day is over: what was fetched, and what was made of it."""

import os
import time
from pathlib import Path

from services.deps import Deps
from services.housekeeping import tidy

DAY_S = 24 * 3600


def aged(path: Path, seconds: float) -> Path:
    """A file, or a folder with a file in it, last used so long ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix:
        path.write_bytes(b"content")
    else:
        path.mkdir()
        (path / "media.jpeg").write_bytes(b"content")
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


async def test_originals_and_what_was_made_of_them_go_after_a_day(deps: Deps) -> None:
    media = deps.settings.media_dir
    old = aged(media / "1.original", DAY_S + 60), aged(media / "fitted" / "1-a", DAY_S + 60)
    young = aged(media / "2.original", DAY_S - 60), aged(media / "fitted" / "2-a", DAY_S - 60)
    await tidy(deps)
    assert [path.exists() for path in (*old, *young)] == [False, False, True, True]
    assert sorted(path.name for path in media.iterdir()) == ["2.original", "fitted"]
