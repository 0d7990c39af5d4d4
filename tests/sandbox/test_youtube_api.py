"""The pretend YouTube refuses what the real one refuses, in its words."""

from typing import Any

import pytest

from tests.networks.youtube_world import GARAGE, KITCHEN, movie
from tests.sandbox.youtube_client import PRIVATE, SNIPPET, Youtube

PUBLIC = {**PRIVATE, "privacyStatus": "public"}


def video(status: Any = None, **snippet: Any) -> dict[str, Any]:
    return {"snippet": {**SNIPPET, **snippet}, "status": status or PRIVATE}


@pytest.mark.parametrize(
    ("form", "error", "status"),
    [
        ({"refresh_token": "1//0unknown"}, "invalid_grant", 400),
        ({"client_secret": "another"}, "invalid_client", 401),
        ({"grant_type": "password"}, "unsupported_grant_type", 400),
        ({"scope": "x"}, "invalid_request", 400),
    ],
)
async def test_the_token_server_knows_one_client_and_its_tokens(
    youtube: Youtube, form: dict[str, str], error: str, status: int
) -> None:
    keys = (await youtube.sandbox.state())["keys"]
    mine = next(one for one in keys if one["target"] == KITCHEN)["secrets"][0]["value"]
    said = await youtube.token(**{"refresh_token": mine, **form})
    assert (said.status, said.body["error"]) == (status, error)


async def test_a_token_that_was_taken_back_opens_nothing(youtube: Youtube) -> None:
    made = await youtube.sandbox.post_json("youtube/tokens", {"channel_id": KITCHEN})
    assert (await youtube.token(made["refresh_token"])).status == 200
    await youtube.sandbox.post_json("youtube/tokens/revoke", made)
    assert (await youtube.token(made["refresh_token"])).body["error"] == "invalid_grant"


async def test_an_access_token_ends_after_an_hour(youtube: Youtube) -> None:
    assert (await youtube.call("GET", "channels", part="snippet", mine="true")).status == 200
    await youtube.sandbox.advance(3600)
    said = await youtube.call("GET", "channels", part="snippet", mine="true")
    assert (said.status, said.reason) == (401, "authError")


async def test_a_scope_that_was_not_granted_is_missed(youtube: Youtube) -> None:
    wish = {
        "channel_id": KITCHEN,
        "scopes": ["https://www.googleapis.com/auth/youtube.readonly"],
    }
    made = await youtube.sandbox.post_json("youtube/tokens", wish)
    youtube.tokens[KITCHEN] = (await youtube.token(made["refresh_token"])).body["access_token"]
    assert (await youtube.call("GET", "channels", part="snippet", mine="true")).status == 200
    said = await youtube.begin(100)
    assert (said.status, said.reason) == (403, "insufficientPermissions")


@pytest.mark.parametrize(
    "query",
    [
        {"id": "x"},
        {"part": "status", "id": "x", "made_up": "1"},
        {"part": "status", "chart": "best"},
        {"part": "status", "id": "x", "maxResults": "51"},
        {"part": "mood", "id": "x"},
        {"part": "status"},
        {"part": "status", "id": ",".join("x" * 51)},
    ],
)
async def test_a_query_has_to_fit_the_description(youtube: Youtube, query: dict[str, str]) -> None:
    assert (await youtube.call("GET", "videos", **query)).status == 400


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (video(title=""), "invalidTitle"),
        (video(title="x" * 101), "invalidTitle"),
        (video(title="a < b"), "invalidTitle"),
        (video(description="ж" * 2501), "invalidDescription"),
        (video(description="a > b"), "invalidDescription"),
        (video(tags=["x" * 499, "y"]), "invalidTags"),
        (video(tags=["x y" * 166 + "x"]), "invalidTags"),
        (video(categoryId="42"), "invalidCategoryId"),
        (video({**PUBLIC, "publishAt": "2036-01-01T00:00:00Z"}), "invalidPublishAt"),
        (video({**PRIVATE, "publishAt": "2016-01-01T00:00:00Z"}), "invalidPublishAt"),
        (video({**PRIVATE, "privacyStatus": "secret"}), "badRequest"),
        (video(mood="good"), "badRequest"),
        (video(title=5), "badRequest"),
        ({**video(), "made_up": {}}, "badRequest"),
        ({**video(), "recordingDetails": {}}, "unexpectedPart"),
    ],
)
async def test_metadata_are_checked_before_a_byte_is_sent(
    youtube: Youtube, body: dict[str, Any], reason: str
) -> None:
    said = await youtube.begin(100, body)
    assert (said.status, said.reason) == (400, reason)
    assert (await youtube.sandbox.get_json("youtube/videos"))["sessions"] == 0


