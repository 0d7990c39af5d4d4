"""`make demo` as a person meets it: it starts, survives, stops, and says what is in the way."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.embedded.folder import free_port
from tests.environment import ROOT, quiet_environment
from tests.house.demo import READY, Demo
from tests.house.terminal import all_gone

pytestmark = pytest.mark.xdist_group("demo")

REAL_TOKEN = "123456789:AAEhBOweik9ai2o6nC8-real-looking-one"
FOREIGN = "192.0.2.1"


@pytest.fixture(scope="module")
def demo(data_dir: Path) -> Iterator[Demo]:
    """A demo that is ready, started where a real bot's settings lie about."""
    around = {"TELEGRAM_TOKEN": REAL_TOKEN, "HTTPS_PROXY": f"http://{FOREIGN}:1"}
    running = Demo(data_dir / "demo", **around)
    running.wait_for(READY)
    yield running
    running.end()


def test_nothing_real_reaches_any_part_of_a_demo(demo: Demo) -> None:
    seen = demo.environments()
    assert len(seen) > 4
    assert not [one for one in seen if REAL_TOKEN.encode() in one or FOREIGN.encode() in one]


def test_a_second_demo_on_its_port_or_folder_gets_one_clear_line(demo: Demo) -> None:
    program = [sys.executable, "-m", "bot", "demo"]
    same_port = [*program, "--port", str(demo.port), "--data", str(demo.data_dir / "other")]
    same_data = [*program, "--port", str(free_port()), "--data", str(demo.data_dir)]
    for command, line in (
        (same_port, f"crossposter: Port {demo.port} is taken"),
        (same_data, f"crossposter: Another CrossPoster is running on {demo.data_dir}"),
    ):
        done = subprocess.run(
            command, cwd=ROOT, env=quiet_environment(), capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert done.stderr.startswith(line)


def test_a_killed_worker_comes_back_and_it_is_said(demo: Demo) -> None:
    (worker,) = demo.find("worker")
    os.kill(worker, signal.SIGKILL)
    demo.wait_for("The worker ended by signal 9; it starts again")
    demo.wait_until(lambda: bool(demo.find("worker") - {worker}), "new worker")
    (again,) = demo.find("worker")
    assert again != worker


def test_a_killed_demo_leaves_nobody_behind_and_ctrl_c_leaves_no_trace(demo: Demo) -> None:
    demo.end()
    again = Demo(demo.data_dir)
    again.wait_for(READY)
    with urllib.request.urlopen(again.page + "/control/health", timeout=5) as answer:
        assert json.load(answer) == {"ok": True}
    family = again.family()
    assert again.press_ctrl_c() == 0
    assert all_gone(family)
    assert "Stopped." in again.said
    assert "Traceback" not in again.said + again.logs()
