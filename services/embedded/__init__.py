"""Real PostgreSQL and Valkey for people and tests that have no servers of their own.

Given addresses come first, then servers found in `PATH`, then the ones that wheels brought. They
listen on loopback only, ask for a generated password and die with the process that owns them.
"""

from services.embedded.folder import owned
from services.embedded.servers import EmbeddedServers, Urls, embedded_servers, running_servers

__all__ = ["EmbeddedServers", "Urls", "embedded_servers", "owned", "running_servers"]