async def test_who_does_not_say_who_may_see_a_video_shows_it_to_all(youtube: Youtube) -> None:
    made = await youtube.upload(video={"snippet": SNIPPET, "status": {"embeddable": True}})
    assert made["status"]["privacyStatus"] == "public"
    [shown] = await youtube.sandbox.visible("youtube", KITCHEN)
    assert shown["post_id"] == made["id"]


async def test_an_update_replaces_the_whole_part(youtube: Youtube) -> None:
    made = await youtube.upload()
    body = {"id": made["id"], "status": {"selfDeclaredMadeForKids": True}}
    said = await youtube.call("PUT", "videos", body, part="status")
    assert said.body["status"]["privacyStatus"] == "public"
    assert said.body["status"]["madeForKids"] is True


async def test_somebody_elses_private_video_is_not_there(youtube: Youtube) -> None:
    made = await youtube.upload()
    said = await youtube.call("GET", "videos", owner=GARAGE, part="status", id=made["id"])
    assert said.body["items"] == []
    body = {"id": made["id"], "status": PUBLIC}
    said = await youtube.call("PUT", "videos", body, owner=GARAGE, part="status")
    assert (said.status, said.reason) == (404, "videoNotFound")


async def test_a_public_video_keeps_its_owners_secrets(youtube: Youtube) -> None:
    made = await youtube.upload(video=video(PUBLIC))
    query = {"part": "status", "id": made["id"]}
    said = await youtube.call("GET", "videos", owner=GARAGE, **query)
    assert [one["id"] for one in said.body["items"]] == [made["id"]]
    query["part"] = "processingDetails"
    assert (await youtube.call("GET", "videos", owner=GARAGE, **query)).reason == "forbidden"
    assert (await youtube.call("DELETE", "videos", owner=GARAGE, id=made["id"])).status == 403


async def test_a_deleted_video_is_gone(youtube: Youtube) -> None:
    made = await youtube.upload(video=video(PUBLIC))
    assert (await youtube.call("DELETE", "videos", id=made["id"])).status == 204
    assert (await youtube.call("DELETE", "videos", id=made["id"])).reason == "videoNotFound"
    assert await youtube.sandbox.visible("youtube", KITCHEN) == []


async def test_an_appointed_video_goes_live_by_itself(youtube: Youtube) -> None:
    at = (await youtube.sandbox.now()).replace(microsecond=0)
    status = {**PRIVATE, "publishAt": f"{at.replace(year=at.year + 1):%Y-%m-%dT%H:%M:%SZ}"}
    await youtube.upload(video=video(status))
    await youtube.owned()
    assert await youtube.sandbox.visible("youtube", KITCHEN) == []
    await youtube.sandbox.advance(367 * 24 * 3600)
    await youtube.owned()
    assert len(await youtube.sandbox.visible("youtube", KITCHEN)) == 1


async def test_a_video_is_processed_after_a_while(youtube: Youtube) -> None:
    made = await youtube.upload(video=video(PUBLIC))
    query = {"part": "status,processingDetails", "id": made["id"]}
    states = []
    for _ in range(2):
        [item] = (await youtube.call("GET", "videos", **query)).body["items"]
        processing = item["processingDetails"]["processingStatus"]
        states.append((item["status"]["uploadStatus"], processing))
        await youtube.sandbox.advance(10)
    assert states == [("uploaded", "processing"), ("processed", "succeeded")]


async def test_what_is_no_video_fails_later(youtube: Youtube) -> None:
    made = await youtube.upload(b"%PDF-1.7 and no video at all", video(PUBLIC))
    assert made["status"]["uploadStatus"] == "uploaded"
    await youtube.sandbox.advance(10)
    [item] = (await youtube.call("GET", "videos", part="status", id=made["id"])).body["items"]
    assert item["status"]["uploadStatus"] == "failed"
    assert item["status"]["failureReason"] == "invalidFile"
    assert await youtube.sandbox.visible("youtube", KITCHEN) == []


