"""The private half of the pretend Instagram refuses what a careless client would get away with."""

import asyncio
import ssl
from collections.abc import AsyncIterator

import aiohttp
import pytest
from curl_cffi.requests.exceptions import RequestException

from tests.networks.instagram_files import movie, picture
from tests.sandbox.instagram_private_client import (
    ALICE,
    BOB,
    HOST,
    Phone,
    open_phone,
    picture_of,
    said,
)
from tests.sandbox_control import SandboxControl


@pytest.fixture
async def phone(sandbox: SandboxControl) -> AsyncIterator[Phone]:
    async with open_phone(sandbox) as phone:
        yield phone


async def test_a_photo_goes_up_and_becomes_public(phone: Phone) -> None:
    assert said(await phone.photo(picture()))["upload_id"] == "1001"
    assert await phone.control.visible("instagram", ALICE) == []
    media = said(await phone.configure())["media"]
    [entry] = await phone.control.visible("instagram", ALICE)
    assert (entry["post_id"], entry["text"]) == (media["pk"], "Soup")
    state = await phone.control.state()
    assert ALICE in [wall["target"] for wall in state["walls"]]


async def test_a_repeated_configure_makes_a_second_post(phone: Phone) -> None:
    await phone.photo(picture())
    for _ in range(2):
        assert said(await phone.configure())["status"] == "ok"
    assert len(await phone.control.visible("instagram", ALICE)) == 2


async def test_only_http_2_is_spoken(phone: Phone) -> None:
    proxy_port = int(phone.proxy.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy_port)
    writer.write(b"CONNECT i.instagram.com:443 HTTP/1.1\r\nHost: i.instagram.com:443\r\n\r\n")
    assert b"200" in await reader.readuntil(b"\r\n\r\n")
    old = ssl.create_default_context(cafile=phone.ca)
    old.set_alpn_protocols(["http/1.1"])
    await writer.start_tls(old, server_hostname="i.instagram.com")
    writer.write(b"GET /api/v1/users/1/info/ HTTP/1.1\r\nHost: i.instagram.com\r\n\r\n")
    assert b"429" in await reader.readline()
    writer.close()


async def test_another_host_is_refused_and_written_down(phone: Phone) -> None:
    proxy_port = int(phone.proxy.rpartition(":")[2])
    for host in ("example.com:443", "i.instagram.com:80"):
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy_port)
        writer.write(f"CONNECT {host} HTTP/1.1\r\n\r\n".encode())
        assert b"403" in await reader.readline()
        writer.close()
    refused = await phone.control.journal(method="private.connect")
    assert [one["outcome"] for one in refused] == ["refused", "refused"]
    assert refused[0]["params"] == {"host": "example.com"}


async def test_a_foreign_certificate_is_not_trusted(phone: Phone) -> None:
    phone.ca = ssl.get_default_verify_paths().cafile or "/etc/ssl/cert.pem"
    with pytest.raises(RequestException):
        await phone.ask("GET", f"/api/v1/users/{ALICE}/info/")


async def test_a_session_is_asked_for(phone: Phone) -> None:
    phone.cookie = "61000000003%3Aunknown%3A1%3AAY"
    answer = await phone.ask("GET", f"/api/v1/users/{ALICE}/info/")
    assert (answer.status_code, said(answer)["message"]) == (403, "login_required")


async def test_another_device_is_challenged_and_so_is_the_first_from_then_on(phone: Phone) -> None:
    path = f"/api/v1/users/{ALICE}/info/"
    assert (await phone.ask("GET", path)).status_code == 200
    phone.headers["X-IG-Android-ID"] = "android-0000000000000000"
    assert said(await phone.ask("GET", path))["message"] == "challenge_required"
    phone.headers["X-IG-Android-ID"] = "android-494f3e2a7e2897e4"
    challenged = said(await phone.ask("GET", path))
    assert challenged["challenge"]["url"].startswith(f"{HOST}/challenge/")


async def test_a_phone_that_does_not_say_what_it_is_is_refused(phone: Phone) -> None:
    del phone.headers["X-IG-App-ID"]
    answer = await phone.ask("GET", f"/api/v1/users/{ALICE}/info/")
    assert "X-IG-App-ID" in said(answer)["message"]


async def test_the_first_answer_names_the_phone(phone: Phone) -> None:
    answer = await phone.ask("GET", f"/api/v1/users/{ALICE}/info/")
    assert answer.headers["ig-set-x-mid"]
    phone.headers["X-MID"] = answer.headers["ig-set-x-mid"]
    again = await phone.ask("GET", f"/api/v1/users/{ALICE}/info/")
    assert "ig-set-x-mid" not in again.headers


@pytest.mark.parametrize(
    "wrong",
    [
        {"Offset": "5"},
        {"X-Entity-Length": "5"},
        {"X-Entity-Name": "another"},
        {"X-Entity-Type": "image/png"},
        {"X-Instagram-Rupload-Params": "no json"},
        {"X-Instagram-Rupload-Params": "{}"},
        {"name": "2002_0_1234567890"},
    ],
)
async def test_an_upload_that_does_not_fit_its_headers_is_refused(
    phone: Phone, wrong: dict[str, str]
) -> None:
    answer = await phone.photo(picture(), **wrong)
    assert answer.status_code == 400
    assert said(answer)["message"].startswith("sandbox: ")


