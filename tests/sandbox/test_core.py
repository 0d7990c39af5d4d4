"""What all networks share: journal, clock, files, snapshot. Telegram is the carrier."""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest

from services.embedded.folder import free_port
from tests.environment import ROOT, quiet_environment
from tests.sandbox.bot import Bot, picture
from tests.sandbox_control import KITCHEN, ControlRefusedError, SandboxControl, eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


async def _posted(sandbox: SandboxControl) -> list[str]:
    return [entry["text"] for entry in await sandbox.visible("telegram", KITCHEN)]


async def test_the_journal_keeps_every_request_with_its_attempt(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    bot.headers["X-Attempt"] = "77"
    await bot.call("sendMessage", chat_id=kitchen, text="hello")
    await bot.refusal("sendMessage", chat_id=kitchen, text="")
    done, refused = await sandbox.journal(method="sendMessage")
    assert (done["outcome"], done["effect"], done["status"], done["attempt"]) == (
        "executed",
        True,
        200,
        "77",
    )
    assert done["params"]["text"] == "hello"
    assert (refused["outcome"], refused["effect"], refused["status"]) == ("refused", False, 400)
    (entry,) = await sandbox.visible("telegram", kitchen)
    assert (entry["request_id"], entry["attempt"]) == (done["id"], "77")


async def test_the_journal_hides_secrets(sandbox: SandboxControl, bot: Bot) -> None:
    await bot.call("setWebhook", url="http://127.0.0.1:9/", secret_token="s3cret")
    (record,) = await sandbox.journal(method="setWebhook")
    assert record["params"]["secret_token"] == "***"
    assert bot.token not in str(await sandbox.journal())


async def test_unknown_faults_and_settings_are_refused(sandbox: SandboxControl) -> None:
    with pytest.raises(ControlRefusedError, match="no fault is called 'meteor'"):
        await sandbox.add_fault("telegram", "*", "meteor")
    with pytest.raises(ControlRefusedError, match="no setting is called 'gravity'"):
        await sandbox.settings(gravity=True)


async def test_the_clock_moves_everybody(sandbox: SandboxControl, clock_file: Path) -> None:
    before, bytes_before = await sandbox.now(), clock_file.read_bytes()
    after = await sandbox.advance(3600)
    assert timedelta(seconds=3600) <= after - before < timedelta(seconds=3610)
    assert clock_file.read_bytes() != bytes_before


async def test_events_tell_what_changes_and_catch_up(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    since = (await sandbox.state())["seq"]
    await bot.call("sendMessage", chat_id=kitchen, text="news")
    seen = []
    async for event in sandbox.events(since):
        seen.append(event)
        if len(seen) == 2:
            break
    assert [event["type"] for event in seen] == ["message", "wall"]
    assert seen[0]["message"]["text"] == seen[1]["entry"]["text"] == "news"
    assert seen[0]["seq"] < seen[1]["seq"]


async def test_a_stored_file_comes_with_its_type_and_in_ranges(
    sandbox: SandboxControl, bot: Bot
) -> None:
    content = picture()
    upload_id = await sandbox.upload(content, "dot.png")
    address = f"{sandbox.url}/control/files/{upload_id}"
    async with bot.session.get(address) as whole:
        assert whole.content_type == "image/png"
        assert await whole.read() == content
    async with bot.session.get(address, headers={"Range": "bytes=4-9"}) as part:
        assert part.status == 206
        assert await part.read() == content[4:10]


async def test_a_reset_brings_the_samples_back(sandbox: SandboxControl, kitchen: int) -> None:
    await sandbox.post(kitchen, 101, "one more")
    await sandbox.reset()
    texts = [entry["text"] for entry in await sandbox.wall("telegram", kitchen)]
    assert "one more" not in texts
    assert len(texts) == 7
    members = {chat["id"]: chat["members"] for chat in (await sandbox.state())["chats"]}
    assert members[kitchen] == {"101": {"status": "creator"}}


async def test_a_reset_keeps_what_the_bot_said_of_itself(sandbox: SandboxControl, bot: Bot) -> None:
    commands = [{"command": "help", "description": "How it works"}]
    await bot.call("setMyCommands", commands=commands)
    await bot.call("setMyDescription", description="Posts everywhere")
    await sandbox.reset()
    assert await bot.call("getMyCommands") == commands
    assert (await bot.call("getMyDescription"))["description"] == "Posts everywhere"
    assert (await sandbox.state())["bot"]["commands"]["default"] == commands
    await bot.call("deleteMyCommands")
    await bot.call("setMyDescription")
    assert "default" not in (await sandbox.state())["bot"]["commands"]


async def test_the_state_presents_every_network(sandbox: SandboxControl) -> None:
    state = await sandbox.state()
    networks = {one["key"]: one for one in state["networks"]}
    assert {wall["network"] for wall in state["walls"]} == set(networks)
    assert (networks["vk"]["title"], networks["vk"]["captcha"]) == ("VK", True)
    assert networks["telegram"]["methods"][0] == "sendMessage"
    assert networks.keys() >= {one["network"] for one in state["keys"]} >= {"vk"}


async def test_a_switch_says_what_it_may_stand_on(sandbox: SandboxControl) -> None:
    await sandbox.settings(vk_guid="error")
    switches = {one["name"]: one for one in (await sandbox.state())["settings"]}
    guid = switches["vk_guid"]
    assert [one["value"] for one in guid["choices"]] == ["honoured", "ignored", "error"]
    assert (guid["network"], guid["value"]) == ("vk", "error")
    unsaid = [one for one in switches.values() if not one["title"]["ru"] or not one["title"]["en"]]
    assert unsaid == []
    await sandbox.reset()
    assert (await sandbox.settings())["vk_guid"] == "honoured"


@asynccontextmanager
async def _own_sandbox(folder: Path) -> "AsyncIterator[tuple[str, asyncio.subprocess.Process]]":
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.sandbox",
        "--port",
        str(port),
        "--data",
        str(folder),
        cwd=ROOT,
        env=quiet_environment(),
    )
    url = f"http://127.0.0.1:{port}"
    async with aiohttp.ClientSession() as session:

        async def ready() -> bool:
            try:
                async with session.get(f"{url}/control/health") as response:
                    return response.ok
            except aiohttp.ClientConnectionError:
                return False

        await eventually(ready, timeout_s=20)
    try:
        yield url, process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 10) in {0, -signal.SIGKILL}