async def test_the_same_bytes_twice_are_rejected_later(youtube: Youtube) -> None:
    await youtube.upload(video=video(PUBLIC))
    made = await youtube.upload(video=video(PUBLIC))
    await youtube.sandbox.advance(10)
    [item] = (await youtube.call("GET", "videos", part="status", id=made["id"])).body["items"]
    assert item["status"]["rejectionReason"] == "duplicate"
    assert len(await youtube.sandbox.visible("youtube", KITCHEN)) == 1


async def test_uploads_are_listed_newest_first_in_pages(youtube: Youtube) -> None:
    channel = (await youtube.call("GET", "channels", part="contentDetails", mine="true")).body
    playlist = channel["items"][0]["contentDetails"]["relatedPlaylists"]["uploads"]
    query = {"part": "contentDetails", "playlistId": playlist, "maxResults": "2"}
    assert (await youtube.call("GET", "playlistItems", **query)).reason == "playlistNotFound"
    made = [(await youtube.upload(movie(number=number)))["id"] for number in range(3)]
    first = (await youtube.call("GET", "playlistItems", **query)).body
    query["pageToken"] = first["nextPageToken"]
    second = (await youtube.call("GET", "playlistItems", **query)).body
    items = [*first["items"], *second["items"]]
    assert [one["contentDetails"]["videoId"] for one in items] == made[::-1]
    assert "nextPageToken" not in second
    stranger = await youtube.call("GET", "playlistItems", owner=GARAGE, **query)
    assert stranger.body["items"] == []


async def test_wrong_requests_cost_quota_too(youtube: Youtube) -> None:
    await youtube.call("GET", "videos", part="mood", id="x")
    await youtube.call("PUT", "videos", {}, part="status")
    await youtube.begin(0)
    used = (await youtube.sandbox.get_json("youtube/videos"))["used"]
    assert sorted(used.values()) == [1, 51]


async def test_a_used_up_day_begins_anew_at_midnight_in_california(youtube: Youtube) -> None:
    await youtube.sandbox.settings(youtube_day_uploads=1, youtube_day_units=60)
    assert (await youtube.begin(100)).status == 200
    assert (await youtube.begin(100)).reason == "quotaExceeded"
    body = {"id": "x", "status": PUBLIC}
    assert (await youtube.call("PUT", "videos", body, part="status")).status == 404
    said = await youtube.call("PUT", "videos", body, part="status")
    assert (said.status, said.reason) == (403, "quotaExceeded")
    await youtube.sandbox.advance(25 * 3600)
    async with Youtube(youtube.sandbox) as tomorrow:
        assert (await tomorrow.begin(100)).status == 200


async def test_a_channel_has_a_limit_of_its_own(youtube: Youtube) -> None:
    await youtube.sandbox.settings(youtube_channel_uploads=1)
    await youtube.upload()
    said = await youtube.begin(100)
    assert (said.status, said.reason) == (400, "uploadLimitExceeded")


async def test_without_a_channel_there_is_nothing_but_an_empty_list(youtube: Youtube) -> None:
    made = await youtube.sandbox.post_json("youtube/tokens", {"channel_id": None})
    youtube.tokens[KITCHEN] = (await youtube.token(made["refresh_token"])).body["access_token"]
    said = await youtube.call("GET", "channels", part="snippet", mine="true")
    assert said.body["items"] == []
    assert (await youtube.begin(100)).reason == "youtubeSignupRequired"


@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [
        ("refuse", 403, "forbidden"),
        ("rate_limit", 403, "rateLimitExceeded"),
        ("login_expired", 401, "authError"),
    ],
)
async def test_ordered_refusals_have_youtubes_words(
    youtube: Youtube, kind: str, status: int, reason: str
) -> None:
    await youtube.sandbox.add_fault("youtube", "channels.list", kind)
    said = await youtube.call("GET", "channels", part="snippet", mine="true")
    assert (said.status, said.reason) == (status, reason)