@pytest.mark.parametrize(
    "data", [picture(form="PNG"), b"GIF89a", movie(), picture((1000, 400)), picture((300, 400))]
)
async def test_what_instagram_does_not_take_is_refused(phone: Phone, data: bytes) -> None:
    assert (await phone.photo(data)).status_code == 400
    assert "reupload" in said(await phone.configure())["message"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"upload_id": "9"},
        {"caption": "x" * 2201},
        {"caption": " ".join(f"#tag{number}" for number in range(31))},
        {"caption": " ".join(f"@name{number}" for number in range(21))},
        {"caption": None},
        {"extra": {"source_width": 1080, "source_height": 1080}},
        {"device": None},
    ],
)
async def test_a_careless_configure_is_refused(phone: Phone, wrong: dict[str, object]) -> None:
    await phone.photo(picture())
    answer = await phone.form("media/configure/", {**picture_of("1001"), **wrong})
    assert answer.status_code == 400
    assert await phone.control.visible("instagram", ALICE) == []


async def test_a_form_names_its_phone(phone: Phone) -> None:
    await phone.photo(picture())
    answer = await phone.form("media/configure/", {**picture_of("1001"), "_uuid": "another"})
    assert "_uuid" in said(answer)["message"]
    plain = await phone.ask("POST", "/api/v1/media/configure/", body="upload_id=1001")
    assert "signed_body" in said(plain)["message"]


@pytest.mark.parametrize("count", [1, 11])
async def test_an_album_has_two_to_ten_items(phone: Phone, count: int) -> None:
    for number in range(count):
        await phone.photo(picture(), str(3000 + number), sidecar="1")
    items = [picture_of(str(3000 + number)) for number in range(count)]
    told = {**picture_of("4000"), "client_sidecar_id": "4000", "children_metadata": items}
    answer = await phone.form("media/configure_sidecar/", told)
    assert said(answer)["message"] == "An album has 2 to 10 items."


async def test_a_reel_is_announced_and_has_settings(phone: Phone) -> None:
    data = movie()
    told = '{"upload_id":"77","is_clips_video":"1"}'
    name = f"{'a' * 32}-0-{len(data)}-77-77"
    headers = {"X-Instagram-Rupload-Params": told, "X-Entity-Type": "video/mp4", "Offset": "0"}
    headers |= {"X-Entity-Name": name, "X-Entity-Length": str(len(data))}
    unannounced = await phone.ask("POST", f"/rupload_igvideo/{name}", body=data, **headers)
    assert "announced" in said(unannounced)["message"]
    assert (await phone.ask("GET", f"/rupload_igvideo/{name}", **headers)).status_code == 200
    bare = await phone.ask("POST", f"/rupload_igvideo/{name}", body=data, **headers)
    assert "upload_settings" in said(bare)["message"]


async def test_an_upload_is_read_whole_before_it_is_refused(sandbox: SandboxControl) -> None:
    asked, finished = asyncio.Event(), asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"half of it,"
        asked.set()
        await finished.wait()
        yield b"and the rest"

    url = f"{sandbox.url}/instagram/private/i.instagram.com/rupload_igphoto/1_0_1"
    async with aiohttp.ClientSession() as http:
        answer = asyncio.create_task(http.post(url, data=body()))
        await asked.wait()
        done, _ = await asyncio.wait({answer}, timeout=0.3)
        finished.set()
        assert not done
        assert (await answer).status == 403


async def test_others_posts_are_not_shown_and_not_deleted(phone: Phone) -> None:
    assert (await phone.ask("GET", f"/api/v1/feed/user/{BOB}/")).status_code == 400
    by_hand = await phone.control.post_json(f"instagram/members/{BOB}/post", {"caption": "Mine"})
    answer = await phone.form(f"media/{by_hand['pk']}_{BOB}/delete/", {"media_id": by_hand["pk"]})
    assert said(answer)["message"] == "Media not found or unavailable"
    assert len(await phone.control.visible("instagram", BOB, ours=False)) == 1


async def test_the_feed_has_pages(phone: Phone) -> None:
    for number in range(5):
        await phone.control.post_json(f"instagram/members/{ALICE}/post", {"caption": str(number)})
    first = said(await phone.ask("GET", f"/api/v1/feed/user/{ALICE}/?count=3"))
    rest = f"/api/v1/feed/user/{ALICE}/?count=3&max_id={first['next_max_id']}"
    second = said(await phone.ask("GET", rest))
    texts = [one["caption"]["text"] for one in first["items"] + second["items"]]
    assert texts == ["4", "3", "2", "1", "0"]
    assert (first["more_available"], second["more_available"]) == (True, False)


async def test_bursts_are_answered_429_and_then_by_a_request_to_wait(phone: Phone) -> None:
    path = f"/api/v1/feed/user/{ALICE}/"
    answers = [(await phone.ask("GET", path)).status_code for _ in range(61)]
    assert set(answers[:60]) == {200}
    assert answers[60] == 429
    assert "Please wait a few minutes" in said(await phone.ask("GET", path))["message"]
    await phone.control.advance(61)
    assert (await phone.ask("GET", path)).status_code == 200


async def test_an_unknown_path_is_refused_and_written_down(phone: Phone) -> None:
    assert (await phone.ask("GET", "/api/v1/accounts/current_user/")).status_code == 404
    [unknown] = await phone.control.journal(method="private.unknown")
    assert unknown["outcome"] == "refused"


async def test_sessions_and_uploads_outlive_a_reset_of_nothing_else(phone: Phone) -> None:
    await phone.photo(picture())
    await phone.control.reset()
    assert (await phone.ask("GET", f"/api/v1/users/{ALICE}/info/")).status_code == 200
    assert "reupload" in said(await phone.configure())["message"]