async def test_it_remembers_everything_after_a_restart(tmp_path: Path) -> None:
    async with _own_sandbox(tmp_path) as (url, _), SandboxControl(url) as first, Bot(url) as bot:
        await first.make_bot_admin(KITCHEN)
        await bot.call("sendPhoto", chat_id=KITCHEN, photo=picture(), caption="kept")
        await first.send(101, "kept too")
        before = await first.state()
        journal = await first.journal()
    async with _own_sandbox(tmp_path) as (url, _), SandboxControl(url) as second, Bot(url) as bot:
        (entry,) = await second.visible("telegram", KITCHEN)
        assert entry["text"] == "kept"
        address = f"{url}/control/files/{entry['attachments'][0]['file_id']}"
        async with bot.session.get(address) as response:
            assert response.content_type == "image/jpeg"
        after = await second.state()
        assert (after["people"], after["chats"]) == (before["people"], before["chats"])
        assert await second.journal() == journal
        assert (await bot.updates())[-1]["message"]["text"] == "kept too"
        sent = await bot.call("sendMessage", chat_id=KITCHEN, text="next")
        assert sent["message_id"] == int(entry["post_id"]) + 1


async def test_a_killed_sandbox_has_lost_at_most_a_moment(tmp_path: Path) -> None:
    async with _own_sandbox(tmp_path) as (url, process), SandboxControl(url) as control:
        await control.send(101, "a while ago")
        await asyncio.sleep(1.5)
        process.kill()
        await process.wait()
    async with _own_sandbox(tmp_path) as (url, _), SandboxControl(url) as control:
        assert [message["text"] for message in await control.messages(101)] == ["a while ago"]


async def test_it_does_not_start_beside_a_real_token(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.sandbox",
        "--data",
        str(tmp_path),
        cwd=ROOT,
        env=dict(os.environ) | {"TELEGRAM_TOKEN": "123456:real"},
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode == 2
    assert len(said.decode().splitlines()) == 1
    assert "TELEGRAM_TOKEN" in said.decode()
    assert "real\n" not in said.decode()
