"""The pretend Pinterest's videos: registered, sent to a strict bucket, processed, pinned."""

from typing import Any

import pytest

from tests.sandbox.bot import movie, picture
from tests.sandbox.pinterest_client import Pinterest, item

COVER = {f"cover_image_{name}": value for name, value in item().items()}


def source(media_id: str, **cover: Any) -> dict[str, Any]:
    return {"source_type": "video_id", "media_id": media_id, **(cover or COVER)}


async def test_a_video_goes_through_its_states(pinterest: Pinterest) -> None:
    await pinterest.control.settings(pinterest_processing_polls=1)
    place = await pinterest.register()
    media_id = place["media_id"]
    assert await pinterest.status(media_id) == "registered"
    answer = await pinterest.upload(place)
    assert (answer.status, answer.told) == (204, "")
    early = await pinterest.pin(media_source=source(media_id))
    assert early.refusal == (400, 1)
    states = [await pinterest.status(media_id) for _ in range(3)]
    assert states == ["processing", "succeeded", "succeeded"]
    assert (await pinterest.pin(media_source=source(media_id))).status == 201
    (pin,) = await pinterest.shown()
    assert [(one["kind"], one["duration_s"]) for one in pin["attachments"]] == [("video", 7)]


@pytest.mark.parametrize("content", [picture(), b"no film", movie(seconds=3), movie(seconds=901)])
async def test_what_is_no_film_of_the_right_length_fails(
    pinterest: Pinterest, content: bytes
) -> None:
    media_id = await pinterest.video(content)
    assert await pinterest.status(media_id) == "failed"
    assert (await pinterest.pin(media_source=source(media_id))).refusal == (400, 1)


async def test_a_video_needs_a_cover(pinterest: Pinterest) -> None:
    media_id = await pinterest.video()
    bare = {"source_type": "video_id", "media_id": media_id}
    refused = await pinterest.pin(media_source=bare)
    assert refused.refusal == (400, 1)
    assert "cover_image_content_type" in refused.told["message"]
    for cover in ({"cover_image_key_frame_time": 1}, COVER):
        assert (await pinterest.pin(media_source={**bare, **cover})).status == 201


async def test_another_persons_video_is_unknown(pinterest: Pinterest) -> None:
    media_id = await pinterest.video()
    seen = await pinterest.call("GET", f"media/{media_id}", token=pinterest.bobs)
    assert seen.status == 404
    board = await pinterest.board("Motorcycles", pinterest.bobs)
    fields = {"board_id": board, "media_source": source(media_id)}
    assert (await pinterest.pin(token=pinterest.bobs, **fields)).status == 404


async def test_every_registration_has_other_fields(pinterest: Pinterest) -> None:
    one, other = await pinterest.register(), await pinterest.register()
    for name in ("key", "x-amz-signature", "x-amz-security-token"):
        assert one["upload_parameters"][name] != other["upload_parameters"][name]
    wrong = {**one["upload_parameters"], "policy": other["upload_parameters"]["key"]}
    assert (await pinterest.upload(one, fields=wrong)).status == 403


@pytest.mark.parametrize("missing", ["key", "policy", "x-amz-signature", "Content-Type"])
async def test_a_missing_field_is_refused(pinterest: Pinterest, missing: str) -> None:
    place = await pinterest.register()
    fields = {name: value for name, value in place["upload_parameters"].items() if name != missing}
    answer = await pinterest.upload(place, fields=fields)
    assert answer.status == 403
    assert "<Code>AccessDenied</Code>" in answer.told
    assert await pinterest.status(place["media_id"]) == "registered"


async def test_the_bucket_is_strict(pinterest: Pinterest) -> None:
    place = await pinterest.register()
    extra = {**place["upload_parameters"], "acl": "public-read"}
    assert (await pinterest.upload(place, fields=extra)).status == 403
    assert (await pinterest.upload(place, first=True)).status == 400
    assert (await pinterest.upload(place, named="video")).status == 400
    headers = {"Authorization": f"Bearer {pinterest.token}"}
    assert (await pinterest.upload(place, headers=headers)).status == 400
    assert (await pinterest.upload(place)).status == 204
    assert (await pinterest.upload(place)).status == 403


async def test_an_address_serves_for_an_hour(pinterest: Pinterest) -> None:
    place = await pinterest.register()
    await pinterest.control.advance(3_601)
    assert (await pinterest.upload(place)).status == 403
