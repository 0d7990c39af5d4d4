"""Nothing that opens a door is ever written to the log."""

import json
import subprocess
import sys

import pytest

from bot.logs import redact
from tests.environment import ROOT, quiet_environment

TOKEN = "7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA"
VK_TOKEN = "vk1.a.kQ9-x_Y" + "z" * 60
SECRETS = {
    TOKEN: f"https://api.telegram.org/bot{TOKEN}/sendMessage",
    "7000000001%3AAAE" + "b" * 32: "/bot7000000001%3AAAE" + "b" * 32 + "/getMe",
    VK_TOKEN: f"access_token={VK_TOKEN}&v=5.199",
    "cork1.b-kitchen.0123456789abcdef-pretended": "key cork1.b-kitchen.0123456789abcdef-pretended",
    "s3cr3t-value": '{"access_token": "s3cr3t-value", "v": 1}',
    "other-value": '{\\"refresh_token\\":\\"other-value\\"}',
    "abc.def.ghi": "Authorization: Bearer abc.def.ghi",
    "pa55word": "postgresql+asyncpg://user:pa55word@host:5432/name",
    "hush": "redis://:hush@127.0.0.1:6379/0",
    "verify-me": "code_verifier=verify-me&state=x",
}
PROGRAM = f"""
import logging, structlog
from bot.logs import configure_logs
configure_logs()
log = structlog.get_logger()
log.info("told", url="https://api.telegram.org/bot{TOKEN}/getMe", nested={{"a": ["{VK_TOKEN}"]}})
try:
    raise RuntimeError("access_token=s3cr3t-value")
except RuntimeError:
    log.exception("failed")
    logging.getLogger("some.library").exception("failed too with {TOKEN}")
logging.getLogger("aiogram.event").info("noise")
"""


@pytest.mark.parametrize(("secret", "line"), SECRETS.items())
def test_secrets_are_hidden(secret: str, line: str) -> None:
    assert secret in line
    assert secret not in redact(line)
    assert "***" in redact(line)


def test_what_is_no_secret_stays() -> None:
    line = 'post=12:34 chat_id=-1001000000001 at 10:45:07 "Bearer of news" update 7000000001'
    assert redact(line) == line.replace("Bearer of", "Bearer ***")
    line = "2026-11-23T13:45:07.123456Z services.delivery.publishing.record_again_and_again.failed"
    assert redact(f"{line} 0e3f6d0c-6f55-5c8b-9d5f-2f6f3a6f4f4e") == (
        f"{line} 0e3f6d0c-6f55-5c8b-9d5f-2f6f3a6f4f4e"
    )


def test_a_process_writes_one_json_line_per_event_without_secrets() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=quiet_environment(),
        timeout=60,
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"].split(" with")[0] for line in lines] == ["told", "failed", "failed too"]
    assert "RuntimeError" in lines[1]["exception"]
    assert "RuntimeError" in lines[2]["exception"]
    for secret in SECRETS:
        assert secret not in done.stderr
