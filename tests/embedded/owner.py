"""A process that owns servers until it is told to stop: `python -m tests.embedded.owner`.

Arguments: the data folder, the PATH to search (empty for this machine's own), a user number to
become first (empty to stay). It prints the server's addresses and process numbers, one JSON line.
"""

import json
import os
import sys
from pathlib import Path

from services.embedded import embedded_servers


def main(data_dir: str, search_path: str, user: str) -> None:
    """Start, say so, wait for the end of the standard input."""
    if user:
        os.setgroups([])
        os.setgid(int(user))
        os.setuid(int(user))
    chosen = search_path or None
    with embedded_servers(Path(data_dir), durable=False, search_path=chosen) as servers:
        pids = [server.pid for server in servers.own]
        said = {"database_url": servers.database_url, "redis_url": servers.redis_url, "pids": pids}
        print(json.dumps(said), flush=True)  # noqa: T201
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
