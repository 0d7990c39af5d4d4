"""The twin and its client against Google's published description of the API."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.content import Content, Entity
from services.sandbox.youtube.document import body_faults
from tests.networks.youtube_world import open_world
from tests.sandbox.bot import picture
from tests.sandbox.youtube_client import PRIVATE, SNIPPET, Youtube
from tests.sandbox.youtube_schema import faults, method
from tests.sandbox_control import Json

OF_METHODS = {
    "videos.list": "VideoListResponse",
    "videos.update": "Video",
    "videos.insert": "Video",
    "channels.list": "ChannelListResponse",
    "playlistItems.list": "PlaylistItemListResponse",
    "thumbnails.set": "ThumbnailSetResponse",
}


async def test_every_answer_fits_the_published_description(youtube: Youtube) -> None:
    answers = [(name, answer) async for name, answer in _answers(youtube)]
    told = {name: faults(answer, OF_METHODS[name]) for name, answer in answers}
    assert told == {name: [] for name in OF_METHODS}


async def test_an_unfitting_answer_would_be_noticed(youtube: Youtube) -> None:
    video = await youtube.upload()
    video["status"]["privacyStatus"] = "secret"
    video["snippet"]["title"] = 5
    video["made_up"] = 1
    told = "\n".join(faults(video, "Video"))
    for complaint in ("'secret' is not one of", "5 is not of type", "'made_up'"):
        assert complaint in told
    assert len(body_faults(video, "Video")) == 3, "the twin's own eyes see the same"


async def test_every_request_of_the_client_fits_the_published_description(
    sandbox_url: str, clock_file: Path, tmp_path: Path
) -> None:
    """Whatever its options, and with all that a post can hold."""
    async with open_world(sandbox_url, clock_file, tmp_path) as world:
        await world.fault("accept_then_reset", "upload:chunk", times=None)
        film, bench = world.film()
        media = (film, world.photo(bench))
        text = "Soup <of> the day\n#beans https://soup.example"
        bold = Entity(kind="bold", offset_utf16=0, length_utf16=4)
        content = Content(text=text, entities=(bold,), media=media)
        with pytest.raises(Exception, match="YouTube upload"):
            await world.prepared(content, bench)
        await world.control("DELETE", "faults")
        await world.control("POST", "youtube/sessions/end")
        accepted, prepared = await world.publish(content, bench)
        await world.youtube.whoami("", world.account().credentials)
        await world.youtube.find(prepared.evidence, world.account())
        await world.youtube.delete(accepted.ids, world.account())
        journal = (await world.control("GET", "journal"))["requests"]
    asked = [one for one in journal if one["method"] in {*OF_METHODS, "videos.delete"}]
    assert {one["method"] for one in asked} == {*OF_METHODS, "videos.delete"}
    assert [told for one in asked for told in _wrong(one)] == []


def test_the_client_asks_for_scopes_that_allow_everything_it_does() -> None:
    full = "https://www.googleapis.com/auth/youtube"
    assert all(full in method(name)["scopes"] for name in {*OF_METHODS, "videos.delete"})


def _wrong(call: Json) -> list[str]:
    """What does not fit in a request of the journal."""
    query, body = dict(call["params"]), call["params"].get("body")
    query.pop("body", None)
    described = method(call["method"])["parameters"]
    # `uploadType` and `alt` are of every method.
    unknown = query.keys() - described.keys() - {"uploadType", "alt"}
    needed = {name for name, one in described.items() if one.get("required")}
    told = [f"{call['method']}: {name}" for name in unknown | (needed - query.keys())]
    schema = method(call["method"]).get("request", {}).get("$ref")
    return [*told, *(faults(body, schema) if schema else [])]


async def _answers(youtube: Youtube) -> AsyncIterator[tuple[str, Json]]:
    """Every method once: its name, and what it answered."""
    made = await youtube.upload(video={"snippet": {**SNIPPET, "tags": ["a"]}, "status": PRIVATE})
    yield "videos.insert", made
    parts = "snippet,status,processingDetails,contentDetails,statistics"
    said = await youtube.call("GET", "videos", part=parts, id=made["id"])
    yield "videos.list", said.body
    parts = "id,snippet,contentDetails,status,statistics"
    said = await youtube.call("GET", "channels", part=parts, mine="true")
    yield "channels.list", said.body
    uploads = said.body["items"][0]["contentDetails"]["relatedPlaylists"]["uploads"]
    query = {"part": "id,snippet,contentDetails,status", "playlistId": uploads}
    yield "playlistItems.list", (await youtube.call("GET", "playlistItems", **query)).body
    yield "thumbnails.set", (await youtube.cover(made["id"], picture())).body
    await youtube.sandbox.settings(youtube_verdict="failed:codec")
    body = {"id": made["id"], "status": PRIVATE}
    yield "videos.update", (await youtube.call("PUT", "videos", body, part="status")).body
